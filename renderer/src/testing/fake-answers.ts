/** What the fake lab answers to each call. A text instead of a value is a refusal. */
import type { CallName, FleetDevice, Input, LedgerLine, Output } from '../../../app/api/contract.js';
import type { FakeState } from './fake-lab.js';
import { fakeComparison, fakeRuns, overRun, planOf, readRun } from './fake-runs.js';
import { checkScenario, fakeScenarios, twoServicesText } from './fake-scenarios.js';
import { iso, minutesAgo } from './fake-time.js';
import { traceAnswers } from './fake-trace-answers.js';

export type Answers = { readonly [N in CallName]: (input: Input<N>) => Output<N> | string };

export function fakeAnswers(state: FakeState): Answers {
  return {
    ...labQueries(state),
    ...traceAnswers,
    ...workQueries(state),
    ...fleetCommands(state),
    ...otherCommands(state),
  };
}

type Part<P extends string> = Pick<Answers, Extract<CallName, P>>;

type LabQuery =
  | 'lab.status'
  | 'fleet.gates'
  | 'fleet.restore-plan'
  | 'emulators.list'
  | 'settings.read'
  | 'store.retention-preview'
  | 'ledger.lines';

function labQueries(state: FakeState): Part<LabQuery> {
  return {
    'lab.status': () => state.status,
    'fleet.gates': ({ device }) =>
      planOf({ name: '', scenarios: [], devices: [device], compression: 1, targets: [], toleranceMs: 0, note: '' })
        .gates[0]?.gates ?? [],
    'fleet.restore-plan': ({ device }) =>
      (state.devices.find(({ id }) => id === device)?.openChanges ?? [])
        .toReversed()
        .map(({ subject, before, undo }) => ({ text: `Put ${subject} back to ${before ?? 'not set'}`, command: undo })),
    'emulators.list': () => ({
      program: '/home/lab/Android/Sdk/emulator/emulator',
      advice: null,
      emulators: [
        { name: 'api-34', state: 'stopped', serial: null },
        { name: 'api-35', state: 'running', serial: 'emulator-5554' },
        { name: 'api-36', state: 'starting', serial: null },
      ],
    }),
    'settings.read': () => state.settings,
    'store.retention-preview': () => ({
      bytesNow: 23_622_320_128,
      bytesAfter: 20_132_659_200,
      items: [
        { kind: 'run', title: 'Night of 2 May', bytes: 2_147_483_648, addedAt: minutesAgo(60 * 24 * 205) },
        {
          kind: 'log',
          title: 'bugreport-oriole-2026-04-30.zip',
          bytes: 1_342_177_280,
          addedAt: minutesAgo(60 * 24 * 207),
        },
      ],
    }),
    'ledger.lines': () => ledgerOf(state.devices),
  };
}

type WorkQuery =
  | 'scenarios.list'
  | 'scenarios.read'
  | 'scenarios.check'
  | 'runs.list'
  | 'runs.read'
  | 'runs.plan'
  | 'runs.compare'
  | 'reports.preview'
  | 'reports.list';

function workQueries(state: FakeState): Part<WorkQuery> {
  return {
    'scenarios.list': () => fakeScenarios,
    'scenarios.read': ({ id }) => {
      const file = fakeScenarios.find((each) => each.id === id);
      return file === undefined ? 'There is no such scenario.' : { file, text: twoServicesText };
    },
    'scenarios.check': ({ text, compression }) => checkScenario(text, compression),
    'runs.list': () => (state.devices.length === 0 ? [] : fakeRuns),
    'runs.read': ({ run }) => readRun(run) ?? 'There is no such run.',
    'runs.plan': planOf,
    'runs.compare': () => fakeComparison,
    'reports.preview': () => ({
      html: '<!doctype html><meta charset="utf-8"><title>Report</title><h1>Night of 21 November</h1><p>9 of 13 outcomes as predicted.</p>',
    }),
    'reports.list': ({ run }) =>
      run === overRun.id
        ? [
            {
              run,
              format: 'html',
              path: '/home/lab/reports/night.html',
              bytes: 184_220,
              sha256: 'a'.repeat(64),
              writtenAt: minutesAgo(12),
            },
            {
              run,
              format: 'junit',
              path: '/home/lab/reports/night.xml',
              bytes: 9_120,
              sha256: 'b'.repeat(64),
              writtenAt: minutesAgo(12),
            },
          ]
        : [],
  };
}

function ledgerOf(devices: readonly FleetDevice[]): readonly LedgerLine[] {
  return devices.flatMap(({ id, openChanges }) => [
    ...openChanges.map((change) => ({ ...change, device: id, at: minutesAgo(60 * 20), state: 'outstanding' })),
    {
      device: id,
      at: minutesAgo(60 * 22),
      run: overRun.id,
      kind: 'compat',
      subject: 'FGS_INTRODUCE_TIME_LIMITS',
      before: 'default',
      during: 'enabled',
      undo: 'compat reset FGS_INTRODUCE_TIME_LIMITS',
      state: 'restored',
    },
  ]);
}

