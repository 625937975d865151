/**
 * The lanes of an analysis, from top to bottom: budgets, services (those with something to judge first), processes, screen and
 * sleep, reboots, gaps.
 */
import type {
  Analysis,
  Budget,
  ObservedOutcome,
  PredictedOutcome,
  Session,
  Span,
  Verdict,
  WhatIfAnswer,
} from '../../../app/api/contract.js';
import { serviceName, shortServiceName, visibleText, wallStretches } from '../../../app/api/picture.js';
import { markOf, type Tone } from '../components/mark-kinds.js';
import { toneOfVerdict, verdictWords } from '../components/verdict-words.js';
import { t } from '../messages/translate.js';
import { CurveTrack } from './curve-track.js';
import { layered, type Layer } from './layers.js';
import { firstOf, lastOf, MarkTrack } from './mark-track.js';
import { pictureClock } from './time-text.js';
import { fitted } from './time-view.js';
import {
  fillValue,
  hasBracket,
  type BudgetLane,
  type Divergence,
  type Fill,
  type Lane,
  type LaneMark,
  type LaneStretch,
  type ServiceLane,
  type TimelineModel,
  type WorldLane,
} from './timeline-model.js';
import { whatIfMarks } from './what-if-marks.js';

/** Processes beyond these are counted on the lane of the last one, not drawn. */
const MAX_PROCESSES = 12;

function curveOf(budget: Budget): CurveTrack {
  const points = [...budget.curve].sort((a, b) => a.elapsedMs - b.elapsedMs);
  return new CurveTrack(
    Float64Array.from(points, (point) => point.elapsedMs),
    Float64Array.from(points, (point) => point.leftMs),
  );
}

const budgetKey = (budget: Budget): string => `${budget.package} ${budget.uid ?? ''} ${budget.type}`;

/** Those that ran out first. In a what-if the log's own curve stays as a ghost. */
function budgetLanes(budgets: readonly Budget[], before: readonly Budget[] | null): BudgetLane[] {
  const ghosts = new Map((before ?? []).map((budget) => [budgetKey(budget), budget]));
  const sorted = [...budgets].sort((a, b) => Number(b.exceededAt !== null) - Number(a.exceededAt !== null));
  return sorted.map((budget) => {
    const ghost = ghosts.get(budgetKey(budget));
    return {
      kind: 'budget',
      key: `budget ${budgetKey(budget)}`,
      title: visibleText(budget.type),
      sub: visibleText(budget.package),
      type: budget.type,
      limitMs: budget.limitMs,
      curve: curveOf(budget),
      exceededMs: budget.exceededAt?.elapsedMs ?? null,
      ghost: ghost === undefined ? null : curveOf(ghost),
    };
  });
}

function sessionStretch(session: Session, index: number, lastMs: number): LaneStretch {
  return {
    fromMs: session.start.elapsedMs,
    toMs: session.stop?.elapsedMs ?? Math.max(lastMs, session.start.elapsedMs),
    value: fillValue('bar'),
    openStart: session.openStart,
    openEnd: session.openEnd || session.stop === null,
    label: visibleText(session.types?.join(' | ') ?? ''),
    session: index,
  };
}

function causeWords(verdict: Verdict): string {
  if (verdict.cause === null) return verdictWords(verdict);
  const { cause, standing } = verdict.cause;
  return `${verdictWords(verdict)} · ${t(`cause.${cause}`)} (${t(`standing.${standing}`)})`;
}

interface Outcomes {
  readonly predicted: ReadonlyMap<number, PredictedOutcome>;
  readonly observed: ReadonlyMap<number, ObservedOutcome>;
}

function verdictMark(analysis: Analysis, outcomes: Outcomes, verdict: Verdict, index: number): LaneMark | null {
  const predicted = verdict.predicted === null ? undefined : outcomes.predicted.get(verdict.predicted);
  const observed = verdict.observed === null ? undefined : outcomes.observed.get(verdict.observed);
  if (predicted === undefined && observed === undefined) return null;
  const silent = predicted?.silent === true;
  return {
    kind: markOf(verdict.outcome),
    tone: silent ? 'muted' : toneOfVerdict(verdict, analysis.toleranceMs),
    silent,
    predictedMs: predicted?.at.elapsedMs ?? null,
    observedMs: observed?.at.elapsedMs ?? null,
    predicted: predicted?.id ?? null,
    observed: observed?.id ?? null,
    verdict: silent ? null : index,
    agreed: verdict.verdict === 'as-predicted',
    difference: verdict.verdict === 'as-predicted' || silent ? '' : causeWords(verdict),
    ghostMs: null,
  };
}

