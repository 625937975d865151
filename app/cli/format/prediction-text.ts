/** A predicted scenario as text: the timeline drawn, then in words with reasons, budgets, and what was expected. */
import { typeNamesOf } from '../../../engine/android/service-types.js';
import { sinceZero } from '../../../engine/replay/reasons.js';
import { isDurationKey } from '../../../engine/android/config-keys.js';
import type { JudgedExpectation } from '../../../engine/scenario/expectations.js';
import { writeDuration } from '../../../engine/scenario/parse-duration.js';
import type { ScenarioOutcome } from '../../../engine/scenario/predict-scenario.js';
import type { ScenarioStep } from '../../../engine/scenario/scenario.js';
import { formatDuration } from '../../../engine/time-format.js';
import { markOf } from '../../lab/reports/marks.js';
import { countWords, outcomeWords } from '../../lab/reports/words.js';
import { markGlyph } from './mark-glyphs.js';
import type { PredictedScenario } from './predicted-scenario.js';
import { TerminalPage, type Style, type TextOptions } from './terminal.js';
import { drawTimeline } from './timeline-text.js';

/** Entries of the timeline that are printed; the JSON has all. */
const MAX_ENTRIES = 400;
const MAX_CHANGED_KEYS = 12;

export function formatPrediction(predicted: PredictedScenario, options: TextOptions): string {
  const page = new TerminalPage(options);
  writeHeader(page, predicted);
  page.blank();
  for (const line of drawTimeline(predicted, page.width)) page.paragraph(line);
  page.heading('Timeline');
  for (const entry of predicted.timeline.slice(0, MAX_ENTRIES)) {
    if ('step' in entry) page.labelled(moment(entry.elapsedMs), stepWords(entry.step), at);
    else writeOutcome(page, entry.outcome);
  }
  const left = predicted.timeline.length - MAX_ENTRIES;
  if (left > 0)
    page.paragraph(`… ${countWords(left, 'more entry', 'more entries')}; --format json has all`, { indent: 2 });
  if (predicted.prediction.outcomes.length === 0) page.paragraph('Nothing happens because of a limit.', { indent: 2 });
  writeBudgets(page, predicted);
  writeExpectations(page, predicted.expectations);
  return page.toString();
}

const at = { indent: 2, labelWidth: 14 };
const below = { indent: 20, hang: 2 };

const moment = (elapsedMs: number): string => sinceZero({ uptime: elapsedMs, elapsed: elapsedMs });

function writeHeader(page: TerminalPage, { scenario, policy, compressed, assumptions }: PredictedScenario): void {
  const { device } = scenario;
  page.paragraph(scenario.name, { style: 'bold' });
  const variant = policy.variant === null ? '' : ` (${policy.variant})`;
  page.paragraph(
    `${policy.name}${variant}: ${policy.title}. Target SDK ${scenario.targetSdk}, booted ${formatDuration(device.bootUptimeMs)} before.`,
  );
  for (const { key, value } of device.config.slice(0, MAX_CHANGED_KEYS))
    page.paragraph(settingWords(key, value), { indent: 2 });
  for (const sentence of assumptions) page.paragraph(sentence);
  if (compressed === null) return;
  page.heading(`Compressed ${compressed.factor}x`);
  for (const sentence of compressed.scaled) page.labelled('scaled', sentence, at);
  for (const sentence of compressed.notScaled) page.labelled('not scaled', sentence, at);
  for (const sentence of compressed.differences) page.labelled('differs', sentence, { ...at, style: 'yellow' });
}

function settingWords(key: string, value: number): string {
  return `${key} = ${isDurationKey(key) ? formatDuration(value) : value}`;
}

/** `startForeground A dataSync | location` */
function stepWords(step: ScenarioStep): string {
  const words: string[] = [step.do];
  if ('service' in step) words.push(step.service);
  if ('process' in step) words.push(step.process);
  if ('types' in step) words.push(typeNamesOf(step.types).join(' | ') || 'none');
  if (step.do === 'sleep') words.push(`for ${formatDuration(step.forMs)}`);
  if (step.do === 'setConfig') words.push(settingWords(step.key, step.value));
  if (step.do === 'setCompat') words.push(`${step.change} ${step.enabled ? 'on' : 'off'}`);
  if ('backgroundStart' in step && step.backgroundStart !== null)
    words.push(`(from the background: ${step.backgroundStart})`);
  return words.join(' ');
}

function writeOutcome(page: TerminalPage, outcome: ScenarioOutcome): void {
  const { service, type, silent } = outcome;
  const about = [service === null ? '' : ` of ${service}`, type === null ? '' : ` (${type})`].join('');
  const style: Style | null = silent === true ? 'dim' : 'bold';
  const words = `${markGlyph[markOf(outcome.outcome)]} ${outcomeWords(outcome.outcome)}${about}${silent === true ? ', silent' : ''}`;
  page.labelled(moment(outcome.elapsedMs), words, { ...at, style });
  for (const reason of outcome.because) page.paragraph(reason, { ...below, style: silent === true ? 'dim' : null });
}

function writeBudgets(page: TerminalPage, { prediction }: PredictedScenario): void {
  if (prediction.budgets.length === 0) return;
  page.heading('Budgets at the end');
  for (const { type, totalMs, running, exceededAtMs } of prediction.budgets) {
    const exceeded = exceededAtMs === null ? 'never reached' : `reached at uptime ${formatDuration(exceededAtMs)}`;
    page.paragraph(
      `${type}: ${formatDuration(totalMs)} charged, ${countWords(running, 'service')} counted as running, limit ${exceeded}`,
      { indent: 2, hang: 4 },
    );
  }
}

function writeExpectations(page: TerminalPage, expectations: readonly JudgedExpectation[]): void {
  if (expectations.length === 0) return;
  const met = expectations.filter(({ isMet }) => isMet).length;
  page.heading(`Expected: ${met} of ${expectations.length} met`);
  for (const judged of expectations) {
    const style = judged.isMet ? 'green' : 'red';
    page.labelled(judged.isMet ? '✓ met' : '✗ not met', expectationWords(judged), { ...at, style });
  }
}

/** One line for an expectation: what was expected, and what comes instead. */
function expectationWords({ expectation, isMet, instead }: JudgedExpectation): string {
  const { outcome, service, type, atMs, never } = expectation;
  const what = [
    never ? 'never ' : '',
    outcome,
    service === null ? '' : ` of ${service}`,
    type === null ? '' : ` (${type})`,
    atMs === null ? '' : ` at ${writeDuration(atMs)}`,
  ].join('');
  if (isMet) return what;
  if (instead.length === 0) return `${what}; it is not predicted at all`;
  return `${what}; predicted at ${instead.map(({ elapsedMs }) => writeDuration(elapsedMs)).join(', ')}`;
}
