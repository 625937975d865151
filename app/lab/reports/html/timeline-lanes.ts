/** What the timeline shows of each service: sessions, marks of the two voices, and the brackets between them. No drawing here. */
import type {
  Analysis,
  ObservedOutcome,
  PredictedOutcome,
  Session,
  Verdict,
} from '../../../../engine/compare/analysis.js';
import { formatDuration, formatLocal, readWall } from '../../../../engine/time-format.js';
import { MS_PER_HOUR } from '../../../../engine/time.js';
import { markOf, type MarkKind } from '../marks.js';
import { momentWords, sessionLengthWords, sessionStartWords, sessionStopWords } from '../moments.js';
import { outcomeWords, serviceName, shortServiceName, toneOf, typesWords, verdictWords, type Tone } from '../words.js';
import type { Voice } from './mark-shapes.js';

export interface LaneBar {
  readonly fromElapsedMs: number;
  readonly toElapsedMs: number;
  readonly openStart: boolean;
  readonly openEnd: boolean;
  /** Made only for bars that are drawn. */
  readonly title: () => string;
}

export interface LaneMark {
  readonly kind: MarkKind;
  readonly voice: Voice;
  readonly tone: Tone | 'silent';
  readonly elapsedMs: number;
  readonly label: string;
  readonly title: string;
  /** Index of the verdict that the mark leads to. */
  readonly verdict: number | null;
}

export interface LaneBracket {
  readonly fromElapsedMs: number;
  readonly toElapsedMs: number;
  readonly tone: Tone;
  readonly label: string;
}

export interface ServiceLane {
  readonly service: string;
  readonly packageName: string;
  readonly name: string;
  readonly bars: LaneBar[];
  readonly marks: LaneMark[];
  readonly brackets: LaneBracket[];
}

/** In a log longer than this a time of day alone does not say which day is meant. */
const NEEDS_DATE_MS = 36 * MS_PER_HOUR;

/** Time of day, with milliseconds when there are any, with month and day in long logs; elapsed time where no wall clock is known. */
function shortTime(analysis: Analysis, outcome: PredictedOutcome | ObservedOutcome): string {
  const reading = outcome.at.wall === null ? null : readWall(outcome.at.wall);
  if (reading === null) return `+${formatDuration(outcome.at.elapsedMs)}`;
  const { span } = analysis;
  const isLong = span !== null && span.last.elapsedMs - span.first.elapsedMs > NEEDS_DATE_MS;
  const text = formatLocal(reading.localMs).slice(isLong ? 5 : 11);
  return text.endsWith('.000') ? text.slice(0, -4) : text;
}

function barOf(analysis: Analysis, session: Session): LaneBar {
  const last = analysis.span?.last.elapsedMs ?? session.start.elapsedMs;
  const title = (): string =>
    `${session.component}, types ${typesWords(session)}: ${sessionStartWords(session)} to ${sessionStopWords(session)}` +
    `, ${sessionLengthWords(analysis, session)}`;
  return {
    fromElapsedMs: session.start.elapsedMs,
    toElapsedMs: session.stop?.elapsedMs ?? last,
    openStart: session.openStart,
    openEnd: session.openEnd || session.stop === null,
    title,
  };
}

/** A session that ended with its process ends with †. */
function deathOf(session: Session): LaneMark[] {
  if (session.stop === null || !/\b(?:died|death|killed)\b/i.test(session.stop.reason)) return [];
  return [
    {
      kind: 'death',
      voice: 'solid',
      tone: 'silent',
      elapsedMs: session.stop.elapsedMs,
      label: '',
      title: `${session.component}: ${session.stop.reason}, ${momentWords(session.stop)}`,
      verdict: null,
    },
  ];
}

interface Outcomes {
  readonly predicted: ReadonlyMap<number, PredictedOutcome>;
  readonly observed: ReadonlyMap<number, ObservedOutcome>;
}

function causeWords(verdict: Verdict): string {
  return verdict.cause === null ? '' : `: ${verdict.cause.cause} (${verdict.cause.standing})`;
}

