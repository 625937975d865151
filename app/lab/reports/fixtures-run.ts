/** A run as the lab keeps it, for tests of reports and for looking at them: four devices, three scenarios, every kind of end. */
import type { Analysis } from '../../../engine/compare/analysis.js';
import type { ScenarioPrediction } from '../../../engine/scenario/predict-scenario.js';
import { MS_PER_HOUR } from '../../../engine/time.js';
import type { DeviceChange, LimitInForce, Run, RunCase, RunDevice, RunScenario } from '../runs/run.js';
import { agreeing, late, quietNight } from './fixtures.js';

const limitKey = 'activity_manager/data_sync_fgs_timeout_duration';

const change = (subject: string, before: string | null, during: string): DeviceChange => ({
  kind: 'device_config',
  subject,
  before,
  during,
  after: before,
  state: 'restored',
  note: null,
});

const installed: DeviceChange = {
  kind: 'package',
  subject: 'dev.curfew.probe.t35',
  before: null,
  during: 'installed, version 7',
  after: null,
  state: 'restored',
  note: null,
};

const device = (
  id: string,
  name: string,
  model: string,
  release: number,
  changes: readonly DeviceChange[],
): RunDevice => ({
  id,
  serial: id,
  name,
  manufacturer: model.startsWith('SM-') ? 'samsung' : 'Google',
  model,
  kind: 'phone',
  release,
  sdk: release + 20,
  fingerprint: `google/${model.toLowerCase().replaceAll(' ', '_')}/device:${release}/AP4A.250105.002/12701944:user/release-keys`,
  securityPatch: '2026-10-05',
  changes,
});

const pixel8 = device('3A041FDJH000DW', 'Pixel 8 (desk 3)', 'Pixel 8', 15, [
  installed,
  change(limitKey, null, '360000'),
]);
const galaxy = device('R5CX70ABCDE', 'Galaxy S24 (desk 1)', 'SM-S921B', 14, [
  installed,
  {
    ...change(limitKey, '21600000', '360000'),
    after: '7200000',
    state: 'conflict',
    note: 'A sync of the configuration set 7200000 while the case was played.',
  },
]);
const pixel9 = device('47121FDAQ000ZZ', 'Pixel 9 Pro (rack 2, slot 4)', 'Pixel 9 Pro', 16, []);
const emulator: RunDevice = {
  ...device('emulator-5554', 'Emulator API 35', 'sdk_gphone64_x86_64', 15, [change(limitKey, null, '360000')]),
  kind: 'emulator',
};

const scenario = (id: string, name: string, compression = 1): RunScenario => ({
  id,
  name,
  packageName: 'dev.curfew.probe.t35',
  targetSdk: 35,
  document: JSON.stringify({ curfew: 'scenario/1', name, services: [], steps: [] }),
  compression,
});

const sixHours = scenario('c01-timeout', 'dataSync runs into its six hours', 60);
const shared = scenario('c35-parallel', 'Two services share one clock', 60);
const denied = scenario('c10-denied-after-timeout', 'Start is denied after the timeout');

const limit: LimitInForce = {
  name: 'data_sync_fgs_timeout_duration',
  value: '360000',
  reading: '6 min',
  origin: 'set for this run',
};

const prediction: ScenarioPrediction = {
  curfew: 'prediction/1',
  policy: 'android-15',
  variant: 'V3',
  outcomes: [
    {
      outcome: 'timeout-callback',
      service: 'SyncService',
      type: 'dataSync',
      elapsedMs: 6 * MS_PER_HOUR,
      uptimeMs: 106 * MS_PER_HOUR,
      because: ['Started with 6 h left.'],
      rule: 'time-limited-types',
      source: 'ActiveServices.onFgsTimeout',
    },
  ],
  budgets: [],
};

const played = (at: RunDevice, what: RunScenario, analysis: Analysis): RunCase => ({
  scenario: what.id,
  device: at.id,
  state: 'done',
  reason: null,
  attempts: 1,
  begunAt: '2026-09-26T21:00:00.000+03:00',
  endedAt: '2026-09-27T06:00:00.000+03:00',
  environment: {
    readAt: '2026-09-26T20:59:31.417+03:00',
    bootId: '7d1c2f0a-91d0-4a4e-9d5b-2f6a51b1c0de',
    policy: 'android-15',
    variant: 'V3',
    limits: [limit],
    facts: [
      { name: 'battery', value: '81 %, charging' },
      { name: 'standby bucket', value: 'active' },
    ],
  },
  prediction,
  analysis,
  trace: { sha256: 'a3f1'.repeat(16), bytes: 48_220 },
  notObserved: [],
});

const unplayed = (at: RunDevice, what: RunScenario, state: 'planned' | 'failed', reason: string | null): RunCase => ({
  ...played(at, what, quietNight),
  state,
  reason,
  attempts: state === 'failed' ? 2 : 0,
  begunAt: null,
  endedAt: null,
  environment: null,
  analysis: null,
  trace: null,
});

const interrupted: RunCase = {
  ...played(galaxy, shared, agreeing),
  state: 'interrupted',
  reason: 'The cable was pulled 4 h 12 m after the start.',
  endedAt: '2026-09-27T01:12:00.000+03:00',
  notObserved: ['Nothing was observed from 01:12:00 on.', 'The events buffer had wrapped: 412 lines lost.'],
};

/**
 * Agreement, a late outcome, a recording that shows nothing of what was predicted, a scenario without outcomes,
 * a cut-off case, one that could not be played, one still planned, one never planned.
 */
export const nightRun: Run = {
  curfew: 'run/1',
  id: '2026-09-26-night-7f3a',
  name: 'Night run before the 15.2 release',
  state: 'interrupted',
  createdAt: '2026-09-26T20:41:12.000+03:00',
  begunAt: '2026-09-26T20:58:00.000+03:00',
  endedAt: '2026-09-27T06:04:10.000+03:00',
  curfewVersion: '0.1.0',
  host: 'lab-mini-2',
  toleranceMs: 1_000,
  pinned: true,
  note: 'Asked for by the release team.',
  scenarios: [sixHours, shared, denied],
  devices: [pixel8, galaxy, pixel9, emulator],
  cases: [
    played(pixel8, sixHours, agreeing),
    played(pixel8, shared, late),
    played(pixel8, denied, quietNight),
    played(galaxy, sixHours, late),
    interrupted,
    unplayed(galaxy, denied, 'failed', 'Installing the probe was refused: INSTALL_FAILED_USER_RESTRICTED.'),
    played(pixel9, sixHours, agreeing),
    unplayed(pixel9, shared, 'planned', null),
    played(emulator, sixHours, agreeing),
    { ...played(emulator, denied, quietNight), prediction: { ...prediction, outcomes: [] } },
  ],
};
