/** The ledger of one budget as text: what was charged when, what was left, and the line that says so. */
import { formatDifference, formatDuration, formatWall } from '../../../engine/time-format.js';
import { cutText } from '../../lab/reports/visible-text.js';
import { countWords } from '../../lab/reports/words.js';
import { TerminalPage, type TextColumn, type TextOptions } from './terminal.js';

/** One change of a budget or of a deadline. */
export interface LedgerRow {
  /** ISO 8601, or `null` when no clock tells it. */
  readonly wall: string | null;
  /** Since the log's zero. */
  readonly elapsedMs: number;
  /** Since boot, without deep sleep. */
  readonly uptimeMs: number;
  /** One sentence: `charging begins`, `budget reset: the app came to the top of the screen`, ... */
  readonly what: string;
  readonly chargedMs: number | null;
  readonly leftMs: number | null;
  readonly line: { readonly file: string; readonly line: number; readonly text: string } | null;
}

/** Whose budget it is. */
interface LedgerSubject {
  readonly packageName: string;
  readonly type: string;
  readonly limitMs: number;
}

const MAX_LINE_LENGTH = 400;

const columns: readonly TextColumn[] = [
  { title: 'moment', align: 'left' },
  { title: 'uptime', align: 'right' },
  { title: 'charged', align: 'right' },
  { title: 'left', align: 'right' },
  { title: 'what', align: 'left' },
  { title: 'line', align: 'left' },
];

function cellsOf(row: LedgerRow, firstUptimeMs: number): string[] {
  return [
    row.wall === null ? `+${formatDuration(row.elapsedMs)}` : formatWall(row.wall),
    formatDifference(row.uptimeMs - firstUptimeMs),
    row.chargedMs === null ? '' : formatDuration(row.chargedMs),
    row.leftMs === null ? '' : formatDuration(row.leftMs),
    row.what,
    row.line === null ? '' : `${row.line.file}:${row.line.line}`,
  ];
}

function summary(subject: LedgerSubject, rows: readonly LedgerRow[]): string {
  const who = `${subject.type} budget of ${subject.packageName}, limit ${formatDuration(subject.limitMs)}`;
  if (rows.length === 0) return `${who}: nothing changed it`;
  const charged = rows.reduce((total, row) => total + (row.chargedMs ?? 0), 0);
  return `${who}: ${countWords(rows.length, 'entry', 'entries')}, ${formatDuration(charged)} charged in all`;
}

/** The ledger in time order, as given; uptime counts from the first row. The lines that prove it stand below in full. */
export function formatLedger(subject: LedgerSubject, rows: readonly LedgerRow[], options: TextOptions): string {
  const page = new TerminalPage(options);
  page.paragraph(summary(subject, rows), { style: 'bold' });
  const [first] = rows;
  if (first === undefined) return page.toString();
  page.blank();
  page.table(
    columns,
    rows.map((row) => cellsOf(row, first.uptimeMs)),
    2,
  );
  const lines = rows.flatMap((row) => (row.line === null ? [] : [row.line]));
  if (lines.length === 0) return page.toString();
  page.heading('Lines');
  for (const { file, line, text } of lines) {
    page.paragraph(`${file}:${line}  ${cutText(text, MAX_LINE_LENGTH)}`, { indent: 2, hang: 4 });
  }
  return page.toString();
}
