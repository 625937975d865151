/**
 * The limit in force was not the one of the policy: somebody shortened it with device_config, or the vendor changed it.
 * The value is read off the observation; only a round one explains anything, as people and vendors choose them.
 */
import { ServiceType } from '../../android/service-types.js';
import { DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY } from '../../policy/policy.js';
import { withConfigValue } from '../../policy/with-limits.js';
import { replay } from '../../replay/replay.js';
import { MS_PER_MINUTE, MS_PER_SECOND } from '../../time.js';
import { formatDuration } from '../../time-format.js';
import type { Hypothesis } from './find-cause.js';
import { chargedAt } from './charged-at.js';

/** People set limits in whole multiples of 5 seconds below 10 minutes and of a minute above. */
const ROUND_MS = 5 * MS_PER_SECOND;
const LONG_MS = 10 * MS_PER_MINUTE;
const SMALLEST_LIMIT_MS = MS_PER_SECOND;

export const otherLimit: Hypothesis = ({ observed }, context) => {
  if (observed?.outcome !== 'timeout-callback' || observed.service === null) return undefined;
  const charged = chargedAt(context.prediction, observed.service, observed.at.uptimeMs);
  if (charged === undefined || charged.totalMs < SMALLEST_LIMIT_MS) return undefined;
  const step = charged.totalMs < LONG_MS ? ROUND_MS : MS_PER_MINUTE;
  const rounded = Math.round(charged.totalMs / step) * step;
  if (rounded <= 0 || Math.abs(rounded - charged.totalMs) > context.toleranceMs) return undefined;
  const key = charged.type === ServiceType.dataSync ? DATA_SYNC_LIMIT_KEY : MEDIA_PROCESSING_LIMIT_KEY;
  const policy = withConfigValue(context.prediction.policy, key, rounded);
  if (policy === context.prediction.policy) return undefined;
  return {
    replayed: replay(context.prediction.program, policy),
    isFitted: false,
    cause: {
      cause: 'limit-not-in-force',
      explanation: `With ${formatDuration(rounded)} as the limit (${key}) the prediction meets the observation; the policy ${policy.name} has another.`,
      evidence: observed.evidence,
    },
  };
};
