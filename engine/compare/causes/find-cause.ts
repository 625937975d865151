/**
 * Why predicted and observed differ. Every cause is a hypothesis that changes one fact and replays: when the difference
 * is gone, the fact explains it. A hypothesis that had a value to choose freely stays a suspicion, unless something
 * independent supports the value.
 *
 *     divergence ──► hypotheses, likeliest first ──replay──► first that explains it ──► Cause
 */
import type { Policy } from '../../policy/policy.js';
import { formatDuration } from '../../time-format.js';
import type { PredictedEvent, Prediction } from '../../replay/prediction.js';
import type { Cause, ObservedOutcome } from '../analysis.js';
import { difference, pair, type Pair } from '../pairing.js';
import type { WallClock } from '../wall-clock.js';
import { earlierUse } from './earlier-use.js';
import { otherLimit } from './other-limit.js';
import { otherPolicies } from './other-policies.js';
import { silentSleep } from './silent-sleep.js';
import { topAtAnotherTime } from './top-at-another-time.js';
import { unseenDeath } from './unseen-death.js';

export interface CauseContext {
  readonly prediction: Prediction;
  readonly observed: readonly ObservedOutcome[];
  readonly toleranceMs: number;
  readonly clock: WallClock;
  /** Policies that may explain a difference, the one in use left out. */
  readonly otherPolicies: readonly Policy[];
}

/** One fact changed, and what came of it. `undefined`: the hypothesis does not apply, or changes nothing. */
export type Hypothesis = (divergence: Pair, context: CauseContext) => Explanation | undefined;

export interface Explanation {
  readonly replayed: Prediction;
  readonly cause: Omit<Cause, 'standing'>;
  /** The changed value was chosen to fit, and nothing else supports it. */
  readonly isFitted: boolean;
}

/** A late handler is never later than this; beyond, something else is at work. */
const LARGEST_HANDLER_LATENCY_MS = 2_000;

const hypotheses: readonly Hypothesis[] = [
  otherPolicies,
  unseenDeath,
  otherLimit,
  silentSleep,
  topAtAnotherTime,
  earlierUse,
];

export function findCause(divergence: Pair, context: CauseContext): Cause {
  const { predicted, observed } = divergence;
  if (predicted !== undefined && observed !== undefined) {
    const late = difference(predicted, observed);
    if (late > 0 && late <= LARGEST_HANDLER_LATENCY_MS) {
      return {
        cause: 'handler-latency',
        standing: 'suspected',
        explanation: `The handler of the system ran ${formatDuration(late)} after its time; up to ${formatDuration(LARGEST_HANDLER_LATENCY_MS)} is taken for load.`,
        evidence: observed.evidence,
      };
    }
  }
  let suspicion: Cause | undefined;
  for (const hypothesis of hypotheses) {
    const explanation = hypothesis(divergence, context);
    if (explanation === undefined || !explains(explanation.replayed, divergence, context)) continue;
    if (!explanation.isFitted) return { ...explanation.cause, standing: 'proved' };
    suspicion ??= { ...explanation.cause, standing: 'suspected' };
  }
  return suspicion ?? followsFromAnother(divergence, context) ?? unknown(divergence);
}

/** Whether the difference is gone in a replay: the observation is met, or what was missing is no longer predicted. */
function explains(replayed: Prediction, divergence: Pair, context: CauseContext): boolean {
  const told = replayed.outcomes.filter((event) => !event.silent);
  const pairs = pair(told, context.observed);
  if (divergence.observed !== undefined) {
    const met = pairs.find((each) => each.observed === divergence.observed);
    return (
      met?.predicted !== undefined && Math.abs(difference(met.predicted, divergence.observed)) <= context.toleranceMs
    );
  }
  const { predicted } = divergence;
  return predicted !== undefined && !told.some((event) => isSameOutcome(event, predicted, context.toleranceMs));
}

function isSameOutcome(event: PredictedEvent, other: PredictedEvent, toleranceMs: number): boolean {
  return (
    event.outcome === other.outcome &&
    event.component === other.component &&
    Math.abs(event.uptimeMs - other.uptimeMs) <= toleranceMs
  );
}

/** A crash that did not come because its onTimeout did not come has no cause of its own. */
function followsFromAnother({ predicted, observed }: Pair, context: CauseContext): Cause | undefined {
  if (predicted?.outcome !== 'crash-did-not-stop' || observed !== undefined) return undefined;
  const callback = context.prediction.outcomes.find(
    (event) =>
      event.outcome === 'timeout-callback' &&
      event.component === predicted.component &&
      event.uptimeMs < predicted.uptimeMs,
  );
  if (callback === undefined) return undefined;
  const cause = findCause({ predicted: callback, observed: nearestCallback(callback, context) }, context);
  return { ...cause, explanation: `Follows from the timeout before it. ${cause.explanation}` };
}

function nearestCallback(callback: PredictedEvent, { observed }: CauseContext): ObservedOutcome | undefined {
  return observed.find((seen) => seen.outcome === 'timeout-callback' && seen.service === callback.component);
}

function unknown({ predicted, observed }: Pair): Cause {
  return {
    cause: 'rule-unknown',
    standing: 'suspected',
    explanation: 'No change of a single fact explains this difference.',
    evidence: observed?.evidence ?? (predicted === undefined ? [] : []),
  };
}
