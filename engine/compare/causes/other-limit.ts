/**
 * The limit in force was not the one of the policy: somebody shortened it with device_config, or the vendor changed it.
 * The value is read off the observation; it counts as proved when it is a round number, as people and vendors choose them.
 */
import { ServiceType } from '../../android/service-types.js';
import { DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY } from '../../policy/policy.js';
import { withConfigValue } from '../../policy/with-limits.js';
import { replay } from '../../replay/replay.js';
import { MS_PER_SECOND } from '../../time.js';
import { formatDuration } from '../../time-format.js';
import type { Hypothesis } from './find-cause.js';
import { chargedAt } from './charged-at.js';

/** Limits are set in whole multiples of this. */
const ROUND_MS = 5 * MS_PER_SECOND;
const SMALLEST_LIMIT_MS = MS_PER_SECOND;

export const otherLimit: Hypothesis = ({ observed }, context) => {
  if (observed?.outcome !== 'timeout-callback' || observed.service === null) return undefined;
  const charged = chargedAt(context.prediction, observed.service, observed.at.uptimeMs);
  if (charged === undefined || charged.totalMs < SMALLEST_LIMIT_MS) return undefined;
  const rounded = Math.round(charged.totalMs / ROUND_MS) * ROUND_MS;
  const isRound = rounded > 0 && Math.abs(rounded - charged.totalMs) <= context.toleranceMs;
  const limitMs = isRound ? rounded : charged.totalMs;
  const key = charged.type === ServiceType.dataSync ? DATA_SYNC_LIMIT_KEY : MEDIA_PROCESSING_LIMIT_KEY;
  const policy = withConfigValue(context.prediction.policy, key, limitMs);
  if (policy === context.prediction.policy) return undefined;
  return {
    replayed: replay(context.prediction.program, policy),
    isFitted: !isRound,
    cause: {
      cause: 'limit-not-in-force',
      explanation: `With ${formatDuration(limitMs)} as the limit (${key}) the prediction meets the observation; the policy ${policy.name} has another.`,
      evidence: observed.evidence,
    },
  };
};
