/**
 * `-v tag` (liblog, FORMAT_TAG: `"%c/%-8.*s: "`), and the same without the level as viewers copy it.
 *
 *     I/ActivityManager: Start proc com.google.android.music:main
 *     ActivityManager: Start proc com.google.android.music:main
 *
 * Weak: prose looks like this too, so these lines are records only in a file without any stronger layout.
 * Without a level the tag must be one word that begins with a letter.
 */
import { SPACE } from './characters.js';
import type { Header } from './header.js';
import { parseLevelAndSlash } from './level-tag-pid.js';
import { parseTagAndMessage } from './threadtime.js';

const LONGEST_TAG = 64;

export function parseTag(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  header.clear();
  const afterLevel = parseLevelAndSlash(bytes, start, end, header);
  if (afterLevel >= 0) {
    return parseTagAndMessage(bytes, afterLevel, end, header) && header.tagEnd - header.tagStart <= LONGEST_TAG;
  }
  const first = start < end ? bytes[start]! | 0x20 : 0;
  if (first < 0x61 || first > 0x7a || !parseTagAndMessage(bytes, start, end, header)) return false;
  if (header.tagEnd - header.tagStart > LONGEST_TAG) return false;
  for (let i = header.tagStart; i < header.tagEnd; i++) if (bytes[i]! === SPACE) return false;
  return true;
}
