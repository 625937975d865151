/**
 * `-v threadtime`, by far the most common layout and the hot path of ingest (liblog, FORMAT_THREADTIME:
 * `"%s %s%5d %5d %c %-8.*s: "`).
 *
 *     08-14 21:22:28.062  1000  1867  1958 I chatty  : uid=1000(system) NetworkPolicy expire 2 lines
 *     └──── stamp ─────┘ └uid┘ └pid┘ └tid┘ │ └ tag ┘ │ └ message
 *                        optional,         level     the first ": ", or ":" at the end of the line
 *                        number or name
 *
 * The tag is everything up to the first `: `; it may hold spaces, colons, brackets, or be empty. liblog does not quote, so
 * a tag that itself holds `: ` cannot be told from a tag and a message. Padding on both sides of the tag is dropped.
 * All numbers are right aligned with spaces, but only their order counts. A device that does not know the uid prints
 * spaces in its column.
 */
import { COLON, HYPHEN, PLUS, SPACE, isDigit, skipSpaces } from './characters.js';
import { Clock, NO_ZONE, type Header } from './header.js';
import { levelCode, levelOfByte, levelWidth } from './level.js';
import { PADDED_WIDTH, paddedNumber } from './padded-number.js';
import { YEAR_LESS_WIDTH, parseStamp, yearLessMilliseconds } from './stamp.js';

const MOST_DIGITS = 10;
const LONGEST_NAME = 32;

export function parseThreadtime(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  const afterStamp = parseUsualStamp(bytes, start, end, header);
  if (afterStamp < 0 || afterStamp >= end || bytes[afterStamp]! !== SPACE) return false;
  const column = afterStamp + 1;
  if (parsePaddedColumns(bytes, column, end, header)) {
    header.uidStart = 0;
    header.uidEnd = 0;
    return true;
  }
  const afterUid = column + PADDED_WIDTH;
  const isUid = afterUid < end && bytes[afterUid]! === SPACE && paddedNumber(bytes, column) >= 0;
  if (isUid && parsePaddedColumns(bytes, afterUid + 1, end, header)) {
    header.uidStart = skipSpaces(bytes, column, afterUid);
    header.uidEnd = afterUid;
    return true;
  }
  return parseColumns(bytes, afterStamp, end, header);
}

/** Tries `MM-DD HH:MM:SS.mmm` first, then every other stamp. Returns the index after the stamp, or -1. */
function parseUsualStamp(bytes: Uint8Array, start: number, end: number, header: Header): number {
  const afterStamp = start + YEAR_LESS_WIDTH;
  if (afterStamp + 1 >= end) return parseStamp(bytes, start, end, header);
  const ms = yearLessMilliseconds(bytes, start);
  if (ms < 0 || bytes[afterStamp]! !== SPACE || isSign(bytes[afterStamp + 1]!)) {
    return parseStamp(bytes, start, end, header);
  }
  header.clock = Clock.yearLess;
  header.ms = ms;
  header.zoneMinutes = NO_ZONE;
  return afterStamp;
}

/** The fast road: `%5d %5d %c <tag>: <message>` at `i`, exactly as wide as liblog writes it. Leaves the uid alone. */
function parsePaddedColumns(bytes: Uint8Array, i: number, end: number, header: Header): boolean {
  const levelAt = i + 2 * PADDED_WIDTH + 2;
  if (levelAt + 2 >= end) return false;
  const pid = paddedNumber(bytes, i);
  const tid = paddedNumber(bytes, i + PADDED_WIDTH + 1);
  const level = levelOfByte(bytes[levelAt]!);
  const between = (bytes[i + PADDED_WIDTH]! ^ SPACE) | (bytes[levelAt - 1]! ^ SPACE) | (bytes[levelAt + 1]! ^ SPACE);
  if ((pid | tid | level) < 0 || between !== 0) return false;
  header.pid = pid;
  header.tid = tid;
  header.level = level;
  return parseTagAndMessage(bytes, levelAt + 2, end, header);
}

/** A sign after the stamp begins a zone. */
const isSign = (byte: number): boolean => byte === PLUS || byte === HYPHEN;

