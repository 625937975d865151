/**
 * The stamps of a log jumped, and the reading of the log took the jump for the wrong thing.
 *
 *     a jump that was taken out of the clock    time may really have passed in it: the observation seems early by that time
 *     a step forward that was left in           it may have been the clock: the observation seems late by it. Time zones and
 *                                               summer time move stamps by quarters of an hour and print no line
 */
import { MS_PER_MINUTE } from '../../time.js';
import { formatDuration } from '../../time-format.js';
import { EventKind } from '../../trace/event-kind.js';
import type { Trace } from '../../trace/trace.js';
import { difference, type Pair } from '../pairing.js';
import { withShift } from './edited-trace.js';
import type { CauseContext, ClockShift, Explanation, Hypothesis } from './find-cause.js';
import { limitAt, measuredLimit } from './measured-limit.js';
import { replayed } from './replayed.js';

const QUARTER_MS = 15 * MS_PER_MINUTE;
/** Beside the jump a log is silent for no longer than this. */
const USUAL_SILENCE_MS = 5 * MS_PER_MINUTE;

export const clockJumped: Hypothesis = (divergence, context) => {
  const { observed } = divergence;
  const late = latenessOf(divergence, context);
  // An execution is counted by the system itself, on uptime.
  if (observed === undefined || late === undefined || observed.outcome === 'anr-execution') return undefined;
  const { trace } = context.prediction.program;
  return late < 0
    ? timePassed(trace, -late, observed.at.elapsedMs, context)
    : clockMoved(trace, late, observed.at.elapsedMs, context);
};

/** Against what was predicted; where the service stopped before that, against the limit. */
function latenessOf({ predicted, observed }: Pair, context: CauseContext): number | undefined {
  if (observed === undefined) return undefined;
  if (predicted !== undefined) return difference(predicted, observed);
  const measured = measuredLimit(observed, context);
  const limit = measured === undefined ? undefined : limitAt(context.prediction, measured.key, measured.armedElapsed);
  return measured === undefined || limit === undefined ? undefined : measured.valueMs - limit;
}

/** Of the last jump before the observation. All of it: then it was no jump, and nothing is chosen. */
function timePassed(trace: Trace, early: number, until: number, context: CauseContext): Explanation | undefined {
  let jumpRow = -1;
  for (const row of trace.rowsOfKind(EventKind.clockJump)) {
    if (trace.core.elapsed[row]! > until) break;
    if (trace.core.argument[row]! >= early - context.toleranceMs) jumpRow = row;
  }
  if (jumpRow < 0) return undefined;
  const jump = trace.core.argument[jumpRow]!;
  const fromElapsed = trace.core.elapsed[jumpRow]!;
  const isWhole = Math.abs(jump - early) <= context.toleranceMs;
  const readings = context.witness.readingsOfClockSet(fromElapsed);
  const passed = readings === undefined ? undefined : jump - context.witness.wallSetBetween(readings);
  const isRead = passed !== undefined && Math.abs(passed - early) <= context.toleranceMs;
  return explained(
    trace,
    { fromElapsed, elapsedMs: early, uptimeMs: early },
    !isWhole && !isRead,
    `The stamps jump forward by ${formatDuration(jump)} at ${context.clock.words(fromElapsed)}, which was taken out as a clock that was set; if ${isWhole ? 'that time' : `${formatDuration(early)} of it`} really passed${isRead ? ", as the probe's clocks say" : ''}, the prediction meets the observation.`,
    jumpRow,
    context,
  );
}

function clockMoved(trace: Trace, late: number, until: number, context: CauseContext): Explanation | undefined {
  const quarters = Math.round(late / QUARTER_MS);
  if (quarters === 0 || Math.abs(late - quarters * QUARTER_MS) > context.toleranceMs) return undefined;
  const { elapsed } = trace.core;
  for (let row = trace.length - 1; row > 0; row--) {
    const silence = elapsed[row]! - elapsed[row - 1]!;
    if (elapsed[row]! > until || silence < late || silence > late + USUAL_SILENCE_MS) continue;
    return explained(
      trace,
      { fromElapsed: elapsed[row]!, elapsedMs: -late, uptimeMs: -late },
      false,
      `The stamps step forward by ${formatDuration(silence)} until ${context.clock.words(elapsed[row]!)}; if ${formatDuration(quarters * QUARTER_MS)} of that is a change of the time zone or of summer time and did not pass, the prediction meets the observation.`,
      row,
      context,
    );
  }
  return undefined;
}

function explained(
  trace: Trace,
  shift: ClockShift,
  isFitted: boolean,
  explanation: string,
  row: number,
  { clock, prediction }: CauseContext,
): Explanation {
  return {
    replayed: replayed(withShift(trace, shift), prediction.policy),
    isFitted,
    shift,
    cause: { cause: 'clock-jump', explanation, evidence: [clock.proven(row)] },
  };
}