/** Marks and bracket of one verdict. Agreement is one mark; a difference is two marks and a bracket. */
function drawVerdict(analysis: Analysis, outcomes: Outcomes, index: number, lane: ServiceLane, sameMs: number): void {
  const verdict = analysis.verdicts[index];
  if (verdict === undefined) return;
  const predicted = verdict.predicted === null ? undefined : outcomes.predicted.get(verdict.predicted);
  const observed = verdict.observed === null ? undefined : outcomes.observed.get(verdict.observed);
  const tone = predicted?.silent === true ? 'silent' : toneOf(verdict, analysis.toleranceMs);
  const words = tone === 'silent' ? '' : ` ${verdictWords(verdict)}`;
  const base = { kind: markOf(verdict.outcome), tone, verdict: tone === 'silent' ? null : index } as const;
  const titleOf = (voice: string, outcome: PredictedOutcome | ObservedOutcome): string =>
    `#${index + 1} ${outcomeWords(verdict.outcome)}, ${voice} ${momentWords(outcome.at)};${words}${causeWords(verdict)}`;

  if (predicted !== undefined && observed !== undefined && tone !== 'silent') {
    const apartMs = Math.abs(observed.at.elapsedMs - predicted.at.elapsedMs);
    if (verdict.verdict === 'as-predicted' && apartMs <= sameMs) {
      const label = `#${index + 1} ${shortTime(analysis, observed)}`;
      const title = titleOf('predicted and observed', observed);
      lane.marks.push({ ...base, voice: 'agreed', elapsedMs: observed.at.elapsedMs, label, title });
      return;
    }
    lane.brackets.push({
      fromElapsedMs: predicted.at.elapsedMs,
      toElapsedMs: observed.at.elapsedMs,
      tone,
      label: `${verdictWords(verdict)}${causeWords(verdict)}`,
    });
  }
  const alone = predicted === undefined || observed === undefined ? `${words}` : '';
  if (predicted !== undefined) {
    const label =
      tone === 'silent' ? outcomeWords(verdict.outcome) : `#${index + 1} ${shortTime(analysis, predicted)}${alone}`;
    const title = titleOf('predicted', predicted);
    lane.marks.push({ ...base, voice: 'hollow', elapsedMs: predicted.at.elapsedMs, label, title });
  }
  if (observed !== undefined) {
    const label = `#${index + 1} ${shortTime(analysis, observed)}${alone}`;
    lane.marks.push({
      ...base,
      voice: 'solid',
      elapsedMs: observed.at.elapsedMs,
      label,
      title: titleOf('observed', observed),
    });
  }
}

/** Outcomes that no verdict speaks of: silent predictions, and anything the comparison left aside. */
function drawUnjudged(analysis: Analysis, laneOf: (packageName: string, service: string | null) => ServiceLane): void {
  const judgedPredictions = new Set(analysis.verdicts.map((verdict) => verdict.predicted));
  const judgedObservations = new Set(analysis.verdicts.map((verdict) => verdict.observed));
  const draw = (outcome: PredictedOutcome | ObservedOutcome, voice: 'hollow' | 'solid', silent: boolean): void => {
    const said = voice === 'hollow' ? 'predicted' : 'observed';
    laneOf(outcome.package, outcome.service).marks.push({
      kind: markOf(outcome.outcome),
      voice,
      tone: silent ? 'silent' : 'unknown',
      elapsedMs: outcome.at.elapsedMs,
      label: silent ? outcomeWords(outcome.outcome) : shortTime(analysis, outcome),
      title: `${outcomeWords(outcome.outcome)}, ${said} ${momentWords(outcome.at)}`,
      verdict: null,
    });
  };
  for (const outcome of analysis.predicted)
    if (!judgedPredictions.has(outcome.id)) draw(outcome, 'hollow', outcome.silent);
  for (const outcome of analysis.observed) if (!judgedObservations.has(outcome.id)) draw(outcome, 'solid', false);
}

/**
 * One lane per service: those with something to judge first, then those with other marks, then by first session.
 * `sameMs`: predicted and observed closer than this would cover each other and are drawn as one.
 */
export function serviceLanes(analysis: Analysis, sameMs: number): ServiceLane[] {
  const lanes = new Map<string, ServiceLane>();
  const laneOf = (packageName: string, service: string | null): ServiceLane => {
    const key = serviceName(packageName, service);
    const known = lanes.get(key);
    if (known !== undefined) return known;
    const name = shortServiceName(packageName, service);
    const lane: ServiceLane = { service: key, packageName, name, bars: [], marks: [], brackets: [] };
    lanes.set(key, lane);
    return lane;
  };
  for (const session of analysis.sessions) {
    const lane = laneOf(session.package, session.component);
    lane.bars.push(barOf(analysis, session));
    lane.marks.push(...deathOf(session));
  }
  const outcomes = {
    predicted: new Map(analysis.predicted.map((outcome) => [outcome.id, outcome])),
    observed: new Map(analysis.observed.map((outcome) => [outcome.id, outcome])),
  };
  analysis.verdicts.forEach((verdict, index) => {
    drawVerdict(analysis, outcomes, index, laneOf(verdict.package, verdict.service), sameMs);
  });
  drawUnjudged(analysis, laneOf);
  return [...lanes.values()].sort((a, b) => weightOf(b) - weightOf(a));
}

function weightOf(lane: ServiceLane): number {
  const isJudged = lane.marks.some((mark) => mark.verdict !== null && mark.tone !== 'silent');
  if (isJudged) return 2;
  return lane.marks.length > 0 ? 1 : 0;
}
