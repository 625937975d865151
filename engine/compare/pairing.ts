/**
 * Pairs what was predicted with what was observed: same service, same outcome, nearest in time, each used once.
 *
 *     predicted   ▽1            ▽2
 *     observed        ▼a     ▼b            distances 1a 1b 2b 2a, shortest first: 2b, then 1a
 */
import { MS_PER_DAY } from '../time.js';
import type { ObservedOutcome } from './analysis.js';
import type { PredictedEvent } from '../replay/prediction.js';
import { OutcomeIndex } from './outcome-index.js';

/** Further apart than a day, two outcomes are two stories. */
const FURTHEST_PAIR_MS = MS_PER_DAY;

/** More observations than these before or after a prediction are never its own: others lie nearer. */
const MOST_ON_EACH_SIDE = 16;

export interface Pair {
  readonly predicted: PredictedEvent | undefined;
  readonly observed: ObservedOutcome | undefined;
}

/** `observed` must hold only what the prediction's rules speak about, and no claims. */
export function pair(predicted: readonly PredictedEvent[], observed: readonly ObservedOutcome[]): Pair[] {
  const candidates: {
    readonly predicted: PredictedEvent;
    readonly observed: ObservedOutcome;
    readonly distance: number;
  }[] = [];
  const seen = new OutcomeIndex(observed);
  for (const event of predicted)
    for (const near of seen.around(event.outcome, event.packageName, event.elapsedMs, MOST_ON_EACH_SIDE)) {
      if (!isAbout(near, event)) continue;
      const distance = Math.abs(difference(event, near));
      if (distance <= FURTHEST_PAIR_MS) candidates.push({ predicted: event, observed: near, distance });
    }
  // A line that names the service is better than one that does not.
  candidates.sort(
    (a, b) => Number(a.observed.service === null) - Number(b.observed.service === null) || a.distance - b.distance,
  );
  const usedPredicted = new Set<PredictedEvent>();
  const usedObserved = new Set<ObservedOutcome>();
  const pairs: Pair[] = [];
  for (const candidate of candidates) {
    if (usedPredicted.has(candidate.predicted) || usedObserved.has(candidate.observed)) continue;
    usedPredicted.add(candidate.predicted);
    usedObserved.add(candidate.observed);
    pairs.push(candidate);
  }
  for (const event of predicted) if (!usedPredicted.has(event)) pairs.push({ predicted: event, observed: undefined });
  for (const each of observed) if (!usedObserved.has(each)) pairs.push({ predicted: undefined, observed: each });
  return pairs.sort((a, b) => momentOf(a) - momentOf(b));
}

/** Same service of the same user; a line that was cut before the service's name is about any of the app. */
function isAbout(seen: ObservedOutcome, event: PredictedEvent): boolean {
  if (seen.service !== null && seen.service !== event.component) return false;
  return seen.uid === undefined || seen.uid === event.uid;
}

/**
 * Observed minus predicted in milliseconds. Where the prediction is an interval, the distance to it: 0 inside.
 * Counted on elapsed time inside an interval and on uptime else, because limits are counted on uptime.
 */
export function difference(predicted: PredictedEvent, observed: ObservedOutcome): number {
  const { earliestElapsedMs, latestElapsedMs } = predicted;
  if (earliestElapsedMs === latestElapsedMs) return observed.at.uptimeMs - predicted.uptimeMs;
  const seenAt = observed.at.elapsedMs;
  if (seenAt < earliestElapsedMs) return seenAt - earliestElapsedMs;
  return seenAt > latestElapsedMs ? seenAt - latestElapsedMs : 0;
}

function momentOf({ predicted, observed }: Pair): number {
  return observed?.at.elapsedMs ?? predicted?.elapsedMs ?? 0;
}
