/**
 * JSON that is safe wherever it is shown or embedded: what a reader parses is the value, character by character, and the
 * text itself holds no character that acts: no control, no reversed reading, no half of a pair, no `<` that could open a tag.
 */
const ACTING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}<]/gu;

const escapeUnits = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');

/** Two spaces of indentation and a line end at the end. Outside of strings JSON holds none of the characters that are escaped. */
export function safeJson(value: object): string {
  return `${JSON.stringify(value, null, 2).replace(ACTING, escapeUnits)}\n`;
}

/** The same on one line, for formats with very many small objects. */
export function safeJsonLine(value: object): string {
  return JSON.stringify(value).replace(ACTING, escapeUnits);
}