/** An outcome that no verdict speaks of: silent predictions, and what the comparison left aside. */
function unjudged(outcome: PredictedOutcome | ObservedOutcome, voice: 'predicted' | 'observed', tone: Tone): LaneMark {
  const isPredicted = voice === 'predicted';
  return {
    kind: markOf(outcome.outcome),
    tone,
    silent: tone === 'muted',
    predictedMs: isPredicted ? outcome.at.elapsedMs : null,
    observedMs: isPredicted ? null : outcome.at.elapsedMs,
    predicted: isPredicted ? outcome.id : null,
    observed: isPredicted ? null : outcome.id,
    verdict: null,
    agreed: false,
    difference: '',
    ghostMs: null,
  };
}

/** A mark and the service that it belongs to. */
export interface PlacedMark {
  readonly package: string;
  readonly service: string | null;
  readonly mark: LaneMark;
}

function judgedMarks(analysis: Analysis): PlacedMark[] {
  const outcomes = {
    predicted: new Map(analysis.predicted.map((outcome) => [outcome.id, outcome])),
    observed: new Map(analysis.observed.map((outcome) => [outcome.id, outcome])),
  };
  const judgedPredictions = new Set(analysis.verdicts.map((verdict) => verdict.predicted));
  const judgedObservations = new Set(analysis.verdicts.map((verdict) => verdict.observed));
  const placed = (outcome: PredictedOutcome | ObservedOutcome, mark: LaneMark): PlacedMark => ({
    package: outcome.package,
    service: outcome.service,
    mark,
  });
  return [
    ...analysis.verdicts.flatMap((verdict, index) => {
      const mark = verdictMark(analysis, outcomes, verdict, index);
      return mark === null ? [] : [{ package: verdict.package, service: verdict.service, mark }];
    }),
    ...analysis.predicted
      .filter((outcome) => !judgedPredictions.has(outcome.id))
      .map((outcome) => placed(outcome, unjudged(outcome, 'predicted', outcome.silent ? 'muted' : 'unknown'))),
    ...analysis.observed
      .filter((outcome) => !judgedObservations.has(outcome.id))
      .map((outcome) => placed(outcome, unjudged(outcome, 'observed', 'unknown'))),
  ];
}

/** A session that ended with its process ends with †. */
function deathOf(session: Session): LaneMark[] {
  if (session.stop === null || !/\b(?:died|death|killed)\b/i.test(session.stop.reason)) return [];
  const base = { silent: true, predicted: null, observed: null, verdict: null, agreed: false, difference: '' };
  const at = session.stop.elapsedMs;
  return [{ ...base, kind: 'death', tone: 'muted', predictedMs: null, observedMs: at, ghostMs: null }];
}

interface Gathered {
  readonly packageName: string;
  readonly name: string;
  readonly stretches: LaneStretch[];
  readonly marks: LaneMark[];
  type: string;
}

/** 3: something differs; 2: something was judged; 1: there are marks; 0: there are none. */
function weightOf({ marks }: Gathered): number {
  if (marks.some((mark) => mark.tone === 'wrong' || mark.tone === 'small')) return 3;
  if (marks.some((mark) => mark.verdict !== null)) return 2;
  return marks.some((mark) => mark.predicted !== null || mark.observed !== null) ? 1 : 0;
}

function serviceLanes(analysis: Analysis, placedMarks: readonly PlacedMark[]): ServiceLane[] {
  const gathered = new Map<string, Gathered>();
  const of = (packageName: string, service: string | null): Gathered => {
    const key = serviceName(packageName, service);
    const known = gathered.get(key);
    if (known !== undefined) return known;
    const made = { packageName, name: shortServiceName(packageName, service), stretches: [], marks: [], type: '' };
    gathered.set(key, made);
    return made;
  };
  const lastMs = analysis.span?.last.elapsedMs ?? 0;
  analysis.sessions.forEach((session, index) => {
    const lane = of(session.package, session.component);
    lane.stretches.push(sessionStretch(session, index, lastMs));
    lane.marks.push(...deathOf(session));
    if (lane.type === '') lane.type = session.types?.[0] ?? '';
  });
  for (const placed of placedMarks) of(placed.package, placed.service).marks.push(placed.mark);
  const lanes = [...gathered].sort(([, a], [, b]) => weightOf(b) - weightOf(a));
  return lanes.map(([key, lane]) => ({
    kind: 'service',
    key: `service ${key}`,
    title: visibleText(lane.name),
    sub: lane.name === lane.packageName ? '' : visibleText(lane.packageName),
    layers: layered(lane.stretches),
    marks: new MarkTrack(lane.marks),
    type: lane.type,
    hasBrackets: lane.marks.some(hasBracket),
  }));
}

const isTop = (span: Span): boolean => /^B?TOP\b|^BOUND_TOP/.test(span.value);
const worldFill: Readonly<Record<Exclude<Span['lane'], 'process'>, Fill>> = {
  screen: 'screen',
  sleep: 'sleep',
  gap: 'gap',
  boot: 'boot',
};

function fillOf(span: Span): Fill {
  if (span.lane === 'process') return isTop(span) ? 'top' : 'alive';
  // Yellow is light: a screen that is off must not look lit.
  return span.lane === 'screen' && span.value === 'off' ? 'alive' : worldFill[span.lane];
}

