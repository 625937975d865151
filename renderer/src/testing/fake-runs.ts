/** Runs: one that is over (every kind of end), one in progress that moves by itself, one that was cut off. */
import type {
  LiveCase,
  LiveMark,
  LiveRun,
  PlannedCase,
  Run,
  RunComparison,
  RunPlan,
  RunRequest,
  RunSummary,
  ScenarioPrediction,
} from '../../../app/api/contract.js';
import { minutesAgo } from './fake-time.js';
import nightRun from './night-run.json';
import prediction from './two-services-prediction.json';

const HOUR_MS = 3_600_000;
export const overRun = nightRun as unknown as Run;
const twoServices = prediction as ScenarioPrediction;

const summary = (changes: Partial<RunSummary> & Pick<RunSummary, 'id' | 'name'>): RunSummary => ({
  state: 'done',
  createdAt: minutesAgo(60 * 26),
  begunAt: minutesAgo(60 * 26),
  endedAt: minutesAgo(60 * 18),
  pinned: false,
  note: '',
  scenarios: 3,
  devices: 4,
  cases: 10,
  done: 7,
  asPredicted: 9,
  differing: 4,
  ...changes,
});

export const fakeRuns: readonly RunSummary[] = [
  summary({
    id: 'night-2026-11-22',
    name: 'Night of 22 November',
    state: 'running',
    createdAt: minutesAgo(35),
    begunAt: minutesAgo(34),
    endedAt: null,
    scenarios: 2,
    devices: 2,
    cases: 4,
    done: 1,
    asPredicted: 2,
    differing: 0,
  }),
  summary({ id: overRun.id, name: overRun.name, pinned: true, note: 'Release candidate 3' }),
  summary({
    id: 'cut-off-2026-11-20',
    name: 'Galaxy only',
    state: 'interrupted',
    createdAt: minutesAgo(60 * 50),
    begunAt: minutesAgo(60 * 50),
    endedAt: null,
    scenarios: 5,
    devices: 1,
    cases: 5,
    done: 2,
    asPredicted: 3,
    differing: 1,
  }),
];

/** A run with another id, for pages that read one that is not over. */
export function readRun(id: string): Run | undefined {
  const found = fakeRuns.find((run) => run.id === id);
  if (found === undefined) return undefined;
  return { ...overRun, id, name: found.name, state: found.state, pinned: found.pinned, note: found.note };
}

const predicted = (service: string, outcome: LiveMark['outcome'], atMs: number): LiveMark => ({
  voice: 'predicted',
  outcome,
  service,
  atMs,
});

const plannedMarks: readonly LiveMark[] = [
  predicted('B', 'timeout-callback', 8 * HOUR_MS),
  predicted('B', 'crash-did-not-stop', 8 * HOUR_MS + 10_000),
];

function liveCase(scenario: string, device: string, playedMs: number, more: Partial<LiveCase> = {}): LiveCase {
  const observed = plannedMarks
    .filter(({ atMs }) => atMs <= playedMs)
    .map((mark): LiveMark => ({ ...mark, voice: 'observed', atMs: mark.atMs + 61 }));
  return {
    scenario,
    device,
    state: 'running',
    phase: 'playing',
    attempts: 1,
    playedMs,
    durationMs: 9 * HOUR_MS,
    marks: [...plannedMarks, ...observed],
    verdicts: {},
    reason: null,
    ...more,
  };
}

/** The live run at a step: every step is two minutes of its scenarios. */
export function liveRunAt(step: number, isPaused = false): LiveRun {
  const played = Math.min(9 * HOUR_MS, 5.2 * HOUR_MS + step * 120_000);
  return {
    id: 'night-2026-11-22',
    name: 'Night of 22 November',
    state: 'running',
    isPaused,
    isEnding: false,
    begunAt: minutesAgo(34),
    leftMs: (9 * HOUR_MS - played) / 60 + 640_000,
    observations: 18_244 + step * 61,
    cases: [
      liveCase('Two services share one clock', '3a041fdjh000dw', played),
      liveCase('Two services share one clock', '47121fdaq000zz', 9 * HOUR_MS, {
        state: 'done',
        phase: 'over',
        verdicts: { 'as-predicted': 2 },
      }),
      liveCase('dataSync runs into its six hours', '3a041fdjh000dw', 0, {
        state: 'planned',
        phase: 'waiting',
        attempts: 0,
      }),
      liveCase('dataSync runs into its six hours', '47121fdaq000zz', Math.max(0, played - 4 * HOUR_MS), {
        phase: step % 40 > 30 ? 'waiting for device' : 'playing',
        reason: step % 40 > 30 ? 'The cable was pulled. Plug it in; the case goes on.' : null,
      }),
    ],
  };
}

function plannedCase(scenario: string, device: string, compression: number): PlannedCase {
  const isRefused = device === '8f2c19d0';
  return {
    scenario,
    device,
    durationMs: (8 * HOUR_MS + 10_000) / compression,
    prediction: isRefused ? null : twoServices,
    policy: isRefused ? null : 'android-15',
    changes: [
      {
        kind: 'device_config',
        subject: 'activity_manager/data_sync_fgs_timeout_duration',
        want: String((6 * HOUR_MS) / compression),
        command: `device-config activity_manager data_sync_fgs_timeout_duration = ${(6 * HOUR_MS) / compression}`,
      },
      {
        kind: 'package',
        subject: 'dev.curfew.probe.t35',
        want: 'installed',
        command: 'package install dev.curfew.probe.t35',
      },
    ],
    obstacle: isRefused
      ? 'The phone refuses installs over USB. Switch on “Install via USB” in its developer options.'
      : null,
    notes: compression > 60 ? ['The grace of 10 s is not compressed below 1 s.'] : [],
  };
}

export function planOf(request: RunRequest): RunPlan {
  const scenarios = request.scenarios.map(({ title }) => ({
    id: title,
    name: title.replace(/\.yaml$/, ''),
    targetSdk: 35,
    compression: request.compression,
  }));
  const cases = scenarios.flatMap(({ id }) =>
    request.devices.map((device) => plannedCase(id, device, request.compression)),
  );
  const longest = Math.max(0, ...request.devices.map((device) => sum(cases.filter((each) => each.device === device))));
  return {
    scenarios,
    gates: request.devices.map((device) => ({
      device,
      gates: [
        {
          name: 'battery',
          met: device !== '8f2c19d0',
          text: device === '8f2c19d0' ? 'Battery 38 %, at least 40 % are asked for. Charge it.' : 'Battery 92 %.',
        },
        { name: 'storage', met: true, text: '57 GiB are free.' },
        { name: 'clock', met: true, text: 'The clock differs by 14 ms.' },
      ],
    })),
    cases,
    durationMs: longest,
  };
}

const sum = (cases: readonly PlannedCase[]): number => cases.reduce((total, { durationMs }) => total + durationMs, 0);

export const fakeComparison: RunComparison = {
  changed: [
    {
      scenario: 'c35-parallel',
      device: '3A041FDJH000DW',
      outcome: 'timeout-callback',
      before: 'as predicted',
      after: 'late by 1 h 51 m 16 s',
      text: 'The callback came 1 h 51 m 16 s later than before; the limit in force was 7200000 and not 360000.',
    },
    {
      scenario: 'c01-timeout',
      device: 'R5CX70ABCDE',
      outcome: 'crash-did-not-stop',
      before: 'missing',
      after: 'as predicted',
      text: 'The crash is there now.',
    },
  ],
  notComparable: ['c35-parallel on 47121FDAQ000ZZ was not played in the later run.'],
};
