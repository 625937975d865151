/** Analyses as the engine writes them, for tests of reports and for looking at them. Lines are in the exact texts of the platform. */
import type {
  Analysis,
  Budget,
  Cause,
  Moment,
  ObservedOutcome,
  PredictedOutcome,
  ProvenMoment,
  Session,
  Verdict,
} from '../../../engine/compare/analysis.js';
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../../engine/time.js';

/** 2026-09-26 21:00:00, read as if the zone were UTC. */
const LOG_BEGINS_LOCAL_MS = Date.UTC(2026, 8, 26, 21);
const UPTIME_AT_ZERO_MS = 100 * MS_PER_HOUR;
const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const S = MS_PER_SECOND;

export const packageName = 'com.example.sync';
const syncService = `${packageName}/.SyncService`;
const uploadService = `${packageName}/.upload.UploadService`;

/** The moment `elapsed` milliseconds after the log began, UTC+03:00. */
export function moment(elapsed: number): Moment {
  const wall = new Date(LOG_BEGINS_LOCAL_MS + elapsed).toISOString().replace('Z', '+03:00');
  return { wall, elapsedMs: elapsed, uptimeMs: UPTIME_AT_ZERO_MS + elapsed };
}

export function proven(elapsed: number, line: number, text: string, source = 0): ProvenMoment {
  return { ...moment(elapsed), source, line, text };
}

/** A `threadtime` line of the system as it stands in a log. */
function systemLine(elapsed: number, level: string, tag: string, message: string): string {
  const iso = new Date(LOG_BEGINS_LOCAL_MS + elapsed).toISOString();
  return `${iso.slice(5, 10)} ${iso.slice(11, 23)}  1743  2107 ${level} ${tag}: ${message}`;
}

const record = (component: string): string => `ServiceRecord{5f3c2a1 u0 ${component}}`;

function startEvent(elapsed: number, line: number, component: string): ProvenMoment {
  const fields = `0,${component},1,PROC_STATE_TOP,35,35,0,1,0,1,UNKNOWN,1`;
  return proven(elapsed, line, systemLine(elapsed, 'I', 'am_foreground_service_start', `[${fields}]`));
}

function stopEvent(elapsed: number, line: number, component: string, ranMs: number): ProvenMoment {
  const fields = `0,${component},1,PROC_STATE_TOP,35,35,0,1,${ranMs},1,STOP_SERVICE,1`;
  return proven(elapsed, line, systemLine(elapsed, 'I', 'am_foreground_service_stop', `[${fields}]`));
}

export function session(component: string, from: number, to: number, line: number, reason = 'STOP_SERVICE'): Session {
  return {
    package: packageName,
    component,
    uid: 10_423,
    types: ['dataSync'],
    start: startEvent(from, line, component),
    stop: { ...stopEvent(to, line + 900, component, to - from), reason },
    openStart: false,
    openEnd: false,
  };
}

interface OutcomeOptions {
  readonly id: number;
  readonly outcome: PredictedOutcome['outcome'];
  readonly at: number;
  readonly service?: string;
  readonly because?: readonly string[];
  readonly silent?: boolean;
}

function predicted(options: OutcomeOptions): PredictedOutcome {
  return {
    id: options.id,
    outcome: options.outcome,
    silent: options.silent ?? false,
    package: packageName,
    service: options.service ?? syncService,
    type: 'dataSync',
    at: moment(options.at),
    because: options.because ?? [
      'Started 2026-09-26 21:12:44 with 6 h left.',
      'The app left the screen 2026-09-26 21:12:41.',
      'Nothing reset the budget since.',
    ],
    rule: 'time-limited-types',
    source: 'ActiveServices.onFgsTimeout',
  };
}

function observed(id: number, outcome: ObservedOutcome['outcome'], at: ProvenMoment): ObservedOutcome {
  return {
    id,
    outcome,
    package: packageName,
    service: syncService,
    type: 'dataSync',
    at,
    text: at.text ?? '',
    trust: 'system',
    evidence: [at],
  };
}

