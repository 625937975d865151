/** A line of YAML in pieces, for colours: enough of the grammar to tell keys, values and comments apart, and never wrong about the text. */

export type PieceKind = 'plain' | 'comment' | 'key' | 'value' | 'sign';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

/** In this order: the first that fits at a place wins. */
const grammar =
  /(?<comment>(?<=^|\s)#.*)|(?<key>(?<![\w.-])[A-Za-z_][\w.-]*(?=\s*:(?:\s|$)))|(?<value>"(?:[^"\\]|\\.)*"|'[^']*'|\b\d[\w.:]*|\b(?:true|false|null)\b)|(?<sign>[{}[\],:]|-(?<=^\s*-)(?=\s))/g;

/** The pieces, put together, are the line. */
export function highlight(line: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of line.matchAll(grammar)) {
    if (match.index > at) pieces.push({ kind: 'plain', text: line.slice(at, match.index) });
    const { comment, key, value } = match.groups ?? {};
    const kind = comment !== undefined ? 'comment' : key !== undefined ? 'key' : value !== undefined ? 'value' : 'sign';
    pieces.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < line.length) pieces.push({ kind: 'plain', text: line.slice(at) });
  return pieces;
}
