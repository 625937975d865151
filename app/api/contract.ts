/**
 * Everything that a screen or a program can ask of the lab: queries (change nothing), commands (change something) and streams
 * (go on until they are cancelled). Types only: renderer and hosts share this file. What comes in is checked against `schemas.ts`
 * before a handler sees it; what goes out is plain JSON, apart from columns, which travel as bytes beside it.
 */
import type { Analysis } from '../../engine/compare/analysis.js';
import type { ScenarioPrediction } from '../../engine/scenario/predict-scenario.js';
import type { Emulator, EmulatorList } from '../lab/devices/emulators.js';
import type { FleetSnapshot, Gate } from '../lab/devices/fleet.js';
import type { LiveRun } from '../lab/runs/live-run.js';
import type { Run } from '../lab/runs/run.js';
import type { RunPlan, RunRequest } from '../lab/runs/run-plan.js';
import type { RunSummary, TraceRecord, WrittenReport } from '../lab/store/store.js';

export type { Analysis } from '../../engine/compare/analysis.js';
export type * from '../../engine/compare/analysis.js';
export type { ScenarioOutcome, ScenarioPrediction } from '../../engine/scenario/predict-scenario.js';
export type * from '../lab/devices/fleet.js';
export type { Emulator, EmulatorList } from '../lab/devices/emulators.js';
export type * from '../lab/runs/live-run.js';
export type * from '../lab/runs/run.js';
export type * from '../lab/runs/run-plan.js';
export type { RunSummary, TraceRecord, WrittenReport } from '../lab/store/store.js';

/** What the bottom line of the window tells. */
export interface LabStatus {
  readonly version: string;
  readonly host: 'electron' | 'server';
  readonly store: {
    readonly folder: string;
    readonly state: 'ok' | 'held by another' | 'damaged';
    readonly advice: string | null;
  };
  /** Started with `--demo`, or "try with simulated devices". */
  readonly simulatedDevices: number;
  /** Things that a person should look at, worst first. */
  readonly alerts: readonly {
    readonly severity: 'info' | 'warning' | 'error';
    readonly text: string;
    readonly page: string | null;
  }[];
}

/** A log or a trace in the library, with what was found in it. */
export interface LibraryTrace extends TraceRecord {
  /** The comparison, when it was made; its id. */
  readonly analysis: string | null;
  readonly packages: readonly string[];
  readonly release: number | null;
  readonly verdicts: Readonly<Record<string, number>>;
}

export interface ImportProgress {
  readonly file: string;
  readonly phase: 'reading' | 'analysing' | 'keeping' | 'done' | 'failed';
  /** 0 to 1; `null` while unknown. */
  readonly part: number | null;
  readonly trace: string | null;
  readonly analysis: string | null;
  /** What went wrong, with the place and what to do. */
  readonly error: string | null;
}

/** A line of a source, as it stands there. */
export interface RawLine {
  readonly line: number;
  readonly text: string;
}

/** A change of the rules for a what-if: everything that is left out stays as in the policy. */
export interface PolicyVariation {
  /** `android-15`, `documented`, ... or the name of a policy file. */
  readonly policy: string;
  readonly variant?: string;
  readonly targetSdk?: number;
  /** Keys of DeviceConfig: milliseconds. */
  readonly config?: Readonly<Record<string, number>>;
}

/** The marks of one policy in a what-if. */
export interface WhatIfAnswer {
  readonly policy: string;
  readonly variant: string | null;
  readonly predicted: Analysis['predicted'];
  readonly budgets: Analysis['budgets'];
}

export interface PolicySummary {
  readonly name: string;
  readonly title: string;
  readonly release: number | null;
  readonly variants: readonly string[];
  /** Durations by DeviceConfig key, milliseconds. */
  readonly config: Readonly<Record<string, number>>;
  readonly source: 'built in' | 'file';
}

export interface ScenarioFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** `example`: comes with Curfew and cannot be changed; `own`: in the data folder. */
  readonly origin: 'example' | 'own';
  readonly targetSdk: number | null;
  readonly release: number | null;
}

/** A mistake in a text, for an editor. Lines and columns count from 1. */
export interface TextProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface ScenarioCheck {
  readonly problems: readonly TextProblem[];
  /** `null` when there are problems. */
  readonly prediction: ScenarioPrediction | null;
  /** At the chosen compression. */
  readonly durationMs: number | null;
  /** What cannot be compressed, one sentence each. */
  readonly notes: readonly string[];
  /** The scenario's own course, for lanes: spans of services and the app. */
  readonly lanes: readonly {
    readonly lane: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly text: string;
  }[];
}

