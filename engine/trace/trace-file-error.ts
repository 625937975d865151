/** Why a trace file was refused. */
export type TraceFileErrorCode =
  /** Not an Arrow IPC file, or one that Curfew did not write. */
  | 'not-a-trace-file'
  /** A trace file of a version that this program does not read. */
  | 'other-version'
  /** Lengths, places or values contradict each other: the file is torn or was changed. */
  | 'damaged'
  /** Sound Arrow, in a form that trace files do not use (compressed, several batches, big-endian). */
  | 'unsupported-form'
  | 'missing-column'
  | 'wrong-type'
  /** More events or strings than a trace may hold. */
  | 'too-large';

export interface TraceFileError {
  readonly code: TraceFileErrorCode;
  /** What is wrong, and where. */
  readonly message: string;
  readonly whatToDo: string;
}

const advice: Readonly<Record<TraceFileErrorCode, string>> = {
  'not-a-trace-file': 'Give a file that `curfew analyze --trace FILE` wrote.',
  'other-version': 'Read it with the version of Curfew that wrote it, or write it again from the logs.',
  damaged: 'Copy the file again, or write it again from the logs.',
  'unsupported-form': 'Write it as Arrow IPC file (not stream), uncompressed, little-endian, as one record batch.',
  'missing-column': 'Keep all columns that Curfew wrote; further columns are welcome.',
  'wrong-type': 'Keep the column types that Curfew wrote.',
  'too-large': 'Analyse fewer logs at a time.',
};

/** Carries a `TraceFileError` from the place that finds it to `readTrace`, which returns it. */
export class TraceFileFault extends Error {
  constructor(
    readonly code: TraceFileErrorCode,
    message: string,
  ) {
    super(message);
  }

  get error(): TraceFileError {
    return { code: this.code, message: this.message, whatToDo: advice[this.code] };
  }
}
