/** A run for people: the plan before it, one line for each thing that happens, and the table at its end. */
import { isSilent, type OutcomeName } from '../../../engine/android/outcomes.js';
import type { Analysis, Verdict } from '../../../engine/compare/analysis.js';
import type { ScenarioPrediction } from '../../../engine/scenario/predict-scenario.js';
import { formatDuration } from '../../../engine/time-format.js';
import { caseStateWords, subjectHeadline, subjectOfRun } from '../../lab/reports/subject.js';
import { countWords, outcomeWords, spokenVerdicts, verdictWord, verdictWords } from '../../lab/reports/words.js';
import type { CasePhase, LiveCase } from '../../lab/runs/live-run.js';
import type { RunPlan } from '../../lab/runs/run-plan.js';
import type { Run, RunCase, RunDevice } from '../../lab/runs/run.js';
import { TerminalPage, type TextColumn, type TextOptions } from './terminal.js';

const left = (title: string): TextColumn => ({ title, align: 'left' });

/** Predicted outcomes that are named; more are counted. */
const MOST_NAMED = 2;

export function planText(plan: RunPlan, nameOf: (device: string) => string, options: TextOptions): string {
  const page = new TerminalPage(options);
  const devices = new Set(plan.cases.map(({ device }) => device)).size;
  page.paragraph(
    `${countWords(plan.cases.length, 'case')} on ${countWords(devices, 'device')}, about ${formatDuration(Math.ceil(plan.durationMs / 1_000) * 1_000)}`,
    { style: 'bold' },
  );
  for (const { id, name, targetSdk, compression } of plan.scenarios) {
    const cases = plan.cases.filter(({ scenario }) => scenario === id);
    const rows = cases.map(({ device, prediction, obstacle, durationMs }) => [
      nameOf(device),
      obstacle === null ? formatDuration(readable(durationMs)) : '–',
      obstacle ?? predictedWords(prediction),
    ]);
    page.paragraph(`${name}${aboutScenario(targetSdk, compression)}`);
    page.table([left('device'), left('length'), left('predicted')], rows, 2);
  }
  const changes = new Set(plan.cases.flatMap((each) => each.changes.map(({ command }) => command)));
  if (changes.size > 0) {
    page.heading('Changed on the devices, and undone after each case');
    for (const command of changes) page.paragraph(command, { indent: 2, hang: 4 });
  }
  const notes = new Set(plan.cases.flatMap((each) => each.notes));
  if (notes.size > 0) page.heading('Not as in the scenario');
  for (const note of notes) page.paragraph(note, { indent: 2, hang: 2 });
  for (const { device, gates } of plan.gates)
    for (const { met, text } of gates) if (!met) page.paragraph(`${nameOf(device)}: ${text}`, { style: 'yellow' });
  return page.toString();
}

/** Outcomes in a word, for a column of a table; what is not here has its full words. */
const shortWords: Partial<Record<OutcomeName, string>> = {
  'timeout-callback': 'timeout',
  'crash-did-not-stop': 'crash',
  'crash-did-not-start': 'crash',
  'anr-did-not-start': 'ANR',
  'anr-short-service': 'ANR',
  'short-service-demoted': 'demoted',
  'start-denied-exhausted': 'denied',
  'start-denied-background': 'denied',
  'start-denied-boot': 'denied',
  'start-denied-type': 'denied',
  'service-stopped-idle': 'stopped',
};

const shortWord = (outcome: OutcomeName): string => shortWords[outcome] ?? outcomeWords(outcome);

/** Milliseconds count in what is compared, not in what is expected. */
const readable = (milliseconds: number): number =>
  milliseconds < 1_000 ? Math.round(milliseconds) : Math.round(milliseconds / 100) * 100;

/** `timeout 6 m, crash 6 m 10 s`; `no limit is reached` when nothing is predicted. */
function predictedWords(prediction: ScenarioPrediction | null): string {
  const outcomes = (prediction?.outcomes ?? []).filter(({ outcome }) => !isSilent(outcome));
  if (outcomes.length === 0) return 'no limit is reached';
  const named = outcomes
    .slice(0, MOST_NAMED)
    .map(({ outcome, elapsedMs }) => `${shortWord(outcome)} ${formatDuration(readable(elapsedMs))}`);
  const more = outcomes.length - named.length;
  return [...named, ...(more > 0 ? [`+${more}`] : [])].join(', ');
}

