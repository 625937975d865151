/**
 * A prediction that nothing observed meets is missing only where it could have been seen, and where all that it rests on was.
 *
 *     not observable   the sources could not have shown it, or not what would have prevented it
 *     interrupted      the recording ended, or was broken off, before its moment came
 */
import type { OutcomeName } from '../android/outcomes.js';
import type { PredictedEvent } from '../replay/prediction.js';
import { EventKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';
import type { Cause, ObservedOutcome } from './analysis.js';
import type { Coverage } from './coverage.js';
import type { OutcomeIndex } from './outcome-index.js';

export interface Unseen {
  readonly verdict: 'not-observable' | 'interrupted';
  readonly cause: Cause;
}

/** What would have kept an outcome from coming and writes no line of the system. */
const silentPreventions: Partial<Record<OutcomeName, string>> = {
  'crash-did-not-start': 'a call of startForeground that is refused keeps the promise and leaves no line',
  'anr-did-not-start': 'a call of startForeground that is refused keeps the promise and leaves no line',
  'service-stopped-idle': 'a service in the background may stop by itself before, which leaves no line',
};

/** `undefined`: it should have been seen, and is missing. `claims`: what apps say of themselves. */
export function unseenBecause(predicted: PredictedEvent, claims: OutcomeIndex, coverage: Coverage): Unseen | undefined {
  const blindness = blindAt(predicted, coverage);
  const words = blindness?.words ?? silentPreventions[predicted.outcome];
  if (words === undefined) return undefined;
  const isCutOff = blindness?.isCutOff === true;
  const claim = claims
    .around(predicted.outcome, predicted.packageName, predicted.elapsedMs, MOST_CLAIMS_LOOKED_AT)
    .find((seen) => isAbout(seen, predicted));
  const said = claim === undefined ? '' : `; the app itself says so at line ${claim.at.line ?? 0}, which is a claim`;
  return {
    verdict: isCutOff ? 'interrupted' : 'not-observable',
    cause: {
      cause: blindness?.isRestart === true ? 'reboot' : 'observation-gap',
      standing: 'proved',
      explanation: `${isCutOff ? 'Interrupted' : 'Not observable'}: ${words}${said}.`,
      evidence: claim?.evidence ?? [],
    },
  };
}

/** An interval that reaches out of the log may have happened where nobody looked. */
function blindAt({ outcome, earliestElapsedMs, elapsedMs, latestElapsedMs }: PredictedEvent, coverage: Coverage) {
  for (const moment of new Set([elapsedMs, earliestElapsedMs, latestElapsedMs])) {
    const blindness = coverage.blindness(outcome, moment);
    if (blindness !== undefined) return blindness;
  }
  return undefined;
}

/** A claim speaks of the nearest prediction only: not of one hours away. */
const CLAIM_REACHES_MS = 60_000;
const MOST_CLAIMS_LOOKED_AT = 16;

function isAbout(seen: ObservedOutcome, predicted: PredictedEvent): boolean {
  if (seen.service !== null && seen.service !== predicted.component) return false;
  return Math.abs(seen.at.elapsedMs - predicted.elapsedMs) <= CLAIM_REACHES_MS;
}

/**
 * Whether a predicted refusal is of a start that the event log shows accepted (30100). Then it is missing, although a refusal
 * itself would have left no line. `trace`: the one that the prediction was made of.
 */
export function isShownAccepted(predicted: PredictedEvent, trace: Trace): boolean {
  if (!predicted.outcome.startsWith('start-denied') || predicted.row < 0) return false;
  if (trace.core.kind[predicted.row] !== EventKind.startForeground) return false;
  return isEventOfStart(trace, predicted.row);
}

/** The row was read from the event of a start (30100): an event log was there. */
export function isEventOfStart(trace: Trace, row: number): boolean {
  return row >= 0 && trace.provenance(row)?.rawText.includes('am_foreground_service_start') === true;
}
