/**
 * Process ids between colons, as the layouts with brackets print them: `380`, `1080: 1179`, `root:  747:  990`.
 * liblog pads every number to five and puts the uid, a number or a name, first.
 */
import { COLON, decimal, digitsEnd, skipSpaces } from './characters.js';
import { NO_ID, type Header } from './header.js';

const MOST_IDS = 3;
const LONGEST_NAME = 32;

/**
 * Reads one to three ids at `i` into `header.idRanges` and clears the ids of the header. Only the first one may be a name.
 * Returns the number of ids, or 0; `idsEnd` tells where they end.
 */
export function parseIds(bytes: Uint8Array, i: number, end: number, header: Header): number {
  header.uidStart = 0;
  header.uidEnd = 0;
  header.pid = NO_ID;
  header.tid = NO_ID;
  for (let count = 0; count < MOST_IDS;) {
    const start = skipSpaces(bytes, i, end);
    i = digitsEnd(bytes, start, end);
    if (i === start && count === 0) i = nameEnd(bytes, start, end);
    if (i === start) return 0;
    header.idRanges[count * 2] = start;
    header.idRanges[count * 2 + 1] = i;
    count++;
    const isLast = i >= end || bytes[i]! !== COLON || count === MOST_IDS;
    if (isLast) return isNumber(bytes, header, count - 1) ? count : 0;
    i++;
  }
  return 0;
}

/** Index after the last of `count` ids that `parseIds` found. */
export function idsEnd(header: Header, count: number): number {
  return header.idRanges[count * 2 - 1]!;
}

/** Takes the ids as `[uid:]pid`. `false` when there are more than two or fewer than one. */
export function takeAsPid(bytes: Uint8Array, header: Header, count: number): boolean {
  if (count < 1 || count > 2) return false;
  return takeUid(header, count === 2) && takePid(bytes, header, count - 1);
}

/** Takes the ids as `[uid:]pid:tid`. */
export function takeAsPidAndTid(bytes: Uint8Array, header: Header, count: number): boolean {
  if (count < 2) return false;
  header.tid = decimal(bytes, header.idRanges[count * 2 - 2]!, header.idRanges[count * 2 - 1]!);
  return takeUid(header, count === 3) && takePid(bytes, header, count - 2);
}

function takeUid(header: Header, isPrinted: boolean): true {
  if (isPrinted) {
    header.uidStart = header.idRanges[0]!;
    header.uidEnd = header.idRanges[1]!;
  }
  return true;
}

function takePid(bytes: Uint8Array, header: Header, index: number): boolean {
  if (!isNumber(bytes, header, index)) return false;
  header.pid = decimal(bytes, header.idRanges[index * 2]!, header.idRanges[index * 2 + 1]!);
  return true;
}

function isNumber(bytes: Uint8Array, header: Header, index: number): boolean {
  const first = bytes[header.idRanges[index * 2]!]!;
  const last = bytes[header.idRanges[index * 2 + 1]! - 1]!;
  return first >= 48 && first <= 57 && last >= 48 && last <= 57;
}

/** A user name of the platform (`root`, `system`, `u0_a12`) and nothing else, before a colon. */
function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && i - start < LONGEST_NAME && isNameByte(bytes[i]!)) i++;
  return i < end && bytes[i]! === COLON ? i : start;
}

function isNameByte(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 48 && byte <= 57) || byte === 0x5f;
}
