/**
 * The lab's memory. One process has a store for writing (`openStore`), others may read it meanwhile (`openStoreToRead`).
 * What a method has answered with `ok` is on the disk and stays there, whatever happens to the process or the power.
 */
import type { Analysis } from '../../../engine/compare/analysis.js';
import type { Result } from '../../../engine/result.js';
import type { Run, RunCase, RunDevice, RunState } from '../runs/run.js';
import type { RetentionPlan, RetentionRule } from './retention.js';
import type { StoreCheck } from './check.js';
import type { StoreError } from './store-error.js';

/** One thing that was heard from a device during a run: a line of a log, an entry of the probe's journal. */
export interface Observation {
  readonly run: string;
  /** `RunDevice.id`. */
  readonly device: string;
  /** Counts from 0 for every device of a run. Whoever records gives it, and gives it once: it makes a repetition harmless. */
  readonly sequence: number;
  /** When the lab received it, by the lab's wall clock: milliseconds since 1970. */
  readonly receivedMs: number;
  /** Where it was read: `logcat`, `journal`, `dumpsys activity services`. */
  readonly source: string;
  /** As it came. Half surrogate pairs, which are no text, are kept as U+FFFD. */
  readonly text: string;
}

/** A file of the library; its content lies in the folder `traces` under its hash. */
export interface TraceRecord {
  readonly sha256: string;
  /** `trace`: an Arrow file of `engine/trace`. `log`: the bytes that a trace was read from. */
  readonly kind: 'trace' | 'log';
  readonly bytes: number;
  readonly title: string;
  readonly addedAt: string;
  readonly pinned: boolean;
  readonly note: string;
}

/** A line in a list of runs. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly createdAt: string;
  readonly begunAt: string | null;
  readonly endedAt: string | null;
  readonly pinned: boolean;
  readonly note: string;
  readonly scenarios: number;
  readonly devices: number;
  readonly cases: number;
  readonly done: number;
  /** Verdicts `as-predicted`. */
  readonly asPredicted: number;
  /** Verdicts `early`, `late`, `missing` and `unpredicted`. */
  readonly differing: number;
}

/** The comparison of logs that were imported, not of a run. */
export interface ImportedAnalysis {
  /** SHA-256 of the analysis as JSON. */
  readonly id: string;
  readonly title: string;
  readonly trace: string | null;
  readonly addedAt: string;
}

export interface WrittenReport {
  readonly run: string;
  readonly format: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly writtenAt: string;
}

/** What may be changed of a run as a whole; what is left out stays. */
export interface RunChanges {
  readonly name?: string;
  readonly state?: RunState;
  readonly begunAt?: string | null;
  readonly endedAt?: string | null;
  readonly pinned?: boolean;
  readonly note?: string;
}

export interface TraceChanges {
  readonly title?: string;
  readonly pinned?: boolean;
  readonly note?: string;
}

export type Stored<T> = Promise<Result<T, StoreError>>;

export interface StoreReader {
  readonly folder: string;
  /** Latest first. */
  runs(): Stored<readonly RunSummary[]>;
  run(id: string): Stored<Run>;
  /** At most `limit` observations of a device, from sequence `from` on, in order. */
  observations(place: { run: string; device: string; from: number; limit: number }): Stored<readonly Observation[]>;
  /** By device: the sequence that comes next. Devices without observations are left out. */
  nextSequences(run: string): Stored<ReadonlyMap<string, number>>;
  traces(): Stored<readonly TraceRecord[]>;
  importedAnalyses(): Stored<readonly ImportedAnalysis[]>;
  importedAnalysis(id: string): Stored<Analysis>;
  reports(run: string): Stored<readonly WrittenReport[]>;
  /** What `prune` would remove under a rule; nothing is removed. */
  planRetention(rule: RetentionRule): Stored<RetentionPlan>;
  close(): Promise<void>;
}

export interface Store extends StoreReader {
  /** All of them or none. Those that are there already, with the same content, are no error; with other content they are. */
  append(observations: readonly Observation[]): Stored<void>;
  /** Keeps a run as a whole. One with the same id is replaced, apart from its observations; it must have the same devices and scenarios, or more. */
  putRun(run: Run): Stored<void>;
  updateRun(id: string, changes: RunChanges): Stored<void>;
  /** Replaces these cases of a run. */
  putCases(run: string, cases: readonly RunCase[]): Stored<void>;
  /** Replaces what is told about these devices of a run. */
  putDevices(run: string, devices: readonly RunDevice[]): Stored<void>;
  /** Enters files of the library; their bytes must be in place. Known ones keep their title. */
  putTraces(traces: readonly TraceRecord[]): Stored<void>;
  updateTrace(sha256: string, changes: TraceChanges): Stored<void>;
  putImportedAnalysis(analysis: Analysis, about: Omit<ImportedAnalysis, 'id'>): Stored<ImportedAnalysis>;
  putReports(reports: readonly WrittenReport[]): Stored<void>;
  /** Removes what a plan names, apart from what has been pinned or begun since. */
  prune(plan: RetentionPlan): Stored<void>;
  /** Reads everything and says what is lost or altered; changes nothing. */
  check(): Stored<StoreCheck>;
  /** A complete copy of the database; without a name, in the folder `backups`. Returns its path. */
  backUp(file?: string): Stored<string>;
}
