/** Builds small ZIPs for tests: as dumpstate writes them (streamed, flag bit 3), stored, damaged. */
import { Deflate, Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** A ZIP with the given entries in the given order. */
export function zipOf(entries: Readonly<Record<string, string | Uint8Array>>, stored = false): Uint8Array {
  const encoder = new TextEncoder();
  return zipOfStreams(
    Object.entries(entries).map(([name, content]) => ({
      name,
      stored,
      pieces: [typeof content === 'string' ? encoder.encode(content) : content],
    })),
  );
}

export interface StreamedEntry {
  readonly name: string;
  readonly stored?: boolean;
  readonly pieces: Iterable<Uint8Array>;
}

/** A ZIP whose entries are packed piece by piece, so that the unpacked data need never exist as a whole. */
export function zipOfStreams(entries: readonly StreamedEntry[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  for (const { name, stored, pieces } of entries) {
    const file = stored === true ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    zip.add(file);
    for (const piece of pieces) file.push(piece);
    file.push(new Uint8Array(0), true);
  }
  zip.end();
  return concat(chunks);
}

/**
 * A ZIP whose entries each unpack to the given number of MiB of zeros. A flushed deflate block ends on a byte, so one
 * packed MiB can be repeated instead of packing gigabytes. The check sums are wrong; nobody gets that far.
 */
export function zipOfZeros(
  mebibytes: Readonly<Record<string, number>>,
  others: Readonly<Record<string, string>> = {},
): Uint8Array {
  const block = flushedBlock(new Uint8Array(1 << 20));
  const packed = Object.entries(mebibytes).map(([name, count]): [string, Uint8Array] => {
    const bytes = new Uint8Array(block.length * count + 2);
    for (let index = 0; index < count; index++) bytes.set(block, index * block.length);
    bytes.set([3, 0], block.length * count);
    return [name, bytes];
  });
  const file = zipOf({ ...Object.fromEntries(packed), ...others }, true);
  const view = new DataView(file.buffer);
  let at = view.getUint32(file.length - 6, true);
  for (const [name] of packed) {
    view.setUint16(at + 10, 8, true);
    at += 46 + name.length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return file;
}

function flushedBlock(content: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  const deflate = new Deflate({ level: 6 }, (chunk) => chunks.push(chunk));
  deflate.push(content);
  deflate.flush(true);
  return concat(chunks);
}

/** One piece out of many. */
export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A ZIP with one stored entry whose sizes, offset and directory are written in the 64-bit fields (APPNOTE 4.3.14, 4.5.3). */
export function zip64Of(name: string, content: string): Uint8Array {
  const small = zipOf({ [name]: content }, true);
  const view = new DataView(small.buffer);
  const central = view.getUint32(small.length - 6, true);
  const nameLength = view.getUint16(central + 28, true);
  const extra = new Uint8Array(28);
  const extraView = new DataView(extra.buffer);
  extraView.setUint16(0, 1, true);
  extraView.setUint16(2, 24, true);
  extraView.setUint32(4, view.getUint32(central + 24, true), true);
  extraView.setUint32(12, view.getUint32(central + 20, true), true);
  extraView.setUint32(20, view.getUint32(central + 42, true), true);
  const header = small.slice(central, central + 46 + nameLength);
  const headerView = new DataView(header.buffer);
  for (const field of [20, 24, 42]) headerView.setUint32(field, 0xffffffff, true);
  headerView.setUint16(30, extra.length, true);
  headerView.setUint16(32, 0, true);
  const end64 = new Uint8Array(56 + 20);
  const endView = new DataView(end64.buffer);
  endView.setUint32(0, 0x06064b50, true);
  endView.setUint32(24, 1, true);
  endView.setUint32(32, 1, true);
  endView.setUint32(48, central, true);
  endView.setUint32(56, 0x07064b50, true);
  endView.setUint32(64, central + header.length + extra.length, true);
  const end = small.slice(small.length - 22);
  new DataView(end.buffer).setUint32(16, 0xffffffff, true);
  return concat([small.subarray(0, central), header, extra, end64, end]);
}
