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

/** Outcomes that the rules of this engine predict. Others are shown, never judged. */
const judged: ReadonlySet<OutcomeName> = new Set<OutcomeName>([
  'timeout-callback',
  'crash-did-not-stop',
  'start-denied-exhausted',
]);

const limitedMask = ServiceType.dataSync | ServiceType.mediaProcessing;

/** Whether an observation is about a rule that the prediction knows, and not a mere claim. */
export function isJudged(observed: ObservedOutcome): boolean {
  if (!judged.has(observed.outcome) || observed.trust === 'claim') return false;
  if (observed.type === null || observed.type === 'unknown') return true;
  return (ServiceType[observed.type as keyof typeof ServiceType] & limitedMask) !== 0;
}

export function compare(
  prediction: Prediction,
  observed: readonly ObservedOutcome[],
  coverage: Coverage,
  context: Omit<CauseContext, 'prediction' | 'observed' | 'toleranceMs'>,
  options: CompareOptions = defaultCompareOptions,
): JudgedOutcome[] {
  const told = prediction.outcomes.filter((event) => !event.silent && judged.has(event.outcome));
  const seen = observed.filter(isJudged);
  const causeContext: CauseContext = { ...context, prediction, observed: seen, toleranceMs: options.toleranceMs };
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
  if (seen === undefined) return judgeUnseen(each, predicted, observed, coverage, context);
  const deltaMs = difference(predicted, seen);
  if (Math.abs(deltaMs) <= context.toleranceMs) return { pair: each, verdict: 'as-predicted', deltaMs, cause: null };
  return { pair: each, verdict: deltaMs < 0 ? 'early' : 'late', deltaMs, cause: findCause(each, context) };
}

function judgeUnseen(
  each: Pair,
  predicted: PredictedEvent,
  observed: readonly ObservedOutcome[],
  coverage: Coverage,
  context: CauseContext,
): JudgedOutcome {
  const blindness =
    coverage.blindness(predicted.outcome, predicted.elapsedMs) ??
    // An interval that reaches out of the log may have happened where nobody looked.
    (predicted.latestElapsedMs === predicted.elapsedMs
      ? undefined
      : coverage.blindness(predicted.outcome, predicted.latestElapsedMs));
  if (blindness === undefined)
    return { pair: each, verdict: 'missing', deltaMs: null, cause: findCause(each, context) };
  const claim = observed.find(
    (seen) => seen.trust === 'claim' && seen.outcome === predicted.outcome && seen.service === predicted.component,
  );
  const words =
    claim === undefined
      ? blindness
      : `${blindness}; the app itself says so at line ${claim.at.line ?? 0}, which is a claim`;
  return {
    pair: each,
    verdict: 'not-observable',
    deltaMs: null,
    cause: {
      cause: 'observation-gap',
      standing: 'proved',
      explanation: `Not observable: ${words}.`,
      evidence: claim?.evidence ?? [],
    },
  };
}