function worldStretch(span: Span): LaneStretch {
  return {
    fromMs: span.fromElapsedMs,
    toMs: Math.max(span.fromElapsedMs, span.toElapsedMs),
    value: fillValue(fillOf(span)),
    openStart: false,
    openEnd: false,
    label: visibleText(span.value),
    session: null,
  };
}

function worldLane(key: string, title: string, sub: string, spans: readonly Span[]): WorldLane[] {
  if (spans.length === 0) return [];
  return [
    { kind: 'world', key: `world ${key}`, title, sub: visibleText(sub), layers: layered(spans.map(worldStretch)) },
  ];
}

function worldLanes(analysis: Analysis): WorldLane[] {
  const firstMs = analysis.span?.first.elapsedMs ?? 0;
  const bySubject = new Map<string, Span[]>();
  for (const span of analysis.spans.filter(({ lane }) => lane === 'process')) {
    const spans = bySubject.get(span.subject);
    if (spans === undefined) bySubject.set(span.subject, [span]);
    else spans.push(span);
  }
  const of = (...lanes: readonly Span['lane'][]): Span[] => analysis.spans.filter((span) => lanes.includes(span.lane));
  return [
    ...[...bySubject]
      .slice(0, MAX_PROCESSES)
      .flatMap(([subject, spans]) => worldLane(`process ${subject}`, t('timeline.lane-process'), subject, spans)),
    ...worldLane('screen', t('timeline.lane-screen'), '', screenOn(of('screen', 'sleep'))),
    // The boot that the log begins with is no reboot.
    ...worldLane(
      'boot',
      t('timeline.lane-boot'),
      '',
      of('boot').filter((span) => span.fromElapsedMs > firstMs),
    ),
    ...worldLane('gap', t('timeline.lane-gap'), '', of('gap')),
  ];
}

/** A dark screen is empty paper; only light and sleep are drawn. With no light at all the dark is, so that the lane says something. */
function screenOn(spans: readonly Span[]): readonly Span[] {
  const lit = spans.filter((span) => span.lane === 'sleep' || span.value !== 'off');
  return lit.length > 0 ? lit : spans;
}

function gapsOf(analysis: Analysis): Layer<LaneStretch> | undefined {
  return layered(analysis.spans.filter((span) => span.lane === 'gap').map(worldStretch))[0];
}

function divergencesOf(lanes: readonly Lane[]): readonly Divergence[] {
  const found = lanes.flatMap((lane, laneIndex) =>
    lane.kind !== 'service'
      ? []
      : lane.marks.marks.flatMap((mark, index) =>
          mark.verdict === null || mark.agreed
            ? []
            : [
                {
                  differs: mark.tone !== 'unknown',
                  verdict: mark.verdict,
                  lane: laneIndex,
                  mark: index,
                  firstMs: firstOf(mark),
                  lastMs: lastOf(mark),
                },
              ],
        ),
  );
  return found.sort((a, b) => a.firstMs - b.firstMs || a.verdict - b.verdict);
}

/** First and last moment of everything that is drawn. */
function reachOf(analysis: Analysis, marks: readonly PlacedMark[]): readonly [number, number] {
  let first = analysis.span?.first.elapsedMs ?? Number.POSITIVE_INFINITY;
  let last = analysis.span?.last.elapsedMs ?? Number.NEGATIVE_INFINITY;
  for (const { mark } of marks) {
    first = Math.min(first, firstOf(mark));
    last = Math.max(last, lastOf(mark));
  }
  return Number.isFinite(first) && Number.isFinite(last) ? [first, last] : [0, 0];
}

/** The picture of an analysis; with `whatIf`, the marks and budgets of another policy over the same observations. */
export function timelineModel(analysis: Analysis, whatIf: WhatIfAnswer | null = null): TimelineModel {
  const marks = whatIf === null ? judgedMarks(analysis) : whatIfMarks(analysis, whatIf);
  const budgets = whatIf === null ? budgetLanes(analysis.budgets, null) : budgetLanes(whatIf.budgets, analysis.budgets);
  const lanes: Lane[] = [...budgets, ...serviceLanes(analysis, marks), ...worldLanes(analysis)];
  const [firstMs, lastMs] = reachOf(analysis, marks);
  return {
    whole: fitted(firstMs, lastMs),
    clock: pictureClock(wallStretches(analysis), analysis.clock.zoneMinutes, lastMs - firstMs),
    lanes,
    divergences: whatIf === null ? divergencesOf(lanes) : [],
    gaps: gapsOf(analysis)?.track ?? null,
    analysis,
    predicted: new Map((whatIf ?? analysis).predicted.map((outcome) => [outcome.id, outcome])),
    observed: new Map(analysis.observed.map((outcome) => [outcome.id, outcome])),
  };
}
