/**
 * A prediction that nothing observed meets is missing only where it could have been seen. (What interrupts a service, a death
 * or a reboot, is an input of the prediction: nothing is predicted behind it.)
 */
import type { PredictedEvent } from '../replay/prediction.js';
import type { Cause, ObservedOutcome } from './analysis.js';
import type { Coverage } from './coverage.js';

/** `undefined`: it should have been seen, and is missing. `observed`: claims included. */
export function unseenBecause(
  predicted: PredictedEvent,
  observed: readonly ObservedOutcome[],
  coverage: Coverage,
): Cause | undefined {
  const blindness = blindAt(predicted, coverage);
  if (blindness === undefined) return undefined;
  const claim = observed.find((seen) => seen.trust === 'claim' && isAbout(seen, predicted));
  const words =
    claim === undefined
      ? blindness
      : `${blindness}; the app itself says so at line ${claim.at.line ?? 0}, which is a claim`;
  return {
    cause: 'observation-gap',
    standing: 'proved',
    explanation: `Not observable: ${words}.`,
    evidence: claim?.evidence ?? [],
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

function isAbout(seen: ObservedOutcome, predicted: PredictedEvent): boolean {
  if (seen.outcome !== predicted.outcome || seen.package !== predicted.packageName) return false;
  if (seen.service !== null && seen.service !== predicted.component) return false;
  return Math.abs(seen.at.elapsedMs - predicted.elapsedMs) <= CLAIM_REACHES_MS;
}
