/**
 * What stands around a record without being part of it: the indent of a quoted log, NUL bytes where a file was torn, a byte
 * order mark where two files were joined, and the colours of `logcat -v color` (`ESC [ 38;5;166 m ... ESC [ 0 m`).
 */
import { OPEN_BRACKET, SPACE } from './characters.js';

const ESCAPE = 0x1b;
const LETTER_M = 0x6d;
const SEMICOLON = 0x3b;
const MARK = [0xef, 0xbb, 0xbf] as const;
const LONGEST_COLOUR = 16;

/** Index of the first byte of the record itself; `end` when there is none. */
export function visibleStart(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end) {
    const byte = bytes[i]!;
    if (byte === ESCAPE) {
      const afterColour = colourEnd(bytes, i, end);
      if (afterColour === i) return i;
      i = afterColour;
    } else if (byte <= SPACE) i++;
    else if (byte === MARK[0] && i + 2 < end && bytes[i + 1] === MARK[1] && bytes[i + 2] === MARK[2]) i += MARK.length;
    else return i;
  }
  return i;
}

/** Index after the record itself: the colour reset at the end of a line is left out. */
export function visibleEnd(bytes: Uint8Array, start: number, end: number): number {
  const reset = end - 4;
  const isReset = reset >= start && bytes[reset] === ESCAPE && colourEnd(bytes, reset, end) === end;
  return isReset ? reset : end;
}

/** Index after the colour that begins at `i`; `i` when none does. */
function colourEnd(bytes: Uint8Array, i: number, end: number): number {
  if (i + 1 >= end || bytes[i + 1]! !== OPEN_BRACKET) return i;
  const limit = Math.min(end, i + LONGEST_COLOUR);
  for (let k = i + 2; k < limit; k++) {
    const byte = bytes[k]!;
    if (byte === LETTER_M) return k + 1;
    if (byte !== SEMICOLON && (byte < 0x30 || byte > 0x39)) return i;
  }
  return i;
}
