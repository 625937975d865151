/** How many columns a text takes where every character is one or two cells wide: terminals, and the mono labels of pictures. */

/** Marks that stand on the character before them take no column of their own. */
const COMBINING = /\p{Mn}|\p{Me}/u;
/** East Asian wide and full-width characters, and pictographs. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const ASCII_ONLY = /^[\x20-\x7e]*$/;

function columnsOf(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns of a printable text. */
export function displayWidth(text: string): number {
  if (ASCII_ONLY.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
}

/** The longest beginning of `text` that takes at most `columns`, and the rest. At least one character is taken. */
export function splitAtColumn(text: string, columns: number): readonly [string, string] {
  let used = 0;
  let taken = 0;
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns && taken > 0) break;
    taken += character.length;
  }
  return [text.slice(0, taken), text.slice(taken)];
}
