/**
 * `curfew what-if` as text: first the base, as soon as it is known; then when each outcome moves, comes or goes.
 *
 *     few policies that fit the width    a table, one column a policy
 *     more                               a sentence per outcome along the value with the most steps
 */
import type { AnsweredOutcome, WhatIf } from '../../../engine/what-if/what-if.js';
import type { FollowedOutcome } from '../../../engine/what-if/followed-outcomes.js';
import { axisText, type Axis } from '../../../engine/what-if/axis.js';
import type { Column } from '../../../engine/what-if/columns.js';
import { displayWidth } from '../../lab/reports/display-width.js';
import { markOf } from '../../lab/reports/marks.js';
import { countWords, formatCount } from '../../lab/reports/words.js';
import { markGlyph } from './mark-glyphs.js';
import { TerminalPage, type TextColumn, type TextOptions } from './terminal.js';
import { changeWords, courseWords, outcomeTitle, type MomentText } from './what-if-words.js';

export interface WhatIfHead {
  readonly name: string;
  readonly policyFrom: string;
  readonly momentText: MomentText;
  /** Changes of the command line and what else a person should know; one sentence each. */
  readonly notes: readonly string[];
}

/** Outcomes that are printed; the other formats have all. */
const MAX_ROWS = 200;
const MAX_TABLE_COLUMNS = 12;

/** The base alone: the first answer. */
export function formatBase(
  { question, answers, answerOfColumn }: WhatIf,
  outcomes: readonly AnsweredOutcome[],
  head: WhatIfHead,
  options: TextOptions,
): string {
  const page = new TerminalPage(options);
  const [base] = question.columns;
  page.paragraph(head.name, { style: 'bold' });
  if (base !== undefined) {
    const { name, variant, title } = base.policy;
    page.paragraph(`Base: ${name}${variant === null ? '' : ` (${variant})`}, ${title}. ${head.policyFrom}.`);
  }
  for (const note of [...head.notes, ...question.notes]) page.paragraph(note);
  page.blank();
  const hasMany = hasManyPackages(outcomes);
  const labelWidth = outcomes
    .slice(0, MAX_ROWS)
    .reduce((most, { elapsedMs }) => Math.max(most, displayWidth(head.momentText(elapsedMs))), 0);
  for (const outcome of outcomes.slice(0, MAX_ROWS))
    page.labelled(
      head.momentText(outcome.elapsedMs),
      `${markGlyph[markOf(outcome.outcome)]} ${outcomeTitle(outcome, hasMany)}`,
      {
        indent: 2,
        labelWidth,
      },
    );
  writeLeft(page, outcomes.length);
  if (outcomes.length === 0) page.paragraph('Nothing happens because of a limit.', { indent: 2 });
  page.blank();
  page.paragraph(
    `${countWords(answerOfColumn.length, 'policy', 'policies')} in ${countWords(answers, 'replay')}: those that cannot differ for this input share one.`,
  );
  return page.toString();
}

function writeLeft(page: TerminalPage, count: number): void {
  if (count > MAX_ROWS)
    page.paragraph(`… ${countWords(count - MAX_ROWS, 'more outcome')}; --format csv or json has all`, { indent: 2 });
}

function hasManyPackages(outcomes: readonly { readonly packageName: string }[]): boolean {
  return new Set(outcomes.map(({ packageName }) => packageName)).size > 1;
}

/** What changes against the base. */
export function formatChanges(whatIf: WhatIf, { momentText }: WhatIfHead, options: TextOptions): string {
  const page = new TerminalPage(options);
  const { question, followed, answerOfColumn, cutShort } = whatIf;
  const all = followed.rows();
  const changing = all.filter(({ elapsed }) => isChanging(elapsed));
  const rows = changing.slice(0, MAX_ROWS);
  if (question.columns.length > 1) {
    if (changing.length === 0) page.paragraph('Every outcome comes at the same moment under all policies.');
    else if (all.length > changing.length)
      page.paragraph(`${countWords(all.length - changing.length, 'outcome')} the same under all policies.`);
  }
  const hasMany = hasManyPackages(all);
  if (rows.length > 0 && !writeTable(page, whatIf, rows, hasMany, momentText))
    for (const row of rows) writeCourse(page, whatIf, row, outcomeTitle(row, hasMany, row.nth), momentText);
  writeLeft(page, changing.length);
  if (all.some(({ latest }) => latest !== null))
    page.paragraph('The device slept: some moments may lie later by the time asleep; --format json has the intervals.');
  if (cutShort.size > 0)
    page.paragraph(
      `Under ${countWords(answerOfColumn.filter((answer) => cutShort.has(answer)).length, 'policy', 'policies')} app and system answer each other without end; what comes before that stands.`,
    );
  if (followed.untold > 0)
    page.paragraph(
      `${formatCount(followed.untold)} outcomes are not followed: too many for one question. --package or fewer policies help.`,
    );
  return page.toString();
}

