/**
 * Why predicted and observed differ. Every cause is a hypothesis that changes one fact and replays: when the difference
 * is gone, the fact explains it. A hypothesis that had a value to choose freely stays a suspicion, unless something
 * independent supports the value.
 *
 *     divergence ──► hypotheses, likeliest first ──replay──► first that explains it ──► Cause
 */
import type { OutcomeName } from '../../android/outcomes.js';
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
  /** Those that are judged: no claims. */
  readonly observed: readonly ObservedOutcome[];
  /** The outcomes that are judged. */
  readonly judged: ReadonlySet<OutcomeName>;
  readonly toleranceMs: number;
  readonly clock: WallClock;
  /** Policies that may explain a difference, the one in use left out. */
  readonly otherPolicies: readonly Policy[];
  /** Whether the sources could have shown a predicted outcome. */
  readonly isSeeable: (event: PredictedEvent) => boolean;
  /** Hypotheses that may still be tried in this comparison. */
  readonly budget: { left: number };
}

/** One fact changed, and what came of it. `undefined`: the hypothesis does not apply, or changes nothing. */
export type Hypothesis = (divergence: Pair, context: CauseContext) => Explanation | undefined;

export interface Explanation {
  readonly replayed: Prediction;
  readonly cause: Omit<Cause, 'standing'>;
  /** The changed value was chosen to fit and nothing else supports it, or a source says otherwise. */
  readonly isFitted: boolean;
  /** Deep sleep that the hypothesis adds: the uptime of what was observed behind it is that much less. */
  readonly sleep?: { readonly wokeAtElapsed: number; readonly sleptMs: number };
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
  const following = followsFromAnother(divergence, context);
  if (following !== undefined) return following;
  let suspicion: Cause | undefined;
  for (const hypothesis of hypotheses) {
    if (context.budget.left-- <= 0) break;
    const explanation = hypothesis(divergence, context);
    if (explanation === undefined || !explains(explanation, divergence, context)) continue;
    if (!explanation.isFitted) return { ...explanation.cause, standing: 'proved' };
    suspicion ??= { ...explanation.cause, standing: 'suspected' };
  }
  return suspicion ?? unknown(divergence);
}

/**
 * Whether the difference is gone in a replay: the observation is met, or what was missing is no longer predicted. And the
 * whole must be in better agreement than before: a fact that mends one outcome and breaks another explains nothing.
 */
function explains({ replayed, sleep }: Explanation, divergence: Pair, context: CauseContext): boolean {
  const { observed, predicted } = divergence;
  const seen = context.observed.map((each) => (sleep === undefined ? each : sleptOver(each, sleep)));
  const pairs = pair(toldBy(replayed, context), seen);
  const before = pair(toldBy(context.prediction, context), context.observed);
  if (disagreements(pairs, context) >= disagreements(before, context)) return false;
  if (observed !== undefined) {
    const met = pairs.find((each) => each.observed?.id === observed.id);
    return met !== undefined && isAgreement(met, context);
  }
  return predicted !== undefined && !pairs.some((each) => isPredictedAgain(each, predicted, context));
}

function sleptOver(seen: ObservedOutcome, sleep: NonNullable<Explanation['sleep']>): ObservedOutcome {
  if (seen.at.elapsedMs < sleep.wokeAtElapsed) return seen;
  return { ...seen, at: { ...seen.at, uptimeMs: seen.at.uptimeMs - sleep.sleptMs } };
}

function toldBy({ outcomes }: Prediction, { judged }: CauseContext): PredictedEvent[] {
  return outcomes.filter((event) => !event.silent && judged.has(event.outcome));
}

function disagreements(pairs: readonly Pair[], context: CauseContext): number {
  return pairs.filter((each) => {
    if (each.observed === undefined) return each.predicted !== undefined && context.isSeeable(each.predicted);
    return !isAgreement(each, context);
  }).length;
}

function isAgreement({ predicted, observed }: Pair, { toleranceMs }: CauseContext): boolean {
  if (predicted === undefined || observed === undefined) return false;
  return Math.abs(difference(predicted, observed)) <= toleranceMs;
}

function isPredictedAgain({ predicted: event }: Pair, predicted: PredictedEvent, context: CauseContext): boolean {
  return event !== undefined && isSameOutcome(event, predicted, context.toleranceMs);
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
  const callback = context.prediction.outcomes.findLast(
    (event) =>
      event.outcome === 'timeout-callback' &&
      event.component === predicted.component &&
      event.uid === predicted.uid &&
      event.uptimeMs < predicted.uptimeMs,
  );
  if (callback === undefined) return undefined;
  const pairs = pair(toldBy(context.prediction, context), context.observed);
  const ofCallback = pairs.find((each) => each.predicted === callback);
  if (ofCallback === undefined || isAgreement(ofCallback, context)) return undefined;
  const cause = findCause(ofCallback, context);
  return { ...cause, explanation: `Follows from the timeout before it. ${cause.explanation}` };
}

function unknown({ observed }: Pair): Cause {
  return {
    cause: 'rule-unknown',
    standing: 'suspected',
    explanation: 'No change of a single fact explains this difference.',
    evidence: observed?.evidence ?? [],
  };
}