export interface RunComparison {
  readonly changed: readonly {
    readonly scenario: string;
    readonly device: string;
    readonly outcome: string;
    readonly before: string | null;
    readonly after: string | null;
    readonly text: string;
  }[];
  /** Cases that only one of the runs has, one sentence each. */
  readonly notComparable: readonly string[];
}

export interface Settings {
  readonly adbServers: readonly string[];
  /** Path of adb; `null`: found by itself. */
  readonly adbProgram: string | null;
  readonly sdkFolder: string | null;
  readonly toleranceMs: number;
  readonly defaultCompression: number;
  readonly retention: { readonly maxBytes: number | null; readonly maxAgeDays: number | null };
  readonly theme: 'system' | 'light' | 'dark' | 'contrast';
}

export interface RetentionPreview {
  readonly bytesNow: number;
  readonly bytesAfter: number;
  readonly items: readonly {
    readonly kind: string;
    readonly title: string;
    readonly bytes: number;
    readonly addedAt: string;
  }[];
}

/** A line of a device's ledger, for the page that shows what was ever changed. */
export interface LedgerLine {
  readonly device: string;
  readonly at: string;
  readonly run: string;
  readonly kind: string;
  readonly subject: string;
  readonly state: string;
  readonly before: string | null;
  readonly during: string | null;
  readonly undo: string;
}

/** What a report is about. */
export type ReportSubject = { readonly run: string } | { readonly analysis: string };

/** A mistake that the asker can do something about. */
export interface ApiError {
  /** `bad-request`: the input does not fit the schema. `refused`: cannot be done, `text` says why and what to do. `cancelled`. `broken`: a mistake of ours. */
  readonly kind: 'bad-request' | 'refused' | 'cancelled' | 'broken' | 'unknown-method';
  readonly text: string;
}

type Nothing = Record<string, never>;

/** Queries: name, what is asked, what is answered. */
export interface Queries {
  'lab.status': [Nothing, LabStatus];
  'fleet.gates': [{ readonly device: string }, readonly Gate[]];
  'fleet.restore-plan': [{ readonly device: string }, readonly { readonly text: string; readonly command: string }[]];
  'emulators.list': [Nothing, EmulatorList];
  'traces.list': [{ readonly search: string }, readonly LibraryTrace[]];
  /**
   * `analysis`, here and below: the id of an imported log's comparison, or `RUN/SCENARIO/DEVICE` for a case of a run, each part
   * as in a URL (`encodeURIComponent`).
   */
  'traces.analysis': [{ readonly analysis: string }, Analysis];
  'traces.lines': [
    { readonly analysis: string; readonly source: number; readonly from: number; readonly count: number },
    readonly RawLine[],
  ];
  'traces.explain': [
    { readonly analysis: string; readonly predicted: number },
    { readonly sentences: readonly string[] },
  ];
  'what-if.replay': [
    { readonly analysis: string; readonly variations: readonly PolicyVariation[] },
    readonly WhatIfAnswer[],
  ];
  'policies.list': [Nothing, readonly PolicySummary[]];
  'scenarios.list': [Nothing, readonly ScenarioFile[]];
  'scenarios.read': [{ readonly id: string }, { readonly file: ScenarioFile; readonly text: string }];
  'scenarios.check': [
    { readonly text: string; readonly policy: string | null; readonly compression: number },
    ScenarioCheck,
  ];
  'runs.list': [Nothing, readonly RunSummary[]];
  'runs.read': [{ readonly run: string }, Run];
  'runs.plan': [RunRequest, RunPlan];
  'runs.compare': [{ readonly before: string; readonly after: string }, RunComparison];
  'reports.preview': [{ readonly subject: ReportSubject }, { readonly html: string }];
  'reports.list': [{ readonly run: string }, readonly WrittenReport[]];
  'settings.read': [Nothing, Settings];
  'store.retention-preview': [Nothing, RetentionPreview];
  'ledger.lines': [Nothing, readonly LedgerLine[]];
}

