/**
 * `L/Tag     (  PID): message`, the part that `brief` and `time` share (liblog: `"%c/%-8.*s(%s%5d): "`). With `-v uid` the
 * uid stands before the pid: `( 1080: 1179)`. The tag may hold parentheses and colons: the first `(ids):` ends it.
 */
import { CLOSE_PARENTHESIS, COLON, OPEN_PARENTHESIS, SLASH, SPACE, skipSpaces, trimEnd } from './characters.js';
import type { Header } from './header.js';
import { idsEnd, parseIds, takeAsPid } from './ids.js';
import { levelCode, levelWidth } from './level.js';

/** Reads the level and the slash at `i`. Returns the index after the slash, or -1. */
export function parseLevelAndSlash(bytes: Uint8Array, i: number, end: number, header: Header): number {
  const width = levelWidth(bytes, i, end);
  if (width === 0 || i + width >= end || bytes[i + width]! !== SLASH) return -1;
  header.level = levelCode(bytes, i, width);
  return i + width + 1;
}

export function parseLevelTagPid(bytes: Uint8Array, i: number, end: number, header: Header): boolean {
  const tagStart = parseLevelAndSlash(bytes, i, end, header);
  if (tagStart < 0) return false;
  for (let k = tagStart; k < end; k++) {
    if (bytes[k]! !== OPEN_PARENTHESIS) continue;
    const count = parseIds(bytes, k + 1, end, header);
    if (count === 0 || !takeAsPid(bytes, header, count)) continue;
    const close = idsEnd(header, count);
    const isHeaderEnd = close + 1 < end && bytes[close]! === CLOSE_PARENTHESIS && bytes[close + 1]! === COLON;
    if (!isHeaderEnd) continue;
    const message = close + 2;
    header.tagStart = skipSpaces(bytes, tagStart, k);
    header.tagEnd = trimEnd(bytes, header.tagStart, k);
    header.messageStart = message < end && bytes[message]! === SPACE ? message + 1 : message;
    header.messageEnd = end;
    return true;
  }
  return false;
}
