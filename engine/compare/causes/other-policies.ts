/** Another variant of the code, or the guide read literally, predicts what was observed. No value is chosen: a proof. */
import { replay } from '../../replay/replay.js';
import type { Hypothesis } from './find-cause.js';

export const otherPolicies: Hypothesis = ({ predicted, observed }, context) => {
  const { program } = context.prediction;
  for (const policy of context.otherPolicies) {
    const replayed = replay(program, policy);
    const isMet = replayed.outcomes.some((event) => {
      if (observed === undefined || event.outcome !== observed.outcome || event.component !== observed.service)
        return false;
      return Math.abs(event.uptimeMs - observed.at.uptimeMs) <= context.toleranceMs;
    });
    const isGone =
      observed === undefined &&
      !replayed.outcomes.some(
        (event) => event.outcome === predicted?.outcome && event.component === predicted.component,
      );
    if (!isMet && !isGone) continue;
    const isReading = policy.reading === 'documented';
    return {
      replayed,
      isFitted: false,
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
