/**
 * `-v thread` (liblog, FORMAT_THREAD: `"%c(%s%5d:%5d) "`): no time and no tag.
 *
 *     I(  380:  397) Start proc com.google.android.music:main
 */
import type { Header } from './header.js';
import { takeAsPidAndTid } from './ids.js';
import { parseLevelAndIds } from './process.js';

export function parseThread(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  header.clear();
  const count = parseLevelAndIds(bytes, start, end, header);
  if (!takeAsPidAndTid(bytes, header, count)) return false;
  header.tagStart = header.messageStart;
  header.tagEnd = header.messageStart;
  header.messageEnd = end;
  return true;
}
