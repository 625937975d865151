/**
 * The app was on top of the screen when the log does not show it. Where the log tells every coming and going, this is no
 * explanation; where TOP is known only by chance, the moment is read off the observation: a suspicion.
 */
import { ProcessState } from '../../android/process-states.js';
import type { Program } from '../../replay/program.js';
import { EventKind } from '../../trace/event-kind.js';
import { chargedAt } from './charged-at.js';
import { edited } from './edited-trace.js';
import type { Hypothesis } from './find-cause.js';
import { replayed } from './replayed.js';

export const topAtAnotherTime: Hypothesis = ({ observed }, context) => {
  const { prediction } = context;
  const { program, policy } = prediction;
  if (observed?.outcome !== 'timeout-callback' || observed.service === null || policy.timeLimitedTypes === null)
    return undefined;
  if (!program.trace.meta.topIsSampled) return undefined;
  const charged = chargedAt(prediction, observed.service, observed.at.uptimeMs);
  const service = program.services.find(({ component }) => component === observed.service);
  if (charged === undefined || service === undefined) return undefined;
  const limit =
    charged.budget % 2 === 0 ? policy.timeLimitedTypes.dataSyncLimit : policy.timeLimitedTypes.mediaProcessingLimit;
  const leftTopAt = observed.at.uptimeMs - limit;
  const process = hostOf(program, observed.service);
  if (process === undefined || leftTopAt <= (program.uptime[0] ?? 0)) return undefined;
  const elapsed = observed.at.elapsedMs - limit;
  if (context.witness.wasOnScreen(observed.package, elapsed, observed.at.elapsedMs) === false) return undefined;
  const subject = { uid: program.apps[service.app]!.uid, process };
  const program2 = edited(program.trace, {
    added: [
      {
        kind: EventKind.processState,
        elapsed: elapsed - 1,
        uptime: leftTopAt - 1,
        argument: ProcessState.TOP,
        ...subject,
      },
      { kind: EventKind.processState, elapsed, uptime: leftTopAt, argument: ProcessState.LAST_ACTIVITY, ...subject },
    ],
  });
  return {
    replayed: replayed(program2, policy),
    isFitted: true,
    cause: {
      cause: 'top-seen-differently',
      explanation: `If ${process} left the screen at ${context.clock.words(elapsed)}, the deadline moved to the observed moment; the log does not tell when apps come and go.`,
      evidence: observed.evidence,
    },
  };
};

export function hostOf(program: Program, component: string): string | undefined {
  const service = program.services.findIndex((known) => known.component === component);
  for (let at = 0; at < program.length; at++)
    if (program.service[at] === service) return program.processes[program.process[at]!]?.name;
  return undefined;
}