export function verdict(options: Partial<Verdict> & Pick<Verdict, 'outcome' | 'verdict'>): Verdict {
  return {
    package: packageName,
    service: syncService,
    deltaMs: null,
    predicted: null,
    observed: null,
    cause: null,
    ...options,
  };
}

function budget(exceededAt: number | null, curve: Budget['curve'], type = 'dataSync'): Budget {
  return {
    package: packageName,
    uid: 10_423,
    type,
    limitMs: 6 * H,
    totalMs: 6 * H,
    running: 0,
    exceededAt: exceededAt === null ? null : moment(exceededAt),
    curve,
  };
}

/** A log of nine hours in which nothing of interest happened. */
export const quietNight: Analysis = {
  curfew: 'analysis/1',
  sources: [
    {
      file: 'night.log',
      layout: 'threadtime',
      bytes: 9_412_336,
      lines: 48_977,
      understood: 812,
      firstWall: moment(0).wall,
      lastWall: moment(9 * H).wall,
    },
  ],
  device: {
    release: 15,
    fingerprint: 'google/shiba/shiba:15/AP4A.250105.002/12701944:user/release-keys',
    releaseFrom: 'from the build fingerprint',
  },
  clock: {
    year: 2026,
    yearFrom: 'from a line of the system that names the moment in epoch milliseconds',
    zoneMinutes: 180,
    zoneFrom: 'from the same line',
    notes: [],
  },
  policy: 'android-15',
  variant: 'V3',
  policyFrom: 'the release of the device; no policy was asked for',
  toleranceMs: 1_000,
  span: { first: moment(0), last: moment(9 * H) },
  sessions: [],
  predicted: [],
  observed: [],
  verdicts: [],
  budgets: [],
  spans: [],
  assumptions: ['The limit of dataSync is 6 h: no line of the log shows another value.'],
  diagnostics: [],
};

const began = 12 * M + 44 * S;
const ranOut = began + 6 * H;
export const callbackLine = proven(
  ranOut + 61,
  48_213,
  systemLine(ranOut + 61, 'E', 'ActivityManager', `FGS (dataSync) timed out: ${record(syncService)}`),
);
const crashLine = proven(
  ranOut + 10_070,
  48_377,
  systemLine(ranOut + 10_070, 'E', 'ActivityManager', `FGS Crashed: ${record(syncService)}`),
);
const crashText = proven(
  ranOut + 10_112,
  48_391,
  systemLine(
    ranOut + 10_112,
    'E',
    'AndroidRuntime',
    'android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException: A foreground service of type dataSync ' +
      'did not stop within its timeout: ComponentInfo{com.example.sync/com.example.sync.SyncService}',
  ),
);

const worldOfTheNight = (endsAt: number): Analysis['spans'] => [
  { lane: 'process', subject: packageName, value: 'TOP', fromElapsedMs: 5 * M, toElapsedMs: 12 * M + 41 * S },
  { lane: 'process', subject: packageName, value: 'FGS', fromElapsedMs: 12 * M + 41 * S, toElapsedMs: endsAt },
  { lane: 'screen', subject: '', value: 'on', fromElapsedMs: 0, toElapsedMs: 31 * M },
  { lane: 'sleep', subject: '', value: 'deep sleep', fromElapsedMs: 8 * H + 6 * M, toElapsedMs: 8 * H + 25 * M },
];

