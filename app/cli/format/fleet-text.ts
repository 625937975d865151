/** A fleet replay for people: how many outcomes of each kind every policy leads to, and what could not be replayed. */
import { isSilent, outcomeNames } from '../../../engine/android/outcomes.js';
import { policyFor } from '../../../engine/pool/policy-for-files.js';
import type { ReplayFailure } from '../../../engine/pool/replay-task.js';
import { outcomeWords } from '../../lab/reports/words.js';
import { policiesOf, type FleetReplay } from './fleet-replay.js';
import { TerminalPage, type TextColumn, type TextOptions } from './terminal.js';

/** More failures than this are counted, not listed. */
const MOST_FAILURES = 20;

const number = (count: number): string => count.toLocaleString('en-US');
const counted = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? '' : 's'}`;

export function fleetText(replay: FleetReplay, options: TextOptions): string {
  const { files, policies, run } = replay;
  const page = new TerminalPage(options);
  const events = run.events.reduce((sum, count) => (Number.isNaN(count) ? sum : sum + count), 0);
  const replayed = files.length - run.failures.length;
  page.paragraph(
    `${counted(replayed, 'recording')}, ${counted(events, 'event')}, ${counted(run.outcomes.length, 'predicted outcome')}`,
    { style: 'bold' },
  );
  for (const line of policyLines(replay)) page.paragraph(line);
  page.blank();
  const columns: TextColumn[] = [
    { title: 'outcome', align: 'left' },
    ...policies.map(({ name }) => ({ title: name, align: 'right' }) as const),
  ];
  page.table(columns, rowsOf(replay), 2);
  if (run.failures.length > 0) addFailures(page, run.failures);
  return page.toString();
}

/** What stands behind `auto`, and what was said instead. */
function policyLines({ policies, changes, run }: FleetReplay): string[] {
  const lines = policies.flatMap(({ name, choice }) => {
    if (!('byRelease' in choice)) return [];
    const taken = [...policiesOf(choice, run)].map(([policy, recordings]) => `${policy.name} ${number(recordings)}`);
    const silent = run.recordings.filter((recording) => recording?.release === null).length;
    const untold =
      silent === 0 ? '' : ` (${counted(silent, 'recording')} without a release: ${policyFor(choice, null).name})`;
    return taken.length === 0 ? [] : [`${name}, recordings by policy: ${taken.join(', ')}${untold}`];
  });
  return changes.length === 0 ? lines : [...lines, `Changed: ${changes.join('; ')}`];
}

/** One row per kind of outcome that occurs, loud ones first; then how many recordings are concerned. */
function rowsOf({ policies, run: { outcomes } }: FleetReplay): string[][] {
  const { policy, outcome, file } = outcomes.columns;
  const counts = outcomeNames.map(() => policies.map(() => 0));
  const concerned = policies.map(() => new Set<number>());
  for (let row = 0; row < outcomes.length; row++) {
    counts[outcome[row]!]![policy[row]!]!++;
    if (outcomes.columns.silent[row] === 0) concerned[policy[row]!]!.add(file[row]!);
  }
  const kinds = outcomeNames.map((name, code) => ({ name, code })).filter(({ code }) => counts[code]!.some(Boolean));
  const inOrder = [...kinds.filter(({ name }) => !isSilent(name)), ...kinds.filter(({ name }) => isSilent(name))];
  const rows = inOrder.map(({ name, code }) => [
    isSilent(name) ? `${outcomeWords(name)} (silent)` : outcomeWords(name),
    ...counts[code]!.map(number),
  ]);
  return [...rows, ['recordings with an outcome', ...concerned.map(({ size }) => number(size))]];
}

function addFailures(page: TerminalPage, failures: readonly ReplayFailure[]): void {
  page.heading(`Not replayed: ${counted(failures.length, 'file')}`);
  for (const line of failureLines(failures)) page.paragraph(line, { indent: 2, hang: 4 });
}

/** One line per failure, the first ones; also for standard error. */
export function failureLines(failures: readonly ReplayFailure[]): string[] {
  const lines = failures
    .slice(0, MOST_FAILURES)
    .map(({ name, message, whatToDo }) => `${name}: ${message} ${whatToDo}`);
  const more = failures.length - lines.length;
  return more > 0 ? [...lines, `and ${counted(more, 'more file')}; --format json names all of them`] : lines;
}
