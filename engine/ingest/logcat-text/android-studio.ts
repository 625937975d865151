/**
 * The log window of Android Studio from Dolphin on: columns, padded with spaces, at least two of them before the level.
 *
 *     2022-12-29 04:00:18.823 30249-30321 ProfileInstaller        com.google.samples.sunflower        D  Installing profile
 *     └────── stamp ────────┘ └pid-tid──┘ └ tag (23) ───────────┘ └ package (35) ───────────────────┘ │  └ message
 *     2022-12-29 04:00:18.823  1461-1461  Kolibri.Fo...oundWorker pid-1461                            I  done
 *
 * A longer tag is cut in the middle with `...`: such a tag equals no wanted one. The package column may be switched off.
 * Further lines of a message are indented to its column.
 */
import { SPACE, skipSpaces } from './characters.js';
import { parseStampAndHyphenIds } from './android-studio-classic.js';
import type { Header } from './header.js';
import { levelCode, levelWidth } from './level.js';

/** Before the package of a record without a tag stand the 23 columns of the tag. */
const EMPTY_TAG_GAP = 20;
/** Columns are far shorter; a message is not searched for a level. */
const LONGEST_COLUMNS = 256;

export function parseAndroidStudio(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  header.clear();
  const idsEnd = parseStampAndHyphenIds(bytes, start, end, header);
  if (idsEnd < 0 || bytes[idsEnd]! !== SPACE) return false;
  // Where a web page folded the padding to single spaces, the first word that looks like a level must do.
  return parseColumns(bytes, idsEnd, end, header, 2) || parseColumns(bytes, idsEnd, end, header, 1);
}

/** Tag, package and the first level letter with at least `spaces` spaces before it. */
function parseColumns(bytes: Uint8Array, idsEnd: number, end: number, header: Header, spaces: number): boolean {
  const first = skipSpaces(bytes, idsEnd, end);
  const limit = Math.min(end, first + LONGEST_COLUMNS);
  let tokens = 0;
  let beforeLastTokenEnd = first;
  let previousEnd = first;
  for (let i = first; i < limit;) {
    let tokenEnd = i;
    while (tokenEnd < limit && bytes[tokenEnd]! !== SPACE) tokenEnd++;
    const isWhole = tokenEnd === end || bytes[tokenEnd]! === SPACE;
    const width = levelWidth(bytes, i, tokenEnd);
    if (tokens > 0 && isWhole && width > 0 && width === tokenEnd - i && i - previousEnd >= spaces) {
      header.level = levelCode(bytes, i, width);
      const isPackageOnly = tokens === 1 && first - idsEnd >= EMPTY_TAG_GAP;
      header.tagStart = first;
      header.tagEnd = isPackageOnly ? first : tokens === 1 ? previousEnd : beforeLastTokenEnd;
      header.messageStart = messageStart(bytes, tokenEnd, end);
      header.messageEnd = end;
      return true;
    }
    beforeLastTokenEnd = previousEnd;
    previousEnd = tokenEnd;
    tokens++;
    i = skipSpaces(bytes, tokenEnd, limit);
  }
  return false;
}

/** Two spaces stand between level and message; more belong to the message. */
function messageStart(bytes: Uint8Array, levelEnd: number, end: number): number {
  const afterTwo = Math.min(levelEnd + 2, end);
  return skipSpaces(bytes, levelEnd, afterTwo);
}
