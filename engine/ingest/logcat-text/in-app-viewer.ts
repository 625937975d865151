/**
 * Log viewers inside apps: a time of day, and nothing between it and the level. The tag ends at the first space.
 *
 *     12:33:01E/AndroidRuntime FATAL EXCEPTION: main
 */
import { SPACE } from './characters.js';
import { Clock, type Header } from './header.js';
import { parseLevelAndSlash } from './level-tag-pid.js';
import { timeOfDayMilliseconds } from './stamp.js';

const TIME_WIDTH = 8;

export function parseInAppViewer(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  const ofDay = timeOfDayMilliseconds(bytes, start, end);
  if (ofDay < 0) return false;
  header.clear();
  const tagStart = parseLevelAndSlash(bytes, start + TIME_WIDTH, end, header);
  if (tagStart < 0) return false;
  let i = tagStart;
  while (i < end && bytes[i]! !== SPACE) i++;
  header.clock = Clock.timeOfDay;
  header.ms = ofDay;
  header.tagStart = tagStart;
  header.tagEnd = i;
  header.messageStart = Math.min(i + 1, end);
  header.messageEnd = end;
  return true;
}
