import type { BytePipe } from '../transport/byte-pipe.js';

/** The three descriptors of a process. A write is false when nobody reads any more. */
export interface ProcessIo {
  readonly stdin: BytePipe;
  readonly stdout: (data: string | Uint8Array) => Promise<boolean>;
  readonly stderr: (data: string | Uint8Array) => Promise<boolean>;
  /** Over when the terminal or the connection is gone: what runs on without an end must end then. */
  readonly hangup: Promise<void>;
}

/** What a program sees of itself. */
export interface ProcessContext extends ProcessIo {
  /** Relative paths begin here. */
  readonly folder: string;
  readonly uid: number;
}

/** A program: returns its exit code. */
export type Program = (args: readonly string[], process: ProcessContext) => Promise<number> | number;

export const bytesOf = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? new TextEncoder().encode(data) : data;

/** Everything that comes in, up to a limit; undefined when it is more. */
export async function readAll(stdin: BytePipe, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
