/**
 * What the lab needs of a connected device, and nothing of how ADB does it. A port is bound to one connection; every call
 * has a deadline of its own, and one that was not answered to the end is a failure, never an empty answer: adb's own
 * command line says exit code 0 when the connection drops, so only a shell-v2 exit packet counts as the end
 * (spec adb-and-devices, section 4).
 */
import type { Result } from '../../../engine/result.js';

/** A command that ran to its end on the device. */
export interface ShellAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Why there is no answer. What the device did of the request is not known then. */
export interface AdbFailure {
  /** `lost`: the connection ended. `deadline`: no answer in time. `refused`: the device or the server would not begin. */
  readonly reason: 'lost' | 'deadline' | 'refused';
  readonly text: string;
}

export interface AdbPort {
  /** Runs one line of the device's shell. */
  readonly shell: (command: string) => Promise<Result<ShellAnswer, AdbFailure>>;
  /** Writes a whole file and makes its folder. A failure may leave a part of it. */
  readonly push: (path: string, bytes: Uint8Array) => Promise<Result<void, AdbFailure>>;
  /** A whole file, or null when there is none; `refused` when it is longer than `maxBytes`. */
  readonly pull: (path: string, maxBytes: number) => Promise<Result<Uint8Array | null, AdbFailure>>;
}

/** A command whose output is read while it runs: `logcat`. */
export interface OutputStream extends AsyncIterable<Uint8Array> {
  /** Settles when nothing more comes. A stream that nobody closed and that did not exit was lost. */
  readonly ended: Promise<{ readonly by: 'exit'; readonly exitCode: number } | { readonly by: 'close' } | AdbFailure>;
  /** Ends it from here. Safe to call again. */
  readonly close: () => void;
}

/** A port that can also be listened to. The ledger needs less, and takes less. */
export interface StreamingAdbPort extends AdbPort {
  /** Standard output of one line of the device's shell, chunk by chunk as it comes; the reader's pace holds the device back. */
  readonly open: (command: string) => Promise<Result<OutputStream, AdbFailure>>;
}
