/**
 * The limit in force was not the one of the policy: somebody shortened it with device_config, or the vendor changed it.
 * The value is read off the observation; only a round one explains anything, as people and vendors choose them.
 */
import { EventKind } from '../../trace/event-kind.js';
import { formatDuration } from '../../time-format.js';
import { edited } from './edited-trace.js';
import type { Hypothesis } from './find-cause.js';
import { defaultLimit, measuredLimit, roundLimit, rowsThatSet } from './measured-limit.js';
import { replayed } from './replayed.js';

export const otherLimit: Hypothesis = ({ observed }, context) => {
  const { prediction, toleranceMs } = context;
  const { policy, program } = prediction;
  const measured = observed === undefined ? undefined : measuredLimit(observed, context);
  if (observed === undefined || measured === undefined) return undefined;
  const { key } = measured;
  const rounded = roundLimit(measured, toleranceMs);
  const shown = rowsThatSet(program.trace, key);
  if (rounded === undefined || (rounded === defaultLimit(policy, key) && shown.length === 0)) return undefined;
  const first = { elapsed: program.trace.core.elapsed[0] ?? 0, uptime: program.trace.core.uptime[0] ?? 0 };
  const added = [{ kind: EventKind.configSet, ...first, note: key, argument: rounded }];
  return {
    replayed: replayed(edited(program.trace, { without: new Set(shown), added }), policy),
    // A dump that shows another value speaks against it.
    isFitted: shown.length > 0,
    cause: {
      cause: 'limit-not-in-force',
      explanation: `With ${formatDuration(rounded)} as the limit (${key}) the prediction meets the observation; ${shown.length > 0 ? 'the dump in the log shows' : `the policy ${policy.name} has`} another.`,
      evidence: observed.evidence,
    },
  };
};
