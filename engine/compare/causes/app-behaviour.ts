/**
 * What the app did itself and no line of the system tells.
 *
 *     extended     startForeground(shortService) again moves T0 (spec/fgs-limits.md 3.4)
 *     stopped      the service left the foreground in time, in a log that shows no stops
 *     busy         the exception waits for the app's main thread (spec/fgs-limits.md 2.7, 5.1)
 *
 * Nothing else supports any of them: suspicions.
 */
import { ServiceType } from '../../android/service-types.js';
import { LedgerCode } from '../../replay/ledger.js';
import { formatDuration } from '../../time-format.js';
import { EventKind } from '../../trace/event-kind.js';
import type { Trace } from '../../trace/trace.js';
import type { Cause } from '../analysis.js';
import { difference, type Pair } from '../pairing.js';
import { edited } from './edited-trace.js';
import type { CauseContext, Hypothesis } from './find-cause.js';
import { lastOf } from './measured-limit.js';
import { replayed } from './replayed.js';

export const shortServiceExtended: Hypothesis = ({ predicted, observed }, context) => {
  if (observed?.outcome !== 'timeout-callback' || observed.type !== 'shortService' || observed.service === null)
    return undefined;
  if (predicted === undefined) return undefined;
  const late = difference(predicted, observed);
  const { program, policy } = context.prediction;
  const armed = lastOf(context.prediction, observed.service, [LedgerCode.shortArmed], predicted.uptimeMs);
  if (late <= 0 || armed === undefined) return undefined;
  const at = { elapsed: armed.elapsed + late, uptime: armed.uptime + late };
  const { uid, component } = predicted;
  const added = { kind: EventKind.startForeground, ...at, uid, service: component, types: ServiceType.shortService };
  return {
    replayed: replayed(edited(program.trace, { added: [added] }), policy),
    isFitted: true,
    cause: {
      cause: 'app-behaviour',
      explanation: `If the app called startForeground(shortService) again at ${context.clock.words(at.elapsed)}, its three minutes began anew then; such a call writes no line.`,
      evidence: observed.evidence,
    },
  };
};

/** What follows when a service is told to stop and does not. */
export const consequences: ReadonlySet<string> = new Set([
  'crash-did-not-stop',
  'short-service-demoted',
  'anr-short-service',
]);
const callbackCodes = [LedgerCode.expired, LedgerCode.shortExpired];

export const stoppedUnseen: Hypothesis = ({ predicted, observed }, context) => {
  if (predicted === undefined || observed !== undefined || !consequences.has(predicted.outcome)) return undefined;
  const { program, policy } = context.prediction;
  const called = lastOf(context.prediction, predicted.component, callbackCodes, predicted.uptimeMs);
  if (called === undefined || isSeenLater(program.trace, predicted.component, called.elapsed)) return undefined;
  const { uid, component } = predicted;
  const own = context.witness.stopOf(component, called.elapsed, predicted.elapsedMs);
  const stop = { kind: EventKind.stopSelf, elapsed: called.elapsed + 1, uptime: called.uptime + 1, uid };
  return {
    replayed: replayed(edited(program.trace, { added: [{ ...stop, service: component }] }), policy),
    isFitted: true,
    cause: {
      cause: 'app-behaviour',
      explanation:
        own === undefined
          ? 'If the app stopped the service after onTimeout, nothing more was to come; the log shows no stop of it, because it was cut or filtered.'
          : `The app itself says that it stopped the service at ${context.clock.words(own.elapsed)}, which no line of the system tells; then nothing more was to come.`,
      evidence: own === undefined ? [] : [context.witness.proven(own)],
    },
  };
};

/** A later line about the service in the foreground says that it had not stopped. */
function isSeenLater(trace: Trace, component: string, elapsed: number): boolean {
  const stops = [EventKind.stopService, EventKind.stopSelf, EventKind.stopForeground];
  for (const kind of stops)
    for (const row of trace.rowsOfKind(kind))
      if (trace.core.elapsed[row]! > elapsed && trace.event(row).service === component) return true;
  return false;
}

const waitsForMainThread: ReadonlySet<string> = new Set(['crash-did-not-stop', 'crash-did-not-start']);

/** No replay can show it: a recording does not tell when a main thread is busy. The probe says when its own hangs. */
export function mainThreadHangs({ predicted, observed }: Pair, { witness, clock }: CauseContext): Cause | undefined {
  if (predicted === undefined || observed !== undefined || !waitsForMainThread.has(predicted.outcome)) return undefined;
  const hang = witness.hangAt(predicted.packageName, predicted.elapsedMs);
  if (hang === undefined) return undefined;
  return {
    cause: 'app-behaviour',
    standing: 'suspected',
    explanation: `The exception is a message to the app's main thread, which hangs since ${clock.words(hang.elapsed)} by the app's own word.`,
    evidence: [witness.proven(hang)],
  };
}

export function mainThreadBusy({ predicted, observed }: Pair): Cause | undefined {
  if (predicted === undefined || observed === undefined || !waitsForMainThread.has(observed.outcome)) return undefined;
  const late = difference(predicted, observed);
  if (late <= 0) return undefined;
  return {
    cause: 'app-behaviour',
    standing: 'suspected',
    explanation: `The exception is a message to the app's main thread; it came ${formatDuration(late)} late, as it does when that thread is busy or blocked.`,
    evidence: observed.evidence,
  };
}
