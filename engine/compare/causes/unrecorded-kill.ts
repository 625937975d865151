/**
 * A line says that somebody killed the process, and no line says that it died: the death is taken as happened. The killer is named
 * by the line (a vendor's manager, the low-memory killer); lmkd is no part of system_server, so that its line alone is a claim.
 */
import { packageOf } from '../../android/components.js';
import { EventKind } from '../../trace/event-kind.js';
import type { Trace } from '../../trace/trace.js';
import { killerBehind } from '../kill-reasons.js';
import { edited } from './edited-trace.js';
import type { Hypothesis } from './find-cause.js';
import { replayed } from './replayed.js';

/** The activity manager sees a death within this time of the kill. */
const DEATH_FOLLOWS_MS = 5_000;

export const unrecordedKill: Hypothesis = ({ predicted, observed }, context) => {
  if (predicted === undefined || observed !== undefined) return undefined;
  const { program, policy } = context.prediction;
  const { trace } = program;
  const row = lastKill(trace, predicted.packageName, predicted.elapsedMs);
  if (row === undefined) return undefined;
  const { elapsed, uptime, process, note } = trace.event(row);
  const killer = killerBehind(note);
  if (killer === undefined) return undefined;
  const death = { kind: EventKind.processDied, elapsed, uptime, uid: predicted.uid, process };
  return {
    replayed: replayed(edited(trace, { added: [death] }), policy),
    isFitted: trace.provenance(row)?.trust === 'claim',
    cause: {
      cause: killer.cause,
      explanation: `A line says that ${killer.who} killed ${process} at ${context.clock.words(elapsed)} (${note}); if it did, nothing was to come any more.`,
      evidence: [context.clock.proven(row)],
    },
  };
};

/** The last kill of the app before a moment that no death follows. */
function lastKill(trace: Trace, packageName: string, until: number): number | undefined {
  const { elapsed } = trace.core;
  const deaths = [...trace.rowsOfKind(EventKind.processDied)]
    .map((row) => trace.event(row))
    .filter(({ process }) => packageOf(process) === packageName);
  const kills = [...trace.rowsOfKind(EventKind.processKillReason)].filter(
    (row) =>
      elapsed[row]! <= until &&
      packageOf(trace.event(row).process) === packageName &&
      !deaths.some((death) => death.elapsed >= elapsed[row]! && death.elapsed - elapsed[row]! <= DEATH_FOLLOWS_MS),
  );
  return kills.at(-1);
}
