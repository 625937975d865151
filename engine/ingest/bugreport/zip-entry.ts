/**
 * Unpacks one entry of a ZIP piece by piece. The guards stand in the loop, before the next piece is inflated: a slice of
 * packed data can grow at most 1032-fold, so memory is bounded by `sliceSize` whatever the entry claims to hold.
 */
import { Inflate } from 'fflate';
import { maxZipEntrySize, maxZipRatio, zipRatioFloor } from '../limits.js';
import type { ZipEntry, ZipProblem } from './zip-directory.js';

const sliceSize = 1 << 14;
/** Slices in a row that may give nothing; a block header of deflate is shorter than one slice. */
const maxIdleSlices = 3;
const STORED = 0;
const DEFLATED = 8;

/** What all entries of one archive may unpack to together, so that ten thousand small bombs are one large one. */
export class UnpackBudget {
  /** Bytes that may still come out. */
  left: number;

  constructor(packedSize: number) {
    this.left = Math.max(packedSize * maxZipRatio, 64 * zipRatioFloor);
  }
}

const bomb = (entry: ZipEntry): ZipProblem => ({
  what: `an entry unpacks to more than ${maxZipRatio} times its packed size`,
  entry: entry.name,
  whatToDo: 'Real logs never pack this well: do not trust the file. The part before the limit is kept.',
});

/**
 * Unpacks `entry` of `file` and hands the pieces to `onBytes` in order. Each piece is valid only during the call.
 * The result is what went wrong, or `undefined`; the pieces before a problem were handed over and stay good.
 */
export function unpackEntry(
  file: Uint8Array,
  entry: ZipEntry,
  budget: UnpackBudget,
  onBytes: (piece: Uint8Array) => void,
): ZipProblem | undefined {
  const refused = refusal(entry);
  if (refused !== undefined) return refused;
  const run = new EntryRun(entry, budget, onBytes);
  const inflated: Uint8Array[] = [];
  const inflate = entry.method === DEFLATED ? new Inflate((piece) => inflated.push(piece)) : undefined;
  let idleSlices = 0;
  for (let at = entry.dataStart; at < entry.dataEnd && run.problem === undefined; at += sliceSize) {
    const end = Math.min(at + sliceSize, entry.dataEnd);
    const slice = file.subarray(at, end);
    const isLast = end === entry.dataEnd && !entry.torn;
    const before = run.size;
    const failure = inflate === undefined ? undefined : pushSlice(inflate, slice, isLast);
    run.packed += slice.length;
    // Outside the library's error handling: what the receiver throws is not the stream's fault.
    for (const piece of inflate === undefined ? [slice] : inflated.splice(0)) run.take(piece);
    if (failure !== undefined) run.problem ??= damaged(entry, run.size, failure);
    // Packed data goes on behind the end of its stream: the library would collect it all.
    idleSlices = run.size === before ? idleSlices + 1 : 0;
    if (idleSlices > maxIdleSlices) run.problem ??= damaged(entry, run.size, 'the stream ends early');
  }
  return run.problem ?? verify(entry, run.size, run.crc);
}

/** One entry on its way: what came out so far, and the limits it must keep. */
class EntryRun {
  size = 0;
  crc = 0xffffffff;
  packed = 0;
  problem: ZipProblem | undefined;

  constructor(
    private readonly entry: ZipEntry,
    private readonly budget: UnpackBudget,
    private readonly onBytes: (piece: Uint8Array) => void,
  ) {}

  /** Hands a piece over, or the part of it that is within the limits. */
  take(piece: Uint8Array): void {
    if (this.problem !== undefined || piece.length === 0) return;
    const byRatio = Math.max(zipRatioFloor, this.packed * maxZipRatio) - this.size;
    const room = Math.max(0, Math.min(byRatio, maxZipEntrySize - this.size, this.budget.left));
    const kept = piece.length <= room ? piece : piece.subarray(0, room);
    this.size += kept.length;
    this.budget.left -= kept.length;
    this.crc = crc32(this.crc, kept);
    if (kept.length > 0) this.onBytes(kept);
    if (kept === piece) return;
    this.problem = this.size >= maxZipEntrySize ? tooLarge(this.entry) : bomb(this.entry);
  }
}

function refusal(entry: ZipEntry): ZipProblem | undefined {
  if (entry.encrypted) {
    return {
      what: 'an entry is encrypted',
      entry: entry.name,
      whatToDo: 'Unpack it with its password and open the log inside.',
    };
  }
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    return {
      what: 'an entry is packed with an unknown method',
      entry: entry.name,
      whatToDo: `Unpack it with another program (method ${entry.method}) and open the log inside.`,
    };
  }
  return undefined;
}

const tooLarge = (entry: ZipEntry): ZipProblem => ({
  what: 'an entry unpacks to more than the limit',
  entry: entry.name,
  whatToDo: `Split the log; the first ${maxZipEntrySize / 1024 ** 3} GiB are kept.`,
});

/** Inflates one slice; the error is the library's word for what is wrong with the stream. */
function pushSlice(inflate: Inflate, slice: Uint8Array, final: boolean): string | undefined {
  try {
    inflate.push(slice, final);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const damaged = (entry: ZipEntry, size: number, detail: string): ZipProblem => ({
  what: 'the packed data of an entry is damaged',
  entry: entry.name,
  whatToDo: `Copy the file again from its source; the first ${size} bytes are kept (${detail}).`,
});

function verify(entry: ZipEntry, size: number, crc: number): ZipProblem | undefined {
  if (entry.torn) {
    return {
      what: 'an entry is cut off',
      entry: entry.name,
      whatToDo: `Copy the file again from its source; the first ${size} bytes are kept.`,
    };
  }
  const isWhole =
    (entry.crc === undefined || (crc ^ -1) >>> 0 === entry.crc) && (entry.size === undefined || entry.size === size);
  if (isWhole) return undefined;
  return {
    what: 'the check sum of an entry is wrong',
    entry: entry.name,
    whatToDo: 'Copy the file again from its source; some of its lines may be damaged.',
  };
}

/** CRC-32 tables for four bytes at a time. */
const tables = ((): readonly Int32Array[] => {
  const made = [new Int32Array(256), new Int32Array(256), new Int32Array(256), new Int32Array(256)] as const;
  for (let n = 0; n < 256; n++) {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) !== 0 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    made[0][n] = value;
  }
  for (let n = 0; n < 256; n++) {
    for (let table = 1; table < 4; table++) {
      const before = made[table - 1]![n]!;
      made[table]![n] = (before >>> 8) ^ made[0][before & 255]!;
    }
  }
  return made;
})();

function crc32(crc: number, bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = tables as [Int32Array, Int32Array, Int32Array, Int32Array];
  const whole = bytes.length & ~3;
  let value = crc;
  let at = 0;
  for (; at < whole; at += 4) {
    value ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    value = t3[value & 255]! ^ t2[(value >>> 8) & 255]! ^ t1[(value >>> 16) & 255]! ^ t0[value >>> 24]!;
  }
  for (; at < bytes.length; at++) value = (value >>> 8) ^ t0[(value ^ bytes[at]!) & 255]!;
  return value;
}
