/**
 * Another variant of the code, or the guide read literally, predicts what was observed. No value is chosen: a proof, unless a
 * source tells the release and the variant is of another one. That nothing came because the release knows no such limit at
 * all is a suspicion: anything that keeps an outcome from being seen looks the same.
 */
import { ServiceType } from '../../android/service-types.js';
import type { Policy } from '../../policy/policy.js';
import type { Prediction } from '../../replay/prediction.js';
import { limitedMask } from '../judged-outcomes.js';
import type { Pair } from '../pairing.js';
import type { Explanation, Hypothesis } from './find-cause.js';
import { replayed } from './replayed.js';

export const otherPolicies: Hypothesis = (divergence, context) => {
  const { predicted, observed } = divergence;
  if (!isOfLimitedTypes(divergence)) return undefined;
  const { program } = context.prediction;
  for (const policy of limitedFirst(context.otherPolicies)) {
    const result = replayed(program, policy);
    const isMet = result.outcomes.some((event) => {
      if (event.outcome !== observed?.outcome || event.component !== observed.service) return false;
      return Math.abs(event.uptimeMs - observed.at.uptimeMs) <= context.toleranceMs;
    });
    const isGone =
      observed === undefined &&
      !result.outcomes.some((event) => event.outcome === predicted?.outcome && event.component === predicted.component);
    if (!isMet && !isGone) continue;
    const isReading = policy.reading === 'documented';
    const { release } = program.trace.meta;
    const isOtherRelease = release !== null && policy.release !== null && policy.release !== release;
    if (policy.timeLimitedTypes === null) return noLimitAtAll(result);
    return {
      replayed: result,
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

/** Variants, and the guide, differ in what they say of time-limited types, and in nothing else. */
function isOfLimitedTypes({ predicted, observed }: Pair): boolean {
  const outcome = predicted?.outcome ?? observed?.outcome;
  if (outcome === 'crash-did-not-stop' || outcome === 'start-denied-exhausted') return true;
  const type = predicted?.type ?? observed?.type ?? 'unknown';
  if (outcome !== 'timeout-callback') return false;
  return type === 'unknown' || (ServiceType[type as keyof typeof ServiceType] & limitedMask) !== 0;
}

function noLimitAtAll(result: Prediction): Explanation {
  return {
    replayed: result,
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
