/**
 * Moments in words, and the relation between elapsed time and the wall clock that an analysis shows.
 *
 * The wall clock of a device may jump; so the relation is a list of stretches, each with one difference between the two:
 *
 *     elapsed  ├────────stretch 0────────┼──────stretch 1──────┤
 *     wall     21:00 … 23:10             02:10 … 04:00              (somebody set the clock)
 */
import type { Analysis, Moment, ProvenMoment, Session } from '../../../engine/compare/analysis.js';
import { formatDuration, formatLocal, formatWall, formatZone, readWall } from '../../../engine/time-format.js';

/** From `fromElapsedMs` on, local wall time is elapsed time plus `offsetMs`. */
export interface WallStretch {
  readonly fromElapsedMs: number;
  readonly offsetMs: number;
}

/** Differences below this are rounding of stamps or slow drift, not a jump. */
const JUMP_MS = 1_500;
/** More jumps than this are not drawn one by one. */
const MAX_STRETCHES = 40;

function momentsOf(analysis: Analysis): Moment[] {
  return [
    ...(analysis.span === null ? [] : [analysis.span.first, analysis.span.last]),
    ...analysis.sessions.flatMap((session) =>
      session.stop === null ? [session.start] : [session.start, session.stop],
    ),
    ...analysis.observed.map((outcome) => outcome.at),
    ...analysis.predicted.map((outcome) => outcome.at),
  ];
}

/** Several pictures of one analysis ask for the same stretches; large logs have hundreds of thousands of moments. */
const knownStretches = new WeakMap<Analysis, readonly WallStretch[]>();

/** The stretches of wall time in order; empty when no clock tells it. */
export function wallStretches(analysis: Analysis): readonly WallStretch[] {
  const stretches = knownStretches.get(analysis) ?? findStretches(analysis);
  knownStretches.set(analysis, stretches);
  return stretches;
}

function findStretches(analysis: Analysis): readonly WallStretch[] {
  const anchors = momentsOf(analysis).flatMap((moment) => {
    const reading = moment.wall === null || moment.interval !== undefined ? null : readWall(moment.wall);
    return reading === null ? [] : [{ fromElapsedMs: moment.elapsedMs, offsetMs: reading.localMs - moment.elapsedMs }];
  });
  anchors.sort((a, b) => a.fromElapsedMs - b.fromElapsedMs);
  const stretches: WallStretch[] = [];
  let previousOffsetMs = Number.NaN;
  for (const anchor of anchors) {
    const isContinued = Math.abs(anchor.offsetMs - previousOffsetMs) <= JUMP_MS;
    previousOffsetMs = anchor.offsetMs;
    if (!isContinued && stretches.length < MAX_STRETCHES) stretches.push(anchor);
  }
  return stretches;
}

/** Local wall milliseconds of an elapsed moment; `null` when no clock tells it. */
export function wallOfElapsed(stretches: readonly WallStretch[], elapsedMs: number): number | null {
  const inForce = stretches.findLast((stretch) => stretch.fromElapsedMs <= elapsedMs) ?? stretches[0];
  return inForce === undefined ? null : elapsedMs + inForce.offsetMs;
}

function sinceZero(elapsedMs: number): string {
  return `${formatDuration(elapsedMs)} after the log's zero`;
}

/** The moment `elapsedMs` on the same wall clock as `moment`. */
function onSameClock(moment: Moment, elapsedMs: number): string {
  const reading = moment.wall === null ? null : readWall(moment.wall);
  if (reading === null) return sinceZero(elapsedMs);
  const local = formatLocal(reading.localMs + (elapsedMs - moment.elapsedMs));
  return reading.zoneMinutes === null ? local : `${local} ${formatZone(reading.zoneMinutes)}`;
}

/** A moment in words: `2026-09-27 03:12:44.061 +03:00`, `not later than …`, `between … and …`, or elapsed time. */
export function momentWords(moment: Moment): string {
  const { interval } = moment;
  if (interval === undefined) return moment.wall === null ? sinceZero(moment.elapsedMs) : formatWall(moment.wall);
  const { earliestElapsedMs: earliest, latestElapsedMs: latest } = interval;
  if (earliest === null && latest === null) return 'at an unknown moment';
  if (earliest === null) return `not later than ${onSameClock(moment, latest ?? 0)}`;
  if (latest === null) return `not earlier than ${onSameClock(moment, earliest)}`;
  return `between ${onSameClock(moment, earliest)} and ${onSameClock(moment, latest)}`;
}

export function sessionStartWords(session: Session): string {
  if (!session.openStart) return momentWords(session.start);
  return `${momentWords(session.start)}; already running when the log begins`;
}

export function sessionStopWords(session: Session): string {
  if (session.stop === null) return 'still running where the log ends';
  return session.openEnd ? `${momentWords(session.stop)}; no line shows the stop` : momentWords(session.stop);
}

/** Uptime of a session, the clock that limits are counted on; `at least` where an end is open. */
export function sessionLengthWords(analysis: Analysis, session: Session): string {
  const end = session.stop ?? analysis.span?.last;
  if (end === undefined) return 'not known';
  const length = formatDuration(Math.max(0, end.uptimeMs - session.start.uptimeMs));
  return session.openStart || session.openEnd || session.stop === null ? `at least ${length}` : length;
}

/** `log.txt:48213`; how the moment was inferred when no line proves it. */
export function placeWords(analysis: Analysis, moment: ProvenMoment): string {
  if (moment.source === null || moment.line === null) {
    return moment.inferredFrom === undefined ? 'no line' : `inferred: ${moment.inferredFrom}`;
  }
  return `${fileName(analysis, moment.source)}:${moment.line}`;
}

/** The name of a source; its number when the list does not hold it. */
export function fileName(analysis: Analysis, source: number): string {
  return analysis.sources[source]?.file ?? `source ${source}`;
}

/** First and last moment with the length between them. */
export function spanWords(analysis: Analysis): string {
  if (analysis.span === null) return 'no moment of the log is known';
  const { first, last } = analysis.span;
  return `${momentWords(first)} to ${momentWords(last)}, ${formatDuration(last.elapsedMs - first.elapsedMs)}`;
}

export function zoneWords(analysis: Analysis): string {
  const { zoneMinutes, zoneFrom } = analysis.clock;
  if (zoneMinutes === null) return 'time zone not known; times are local to the device';
  return `UTC${formatZone(zoneMinutes)}${zoneFrom === null ? '' : ` (${zoneFrom})`}`;
}

export function yearWords(analysis: Analysis): string {
  const { year, yearFrom } = analysis.clock;
  if (year === null) return 'year not known';
  return `${year}${yearFrom === null ? '' : ` (${yearFrom})`}`;
}
