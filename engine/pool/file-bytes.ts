/** A file as bytes for the Arrow reader: only the places that it asks for are read, into memory that is used again. */
import { readSync } from 'node:fs';
import type { ByteSource } from '../trace/arrow-file.js';
import type { Arena } from './arena.js';

/** A file up to this size is read at once: some thirty single readings would cost more than the places that nobody asks for. */
const SMALL_BYTES = 1 << 18;

/** What is read is valid until the arena is reset. A file that is cut meanwhile is a `RangeError`, as for bytes in memory. */
export function bytesOfFile(descriptor: number, length: number, arena: Arena): ByteSource {
  const read = (begin: number, end: number): Uint8Array => {
    const bytes = arena.take(end - begin);
    for (let at = 0; at < bytes.length;) {
      const count = readSync(descriptor, bytes, at, bytes.length - at, begin + at);
      if (count === 0) throw new RangeError(`the file ends at byte ${begin + at} now`);
      at += count;
    }
    return bytes;
  };
  const allocate = (bytes: number): Uint8Array => arena.take(bytes);
  if (length > SMALL_BYTES) return { length, read, allocate };
  let whole: Uint8Array | undefined;
  return {
    length,
    read: (begin, end) => (whole ??= read(0, length)).subarray(begin, end),
    allocate,
  };
}