/** Commands: name, what is asked, what is answered. */
export interface Commands {
  'fleet.change': [
    {
      readonly device: string;
      readonly name?: string;
      readonly labels?: readonly string[];
      readonly note?: string;
      readonly ignored?: boolean;
    },
    null,
  ];
  'fleet.quarantine': [{ readonly device: string; readonly reason: string }, null];
  'fleet.retest': [{ readonly device: string }, null];
  'fleet.restore': [
    { readonly device: string },
    { readonly restored: number; readonly conflicts: readonly string[]; readonly outstanding: readonly string[] },
  ];
  'fleet.install-probe': [{ readonly device: string; readonly targetSdk: number }, null];
  'fleet.uninstall-probe': [{ readonly device: string }, null];
  'fleet.connect': [{ readonly address: string }, null];
  'fleet.disconnect': [{ readonly address: string }, null];
  'fleet.pair': [{ readonly address: string; readonly code: string }, null];
  /** Simulated devices behind the real adb server; started by the host, unknown to the lab. */
  'fleet.simulate': [{ readonly devices: number; readonly profile: string }, null];
  'fleet.stop-simulating': [Nothing, null];
  'emulators.start': [{ readonly name: string }, Emulator];
  'emulators.stop': [{ readonly name: string }, null];
  'traces.change': [
    { readonly trace: string; readonly title?: string; readonly pinned?: boolean; readonly note?: string },
    null,
  ];
  /** Takes a log or a trace out of the library, with what was found in it; refused when it is pinned or a run recorded it. */
  'traces.remove': [{ readonly trace: string }, null];
  'scenarios.save': [{ readonly id: string | null; readonly title: string; readonly text: string }, ScenarioFile];
  'scenarios.delete': [{ readonly id: string }, null];
  'runs.start': [RunRequest, { readonly run: string }];
  'runs.observe': [
    {
      readonly name: string;
      readonly device: string;
      readonly packageName: string;
      readonly forMs: number;
      readonly toleranceMs: number;
    },
    { readonly run: string },
  ];
  'runs.pause': [{ readonly run: string }, null];
  'runs.unpause': [{ readonly run: string }, null];
  'runs.cancel': [{ readonly run: string }, null];
  'runs.resume': [{ readonly run: string }, null];
  'runs.change': [
    { readonly run: string; readonly name?: string; readonly pinned?: boolean; readonly note?: string },
    null,
  ];
  'reports.write': [{ readonly subject: ReportSubject; readonly formats: readonly string[] }, readonly WrittenReport[]];
  'settings.change': [Partial<Settings>, Settings];
  'store.prune': [Nothing, { readonly removed: number }];
  'store.back-up': [Nothing, { readonly file: string }];
}

/** Streams: name, what is asked, what comes. A state stream begins with the present state; what a slow reader misses of it, it need not know. */
export interface Streams {
  'fleet.watch': [Nothing, FleetSnapshot];
  /** All runs that are running or interrupted: one item for each change. */
  'runs.watch': [Nothing, LiveRun];
  'lab.watch': [Nothing, LabStatus];
  /** Bytes were uploaded before by the host's own road (`upload` token), or lie under a path that the host trusts. */
  'traces.import': [
    { readonly files: readonly { readonly name: string; readonly upload: string }[]; readonly policy: string | null },
    ImportProgress,
  ];
}

export type QueryName = keyof Queries;
export type CommandName = keyof Commands;
export type StreamName = keyof Streams;
export type CallName = QueryName | CommandName;
export type Input<N extends CallName | StreamName> = N extends QueryName
  ? Queries[N][0]
  : N extends CommandName
    ? Commands[N][0]
    : N extends StreamName
      ? Streams[N][0]
      : never;
export type Output<N extends CallName | StreamName> = N extends QueryName
  ? Queries[N][1]
  : N extends CommandName
    ? Commands[N][1]
    : N extends StreamName
      ? Streams[N][1]
      : never;

/** How the renderer talks to the lab, whatever host it lives in. */
export interface LabClient {
  readonly call: <N extends CallName>(
    name: N,
    input: Input<N>,
    signal?: AbortSignal,
  ) => Promise<{ readonly ok: true; readonly value: Output<N> } | { readonly ok: false; readonly error: ApiError }>;
  /** Ends with the signal, or with `onEnd`; taken up again by itself when the connection was lost (state streams only). */
  readonly watch: <N extends StreamName>(
    name: N,
    input: Input<N>,
    signal: AbortSignal,
    onItem: (item: Output<N>) => void,
    onEnd?: (error: ApiError | null) => void,
  ) => void;
  /** Sends the bytes of a file to the host; answers with the token for `traces.import`. */
  readonly upload: (
    file: Blob,
    signal: AbortSignal,
    onProgress: (part: number) => void,
  ) => Promise<{ readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: ApiError }>;
  /** `connected` or not, for the bottom line. */
  readonly onConnection: (listener: (state: 'connected' | 'lost') => void) => () => void;
}
