/** Reads a file as the command line does: one buffer of 1 MiB, filled again and again. */
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 20;

/** Calls `push` with pieces that are valid only during the call. */
export function readChunks(file, push) {
  const descriptor = openSync(file, 'r');
  try {
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const length = readSync(descriptor, chunk, 0, chunk.length, null);
      if (length === 0) return;
      push(chunk.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
}
