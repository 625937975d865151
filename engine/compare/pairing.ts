/**
 * Pairs what was predicted with what was observed: same service, same outcome, nearest in time, each used once.
 *
 *     predicted   ▽1            ▽2
 *     observed        ▼a     ▼b            distances 1a 1b 2b 2a, shortest first: 2b, then 1a
 */
import { MS_PER_DAY } from '../time.js';
import type { ObservedOutcome } from './analysis.js';
import type { PredictedEvent } from '../replay/prediction.js';

/** Further apart than a day, two outcomes are two stories. */
const FURTHEST_PAIR_MS = MS_PER_DAY;

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
  for (const event of predicted)
    for (const seen of observed) {
      if (seen.outcome !== event.outcome || seen.service !== event.component) continue;
      const distance = Math.abs(difference(event, seen));
      if (distance <= FURTHEST_PAIR_MS) candidates.push({ predicted: event, observed: seen, distance });
    }
  candidates.sort((a, b) => a.distance - b.distance);
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
  for (const seen of observed) if (!usedObserved.has(seen)) pairs.push({ predicted: undefined, observed: seen });
  return pairs.sort((a, b) => momentOf(a) - momentOf(b));
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