/** The callback and the crash come when they were predicted. */
export const agreeing: Analysis = {
  ...quietNight,
  sessions: [
    { ...session(syncService, began, ranOut + 10_070, 1_284), stop: { ...crashLine, reason: 'process died' } },
  ],
  predicted: [
    predicted({ id: 0, outcome: 'timeout-callback', at: ranOut }),
    predicted({
      id: 1,
      outcome: 'crash-did-not-stop',
      at: ranOut + 10_000,
      because: ['onTimeout was due 2026-09-27 03:12:44.', 'The service was still in the foreground 10 s later.'],
    }),
  ],
  observed: [
    { ...observed(0, 'timeout-callback', callbackLine), text: 'FGS (dataSync) timed out' },
    { ...observed(1, 'crash-did-not-stop', crashLine), text: 'FGS Crashed', evidence: [crashLine, crashText] },
  ],
  verdicts: [
    verdict({ outcome: 'timeout-callback', verdict: 'as-predicted', deltaMs: 61, predicted: 0, observed: 0 }),
    verdict({ outcome: 'crash-did-not-stop', verdict: 'as-predicted', deltaMs: 70, predicted: 1, observed: 1 }),
  ],
  budgets: [
    budget(ranOut, [
      { elapsedMs: 0, leftMs: 6 * H },
      { elapsedMs: began, leftMs: 6 * H },
      { elapsedMs: ranOut, leftMs: 0 },
      { elapsedMs: 9 * H, leftMs: 0 },
    ]),
  ],
  spans: worldOfTheNight(ranOut + 10_070),
};

const screenLine = proven(
  2 * H + 4 * M,
  9_120,
  systemLine(2 * H + 4 * M, 'I', 'wm_on_resume_called', '[93371,com.example.sync.MainActivity,RESUME_ACTIVITY,0]'),
);
const lateBy = 2 * H + 4 * M - began;
const lateCallback = proven(
  ranOut + lateBy,
  48_801,
  systemLine(ranOut + lateBy, 'E', 'ActivityManager', `FGS (dataSync) timed out: ${record(syncService)}`),
);
const deniedLine = proven(
  ranOut + 18 * M + 12,
  48_440,
  systemLine(
    ranOut + 18 * M + 12,
    'W',
    'System.err',
    'android.app.ForegroundServiceStartNotAllowedException: Time limit already exhausted for foreground service type dataSync',
  ),
);
const topCause: Cause = {
  cause: 'top-seen-differently',
  standing: 'proved',
  explanation:
    'The app came to the top of the screen at 23:04:00, which gives a full budget again; the log shows it only as a resumed activity. ' +
    'A replay with that moment as TOP predicts the callback at 05:04:00.020.',
  evidence: [screenLine],
};

