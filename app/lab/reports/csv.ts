/**
 * A report as CSV (RFC 4180): one row for each test case, the columns of `columns` below. Times are ISO 8601 and
 * milliseconds, so that another program can count with them.
 *
 * Spreadsheets run a cell that begins with `=`, `+`, `-` or `@` as a formula, and logs are written by anybody. Text that
 * could be taken for a formula gets an apostrophe in front; numbers are ours and stay numbers.
 */
import type { Moment, ProvenMoment } from '../../../engine/compare/analysis.js';
import { fileName } from './moments.js';
import type { ReportPart, ReportSubject } from './subject.js';
import { testCasesOf, type TestCase } from './test-cases.js';
import { cutText, visibleText } from './visible-text.js';

/** Spreadsheets cut cells at 32,767 characters. */
const MAX_CELL = 8_000;
/** With the full-width forms, which some spreadsheets read as the plain ones. Spaces in front do not protect. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

type Cell = string | number | null;

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const shown = cutText(visibleText(cell), MAX_CELL);
  const safe = FORMULA.test(shown) ? `'${shown}` : shown;
  return `"${safe.replaceAll('"', '""')}"`;
}

interface Row {
  readonly part: ReportPart;
  readonly one: TestCase;
}

type Column = readonly [name: string, cell: (row: Row) => Cell];

const wall = (moment: Moment | undefined): string | null => moment?.wall ?? null;
const elapsed = (moment: Moment | undefined): number | null => moment?.elapsedMs ?? null;

function evidence({ part, one }: Row): { file: string | null; line: number | null; text: string | null } {
  const at: ProvenMoment | undefined = one.observed?.at ?? one.verdict?.cause?.evidence[0];
  if (at === undefined || part.analysis === null) return { file: null, line: null, text: null };
  return {
    file: at.source === null ? null : fileName(part.analysis, at.source),
    line: at.line,
    text: at.text,
  };
}

const columns: readonly Column[] = [
  ['part', ({ part }) => part.title],
  ['scenario', ({ part }) => part.played?.scenario.name ?? null],
  ['device', ({ part }) => part.played?.device.name ?? null],
  ['serial', ({ part }) => part.played?.device.serial ?? null],
  ['android', ({ part }) => part.played?.device.release ?? part.analysis?.device.release ?? null],
  ['fingerprint', ({ part }) => part.played?.device.fingerprint ?? part.analysis?.device.fingerprint ?? null],
  ['policy', ({ part }) => part.analysis?.policy ?? part.played?.case.environment?.policy ?? null],
  ['variant', ({ part }) => part.analysis?.variant ?? part.played?.case.environment?.variant ?? null],
  ['state', ({ part }) => part.played?.case.state ?? null],
  ['result', ({ one }) => one.status],
  ['verdict', ({ one }) => one.verdict?.verdict ?? null],
  ['outcome', ({ one }) => one.verdict?.outcome ?? null],
  ['package', ({ one }) => one.verdict?.package ?? null],
  ['service', ({ one }) => one.verdict?.service ?? null],
  ['type', ({ one }) => one.predicted?.type ?? one.observed?.type ?? null],
  ['predicted_wall', ({ one }) => wall(one.predicted?.at)],
  ['predicted_elapsed_ms', ({ one }) => elapsed(one.predicted?.at)],
  ['observed_wall', ({ one }) => wall(one.observed?.at)],
  ['observed_elapsed_ms', ({ one }) => elapsed(one.observed?.at)],
  ['difference_ms', ({ one }) => one.verdict?.deltaMs ?? null],
  ['tolerance_ms', ({ part }) => part.analysis?.toleranceMs ?? null],
  ['ran_ms', ({ one }) => one.ranMs],
  ['cause', ({ one }) => one.verdict?.cause?.cause ?? null],
  ['cause_standing', ({ one }) => one.verdict?.cause?.standing ?? null],
  ['explanation', ({ one }) => one.verdict?.cause?.explanation ?? one.message],
  ['rule', ({ one }) => one.predicted?.rule ?? null],
  ['rule_source', ({ one }) => one.predicted?.source ?? null],
  ['trust', ({ one }) => one.observed?.trust ?? null],
  ['evidence_file', (row) => evidence(row).file],
  ['evidence_line', (row) => evidence(row).line],
  ['evidence_text', (row) => evidence(row).text],
];

/** The whole file: CR LF at line ends, a byte order mark so that Excel reads it as UTF-8. */
export function renderCsv(subject: ReportSubject): string {
  const head = columns.map(([name]) => name).join(',');
  const rows = subject.parts.flatMap((part) =>
    testCasesOf(part).map((one) => columns.map(([, cell]) => cellText(cell({ part, one }))).join(',')),
  );
  return `\ufeff${[head, ...rows].join('\r\n')}\r\n`;
}
