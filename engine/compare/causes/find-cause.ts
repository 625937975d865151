/**
 * Why predicted and observed differ. Every cause is a hypothesis that changes one fact and replays: when the difference
 * is gone, the fact explains it. A hypothesis that had a value to choose freely stays a suspicion, unless something
 * independent supports the value.
 *
 *     divergence ──► hypotheses, likeliest first ──replay──► first that explains it ──► Cause
 */
import type { OutcomeName } from '../../android/outcomes.js';
import { CRASH_GRACE_KEY, type Policy } from '../../policy/policy.js';
import { formatDuration } from '../../time-format.js';
import type { PredictedEvent, Prediction } from '../../replay/prediction.js';
import type { Cause, ObservedOutcome } from '../analysis.js';
import { difference, pair, type Pair } from '../pairing.js';
import { countBefore } from '../sorted-search.js';
import type { WallClock } from '../wall-clock.js';
import type { Witness } from '../witness.js';
import { acceptedAnyway } from './accepted-anyway.js';
import { consequences, mainThreadBusy, mainThreadHangs, shortServiceExtended, stoppedUnseen } from './app-behaviour.js';
import { clockJumped } from './clock-jump.js';
import { configOverwritten, limitChanged } from './config-changes.js';
import { crashSwitchedOff } from './crash-switched-off.js';
import { earlierUse } from './earlier-use.js';
import { limitAt } from './measured-limit.js';
import { otherLimit } from './other-limit.js';
import { otherPolicies } from './other-policies.js';
import { silentSleep, sleepThatWasRead, sleptOn } from './silent-sleep.js';
import { topAtAnotherTime } from './top-at-another-time.js';
import { unrecordedKill } from './unrecorded-kill.js';
import { unseenDeath } from './unseen-death.js';

export interface CauseContext {
  readonly prediction: Prediction;
  /** Those that are judged and that no other replay predicts: no claims. */
  readonly observed: readonly ObservedOutcome[];
  /** The outcomes that are judged. */
  readonly judged: ReadonlySet<OutcomeName>;
  /** All of the comparison. */
  readonly pairs: readonly Pair[];
  readonly toleranceMs: number;
  readonly clock: WallClock;
  /** What the recording says beside inputs and outcomes. */
  readonly witness: Witness;
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
  /** The hypothesis moves the clocks from a moment on: what was observed behind it moves along. */
  readonly shift?: ClockShift;
}

/** Milliseconds to add to what lies at or behind `fromElapsed`. Deep sleep takes from the uptime alone. */
export interface ClockShift {
  readonly fromElapsed: number;
  readonly elapsedMs: number;
  readonly uptimeMs: number;
}

/** A late handler is never later than this; beyond, something else is at work. */
const LARGEST_HANDLER_LATENCY_MS = 2_000;

const hypotheses: readonly Hypothesis[] = [
  acceptedAnyway,
  limitChanged,
  configOverwritten,
  unrecordedKill,
  crashSwitchedOff,
  sleepThatWasRead,
  sleptOn,
  otherPolicies,
  unseenDeath,
  clockJumped,
  otherLimit,
  shortServiceExtended,
  silentSleep,
  topAtAnotherTime,
  stoppedUnseen,
  earlierUse,
];

export class CauseFinder {
  readonly #pairOf = new Map<PredictedEvent, Pair>();
  /** By app and component: its predicted callbacks, in order of time. */
  readonly #callbacks = new Map<string, PredictedEvent[]>();
  readonly #found = new Map<Pair, Cause>();
  readonly #disagreements: number;

  constructor(readonly context: CauseContext) {
    for (const each of context.pairs) if (each.predicted !== undefined) this.#pairOf.set(each.predicted, each);
    for (const event of context.prediction.outcomes) {
      if (event.outcome !== 'timeout-callback') continue;
      const key = `${event.uid} ${event.component}`;
      const known = this.#callbacks.get(key);
      if (known === undefined) this.#callbacks.set(key, [event]);
      else known.push(event);
    }
    this.#disagreements = disagreements(pair(this.#told(context.prediction), context.observed), context);
  }

  find(divergence: Pair): Cause {
    const known = this.#found.get(divergence);
    if (known !== undefined) return known;
    const cause = this.#seek(divergence);
    this.#found.set(divergence, cause);
    return cause;
  }

  #seek(divergence: Pair): Cause {
    const { context } = this;
    const immediate =
      this.#followsFromAnother(divergence) ?? handlerLatency(divergence) ?? mainThreadHangs(divergence, context);
    if (immediate !== undefined) return immediate;
    let suspicion: Cause | undefined;
    for (const hypothesis of hypotheses) {
      if (context.budget.left-- <= 0) break;
      const explanation = hypothesis(divergence, context);
      if (explanation === undefined || !this.#explains(explanation, divergence)) continue;
      if (!explanation.isFitted) return { ...explanation.cause, standing: 'proved' };
      suspicion ??= { ...explanation.cause, standing: 'suspected' };
    }
    return suspicion ?? mainThreadBusy(divergence) ?? unknown(divergence);
  }

