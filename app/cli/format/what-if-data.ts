/** `curfew what-if` for other programs: `what-if/1` as JSON, and one line per outcome and policy as CSV (RFC 4180). */
import type { FollowedOutcome } from '../../../engine/what-if/followed-outcomes.js';
import type { WhatIf } from '../../../engine/what-if/what-if.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { usageError } from '../exit-codes.js';

export type WallOf = (elapsedMs: number) => string | null;

/** Moments of one file: what a text in memory can hold. */
const MAX_MOMENTS = 1_000_000;

function refuseTooMany(rows: number, times: number, what: string): void {
  if (rows * times <= MAX_MOMENTS) return;
  throw usageError(
    `${rows} outcomes under ${times} ${what} are more than ${MAX_MOMENTS} moments. Take larger steps, or one app with --package.`,
  );
}

/**
 * Moments by answer: policies with the same number in `answer` cannot differ. The first policy is the base. Throws a
 * `CommandError` when there would be too many.
 */
export function whatIfJson(whatIf: WhatIf, name: string, wallOf: WallOf): object {
  const { question, answerOfColumn, answers, followed, cutShort } = whatIf;
  const rows = followed.rows();
  refuseTooMany(rows.length, answers, 'answers');
  return {
    curfew: 'what-if/1',
    input: name,
    axes: question.axes.map(({ name: axis, values }) => ({ name: axis, values })),
    answers,
    policies: question.columns.map((column, index) => ({
      policy: column.policy.name,
      label: column.label,
      variant: column.policy.variant,
      values: Object.fromEntries(
        question.axes.map(({ name: axis, values }, at) => [axis, values[column.at[at] ?? -1] ?? null]),
      ),
      answer: answerOfColumn[index],
      isCutShort: cutShort.has(answerOfColumn[index]!),
    })),
    outcomes: rows.map((row) => ({
      outcome: row.outcome,
      silent: row.silent,
      package: row.packageName,
      uid: row.uid < 0 ? null : row.uid,
      service: row.component === '' ? null : row.component,
      type: row.type,
      nth: row.nth,
      moments: Array.from(row.elapsed, (_, answer) => momentJson(row, answer, wallOf)),
    })),
    notFollowed: followed.untold,
    notes: question.notes,
  };
}

function momentJson({ elapsed, latest }: FollowedOutcome, answer: number, wallOf: WallOf): object | null {
  const elapsedMs = elapsed[answer]!;
  if (Number.isNaN(elapsedMs)) return null;
  const until = latest?.[answer] ?? Number.NaN;
  return {
    elapsedMs,
    wall: wallOf(elapsedMs),
    ...(Number.isNaN(until) ? {} : { latestElapsedMs: Number.isFinite(until) ? until : null }),
  };
}

/** Throws a `CommandError` when there would be too many lines. */
export function whatIfCsv(whatIf: WhatIf, wallOf: WallOf): string {
  const { question, answerOfColumn, followed } = whatIf;
  const rows = followed.rows();
  refuseTooMany(rows.length, question.columns.length, 'policies');
  const header = ['policy', 'label', ...question.axes.map(({ name }) => name)];
  const lines = [
    [...header, 'outcome', 'package', 'service', 'type', 'nth', 'change', 'elapsed_ms', 'moved_ms', 'wall']
      .map(field)
      .join(','),
  ];
  for (const row of rows) {
    const base = row.elapsed[0]!;
    question.columns.forEach(({ policy, label, at }, index) => {
      const moment = row.elapsed[answerOfColumn[index]!]!;
      if (Number.isNaN(moment) && Number.isNaN(base)) return;
      lines.push(
        [
          ...[policy.name, label].map(field),
          ...question.axes.map(({ values }, axis) => String(values[at[axis] ?? -1] ?? '')),
          ...[row.outcome, row.packageName, row.component, row.type ?? ''].map(field),
          String(row.nth),
          changeOf(base, moment),
          Number.isNaN(moment) ? '' : String(moment),
          Number.isNaN(moment) || Number.isNaN(base) ? '' : String(moment - base),
          Number.isNaN(moment) ? '' : (wallOf(moment) ?? ''),
        ].join(','),
      );
    });
  }
  return `${lines.join('\r\n')}\r\n`;
}

function changeOf(base: number, moment: number): string {
  if (Number.isNaN(moment)) return 'gone';
  if (Number.isNaN(base)) return 'new';
  return moment === base ? 'same' : 'moved';
}

/**
 * Logs hold what anybody wrote: characters that act become visible escapes, and a text that a spreadsheet would take for a
 * formula gets an apostrophe in front.
 */
function field(text: string): string {
  const visible = visibleText(text);
  const harmless = /^[=+\-@]/.test(visible) ? `'${visible}` : visible;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