type FleetCommand = Exclude<
  Extract<CallName, `fleet.${string}` | `emulators.${string}`>,
  'fleet.gates' | 'fleet.restore-plan' | 'emulators.list'
>;

function fleetCommands(state: FakeState): Part<FleetCommand> {
  const changeDevice = (device: string, changes: Partial<FleetDevice>): null => {
    state.devices = state.devices.map((each) => (each.id === device ? { ...each, ...changes } : each));
    state.changed();
    return null;
  };
  const note = (name: string, input: object): null => {
    state.given.push(`${name} ${JSON.stringify(input)}`);
    return null;
  };
  return {
    'fleet.change': ({ device, name, labels, note: text, ignored }) =>
      changeDevice(device, {
        ...(name === undefined ? {} : { name }),
        ...(labels === undefined ? {} : { labels }),
        ...(text === undefined ? {} : { note: text }),
        ...(ignored === undefined ? {} : { allocation: ignored ? 'ignored' : 'available' }),
      }),
    'fleet.quarantine': ({ device, reason }) =>
      changeDevice(device, {
        allocation: 'quarantined',
        quarantine: { reason, evidence: 'a person said so', since: iso(0), nextTestAt: null, attempts: 0 },
      }),
    'fleet.retest': ({ device }) => changeDevice(device, { allocation: 'available', quarantine: null, advice: null }),
    'fleet.restore': (input) => {
      note('fleet.restore', input);
      const restored = state.devices.find(({ id }) => id === input.device)?.openChanges.length ?? 0;
      changeDevice(input.device, { openChanges: [], allocation: 'available', advice: null });
      return { restored, conflicts: [], outstanding: [] };
    },
    'fleet.install-probe': (input) => note('fleet.install-probe', input),
    'fleet.uninstall-probe': (input) => note('fleet.uninstall-probe', input),
    'fleet.connect': ({ address }) =>
      address.includes(':')
        ? note('fleet.connect', { address })
        : 'An address is HOST:PORT, for example 192.168.1.7:5555.',
    'fleet.disconnect': (input) => note('fleet.disconnect', input),
    'fleet.pair': (input) => note('fleet.pair', input),
    'fleet.simulate': (input) => note('fleet.simulate', input),
    'fleet.stop-simulating': (input) => note('fleet.stop-simulating', input),
    'emulators.start': ({ name }) => ({ name, state: 'starting', serial: null }),
    'emulators.stop': (input) => note('emulators.stop', input),
  };
}

type OtherCommand = Exclude<
  Extract<
    CallName,
    | `traces.${string}`
    | `scenarios.${string}`
    | `runs.${string}`
    | `reports.${string}`
    | `settings.${string}`
    | `store.${string}`
  >,
  WorkQuery | LabQuery | keyof typeof traceAnswers
>;

function otherCommands(state: FakeState): Part<OtherCommand> {
  const note = (name: string, input: object): null => {
    state.given.push(`${name} ${JSON.stringify(input)}`);
    return null;
  };
  return {
    'traces.change': (input) => note('traces.change', input),
    'traces.remove': (input) => note('traces.remove', input),
    'scenarios.save': ({ id, title }) => ({
      id: id ?? 'own-new',
      name: `${title}.yaml`,
      title,
      origin: 'own',
      targetSdk: 35,
      release: 15,
    }),
    'scenarios.delete': (input) => note('scenarios.delete', input),
    'runs.start': (input) => {
      note('runs.start', input);
      return { run: 'night-2026-11-22' };
    },
    'runs.observe': (input) => {
      note('runs.observe', input);
      return { run: 'night-2026-11-22' };
    },
    'runs.pause': () => {
      state.isPaused = true;
      return null;
    },
    'runs.unpause': () => {
      state.isPaused = false;
      return null;
    },
    'runs.cancel': (input) => note('runs.cancel', input),
    'runs.resume': (input) => note('runs.resume', input),
    'runs.change': (input) => note('runs.change', input),
    'reports.write': ({ subject, formats }) =>
      formats.map((format) => ({
        run: 'run' in subject ? subject.run : '',
        format,
        path: `/home/lab/reports/report.${format}`,
        bytes: 42_000,
        sha256: 'c'.repeat(64),
        writtenAt: iso(0),
      })),
    'settings.change': (changes) => {
      state.settings = { ...state.settings, ...changes };
      return state.settings;
    },
    'store.prune': () => ({ removed: 2 }),
    'store.back-up': () => ({ file: '/home/lab/.local/share/curfew/backups/2026-11-23.db' }),
  };
}
