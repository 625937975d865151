/**
 * Many replays at once: what the command line, the lab and the benchmark ask for. Two sides of one seam: `piscinaPool` works
 * in threads, `inProcessPool` in the caller's own; they give the same bytes.
 */
import type { CalendarHints } from '../ingest/ingested.js';
import type { Policy } from '../policy/policy.js';
import type { ReplayOptions } from '../replay/replay-options.js';
import type { Result } from '../result.js';
import type { Trace } from '../trace/trace.js';
import type { ChangedInputs } from '../what-if/changed-inputs.js';
import type { OutcomeTable } from './outcome-table.js';
import type { PolicyForFiles } from './policy-for-files.js';
import type { RecordingFacts, ReplayFailure } from './replay-task.js';

export interface RecordingFile {
  readonly path: string;
  /** About how large it is; it decides how files are put together into tasks, and nothing else. */
  readonly bytes: number;
}

export interface RunOptions {
  /** Default: `defaultReplayOptions`. */
  readonly replay?: ReplayOptions;
  /** Whether outcomes that nobody on the device is told of are wanted too. Default: yes. */
  readonly silent?: boolean;
  /** Ends the run at once; without threads, after the task in hand. The pool can be used again. */
  readonly signal?: AbortSignal | undefined;
  /** Called when units (files, or policies of one trace) are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What only files have. */
export interface FilesRunOptions extends RunOptions {
  /** Facts that are said instead of what the recordings tell. */
  readonly change?: ChangedInputs;
  /** Year and zone of logs that print none; the date of each file is known without. */
  readonly calendar?: Omit<CalendarHints, 'notAfterEpochMs'>;
  /** Whether outcomes are wanted with their wall time, for which more of each file is read. Default: no. */
  readonly walls?: boolean;
}

export interface ReplayRun {
  readonly outcomes: OutcomeTable;
  /** By unit: events of its trace; NaN where it failed. */
  readonly events: Float64Array;
  /** By unit: what a file says of its device; `null` where it failed, and where the unit is a policy. */
  readonly recordings: readonly (RecordingFacts | null)[];
  /** Units without outcomes, in their order. */
  readonly failures: readonly ReplayFailure[];
}

/** Why a whole run has no result. */
export interface RunError {
  readonly code: 'cancelled' | 'too-many-outcomes' | 'no-worker-lives';
  readonly message: string;
  readonly whatToDo: string;
}

export interface ReplayPool {
  /** Threads that work side by side. */
  readonly workers: number;
  /** One trace under each policy; a unit is a policy. Columns that lie in shared memory are not copied. */
  replayTrace(trace: Trace, policies: readonly Policy[], options?: RunOptions): Promise<Result<ReplayRun, RunError>>;
  /** Each recording under each policy; a unit is a file. A file that cannot be replayed is a failure, the others go on. */
  replayFiles(
    files: readonly RecordingFile[],
    policies: readonly PolicyForFiles[],
    options?: FilesRunOptions,
  ): Promise<Result<ReplayRun, RunError>>;
  /** Ends the workers; what still runs is cancelled. */
  close(): Promise<void>;
}