/** The slow road, for columns of any width; `i` is the space behind the stamp. */
function parseColumns(bytes: Uint8Array, i: number, end: number, header: Header): boolean {
  i = skipSpaces(bytes, i, end);
  // First number: the pid, or the uid where a third one follows.
  const firstStart = i;
  let first = 0;
  let byte = i < end ? bytes[i]! - 48 : -1;
  while (byte >= 0 && byte <= 9) {
    first = first * 10 + byte;
    byte = ++i < end ? bytes[i]! - 48 : -1;
  }
  const firstEnd = i;
  if (firstEnd === firstStart || firstEnd - firstStart > MOST_DIGITS) {
    return parseAfterUidName(bytes, firstStart, end, header);
  }
  if (i >= end || bytes[i]! !== SPACE) return parseAfterUidName(bytes, firstStart, end, header);
  i = skipSpaces(bytes, i, end);
  const secondStart = i;
  let second = 0;
  byte = i < end ? bytes[i]! - 48 : -1;
  while (byte >= 0 && byte <= 9) {
    second = second * 10 + byte;
    byte = ++i < end ? bytes[i]! - 48 : -1;
  }
  if (i === secondStart || i - secondStart > MOST_DIGITS || i >= end || bytes[i]! !== SPACE) return false;
  i = skipSpaces(bytes, i, end);
  if (i >= end) return false;
  byte = bytes[i]! - 48;
  if (byte >= 0 && byte <= 9) return parseThirdNumber(bytes, i, end, header, firstStart, firstEnd, second);
  header.uidStart = 0;
  header.uidEnd = 0;
  header.pid = first;
  header.tid = second;
  return parseLevelAndTag(bytes, i, end, header);
}

/** The uid is a number: what was read so far is uid and pid. */
function parseThirdNumber(
  bytes: Uint8Array,
  i: number,
  end: number,
  header: Header,
  uidStart: number,
  uidEnd: number,
  pid: number,
): boolean {
  const thirdStart = i;
  let third = 0;
  let byte = bytes[i]! - 48;
  while (byte >= 0 && byte <= 9) {
    third = third * 10 + byte;
    byte = ++i < end ? bytes[i]! - 48 : -1;
  }
  if (i - thirdStart > MOST_DIGITS || i >= end || bytes[i]! !== SPACE) return false;
  header.uidStart = uidStart;
  header.uidEnd = uidEnd;
  header.pid = pid;
  header.tid = third;
  return parseLevelAndTag(bytes, skipSpaces(bytes, i, end), end, header);
}

/** The uid is a name (`root`, `u0_a123`, `system`): letters, digits and `_`, a letter first. */
function parseAfterUidName(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  let i = start;
  while (i < end && i - start <= LONGEST_NAME && isNameByte(bytes[i]!)) i++;
  if (i === start || i - start > LONGEST_NAME || isDigit(bytes[start])) return false;
  const nameEnd = i;
  if (!parseTwoNumbers(bytes, i, end, header)) return false;
  header.uidStart = start;
  header.uidEnd = nameEnd;
  return true;
}

function parseTwoNumbers(bytes: Uint8Array, i: number, end: number, header: Header): boolean {
  if (i >= end || bytes[i]! !== SPACE) return false;
  const afterSpaces = skipSpaces(bytes, i, end);
  if (afterSpaces >= end || bytes[afterSpaces]! < 48 || bytes[afterSpaces]! > 57) return false;
  if (!parseColumns(bytes, i, end, header)) return false;
  // A number after a name is the pid: a third number would make it two uids.
  return header.uidEnd === header.uidStart;
}

function isNameByte(byte: number): boolean {
  const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  return isLetter || (byte >= 48 && byte <= 57) || byte === 0x5f;
}

function parseLevelAndTag(bytes: Uint8Array, i: number, end: number, header: Header): boolean {
  if (i + 1 >= end) return false;
  const level = levelOfByte(bytes[i]!);
  if (level >= 0) {
    header.level = level;
    i++;
  } else {
    const width = levelWidth(bytes, i, end);
    if (width === 0 || i + width >= end) return false;
    header.level = levelCode(bytes, i, width);
    i += width;
  }
  return bytes[i]! === SPACE && parseTagAndMessage(bytes, i + 1, end, header);
}

/** `Tag     : message` from `i` on. Also the tail of other layouts. */
export function parseTagAndMessage(bytes: Uint8Array, i: number, end: number, header: Header): boolean {
  while (i < end && bytes[i]! === SPACE) i++;
  for (let colon = i; colon < end; colon++) {
    if (bytes[colon]! !== COLON) continue;
    const isLast = colon + 1 === end;
    if (!isLast && bytes[colon + 1]! !== SPACE) continue;
    let tagEnd = colon;
    while (tagEnd > i && bytes[tagEnd - 1]! === SPACE) tagEnd--;
    header.tagStart = i;
    header.tagEnd = tagEnd;
    header.messageStart = isLast ? end : colon + 2;
    header.messageEnd = end;
    return true;
  }
  return false;
}
