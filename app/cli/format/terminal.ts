/** Text for terminals: wrapping, aligned columns, and colour only when it is asked for. Widths are in columns, not characters. */
import { displayWidth, splitAtColumn } from '../../lab/reports/display-width.js';
import { visibleText } from '../../lab/reports/visible-text.js';

/** How the text is to be laid out. `width` in columns; narrower than `NARROWEST` is not attempted. */
export interface TextOptions {
  readonly colour: boolean;
  readonly width: number;
}

const NARROWEST = 40;

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Select Graphic Rendition: on and off (ECMA-48). */
const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

/** `h` of `6 h`: a unit stays with its number. */
const UNIT = /^(?:ms|[smhd])[.,;:)]*$/;
const ENDS_WITH_DIGIT = /\d$/;

/** Splits into pieces that begin with their spaces, so that spaces inside a log line stay as they are. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let spaces = '';
  for (const token of text.match(/ +|[^ ]+/g) ?? []) {
    if (token.startsWith(' ')) {
      spaces = token;
      continue;
    }
    const before = pieces.at(-1) ?? '';
    if (spaces === ' ' && UNIT.test(token) && ENDS_WITH_DIGIT.test(before))
      pieces[pieces.length - 1] = `${before} ${token}`;
    else pieces.push(spaces + token);
    spaces = '';
  }
  return pieces;
}

/** Lines of at most `width` columns; words longer than a line are cut. Spaces survive except where a line ends. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const piece of piecesOf(text)) {
    const columns = displayWidth(piece);
    if (used > 0 && used + columns <= width) {
      line += piece;
      used += columns;
      continue;
    }
    if (used > 0) lines.push(line);
    let rest = used > 0 || lines.length > 0 ? piece.trimStart() : piece;
    for (let [head, tail] = splitAtColumn(rest, width); tail !== ''; [head, tail] = splitAtColumn(rest, width)) {
      lines.push(head);
      rest = tail;
    }
    line = rest;
    used = displayWidth(rest);
  }
  return used > 0 || lines.length === 0 ? [...lines, line] : lines;
}

const padded = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - displayWidth(text)));

export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Collects lines. Every text that is handed in is made harmless here: no escape sequence of a log reaches the terminal. */
export class TerminalPage {
  readonly #lines: string[] = [];
  readonly #colour: boolean;
  readonly width: number;

  constructor(options: TextOptions) {
    this.#colour = options.colour;
    this.width = Math.max(NARROWEST, Math.floor(options.width));
  }

  #paint(text: string, style: Style | null): string {
    if (!this.#colour || style === null || text === '') return text;
    const [on, off] = codes[style];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  }

  blank(): void {
    this.#lines.push('');
  }

  /** A paragraph; lines after the first are indented by `hang` more. */
  paragraph(text: string, options: { indent?: number; hang?: number; style?: Style | null } = {}): void {
    const { indent = 0, hang = 0, style = null } = options;
    const [first = '', ...rest] = wrap(visibleText(text), this.width - indent - hang);
    this.#lines.push(' '.repeat(indent) + this.#paint(first, style));
    for (const line of rest) this.#lines.push(' '.repeat(indent + hang) + this.#paint(line, style));
  }

  heading(text: string): void {
    this.blank();
    this.paragraph(text, { style: 'bold' });
  }

  /** `label  value`, the value wrapped under itself. `labelWidth` aligns several of them. */
  labelled(label: string, value: string, options: { indent: number; labelWidth: number; style?: Style | null }): void {
    const { indent, labelWidth, style = null } = options;
    const shown = visibleText(label);
    const left = ' '.repeat(indent) + this.#paint(padded(shown, labelWidth), shown === '' ? null : 'dim') + '  ';
    const [first = '', ...rest] = wrap(visibleText(value), this.width - indent - labelWidth - 2);
    this.#lines.push(left + this.#paint(first, style));
    for (const line of rest) this.#lines.push(' '.repeat(indent + labelWidth + 2) + this.#paint(line, style));
  }

  /** Aligned columns where they fit; otherwise one block a row, so that nothing is cut. */
  table(columns: readonly TextColumn[], rows: readonly (readonly string[])[], indent: number): void {
    const cells = rows.map((row) => row.map(visibleText));
    const widths = columns.map((column, index) =>
      cells.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), displayWidth(column.title)),
    );
    const total = widths.reduce((sum, width) => sum + width + 2, indent - 2);
    if (total > this.width) {
      this.#blocks(columns, rows, indent);
      return;
    }
    const align = (text: string, index: number): string => {
      const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)));
      return columns[index]?.align === 'right' ? space + text : text + space;
    };
    const lineOf = (row: readonly string[]): string => row.map(align).join('  ').trimEnd();
    const margin = ' '.repeat(indent);
    this.#lines.push(margin + this.#paint(lineOf(columns.map((column) => column.title)), 'dim'));
    for (const row of cells) this.#lines.push(margin + lineOf(row));
  }

  #blocks(columns: readonly TextColumn[], rows: readonly (readonly string[])[], indent: number): void {
    const labelWidth = columns.slice(1).reduce((most, column) => Math.max(most, displayWidth(column.title)), 0);
    for (const [first = '', ...rest] of rows) {
      this.paragraph(first, { indent, hang: 4 });
      rest.forEach((cell, index) => {
        if (cell !== '') this.labelled(columns[index + 1]?.title ?? '', cell, { indent: indent + 4, labelWidth });
      });
    }
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