/** One callback comes late by 1 h 51 m 16 s for a cause that a replay proved; one start is denied as predicted. */
export const late: Analysis = {
  ...agreeing,
  sessions: [
    session(syncService, began, ranOut + lateBy + 2_000, 1_284, 'STOP_FOREGROUND'),
    session(uploadService, 3 * H, 4 * H + 11 * M, 20_113),
  ],
  predicted: [
    predicted({ id: 0, outcome: 'timeout-callback', at: ranOut }),
    predicted({ id: 1, outcome: 'start-denied-exhausted', at: ranOut + 18 * M, service: uploadService }),
    predicted({
      id: 2,
      outcome: 'budget-reset',
      at: 8 * H + 30 * M,
      silent: true,
      because: ['The app came to the top of the screen 2026-09-27 05:30:00.'],
    }),
    predicted({
      id: 3,
      outcome: 'crash-did-not-stop',
      at: ranOut + 10_000,
      because: ['The service was still in the foreground 10 s later.'],
    }),
  ],
  observed: [
    { ...observed(0, 'timeout-callback', lateCallback), text: 'FGS (dataSync) timed out' },
    {
      ...observed(1, 'start-denied-exhausted', deniedLine),
      service: uploadService,
      text: 'Time limit already exhausted for foreground service type dataSync',
      trust: 'claim',
    },
  ],
  verdicts: [
    verdict({
      outcome: 'timeout-callback',
      verdict: 'late',
      deltaMs: lateBy,
      predicted: 0,
      observed: 0,
      cause: topCause,
    }),
    verdict({
      outcome: 'start-denied-exhausted',
      service: uploadService,
      verdict: 'as-predicted',
      deltaMs: 12,
      predicted: 1,
      observed: 1,
    }),
    verdict({
      outcome: 'crash-did-not-stop',
      verdict: 'missing',
      predicted: 3,
      cause: {
        cause: 'app-behaviour',
        standing: 'suspected',
        explanation: 'The service stopped 2 s after the late callback, so the crash was no longer due.',
        evidence: [],
      },
    }),
    verdict({ outcome: 'budget-reset', verdict: 'not-observable', predicted: 2 }),
  ],
  budgets: [
    budget(ranOut, [
      { elapsedMs: 0, leftMs: 6 * H },
      { elapsedMs: began, leftMs: 6 * H },
      { elapsedMs: ranOut, leftMs: 0 },
      { elapsedMs: 8 * H + 30 * M, leftMs: 0 },
      { elapsedMs: 8 * H + 30 * M, leftMs: 6 * H },
      { elapsedMs: 9 * H, leftMs: 6 * H },
    ]),
  ],
  spans: [
    ...worldOfTheNight(8 * H + 6 * M),
    { lane: 'process', subject: packageName, value: 'TOP', fromElapsedMs: 8 * H + 30 * M, toElapsedMs: 8 * H + 41 * M },
    {
      lane: 'process',
      subject: `${packageName}:upload`,
      value: 'alive',
      fromElapsedMs: 3 * H,
      toElapsedMs: 4 * H + 20 * M,
    },
    { lane: 'screen', subject: '', value: 'on', fromElapsedMs: 8 * H + 29 * M, toElapsedMs: 8 * H + 44 * M },
    { lane: 'gap', subject: '', value: 'lines lost: 412', fromElapsedMs: 5 * H, toElapsedMs: 5 * H + 12 * M },
  ],
  assumptions: [...quietNight.assumptions, 'The target SDK of com.example.sync is 35: the start event says so.'],
  diagnostics: [
    {
      what: 'line with no known layout',
      count: 3,
      first: { source: 0, line: 17, text: '--------- beginning of crash' },
    },
    {
      what: 'am_foreground_service event with a wrong number of fields',
      count: 1,
      first: { source: 0, line: 30_411, text: 'I am_foreground_service_stop: [0,com.exa' },
    },
  ],
};

/** A service that ran before the log began and one that still runs where it ends; no source states the types. */
export const openEnds: Analysis = withoutZone({
  ...quietNight,
  device: { release: 13, fingerprint: null, releaseFrom: 'from the 11-field form of am_foreground_service_stop' },
  clock: {
    year: null,
    yearFrom: null,
    zoneMinutes: null,
    zoneFrom: null,
    notes: ['The clock went back by 1 h at line 20,113; elapsed time was kept going.'],
  },
  policy: 'android-13',
  variant: null,
  sessions: [
    {
      ...session(syncService, 0, 2 * H, 8_000),
      types: null,
      openStart: true,
      start: {
        ...moment(0),
        interval: { earliestElapsedMs: null, latestElapsedMs: 0 },
        source: null,
        line: null,
        text: null,
        inferredFrom: 'the stop event says that it ran for 7 h 20 m',
      },
    },
    { ...session(uploadService, 6 * H, 9 * H, 33_100), types: null, stop: null, openEnd: true },
  ],
});

/** Wall clock texts as they are when no source tells the zone. */
function withoutZone(analysis: Analysis): Analysis {
  return JSON.parse(JSON.stringify(analysis).replaceAll('+03:00"', '"')) as Analysis;
}

/** A log of which nothing was understood. */
export const nothingRead: Analysis = {
  ...quietNight,
  sources: [
    {
      file: 'photo.jpg',
      layout: 'unknown',
      bytes: 120_331,
      lines: 412,
      understood: 0,
      firstWall: null,
      lastWall: null,
    },
  ],
  device: { release: null, fingerprint: null, releaseFrom: null },
  clock: { year: null, yearFrom: null, zoneMinutes: null, zoneFrom: null, notes: [] },
  span: null,
  assumptions: [],
  diagnostics: [
    {
      what: 'source has no known layout',
      count: 1,
      first: { source: 0, line: 1, text: '\u00ff\u00d8\u00ff\u0000\u0010JFIF' },
    },
  ],
};
