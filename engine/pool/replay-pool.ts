/**
 * Many replays at once: what the command line, the lab and the benchmark ask for. Two sides of one seam: `piscinaPool` works
 * in threads, `inProcessPool` in the caller's own; they give the same bytes.
 */
import type { Policy } from '../policy/policy.js';
import type { ReplayOptions } from '../replay/replay-options.js';
import type { Result } from '../result.js';
import type { Trace } from '../trace/trace.js';
import type { OutcomeTable } from './outcome-table.js';
import type { ReplayFailure } from './replay-task.js';

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

export interface ReplayRun {
  readonly outcomes: OutcomeTable;
  /** By unit: events of its trace; NaN where it failed. */
  readonly events: Float64Array;
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
    policies: readonly Policy[],
    options?: RunOptions,
  ): Promise<Result<ReplayRun, RunError>>;
  /** Ends the workers; what still runs is cancelled. */
  close(): Promise<void>;
}
