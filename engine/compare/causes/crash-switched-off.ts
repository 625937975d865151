/**
 * The system has the code that crashes an app which does not stop, and does not do it (flag enable_fgs_timeout_crash_behavior,
 * spec/fgs-limits.md 2.4, 2.7).
 *
 *     with a note of the system    AOSP's own flag is off: the limit is not in force, and the line says so
 *     without a word               the code of a vendor who took the crash out: another variant
 */
import type { Policy } from '../../policy/policy.js';
import type { Prediction } from '../../replay/prediction.js';
import { LedgerCode } from '../../replay/ledger.js';
import { EventKind } from '../../trace/event-kind.js';
import type { Pair } from '../pairing.js';
import { isEventOfStart } from '../unseen.js';
import type { CauseContext, Explanation, Hypothesis } from './find-cause.js';
import { lastOf } from './measured-limit.js';
import { replayed } from './replayed.js';

/** The note stands where the exception would. */
const NOTE_REACHES_MS = 2_000;

export const crashSwitchedOff: Hypothesis = (divergence, context) => {
  const policy = withoutCrash(context.prediction.policy);
  if (policy === undefined) return undefined;
  return noted(divergence, policy, context) ?? withoutAWord(divergence, policy, context);
};

function noted({ predicted, observed }: Pair, policy: Policy, context: CauseContext): Explanation | undefined {
  if (predicted === undefined || observed !== undefined) return undefined;
  const what =
    predicted.outcome === 'crash-did-not-stop'
      ? 'did-not-stop'
      : predicted.outcome === 'start-denied-exhausted'
        ? 'exhausted'
        : undefined;
  if (what === undefined) return undefined;
  const note = context.witness.notedAbout(what, predicted.component, predicted.elapsedMs, NOTE_REACHES_MS);
  if (note === undefined) return undefined;
  return {
    replayed: without(context, policy),
    isFitted: false,
    cause: {
      cause: 'limit-not-in-force',
      explanation:
        'The system only noted what it would have thrown: the flag enable_fgs_timeout_crash_behavior is off on this device.',
      evidence: [context.witness.proven(note)],
    },
  };
}

function withoutAWord({ predicted, observed }: Pair, policy: Policy, context: CauseContext): Explanation | undefined {
  if (predicted?.outcome !== 'crash-did-not-stop' || observed !== undefined) return undefined;
  const { prediction, witness } = context;
  if (!wouldShowStop(prediction, predicted.component, predicted.elapsedMs)) return undefined;
  const callback = lastOf(prediction, predicted.component, [LedgerCode.expired], predicted.uptimeMs);
  if (callback === undefined || witness.hangAt(predicted.packageName, predicted.elapsedMs) !== undefined)
    return undefined;
  if (witness.stopOf(predicted.component, callback.elapsed, predicted.elapsedMs) !== undefined) return undefined;
  return {
    replayed: without(context, policy),
    // Else the app may have stopped or died, and the lines are lost.
    isFitted: !witness.isAliveAfter(predicted.packageName, predicted.elapsedMs),
    cause: {
      cause: 'variant-differs',
      explanation:
        'The service was told to stop and did not, and no crash came: the device behaves like the same code with its crash taken out (enable_fgs_timeout_crash_behavior off), as the builds of some vendors do.',
      evidence: [],
    },
  };
}

/** The event log shows the service going to the foreground, so that it would show it leaving. */
function wouldShowStop({ program: { trace } }: Prediction, component: string, elapsedMs: number): boolean {
  for (const row of trace.rowsOfKind(EventKind.startForeground)) {
    if (trace.core.elapsed[row]! > elapsedMs) return false;
    if (trace.event(row).service === component && isEventOfStart(trace, row)) return true;
  }
  return false;
}

function without({ prediction }: CauseContext, policy: Policy): Prediction {
  return replayed(prediction.program, policy);
}

/** Android 17 has no flag any more: what does not crash there is the code before it. */
function withoutCrash(policy: Policy): Policy | undefined {
  if (policy.reading !== 'as-shipped' || policy.timeLimitedTypes === null) return undefined;
  const { timeLimitedTypes, variant } = policy;
  return {
    ...policy,
    variant: variant === 'V4' ? 'V3' : variant,
    timeLimitedTypes: {
      ...timeLimitedTypes,
      flags: { ...timeLimitedTypes.flags, enableFgsTimeoutCrashBehavior: false },
    },
  };
}
