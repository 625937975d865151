/**
 * The table of contents of a ZIP file (APPNOTE.TXT 4.3).
 *
 * The central directory at the end is used where it is whole: it alone tells the exact packed size of entries that were
 * written as a stream (flag bit 3, which Android's dumpstate always sets). Where it is torn off, the local headers are
 * walked instead and the end of a streamed entry is found by its data descriptor, whose size field must equal the distance.
 */
import { maxZipEntries } from '../limits.js';

export interface ZipEntry {
  /** Only a label: nothing is ever written under this name, so `..` and absolute paths are harmless. */
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  /** Byte range of the packed data. */
  readonly dataStart: number;
  readonly dataEnd: number;
  /** As the directory claims; never trusted for allocation. `undefined` when a torn file does not tell it. */
  readonly size: number | undefined;
  readonly crc: number | undefined;
  /** The packed data reaches beyond the end of the file, or its end could not be found. */
  readonly torn: boolean;
}

export interface ZipProblem {
  /** One short sentence, the same for every occurrence. */
  readonly what: string;
  /** Name of the entry, or an empty string when it concerns the file as a whole. */
  readonly entry: string;
  /** What a person can do about it. */
  readonly whatToDo: string;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  readonly problems: readonly ZipProblem[];
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const DESCRIPTOR = 0x08074b50;
const UNKNOWN_32 = 0xffffffff;
const MAX_COMMENT = 0xffff;

const decoder = new TextDecoder('utf-8');

/** A view with bounds: reading beyond the end is a question of the caller, answered by `has`. */
class Bytes {
  private readonly view: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get length(): number {
    return this.bytes.length;
  }
  has(at: number, count: number): boolean {
    return at >= 0 && at + count <= this.bytes.length;
  }
  u16(at: number): number {
    return this.view.getUint16(at, true);
  }
  u32(at: number): number {
    return this.view.getUint32(at, true);
  }
  /** 64 bits as a number; sizes above 2^53 become wrong but stay larger than any file. */
  u64(at: number): number {
    return this.u32(at) + this.u32(at + 4) * 2 ** 32;
  }
  text(start: number, end: number): string {
    return decoder.decode(this.bytes.subarray(start, end)).replaceAll('\u0000', '');
  }
}

const torn = (what: string, entry = ''): ZipProblem => ({
  what,
  entry,
  whatToDo: 'Copy the file again from its source; what could be read is shown.',
});

/** Whether the bytes begin like a ZIP file. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) && bytes[3] === (bytes[2] ?? 0) + 1
  );
}

/** Reads the table of contents. Never throws; an unreadable file has no entries and at least one problem. */
export function readZipDirectory(file: Uint8Array): ZipDirectory {
  const bytes = new Bytes(file);
  const end = findEndOfDirectory(bytes);
  if (end !== undefined) {
    const directory = readCentralDirectory(bytes, end);
    if (directory !== undefined) return directory;
  }
  const salvaged = walkLocalHeaders(bytes);
  const found =
    salvaged.entries.length > 0
      ? torn('the table of contents of the ZIP is missing or damaged')
      : torn('this is not a readable ZIP');
  return { entries: salvaged.entries, problems: [found, ...salvaged.problems] };
}

function findEndOfDirectory(bytes: Bytes): number | undefined {
  const lowest = Math.max(0, bytes.length - 22 - MAX_COMMENT);
  for (let at = bytes.length - 22; at >= lowest; at--) {
    if (bytes.bytes[at] === 0x50 && bytes.u32(at) === END_OF_DIRECTORY) return at;
  }
  return undefined;
}

interface DirectoryRange {
  readonly start: number;
  readonly count: number;
  /** How far all offsets are off: not 0 where something was put in front of the ZIP. */
  readonly shift: number;
}

function directoryRange(bytes: Bytes, end: number): DirectoryRange {
  const locator = end - 20;
  if (bytes.has(locator, 20) && bytes.u32(locator) === LOCATOR_64) {
    const end64 = bytes.u64(locator + 8);
    if (bytes.has(end64, 56) && bytes.u32(end64) === END_OF_DIRECTORY_64) {
      return { start: bytes.u64(end64 + 48), count: bytes.u64(end64 + 32), shift: 0 };
    }
  }
  const start = bytes.u32(end + 16);
  const shift = end - bytes.u32(end + 12) - start;
  const isShifted = shift > 0 && bytes.has(start + shift, 4) && bytes.u32(start + shift) === CENTRAL_HEADER;
  const isThere = bytes.has(start, 4) && bytes.u32(start) === CENTRAL_HEADER;
  const used = isShifted && !isThere ? shift : 0;
  return { start: start + used, count: bytes.u16(end + 10), shift: used };
}

function readCentralDirectory(bytes: Bytes, end: number): ZipDirectory | undefined {
  const { start, count, shift } = directoryRange(bytes, end);
  const entries: ZipEntry[] = [];
  const problems: ZipProblem[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    if (index >= maxZipEntries) {
      problems.push({
        what: `the ZIP has more than ${maxZipEntries} entries`,
        entry: '',
        whatToDo: 'Pack only the logs; the entries up to this number are read.',
      });
      break;
    }
    if (!bytes.has(at, 46) || bytes.u32(at) !== CENTRAL_HEADER) {
      if (entries.length === 0) return undefined;
      problems.push(torn('the table of contents of the ZIP is damaged'));
      break;
    }
    const nameEnd = at + 46 + bytes.u16(at + 28);
    const extraEnd = nameEnd + bytes.u16(at + 30);
    if (!bytes.has(at, extraEnd - at)) return entries.length === 0 ? undefined : { entries, problems };
    const entry = centralEntry(bytes, at, nameEnd, extraEnd, shift);
    if (entry !== undefined) entries.push(entry);
    else problems.push(torn('an entry of the ZIP lies outside the file', bytes.text(at + 46, nameEnd)));
    at = extraEnd + bytes.u16(at + 32);
  }
  return { entries: withoutOverlaps(entries, problems), problems };
}

function centralEntry(
  bytes: Bytes,
  at: number,
  nameEnd: number,
  extraEnd: number,
  shift: number,
): ZipEntry | undefined {
  let packed = bytes.u32(at + 20);
  let size = bytes.u32(at + 24);
  let local = bytes.u32(at + 42);
  for (let field = nameEnd; field + 4 <= extraEnd; field += 4 + bytes.u16(field + 2)) {
    if (bytes.u16(field) !== 1) continue;
    const fieldEnd = Math.min(extraEnd, field + 4 + bytes.u16(field + 2));
    let next = field + 4;
    const take = (value: number): number => {
      if (value !== UNKNOWN_32 || next + 8 > fieldEnd) return value;
      next += 8;
      return bytes.u64(next - 8);
    };
    size = take(size);
    packed = take(packed);
    local = take(local);
  }
  local += shift;
  if (!bytes.has(local, 30) || bytes.u32(local) !== LOCAL_HEADER) return undefined;
  const dataStart = local + 30 + bytes.u16(local + 26) + bytes.u16(local + 28);
  if (dataStart > bytes.length) return undefined;
  return {
    name: bytes.text(at + 46, nameEnd),
    method: bytes.u16(at + 10),
    encrypted: (bytes.u16(at + 8) & 1) !== 0,
    dataStart,
    dataEnd: Math.min(dataStart + packed, bytes.length),
    size,
    crc: bytes.u32(at + 16),
    torn: dataStart + packed > bytes.length,
  };
}

/** Many entries that share one piece of packed data are the non-recursive kind of bomb: the first is kept. */
function withoutOverlaps(entries: readonly ZipEntry[], problems: ZipProblem[]): ZipEntry[] {
  const inOrder = [...entries].sort((a, b) => a.dataStart - b.dataStart);
  const refused = new Set<ZipEntry>();
  let taken = 0;
  for (const entry of inOrder) {
    if (entry.dataStart < taken) refused.add(entry);
    else taken = entry.dataEnd;
  }
  const first = inOrder.find((entry) => refused.has(entry));
  if (first !== undefined) {
    problems.push({
      what: 'entries of the ZIP share their packed data',
      entry: first.name,
      whatToDo: 'A real bugreport never looks like this; the first of the entries is read, the others are left out.',
    });
  }
  return entries.filter((entry) => !refused.has(entry));
}

function walkLocalHeaders(bytes: Bytes): ZipDirectory {
  const entries: ZipEntry[] = [];
  const problems: ZipProblem[] = [];
  let at = findSignature(bytes, 0, LOCAL_HEADER);
  while (at !== undefined && bytes.has(at, 30) && entries.length < maxZipEntries) {
    const dataStart = at + 30 + bytes.u16(at + 26) + bytes.u16(at + 28);
    if (dataStart > bytes.length) break;
    const name = bytes.text(at + 30, at + 30 + bytes.u16(at + 26));
    const flags = bytes.u16(at + 6);
    const packed = bytes.u32(at + 18);
    const streamed = (flags & 8) !== 0 && packed === 0;
    const close = streamed ? findDescriptor(bytes, dataStart) : undefined;
    const dataEnd = streamed ? (close?.dataEnd ?? bytes.length) : Math.min(dataStart + packed, bytes.length);
    const isTorn = streamed ? close === undefined : dataStart + packed > bytes.length;
    const size = streamed ? close?.size : bytes.u32(at + 22);
    const crc = streamed ? close?.crc : bytes.u32(at + 14);
    entries.push({
      name,
      method: bytes.u16(at + 8),
      encrypted: (flags & 1) !== 0,
      dataStart,
      dataEnd,
      size,
      crc,
      torn: isTorn,
    });
    at = findSignature(bytes, dataEnd, LOCAL_HEADER);
  }
  return { entries, problems };
}

function findSignature(bytes: Bytes, from: number, signature: number): number | undefined {
  for (let at = bytes.bytes.indexOf(0x50, from); at >= 0; at = bytes.bytes.indexOf(0x50, at + 1)) {
    if (!bytes.has(at, 4)) return undefined;
    if (bytes.u32(at) === signature) return at;
  }
  return undefined;
}

function findDescriptor(bytes: Bytes, dataStart: number): { dataEnd: number; size: number; crc: number } | undefined {
  let at = findSignature(bytes, dataStart, DESCRIPTOR);
  while (at !== undefined) {
    const dataEnd = at;
    if (bytes.has(at, 16) && bytes.u32(at + 8) === dataEnd - dataStart) {
      return { dataEnd, size: bytes.u32(at + 12), crc: bytes.u32(at + 4) };
    }
    at = findSignature(bytes, at + 4, DESCRIPTOR);
  }
  return undefined;
}
