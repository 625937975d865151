/**
 * A start that the rules refuse was accepted: the event log shows it. Either the restriction was not in force for the app, or a
 * fact that lifts it was not seen.
 */
import { ProcessState } from '../../android/process-states.js';
import { EventKind } from '../../trace/event-kind.js';
import type { NewEvent } from '../../trace/trace-builder.js';
import type { PredictedEvent } from '../../replay/prediction.js';
import { edited } from './edited-trace.js';
import type { CauseContext, Explanation, Hypothesis } from './find-cause.js';
import { replayed } from './replayed.js';
import { hostOf } from './top-at-another-time.js';

export const acceptedAnyway: Hypothesis = ({ predicted, observed }, context) => {
  if (predicted === undefined || observed !== undefined || predicted.row < 0) return undefined;
  if (predicted.outcome === 'start-denied-boot') return withoutBootRestriction(predicted, context);
  return predicted.outcome === 'start-denied-exhausted' ? onScreenBefore(predicted, context) : undefined;
};

/** FGS_BOOT_COMPLETED_RESTRICTIONS can be switched off per app: the same starts, with another reason. */
function withoutBootRestriction(predicted: PredictedEvent, context: CauseContext): Explanation {
  const { trace } = context.prediction.program;
  const without = new Set<number>();
  const added: NewEvent[] = [];
  for (let row = 0; row < trace.length; row++) {
    const event = trace.event(row);
    if (event.service !== predicted.component || event.note !== 'BOOT_COMPLETED') continue;
    without.add(row);
    added.push({ ...event, note: '' });
  }
  return {
    replayed: replayed(edited(trace, { without, added }), context.prediction.policy),
    isFitted: false,
    cause: {
      cause: 'limit-not-in-force',
      explanation:
        'The start from BOOT_COMPLETED was accepted: the restriction was not in force for this app (compat change FGS_BOOT_COMPLETED_RESTRICTIONS).',
      evidence: [context.clock.proven(predicted.row)],
    },
  };
}

/** The process was on screen after the limit, which resets the budget; only where the log does not tell when apps come and go. */
function onScreenBefore(predicted: PredictedEvent, context: CauseContext): Explanation | undefined {
  const { program, policy } = context.prediction;
  const { trace } = program;
  const process = hostOf(program, predicted.component);
  if (!trace.meta.topIsSampled || process === undefined) return undefined;
  const at = { elapsed: predicted.elapsedMs - 1, uptime: predicted.uptimeMs - 1, uid: predicted.uid, process };
  const added = [ProcessState.TOP, ProcessState.LAST_ACTIVITY].map((state) => ({
    ...at,
    kind: EventKind.processState,
    argument: state,
  }));
  return {
    replayed: replayed(edited(trace, { added }), policy),
    isFitted: true,
    cause: {
      cause: 'top-seen-differently',
      explanation: `The start was accepted although the budget is exhausted: if ${process} was on screen after the limit was reached, the budget was reset; the log does not tell when apps come and go.`,
      evidence: [context.clock.proven(predicted.row)],
    },
  };
}
