/**
 * Tasks as they travel to a worker, and their results: numbers and places of shared memory, small whatever the traces.
 * A task stands for neighbouring units of a run: files, or policies of one trace.
 */
import type { Policy } from '../policy/policy.js';
import type { ReplayOptions } from '../replay/replay-options.js';
import type { CalendarHints } from '../ingest/ingested.js';
import type { ChangedInputs } from '../what-if/changed-inputs.js';
import type { OutcomeTableMessage } from './outcome-table.js';
import type { PolicyForFiles } from './policy-for-files.js';
import type { SharedTrace } from './shared-trace.js';

/** Replays files, each under every policy. The worker reads them itself. */
export interface FilesTask {
  readonly what: 'files';
  /** Number of the first file. */
  readonly first: number;
  readonly paths: readonly string[];
  readonly policies: readonly PolicyForFiles[];
  readonly options: ReplayOptions;
  readonly silent: boolean;
  readonly reading: RecordingReading;
}

/** How files are read, and what is said instead of what they tell. */
export interface RecordingReading {
  readonly walls: boolean;
  readonly calendar: CalendarHints;
  readonly change: ChangedInputs;
}

/** What a recording says of its device. */
export interface RecordingFacts {
  readonly release: number | null;
  readonly zoneMinutes: number | null;
  /** Its stamps print no year, and nothing but the date of the file tells it. */
  readonly isYearOfFile: boolean;
}

/** Replays one trace under some policies. */
export interface PoliciesTask {
  readonly what: 'policies';
  readonly trace: SharedTrace;
  /** Number of the first policy. */
  readonly first: number;
  readonly policies: readonly Policy[];
  readonly options: ReplayOptions;
  /** Whether outcomes that nobody on the device is told of are wanted. */
  readonly silent: boolean;
}

export type ReplayTask = FilesTask | PoliciesTask;

export type ReplayFailureCode =
  /** The file cannot be opened or read. */
  | 'unreadable'
  /** It is neither a trace file nor a log. */
  | 'no-trace'
  /** A trace file that is torn, changed, or of a form that this program does not read. */
  | 'damaged'
  /** It asks for more memory than a worker may take. */
  | 'too-large'
  /** Its worker died, twice. */
  | 'worker-died'
  /** A mistake in this program. */
  | 'fault';

/** Why one unit has no outcomes. */
export interface ReplayFailure {
  /** Number of the file or of the policy. */
  readonly unit: number;
  /** Path of the file, or name of the policy. */
  readonly name: string;
  readonly code: ReplayFailureCode;
  readonly message: string;
  readonly whatToDo: string;
}

export interface ReplayTaskResult {
  readonly outcomes: OutcomeTableMessage;
  /** By unit of the task: events of its trace; NaN where it failed. */
  readonly events: Float64Array;
  /** By file of the task; `null` where it failed. Empty for policies. */
  readonly recordings: readonly (RecordingFacts | null)[];
  readonly failures: readonly ReplayFailure[];
  /** How long the work took, in milliseconds of a clock that only runs forward. */
  readonly milliseconds: number;
}
