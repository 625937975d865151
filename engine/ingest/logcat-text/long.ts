/**
 * The header line of `-v long` (liblog, FORMAT_LONG: prefix `"[ %s %s%5d:%5d %c/%-8.*s ]\n"`, suffix `"\n\n"`), and of the
 * viewers that write it without the inner spaces. The message has the lines after it, up to the next header.
 *
 *     [ 03-25 23:53:27.339   747:  990 D/EGL_emulation ]
 *     app_time_stats: avg=610.64ms min=2.29ms max=5404.50ms count=9
 *     (blank line)
 *     [03-25 23:53:27.339 747:990 D/EGL_emulation]
 */
import { CLOSE_BRACKET, OPEN_BRACKET, SPACE, skipSpaces, trimEnd } from './characters.js';
import type { Header } from './header.js';
import { idsEnd, parseIds, takeAsPidAndTid } from './ids.js';
import { parseLevelAndSlash } from './level-tag-pid.js';
import { parseStamp } from './stamp.js';

export function parseLong(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  if (start >= end || bytes[start]! !== OPEN_BRACKET) return false;
  const last = trimEnd(bytes, start, end) - 1;
  if (bytes[last]! !== CLOSE_BRACKET) return false;
  header.clear();
  // Exactly one space is the bracket's own: the others are the padding of an epoch stamp.
  const stampStart = start + 1 < last && bytes[start + 1]! === SPACE ? start + 2 : start + 1;
  const stampEnd = parseStamp(bytes, stampStart, last, header);
  if (stampEnd < 0 || stampEnd >= last || bytes[stampEnd]! !== SPACE) return false;
  const count = parseIds(bytes, stampEnd, last, header);
  if (!takeAsPidAndTid(bytes, header, count)) return false;
  const levelAt = skipSpaces(bytes, idsEnd(header, count), last);
  if (levelAt === idsEnd(header, count)) return false;
  const tagStart = parseLevelAndSlash(bytes, levelAt, last, header);
  if (tagStart < 0) return false;
  header.tagStart = skipSpaces(bytes, tagStart, last);
  header.tagEnd = trimEnd(bytes, header.tagStart, last);
  header.messageStart = end;
  header.messageEnd = end;
  return true;
}
