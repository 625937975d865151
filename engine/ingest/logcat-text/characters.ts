/** Bytes with a meaning in log headers, and the two smallest steps over them. */
export const SPACE = 0x20;
export const DIGIT_0 = 0x30;
export const HYPHEN = 0x2d;
export const PLUS = 0x2b;
export const COLON = 0x3a;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const OPEN_PARENTHESIS = 0x28;
export const CLOSE_PARENTHESIS = 0x29;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
const TAB = 0x09;
const MOST_DIGITS = 10;

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Index of the first byte at or after `i` that is not a space. */
export function skipSpaces(bytes: Uint8Array, i: number, end: number): number {
  while (i < end && bytes[i]! === SPACE) i++;
  return i;
}

/** The same for spaces and tabs. */
export function skipBlanks(bytes: Uint8Array, i: number, end: number): number {
  while (i < end && (bytes[i]! === SPACE || bytes[i]! === TAB)) i++;
  return i;
}

/** Index after the last byte in `[start, end)` that is not a space; `start` when there is none. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && bytes[end - 1]! === SPACE) end--;
  return end;
}

/** Index after the digits at `i`; `i` itself when there is none or there are more than an id can have. */
export function digitsEnd(bytes: Uint8Array, i: number, end: number): number {
  let j = i;
  while (j < end && bytes[j]! >= 0x30 && bytes[j]! <= 0x39) {
    j++;
    if (j - i > MOST_DIGITS) return i;
  }
  return j;
}

/** The number that the digits in `[start, end)` write. */
export function decimal(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + (bytes[i]! - DIGIT_0);
  return value;
}

/** Whether the text at `i` begins with `ascii`. */
export function hasText(bytes: Uint8Array, i: number, end: number, ascii: string): boolean {
  if (i + ascii.length > end) return false;
  for (let k = 0; k < ascii.length; k++) if (bytes[i + k]! !== ascii.charCodeAt(k)) return false;
  return true;
}
