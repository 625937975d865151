/**
 * Positions in a source that was turned to UTF-8 before it was read. Proofs name bytes of the source, so lines of a
 * UTF-16 file must be counted in its bytes and not in those of the UTF-8 text made from it.
 */
export interface SourceUnits {
  /** Position of the first byte after a byte order mark. */
  readonly firstByte: number;
  readonly utf16: boolean;
}

export const plainUtf8Units: SourceUnits = { firstByte: 0, utf16: false };

/**
 * How many bytes the UTF-8 text in `[start, end)` takes in UTF-16: two per character, four where UTF-8 needs four.
 * Exact for text that came from UTF-16: a lone surrogate became U+FFFD, which is as long.
 */
export function utf16ByteLength(utf8: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let i = start; i < end; i++) {
    const byte = utf8[i]!;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units * 2;
}