  /**
   * Whether the difference is gone in a replay: the observation is met, or what was missing is no longer predicted. And the
   * whole must be in better agreement than before: a fact that mends one outcome and breaks another explains nothing.
   */
  #explains({ replayed, shift }: Explanation, divergence: Pair): boolean {
    const { context } = this;
    const { observed, predicted } = divergence;
    const seen = shift === undefined ? context.observed : context.observed.map((each) => shifted(each, shift));
    const pairs = pair(this.#told(replayed), seen);
    if (disagreements(pairs, context) >= this.#disagreements) return false;
    if (observed !== undefined) {
      const met = pairs.find((each) => each.observed?.id === observed.id);
      return met !== undefined && isAgreement(met, context);
    }
    // Where the clocks are moved, what is predicted again may lie behind the end of the recording now.
    const isExpected = (each: Pair): boolean =>
      isPredictedAgain(each, predicted!, context) && (shift === undefined || context.isSeeable(each.predicted!));
    return predicted !== undefined && !pairs.some(isExpected);
  }

  #told({ outcomes }: Prediction): PredictedEvent[] {
    return outcomes.filter((event) => !event.silent && this.context.judged.has(event.outcome));
  }

  /** What did not come, or came at another time, because its onTimeout did so has no cause of its own. */
  #followsFromAnother(divergence: Pair): Cause | undefined {
    const { predicted, observed } = divergence;
    if (predicted === undefined) return this.#followsFromUnpredicted(observed);
    if (!consequences.has(predicted.outcome)) return undefined;
    const callbacks = this.#callbacks.get(`${predicted.uid} ${predicted.component}`) ?? [];
    const earlier = countBefore(callbacks.length, (index) => callbacks[index]!.uptimeMs < predicted.uptimeMs);
    const before = callbacks[earlier - 1];
    const ofCallback = before === undefined ? undefined : this.#pairOf.get(before);
    if (ofCallback === undefined || isAgreement(ofCallback, this.context)) return undefined;
    if (observed !== undefined && !isOffBy(ofCallback, difference(predicted, observed), this.context)) return undefined;
    const cause = this.find(ofCallback);
    return followedBy(cause);
  }

  /** An onTimeout that nothing predicted, and right after its grace what nothing predicted either. */
  #followsFromUnpredicted(observed: ObservedOutcome | undefined): Cause | undefined {
    const graceKey = observed === undefined ? undefined : graceOf.get(observed.outcome);
    if (observed === undefined || graceKey === undefined) return undefined;
    const { pairs, prediction, toleranceMs } = this.context;
    const grace = limitAt(prediction, graceKey, observed.at.elapsedMs);
    const callback = pairs.find(({ observed: seen, predicted }) => {
      if (predicted !== undefined || seen?.outcome !== 'timeout-callback' || grace === undefined) return false;
      if (seen.package !== observed.package || seen.service !== observed.service) return false;
      return Math.abs(observed.at.uptimeMs - seen.at.uptimeMs - grace) <= toleranceMs;
    });
    return callback === undefined ? undefined : followedBy(this.find(callback));
  }
}

/** How long after onTimeout each consequence comes. */
const graceOf: ReadonlyMap<OutcomeName, string> = new Map<OutcomeName, string>([
  ['crash-did-not-stop', CRASH_GRACE_KEY],
  ['short-service-demoted', 'short_fgs_proc_state_extra_wait_duration'],
  ['anr-short-service', 'short_fgs_anr_extra_wait_duration'],
]);

function followedBy(cause: Cause): Cause {
  return { ...cause, explanation: `Follows from the timeout before it. ${cause.explanation}` };
}

function handlerLatency({ predicted, observed }: Pair): Cause | undefined {
  if (predicted === undefined || observed === undefined) return undefined;
  const late = difference(predicted, observed);
  if (late <= 0 || late > LARGEST_HANDLER_LATENCY_MS) return undefined;
  return {
    cause: 'handler-latency',
    standing: 'suspected',
    explanation: `The handler of the system ran ${formatDuration(late)} after its time; up to ${formatDuration(LARGEST_HANDLER_LATENCY_MS)} is taken for load.`,
    evidence: observed.evidence,
  };
}

function shifted(seen: ObservedOutcome, { fromElapsed, elapsedMs, uptimeMs }: ClockShift): ObservedOutcome {
  if (seen.at.elapsedMs < fromElapsed) return seen;
  const at = { ...seen.at, elapsedMs: seen.at.elapsedMs + elapsedMs, uptimeMs: seen.at.uptimeMs + uptimeMs };
  return { ...seen, at };
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

/** Observed by so much after (or before) its prediction. */
function isOffBy({ predicted, observed }: Pair, by: number, { toleranceMs }: CauseContext): boolean {
  if (predicted === undefined || observed === undefined) return false;
  return Math.abs(difference(predicted, observed) - by) <= toleranceMs;
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

/** What the recording shows against an outcome that nothing explains. */
const against: Partial<Record<OutcomeName, string>> = {
  'start-denied-background': 'By the state and the exemptions that the system printed the start was to be accepted.',
  'start-denied-boot': 'By its reason and its types the start was to be accepted.',
  'service-stopped-idle': 'The app was on screen or had a foreground service, and such an app is not idle.',
};

function unknown({ predicted, observed }: Pair): Cause {
  const words = predicted === undefined && observed !== undefined ? against[observed.outcome] : undefined;
  return {
    cause: 'rule-unknown',
    standing: 'suspected',
    explanation: `${words === undefined ? '' : `${words} `}No change of a single fact explains this difference.`,
    evidence: observed?.evidence ?? [],
  };
}
