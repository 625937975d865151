/**
 * Predicted against observed: a verdict for every outcome that the rules speak about, a cause for every difference.
 *
 *     both, close together       as-predicted          predicted, not seen   missing · not-observable · interrupted
 *     both, further apart        early · late          seen, not predicted   unpredicted · not-observable
 */
import type { PredictedEvent, Prediction } from '../replay/prediction.js';
import type { Cause, ObservedOutcome, VerdictName } from './analysis.js';
import { CauseFinder, type CauseContext } from './causes/find-cause.js';
import type { Coverage } from './coverage.js';
import type { RecordedInputs } from './inputs-seen.js';
import { isJudged, judgedUnder } from './judged-outcomes.js';
import { OutcomeIndex } from './outcome-index.js';
import { difference, pair, type Pair } from './pairing.js';
import { isShownAccepted, unseenBecause } from './unseen.js';

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

/** What is compared. */
export interface Comparison extends Pick<CauseContext, 'clock' | 'otherPolicies' | 'witness'> {
  readonly prediction: Prediction;
  /** Predicted by other replays, beside the prediction: starts that only claims tell of. */
  readonly added: readonly PredictedEvent[];
  /** Claims included. */
  readonly observed: readonly ObservedOutcome[];
  readonly coverage: Coverage;
  readonly inputs: RecordedInputs;
}

/** Each hypothesis about a cause replays the trace: so many for one comparison, fewer of a long trace; then no cause is sought. */
const MOST_HYPOTHESES = 1_000;
const FEWEST_HYPOTHESES = 24;
const MOST_ROWS_REPLAYED = 500_000;

export function compare(comparison: Comparison, options: CompareOptions = defaultCompareOptions): JudgedOutcome[] {
  const { prediction, added, observed, coverage, clock, otherPolicies, witness } = comparison;
  const judged = judgedUnder(prediction.policy);
  const told = [...prediction.outcomes, ...added].filter((event) => !event.silent && judged.has(event.outcome));
  told.sort((a, b) => a.elapsedMs - b.elapsedMs);
  const seen = observed.filter((each) => isJudged(each, prediction.policy));
  const affordable = Math.floor(MOST_ROWS_REPLAYED / (prediction.program.length + seen.length + 1));
  const pairs = pair(told, seen);
  const own = new Set(prediction.outcomes);
  const causes = new CauseFinder({
    clock,
    otherPolicies,
    witness,
    judged,
    prediction,
    observed: notMetBy(added, pairs, seen),
    pairs,
    toleranceMs: options.toleranceMs,
    isSeeable: (event) =>
      coverage.blindness(event.outcome, event.elapsedMs) === undefined ||
      (own.has(event) && isShownAccepted(event, prediction.program.trace)),
    budget: { left: Math.min(MOST_HYPOTHESES, Math.max(FEWEST_HYPOTHESES, affordable)) },
  });
  return new Judge(comparison, causes, options.toleranceMs).judgeAll(pairs);
}

/** Without those that a replay beside the prediction explains: no hypothesis has to. */
function notMetBy(
  added: readonly PredictedEvent[],
  pairs: readonly Pair[],
  seen: readonly ObservedOutcome[],
): readonly ObservedOutcome[] {
  if (added.length === 0) return seen;
  const beside = new Set(added);
  const met = new Set(
    pairs.filter(({ predicted }) => predicted !== undefined && beside.has(predicted)).map(({ observed }) => observed),
  );
  return seen.filter((each) => !met.has(each));
}

class Judge {
  readonly #claims: OutcomeIndex;
  readonly #added: ReadonlySet<PredictedEvent>;

  constructor(
    readonly comparison: Comparison,
    readonly causes: CauseFinder,
    readonly toleranceMs: number,
  ) {
    this.#claims = new OutcomeIndex(comparison.observed.filter(({ trust }) => trust === 'claim'));
    this.#added = new Set(comparison.added);
  }

  judgeAll(pairs: readonly Pair[]): JudgedOutcome[] {
    return pairs.map((each) => {
      const { predicted, observed } = each;
      if (predicted === undefined) return this.#unpredicted(each, observed!);
      if (observed === undefined) return this.#unmet(each, predicted);
      const deltaMs = difference(predicted, observed);
      if (Math.abs(deltaMs) <= this.toleranceMs) return { pair: each, verdict: 'as-predicted', deltaMs, cause: null };
      return { pair: each, verdict: deltaMs < 0 ? 'early' : 'late', deltaMs, cause: this.causes.find(each) };
    });
  }

  #unpredicted(each: Pair, observed: ObservedOutcome): JudgedOutcome {
    const hidden = this.comparison.inputs.hiddenFrom(observed);
    if (hidden === undefined)
      return { pair: each, verdict: 'unpredicted', deltaMs: null, cause: this.causes.find(each) };
    const cause: Cause = {
      cause: 'observation-gap',
      standing: 'suspected',
      explanation: `Not observable: the log does not show ${hidden}.`,
      evidence: observed.evidence,
    };
    return { pair: each, verdict: 'not-observable', deltaMs: null, cause };
  }

  #unmet(each: Pair, predicted: PredictedEvent): JudgedOutcome {
    const { prediction, coverage } = this.comparison;
    const isAccepted = !this.#added.has(predicted) && isShownAccepted(predicted, prediction.program.trace);
    const unseen = isAccepted ? undefined : unseenBecause(predicted, this.#claims, coverage);
    if (unseen !== undefined) return { pair: each, deltaMs: null, ...unseen };
    return { pair: each, verdict: 'missing', deltaMs: null, cause: this.causes.find(each) };
  }
}
