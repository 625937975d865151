/**
 * The log window of Android Studio up to Chipmunk. Further lines of a message have no header, only an indent.
 *
 *     01-30 21:08:09.970 672-687/android.process.media D/MediaScanner: postscan time: 0ms
 *     2021-05-01 10:11:12.013 1666-1689/? E/AndroidRuntime: FATAL EXCEPTION: main
 *         Process: com.example, PID: 1666
 */
import { HYPHEN, SLASH, SPACE, decimal, digitsEnd, skipSpaces } from './characters.js';
import type { Header } from './header.js';
import { parseLevelAndSlash } from './level-tag-pid.js';
import { parseStamp } from './stamp.js';
import { parseTagAndMessage } from './threadtime.js';

/** Reads `<stamp> PID-TID` at `start`. Returns the index after the tid, or -1. */
export function parseStampAndHyphenIds(bytes: Uint8Array, start: number, end: number, header: Header): number {
  const stampEnd = parseStamp(bytes, start, end, header);
  if (stampEnd < 0 || stampEnd >= end || bytes[stampEnd]! !== SPACE) return -1;
  const pidStart = skipSpaces(bytes, stampEnd, end);
  const pidEnd = digitsEnd(bytes, pidStart, end);
  if (pidEnd === pidStart || pidEnd >= end || bytes[pidEnd]! !== HYPHEN) return -1;
  const tidEnd = digitsEnd(bytes, pidEnd + 1, end);
  if (tidEnd === pidEnd + 1 || tidEnd >= end) return -1;
  header.pid = decimal(bytes, pidStart, pidEnd);
  header.tid = decimal(bytes, pidEnd + 1, tidEnd);
  return tidEnd;
}

export function parseAndroidStudioClassic(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  header.clear();
  let i = parseStampAndHyphenIds(bytes, start, end, header);
  if (i < 0 || bytes[i]! !== SLASH) return false;
  while (i < end && bytes[i]! !== SPACE) i++;
  const tagStart = parseLevelAndSlash(bytes, skipSpaces(bytes, i, end), end, header);
  return tagStart >= 0 && parseTagAndMessage(bytes, tagStart, end, header);
}