export function runResultText(run: Run, options: TextOptions): string {
  const page = new TerminalPage(options);
  const devices = new Map(run.devices.map((one) => [one.id, one]));
  for (const { id, name, targetSdk, compression } of run.scenarios) {
    const cases = run.cases.filter(({ scenario }) => scenario === id);
    const rows = cases.map((one) => [
      deviceWords(devices.get(one.device)),
      predictedWords(one.prediction),
      resultWords(one),
    ]);
    page.paragraph(`${name}${aboutScenario(targetSdk, compression)}`, { style: 'bold' });
    page.table([left('device'), left('predicted'), left('what happened')], rows, 2);
    page.blank();
  }
  page.paragraph(`${subjectHeadline(subjectOfRun(run))}.`, { style: 'bold' });
  page.paragraph(restoredWords(run.devices));
  if (run.state === 'interrupted') page.paragraph(`To go on with what is left: curfew run --resume ${run.id}`);
  return page.toString();
}

/** A watched app has no target of ours. */
function aboutScenario(targetSdk: number, compression: number): string {
  if (targetSdk === 0) return '';
  return ` (target ${targetSdk}${compression === 1 ? '' : `, ${compression}x faster`})`;
}

export function deviceWords(device: RunDevice | undefined): string {
  if (device === undefined) return '';
  return `${device.name}, Android ${device.release ?? '?'}`;
}

/** What came of a case, in a few words. */
function resultWords({ state, reason, analysis, prediction }: RunCase): string {
  if (state !== 'done') return `${caseStateWords(state)}${reason === null ? '' : `: ${reason}`}`;
  return analysis === null ? 'played, nothing recorded' : comparisonWords(analysis, prediction);
}

function comparisonWords(analysis: Analysis, prediction: ScenarioPrediction | null): string {
  const verdicts = spokenVerdicts(analysis);
  const seen = verdicts.filter(({ verdict }) => verdict !== 'not-observable');
  const [first, ...more] = seen.filter(({ verdict }) => verdict !== 'as-predicted');
  const unseen = verdicts.length - seen.length;
  if (verdicts.length === 0) {
    const isExpected = (prediction?.outcomes ?? []).some(({ outcome }) => !isSilent(outcome));
    return isExpected ? 'nothing was recorded that could be judged' : 'as predicted: no limit was reached';
  }
  if (first !== undefined) {
    const others = more.length === 0 ? '' : `, ${more.length} more differ`;
    return `${shortWord(first.outcome)} ${verdictWords(first)}${causeWords(first)}${others}`;
  }
  const largest = seen.reduce((most, { deltaMs }) => Math.max(most, Math.abs(deltaMs ?? 0)), 0);
  const agreeing = seen.length === 0 ? [] : [`as predicted (to ${formatDuration(Math.round(largest))})`];
  return [...agreeing, ...(unseen === 0 ? [] : [`${unseen} could not be observed`])].join(', ');
}

/** With a question mark where it is only suspected. */
function causeWords({ cause }: Verdict): string {
  if (cause === null) return '';
  return ` (${cause.cause}${cause.standing === 'suspected' ? '?' : ''})`;
}

function restoredWords(devices: readonly RunDevice[]): string {
  const changes = devices.flatMap((device) => device.changes);
  const open = changes.filter(({ state }) => state === 'outstanding').length;
  const conflicts = changes.filter(({ state }) => state === 'conflict').length;
  const undone = `${countWords(changes.length, 'change')} on ${countWords(devices.length, 'device')}`;
  if (open > 0) return `${undone}, of which ${open} are still to be undone: curfew restore`;
  if (conflicts > 0)
    return `${undone}, undone, but for ${conflicts} that somebody else has changed: curfew restore --list`;
  return changes.length === 0 ? 'Nothing on the devices was changed.' : `${undone}, all undone.`;
}

/** The others are over in a moment. */
const toldPhases: ReadonlySet<CasePhase> = new Set(['playing', 'waiting for device', 'over']);

/** What a case does at the moment, for a line of progress; `null` when it is not worth one. */
export function liveCaseWords({
  phase,
  state,
  attempts,
  playedMs,
  durationMs,
  reason,
  verdicts,
}: LiveCase): string | null {
  if (!toldPhases.has(phase)) return null;
  if (phase === 'over') return reason === null ? overWords(state, verdicts) : `${state}: ${reason}`;
  const again = attempts > 1 ? `, attempt ${attempts}` : '';
  const played =
    phase === 'playing' && durationMs > 0
      ? ` ${formatDuration(Math.round(playedMs / 1_000) * 1_000)} of ${formatDuration(Math.round(durationMs / 1_000) * 1_000)}`
      : '';
  return `${phase}${played}${again}${reason === null ? '' : `: ${reason}`}`;
}

function overWords(state: LiveCase['state'], verdicts: LiveCase['verdicts']): string {
  const names = Object.keys(verdictWord) as (keyof typeof verdictWord)[];
  const counts = names.flatMap((verdict) => {
    const count = verdicts[verdict];
    return count === undefined ? [] : [`${countWords(count, 'outcome')} ${verdictWord[verdict]}`];
  });
  return counts.length === 0 ? state : counts.join(', ');
}
