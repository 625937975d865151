/**
 * The timeline of a predicted scenario in characters:
 *
 *     A           ═══════════════════════════▽✕
 *     B                    ═══════
 *     main  TOP   ▀▀▀▀
 *                 0         2 h       4 h
 */
import { foregroundSpans } from '../../../engine/scenario/foreground-spans.js';
import { screenSpans, type ScreenSpan } from '../../../engine/scenario/screen-spans.js';
import { MAIN_PROCESS } from '../../../engine/scenario/scenario.js';
import { formatDuration } from '../../../engine/time-format.js';
import { displayWidth } from '../../lab/reports/display-width.js';
import { tickStep } from '../../lab/reports/html/time-axis.js';
import { markOf } from '../../lab/reports/marks.js';
import { markGlyph } from './mark-glyphs.js';
import type { PredictedScenario } from './predicted-scenario.js';

const MAX_NAME = 24;
const SLEEP_NAME = 'asleep';
/** Lanes beyond are counted in words. */
const MAX_LANES = 12;
const LEAST_COLUMNS = 20;
const TICK_COLUMNS = 12;

export function drawTimeline(predicted: PredictedScenario, width: number): string[] {
  const { scenario, timeline, pictureEndMs: lastMs } = predicted;
  const outcomes = predicted.prediction.outcomes.filter(({ elapsedMs }) => elapsedMs <= lastMs);
  const shown = scenario.services.slice(0, MAX_LANES);
  const names = [...shown.map(({ name }) => name), ...scenario.processes.map(topName), SLEEP_NAME].map(cutName);
  const gutter = names.reduce((most, name) => Math.max(most, displayWidth(name)), 0) + 2;
  const columns = Math.max(LEAST_COLUMNS, width - gutter - 2);
  const at = (elapsedMs: number): number =>
    Math.min(columns - 1, Math.floor((Math.max(0, elapsedMs) / lastMs) * (columns - 1)));
  const lines: string[] = [];
  const add = (name: string, lane: readonly string[]): void => {
    const label = cutName(name);
    lines.push((label + ' '.repeat(gutter - displayWidth(label)) + lane.join('')).trimEnd());
  };

  const spans = foregroundSpans(scenario, timeline, lastMs);
  for (const { name } of shown) {
    const lane = emptyLane(columns);
    for (const span of spans) if (span.service === name) lane.fill('═', at(span.fromMs), at(span.toMs) + 1);
    for (const one of outcomes)
      if (one.service === name && one.silent === true) mark(lane, one.outcome, at(one.elapsedMs));
    for (const one of outcomes)
      if (one.service === name && one.silent !== true) mark(lane, one.outcome, at(one.elapsedMs));
    add(name, lane);
  }
  const onScreen = screenSpans(scenario, timeline, lastMs);
  for (const process of scenario.processes) {
    const lane = topLane(onScreen, process, columns, at);
    if (lane !== undefined) add(topName(process), lane);
  }
  const sleep = sleepLane(predicted, columns, at);
  if (sleep !== undefined) add(SLEEP_NAME, sleep);
  lines.push(axis(lastMs, gutter, columns, at));
  const left = scenario.services.length - shown.length;
  if (left > 0) lines.push(`${left} more services are not drawn; the list below has them.`);
  return lines;
}

const emptyLane = (columns: number): string[] => Array.from({ length: columns }, () => ' ');
const topName = (process: string): string => (process === MAIN_PROCESS ? 'on screen' : `${process} on screen`);
const cutName = (name: string): string => (name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name);

/** Marks at one place stand side by side, the later one further right. */
function mark(lane: string[], outcome: Parameters<typeof markOf>[0], column: number): void {
  const glyph = markGlyph[markOf(outcome)];
  const isFree = (place: number): boolean => lane[place] === ' ' || lane[place] === '═';
  let place = column;
  while (place < lane.length - 1 && !isFree(place)) place++;
  lane[isFree(place) ? place : column] = glyph;
}

/** `undefined` when the process never comes on screen. */
function topLane(
  spans: readonly ScreenSpan[],
  process: string,
  columns: number,
  at: (elapsedMs: number) => number,
): string[] | undefined {
  const lane = emptyLane(columns);
  const own = spans.filter((span) => span.process === process);
  for (const { fromMs, toMs } of own) lane.fill('▀', at(fromMs), at(toMs) + 1);
  return own.length > 0 ? lane : undefined;
}

/** `undefined` when the device never sleeps. */
function sleepLane(
  { scenario }: PredictedScenario,
  columns: number,
  at: (elapsedMs: number) => number,
): string[] | undefined {
  const lane = emptyLane(columns);
  let sleeps = false;
  for (const step of scenario.steps) {
    if (step.do !== 'sleep') continue;
    sleeps = true;
    lane.fill('░', at(step.atMs), at(step.atMs + step.forMs) + 1);
  }
  return sleeps ? lane : undefined;
}

function axis(lastMs: number, gutter: number, columns: number, at: (elapsedMs: number) => number): string {
  const step = tickStep(lastMs, Math.max(1, Math.floor(columns / TICK_COLUMNS)));
  let line = ' '.repeat(gutter);
  for (let tick = 0; tick <= lastMs; tick += step) {
    const label = tick === 0 ? '0' : formatDuration(tick);
    const column = gutter + at(tick);
    if (line.length > column || column + label.length > gutter + columns) continue;
    line = line.padEnd(column) + label;
    if (line.length < gutter + columns) line += ' ';
  }
  return line.trimEnd();
}
