/**
 * `-v process` (liblog, FORMAT_PROCESS: prefix `"%c(%s%5d) "`, suffix `"  (%.*s)\n"`): the tag stands at the end.
 *
 *     I(  380) Start proc com.google.android.music:main  (ActivityManager)
 *     I( 1000:  380) with the uid column  (ActivityManager)
 *
 * With a uid it looks like a `thread` line whose message ends in parentheses; the layout of the lines before decides.
 */
import { CLOSE_PARENTHESIS, OPEN_PARENTHESIS, SPACE, skipSpaces, trimEnd } from './characters.js';
import type { Header } from './header.js';
import { idsEnd, parseIds, takeAsPid } from './ids.js';
import { levelCode, levelWidth } from './level.js';

/** Reads `L(ids) ` at `start`. Returns the number of ids, or 0; sets `messageStart`. */
export function parseLevelAndIds(bytes: Uint8Array, start: number, end: number, header: Header): number {
  const width = levelWidth(bytes, start, end);
  const open = start + width;
  if (width === 0 || open >= end || bytes[open]! !== OPEN_PARENTHESIS) return 0;
  header.level = levelCode(bytes, start, width);
  const count = parseIds(bytes, open + 1, end, header);
  if (count === 0) return 0;
  const close = idsEnd(header, count);
  if (close >= end || bytes[close]! !== CLOSE_PARENTHESIS) return 0;
  if (close + 1 < end && bytes[close + 1]! !== SPACE) return 0;
  header.messageStart = Math.min(close + 2, end);
  return count;
}

export function parseProcess(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  header.clear();
  const count = parseLevelAndIds(bytes, start, end, header);
  if (count === 0 || !takeAsPid(bytes, header, count)) return false;
  if (bytes[end - 1]! !== CLOSE_PARENTHESIS) return false;
  // The tag may hold parentheses itself; two spaces before it are liblog's.
  for (let k = end - 2; k - 2 >= header.messageStart - 1; k--) {
    if (bytes[k]! !== OPEN_PARENTHESIS || bytes[k - 1]! !== SPACE || bytes[k - 2]! !== SPACE) continue;
    header.tagStart = skipSpaces(bytes, k + 1, end - 1);
    header.tagEnd = trimEnd(bytes, header.tagStart, end - 1);
    header.messageEnd = Math.max(header.messageStart, k - 2);
    return true;
  }
  return false;
}
