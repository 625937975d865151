/** Whether a prediction is what the author of a scenario expects. */
import type { ScenarioOutcome } from './predict-scenario.js';
import type { Expectation } from './scenario.js';

export interface JudgedExpectation {
  readonly expectation: Expectation;
  readonly isMet: boolean;
  /** The predicted outcomes that come nearest when it is not met: same outcome and service, at another time. */
  readonly instead: readonly ScenarioOutcome[];
}

const MAX_INSTEAD = 5;

/**
 * An expectation is met when some predicted outcome agrees with everything it says; with `never`, when none does.
 * Times must agree to the millisecond: a prediction has no latency.
 */
export function judgeExpectations(
  expectations: readonly Expectation[],
  outcomes: readonly ScenarioOutcome[],
): JudgedExpectation[] {
  return expectations.map((expectation) => {
    const { atMs, never } = expectation;
    const alike = outcomes.filter((outcome) => isAlike(expectation, outcome));
    const found = atMs === null ? alike : alike.filter(({ elapsedMs }) => elapsedMs === atMs);
    return { expectation, isMet: found.length > 0 !== never, instead: (never ? found : alike).slice(0, MAX_INSTEAD) };
  });
}

function isAlike(expected: Expectation, outcome: ScenarioOutcome): boolean {
  return (
    expected.outcome === outcome.outcome &&
    (expected.service === null || expected.service === outcome.service) &&
    (expected.type === null || expected.type === outcome.type)
  );
}