function isChanging(elapsed: Float64Array): boolean {
  const [base] = elapsed;
  return elapsed.some((moment) => !Object.is(moment, base));
}

/** Whether all columns fit; then they are written. */
function writeTable(
  page: TerminalPage,
  { question, answerOfColumn }: WhatIf,
  rows: readonly FollowedOutcome[],
  hasMany: boolean,
  momentText: MomentText,
): boolean {
  const { columns, axes } = question;
  if (columns.length > MAX_TABLE_COLUMNS) return false;
  const titles = columns.map((column, index) =>
    index === 0 ? column.label : shortLabel(column, axes, question.bases.length),
  );
  const cells = rows.map((row) => {
    const base = row.elapsed[0]!;
    const changes = columns.map((_, index) => {
      const moment = row.elapsed[answerOfColumn[index]!]!;
      if (index === 0) return Number.isNaN(base) ? '' : momentText(base);
      return changeWords(base, moment, momentText);
    });
    return [outcomeTitle(row, hasMany, row.nth), ...changes];
  });
  const widthOf = (index: number): number =>
    cells.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), displayWidth(titles[index - 1] ?? ''));
  const total = columns.reduce((sum, _, index) => sum + widthOf(index + 1) + 2, widthOf(0));
  if (total > page.width) return false;
  const [axis] = axes;
  page.blank();
  if (axes.length === 1 && axis !== undefined) page.paragraph(`${axis.name}:`, { style: 'dim' });
  const header: TextColumn[] = [
    { title: '', align: 'left' },
    ...titles.map((title): TextColumn => ({ title, align: 'left' })),
  ];
  page.table(header, cells, 0);
  return true;
}

/** With a single axis its values are enough. */
function shortLabel({ policy, label, at }: Column, axes: readonly Axis[], bases: number): string {
  const [axis] = axes;
  if (axes.length !== 1 || axis === undefined || bases > 1) return axes.length === 0 ? policy.name : label;
  return axisText(axis, axis.values[at[0] ?? 0] ?? 0);
}

/** Columns that differ only in the value of one axis. */
interface Walk {
  /** The other values; empty where there are none. */
  readonly label: string;
  readonly columns: readonly number[];
}

function writeCourse(
  page: TerminalPage,
  whatIf: WhatIf,
  { elapsed, ...row }: FollowedOutcome,
  title: string,
  momentText: MomentText,
): void {
  const { question, answerOfColumn } = whatIf;
  const axis = longestAxis(question.axes);
  const sentences = new Map<string, string[]>();
  for (const { label, columns } of walksOf(whatIf, axis)) {
    const moments = columns.map((column) => elapsed[answerOfColumn[column]!]!);
    const sentence =
      axis === undefined
        ? Number.isNaN(moments[0]!)
          ? 'does not come'
          : `at ${momentText(moments[0]!)}`
        : courseWords(axis, moments, momentText);
    sentences.set(sentence, [...(sentences.get(sentence) ?? []), label]);
  }
  page.blank();
  page.paragraph(`${markGlyph[markOf(row.outcome)]} ${title}`, { style: 'bold' });
  for (const [sentence, labels] of sentences) {
    const isAlone = sentences.size === 1 || labels.every((label) => label === '');
    page.paragraph(isAlone ? sentence : `${labelWords(labels)}: ${sentence}`, { indent: 2, hang: 2 });
  }
}

const MAX_LABELS = 6;

function labelWords(labels: readonly string[]): string {
  const left = labels.length - MAX_LABELS;
  const shown = labels.slice(0, MAX_LABELS).join(' · ');
  return left > 0 ? `${shown} and ${left} more` : shown;
}

function longestAxis(axes: readonly Axis[]): Axis | undefined {
  return axes.reduce<Axis | undefined>(
    (longest, axis) => (longest === undefined || axis.values.length > longest.values.length ? axis : longest),
    undefined,
  );
}

function walksOf({ question }: WhatIf, axis: Axis | undefined): readonly Walk[] {
  const { columns, axes, bases } = question;
  if (axis === undefined) return columns.map(({ label }, column) => ({ label, columns: [column] }));
  const walked = axes.indexOf(axis);
  const walks = new Map<string, { label: string; columns: number[] }>();
  columns.forEach(({ at, base }, column) => {
    if (at.length === 0) return;
    const others = at.map((index, place) => (place === walked ? 0 : index));
    const key = `${base} ${others.join(' ')}`;
    const walk = walks.get(key) ?? { label: '', columns: [] };
    if (walk.columns.length === 0) {
      const words = axes.flatMap((other, place) =>
        place === walked ? [] : [`${other.name} ${axisText(other, other.values[at[place] ?? 0] ?? 0)}`],
      );
      walk.label = [...(bases.length > 1 ? [bases[base]?.name ?? ''] : []), ...words].join(', ');
      walks.set(key, walk);
    }
    walk.columns.push(column);
  });
  return [...walks.values()];
}
