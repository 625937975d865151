/**
 * Another variant of the code, or the guide read literally, predicts what was observed. No value is chosen: a proof, unless a
 * source tells the release and the variant is of another one. That nothing came because the release knows no such limit at
 * all is a suspicion: anything that keeps an outcome from being seen looks the same.
 */
import { replay } from '../../replay/replay.js';
import type { Policy } from '../../policy/policy.js';
import type { Prediction } from '../../replay/prediction.js';
import type { Explanation, Hypothesis } from './find-cause.js';

export const otherPolicies: Hypothesis = ({ predicted, observed }, context) => {
  const { program } = context.prediction;
  for (const policy of limitedFirst(context.otherPolicies)) {
    const replayed = replay(program, policy);
    const isMet = replayed.outcomes.some((event) => {
      if (event.outcome !== observed?.outcome || event.component !== observed.service) return false;
      return Math.abs(event.uptimeMs - observed.at.uptimeMs) <= context.toleranceMs;
    });
    const isGone =
      observed === undefined &&
      !replayed.outcomes.some(
        (event) => event.outcome === predicted?.outcome && event.component === predicted.component,
      );
    if (!isMet && !isGone) continue;
    const isReading = policy.reading === 'documented';
    const { release } = program.trace.meta;
    const isOtherRelease = release !== null && policy.release !== null && policy.release !== release;
    if (policy.timeLimitedTypes === null) return noLimitAtAll(replayed);
    return {
      replayed,
      isFitted: isOtherRelease,
      cause: {
        cause: isReading ? 'documented-reading' : 'variant-differs',
        explanation: isReading
          ? 'The device does what the public guide says, read literally, and not what the code of this release does.'
          : `The device behaves like ${policy.name} (${policy.title}, variant ${policy.variant ?? ''}).`,
        evidence: observed?.evidence ?? [],
      },
    };
  }
  return undefined;
};

function noLimitAtAll(replayed: Prediction): Explanation {
  return {
    replayed,
    isFitted: true,
    cause: {
      cause: 'limit-not-in-force',
      explanation: 'Nothing is seen of the limit: with no limit in force nothing would be.',
      evidence: [],
    },
  };
}

function limitedFirst(policies: readonly Policy[]): readonly Policy[] {
  return [...policies].sort((a, b) => Number(a.timeLimitedTypes === null) - Number(b.timeLimitedTypes === null));
}
