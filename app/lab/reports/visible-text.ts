/**
 * Text of logs is hostile: any app may write escape sequences, NUL, or characters that turn the reading direction round.
 * Here they become visible escapes (`\x1b`, `\u202e`), so that a terminal, a browser and an XML parser all show what is there.
 */

/** General categories that print nothing or steer the reader: controls, formats, surrogates without a partner, line and paragraph separators. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escapeOf(character: string): string {
  const short = shortEscapes.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

/** Every character that would not be seen, or would act, is written as an escape. The result is one line of printable text. */
export function visibleText(text: string): string {
  return text.replace(UNSAFE, escapeOf);
}

/** As `visibleText`, but line ends stay line ends (blocks of the `long` layout, stack traces). */
export function visibleLines(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\n' ? character : escapeOf(character)));
}

/** Text of at most `length` UTF-16 units, cut at a whole character and marked with how much is left out. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const isInPair = /[\ud800-\udbff]/.test(text.charAt(length - 1));
  const kept = isInPair ? length - 1 : length;
  return `${text.slice(0, kept)} … (${text.length - kept} more characters)`;
}
