/** Part of the budget was used before the log begins. The amount is read off the observation: a suspicion. */
import { formatDuration } from '../../time-format.js';
import type { Hypothesis } from './find-cause.js';
import { chargedAt } from './charged-at.js';
import { replayed } from './replayed.js';

export const earlierUse: Hypothesis = ({ observed }, context) => {
  if (observed?.outcome !== 'timeout-callback' || observed.service === null) return undefined;
  const { prediction } = context;
  const charged = chargedAt(prediction, observed.service, observed.at.uptimeMs);
  if (charged === undefined) return undefined;
  const { timeLimitedTypes } = prediction.policy;
  if (timeLimitedTypes === null) return undefined;
  const limit = charged.budget % 2 === 0 ? timeLimitedTypes.dataSyncLimit : timeLimitedTypes.mediaProcessingLimit;
  const before = limit - charged.totalMs;
  if (before <= 0 || before > limit) return undefined;
  const uid = prediction.program.apps[charged.budget >> 1]!.uid;
  return {
    replayed: replayed(prediction.program, prediction.policy, {
      usedBefore: [{ uid, type: charged.type, totalMs: before }],
    }),
    isFitted: true,
    cause: {
      cause: 'observation-gap',
      explanation: `With ${formatDuration(before)} of the budget used before the log begins the prediction meets the observation.`,
      evidence: observed.evidence,
    },
  };
};
