/**
 * `-v time` (liblog, FORMAT_TIME: `"%s %c/%-8.*s(%s%5d): "`).
 *
 *     07-19 13:29:22.804 W/ActivityManager(  380): Permission denied: checkComponentPermission() owningUid=10008
 *     2022-01-02 11:42:10.613472 +1000 I/AppTag    ( 1080: 1179): test of time w/ zone, uid, year
 */
import { SPACE, skipSpaces } from './characters.js';
import type { Header } from './header.js';
import { parseLevelTagPid } from './level-tag-pid.js';
import { parseStamp } from './stamp.js';

export function parseTime(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  header.clear();
  const stampEnd = parseStamp(bytes, start, end, header);
  if (stampEnd < 0 || stampEnd >= end || bytes[stampEnd]! !== SPACE) return false;
  return parseLevelTagPid(bytes, skipSpaces(bytes, stampEnd, end), end, header);
}
