/** Tables of a report: always with a caption, scoped headers, and a word about the rows that are left out. */
import { formatCount } from '../words.js';
import { markup, type HtmlValue, type Markup } from './escape.js';
import { maxTableRows } from './report-limits.js';

interface Column<Row> {
  readonly title: string;
  /**
   * `num`: right-aligned, never broken. `time`: right-aligned, broken between date and time. `mono`: identifiers. `words`:
   * running text. `short`: a word or two that are never broken. `value`: what a device stores.
   */
  readonly kind: 'num' | 'time' | 'mono' | 'words' | 'short' | 'value';
  readonly cell: (row: Row, index: number) => HtmlValue;
}

interface TableOptions<Row> {
  readonly caption: HtmlValue;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Anchor of a row. */
  readonly rowId?: (row: Row, index: number) => string;
  readonly maxRows?: number;
}

/** The first column heads its row. */
export function table<Row>(options: TableOptions<Row>): Markup {
  const { columns, rows, maxRows = maxTableRows, rowId } = options;
  const shown = rows.slice(0, maxRows);
  const left = rows.length - shown.length;
  const cellOf = (column: Column<Row>, at: number, row: Row, index: number): Markup =>
    at === 0
      ? markup`<th scope="row" class="${column.kind}">${column.cell(row, index)}</th>`
      : markup`<td class="${column.kind}">${column.cell(row, index)}</td>`;
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="table"><table>
<caption>${options.caption}</caption>
<thead><tr>${columns.map((column) => markup`<th scope="col" class="${column.kind}">${column.title}</th>`)}</tr></thead>
<tbody>
${shown.map((row, index) => {
  const id = rowId === undefined ? null : markup` id="${rowId(row, index)}"`;
  return markup`<tr${id}>${columns.map((column, at) => cellOf(column, at, row, index))}</tr>
`;
})}</tbody></table></div>${
    left > 0
      ? markup`<p class="left-out">${formatCount(left)} more rows are not listed here; the JSON of the analysis holds them.</p>`
      : null
  }`;
}

/** An identifier that may be broken after its slash and before its dots, where a reader expects it. */
export function breakable(name: string): Markup {
  const pieces = name.split(/(?<=[/:])|(?<=[^/])(?=\.)/);
  return markup`${pieces.map((piece, index) => (index === 0 ? piece : markup`<wbr>${piece}`))}`;
}

/** Words and values side by side. */
export function factList(facts: readonly (readonly [string, HtmlValue])[]): Markup {
  return markup`<dl class="facts">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
