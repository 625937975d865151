/**
 * Predicted against observed: a verdict for every outcome that the rules speak about, a cause for every difference.
 */
import type { OutcomeName } from '../android/outcomes.js';
import { ServiceType } from '../android/service-types.js';
import type { PredictedEvent, Prediction } from '../replay/prediction.js';
import type { Cause, ObservedOutcome, VerdictName } from './analysis.js';
import { findCause, type CauseContext } from './causes/find-cause.js';
import type { Coverage } from './coverage.js';
import { difference, pair, type Pair } from './pairing.js';
import { unseenBecause } from './unseen.js';

export interface JudgedOutcome {
  readonly pair: Pair;
  readonly verdict: VerdictName;
  /** Observed minus predicted; `null` when one of the two is absent. */
  readonly deltaMs: number | null;
  readonly cause: Cause | null;
}

export interface CompareOptions {
  /** Differences up to this are agreement: handlers run late under load. CTS allows 100 ms. */
  readonly toleranceMs: number;
}

export const defaultCompareOptions: CompareOptions = { toleranceMs: 100 };

/** Each hypothesis about a cause replays the trace: so many for one comparison, fewer of a long trace; then no cause is sought. */
const MOST_HYPOTHESES = 1_000;
const FEWEST_HYPOTHESES = 12;
const MOST_ROWS_REPLAYED = 500_000;

/** Outcomes that the rules of this engine predict. Others are shown, never judged. */
const judged: ReadonlySet<OutcomeName> = new Set<OutcomeName>([
  'timeout-callback',
  'crash-did-not-stop',
  'start-denied-exhausted',
]);

const limitedMask = ServiceType.dataSync | ServiceType.mediaProcessing;

/** Whether an observation is about a rule that the prediction knows, and not a mere claim. */
function isJudged(observed: ObservedOutcome): boolean {
  if (!judged.has(observed.outcome) || observed.trust === 'claim') return false;
  if (observed.type === null || observed.type === 'unknown') return true;
  return (ServiceType[observed.type as keyof typeof ServiceType] & limitedMask) !== 0;
}

export function compare(
  prediction: Prediction,
  observed: readonly ObservedOutcome[],
  coverage: Coverage,
  context: Pick<CauseContext, 'clock' | 'otherPolicies'>,
  options: CompareOptions = defaultCompareOptions,
): JudgedOutcome[] {
  const told = prediction.outcomes.filter((event) => !event.silent && judged.has(event.outcome));
  const seen = observed.filter(isJudged);
  const { toleranceMs } = options;
  const isSeeable = (event: PredictedEvent): boolean =>
    coverage.blindness(event.outcome, event.elapsedMs) === undefined;
  const affordable = Math.floor(MOST_ROWS_REPLAYED / (prediction.program.length + seen.length + 1));
  const budget = { left: Math.min(MOST_HYPOTHESES, Math.max(FEWEST_HYPOTHESES, affordable)) };
  const causeContext: CauseContext = { ...context, judged, prediction, observed: seen, toleranceMs, isSeeable, budget };
  return pair(told, seen).map((each) => judge(each, observed, coverage, causeContext));
}

function judge(
  each: Pair,
  observed: readonly ObservedOutcome[],
  coverage: Coverage,
  context: CauseContext,
): JudgedOutcome {
  const { predicted, observed: seen } = each;
  if (predicted === undefined)
    return { pair: each, verdict: 'unpredicted', deltaMs: null, cause: findCause(each, context) };
  if (seen === undefined) {
    const blindness = unseenBecause(predicted, observed, coverage);
    if (blindness !== undefined) return { pair: each, verdict: 'not-observable', deltaMs: null, cause: blindness };
    return { pair: each, verdict: 'missing', deltaMs: null, cause: findCause(each, context) };
  }
  const deltaMs = difference(predicted, seen);
  if (Math.abs(deltaMs) <= context.toleranceMs) return { pair: each, verdict: 'as-predicted', deltaMs, cause: null };
  return { pair: each, verdict: deltaMs < 0 ? 'early' : 'late', deltaMs, cause: findCause(each, context) };
}
