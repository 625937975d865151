/**
 * An earlier run of the service did not end with a stop but with the death of its process, which charges nothing: one
 * recorded stop is taken for a death, and the budget is that much fuller.
 */
import { EventKind } from '../../trace/event-kind.js';
import type { Trace } from '../../trace/trace.js';
import { edited } from './edited-trace.js';
import type { Hypothesis } from './find-cause.js';
import { replayed } from './replayed.js';

/** Stops that are tried, latest first. */
const MOST_TRIED = 8;

export const unseenDeath: Hypothesis = ({ observed }, context) => {
  if (observed?.outcome !== 'timeout-callback' || observed.service === null) return undefined;
  const { trace } = context.prediction.program;
  const { kind, elapsed } = trace.core;
  const stops: number[] = [];
  for (let row = 0; row < trace.length && elapsed[row]! < observed.at.elapsedMs; row++) {
    const isStop = kind[row] === EventKind.stopService || kind[row] === EventKind.stopSelf;
    if (isStop && trace.event(row).service === observed.service && !isCertain(trace, row)) stops.push(row);
  }
  for (const row of stops.slice(-MOST_TRIED).reverse()) {
    const { uid, process, elapsed: at, uptime } = trace.event(row);
    const program = edited(trace, {
      without: new Set([row]),
      added: [{ kind: EventKind.processDied, elapsed: at, uptime, uid, process }],
    });
    const result = replayed(program, context.prediction.policy);
    const isMet = result.outcomes.some(
      (event) =>
        event.outcome === observed.outcome &&
        event.component === observed.service &&
        Math.abs(event.uptimeMs - observed.at.uptimeMs) <= context.toleranceMs,
    );
    if (!isMet) continue;
    return {
      replayed: result,
      isFitted: false,
      cause: {
        cause: 'process-died-unseen',
        explanation: `If the process died at ${context.clock.words(at)} instead of stopping the service, that run was never charged, and the prediction meets the observation.`,
        evidence: [context.clock.proven(row), ...observed.evidence],
      },
    };
  }
  return undefined;
};

/** The system prints that it cancels the timer only when a service is really stopped. */
function isCertain(trace: Trace, row: number): boolean {
  return trace.provenance(row)?.rawText.includes('Stop FGS timeout: ') === true;
}
