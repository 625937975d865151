/**
 * The limit was changed while a timer was armed. Handlers read limits live, but a message that is posted stays where it is
 * (spec/fgs-limits.md 2.9): the old value fires although a dump shows the new one, or the other way round.
 *
 *     limit changed        armed ──────── value set ───── observed     the timer keeps the value it was armed with
 *     config overwritten   value set ──── default again ── armed ───── observed     the server's flag sync took it back
 */
import { formatDuration } from '../../time-format.js';
import { EventKind } from '../../trace/event-kind.js';
import type { NewEvent } from '../../trace/trace-builder.js';
import { CRASH_GRACE_KEY, DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY } from '../../policy/policy.js';
import { LedgerCode } from '../../replay/ledger.js';
import type { Pair } from '../pairing.js';
import { edited } from './edited-trace.js';
import type { CauseContext, Explanation, Hypothesis } from './find-cause.js';
import { defaultLimit, lastOf, measuredLimit, roundLimit, rowsThatSet, type MeasuredLimit } from './measured-limit.js';
import { replayed } from './replayed.js';

/** What set the timer that a divergence is about. */
interface Arming {
  readonly key: string;
  readonly elapsed: number;
}

const armingCodes = [LedgerCode.armed, LedgerCode.shortArmed];

function armingOf({ predicted, observed }: Pair, context: CauseContext): Arming | undefined {
  const measured = observed === undefined ? undefined : measuredLimit(observed, context);
  if (measured !== undefined) return { key: measured.key, elapsed: measured.armedElapsed };
  if (predicted?.outcome !== 'timeout-callback') return undefined;
  const armed = lastOf(context.prediction, predicted.component, armingCodes, predicted.uptimeMs);
  const key = keyOfType(predicted.type);
  return armed === undefined || key === undefined ? undefined : { key, elapsed: armed.elapsed };
}

function keyOfType(type: string | null): string | undefined {
  if (type === 'shortService') return 'short_fgs_timeout_duration';
  if (type === 'dataSync') return DATA_SYNC_LIMIT_KEY;
  return type === 'mediaProcessing' ? MEDIA_PROCESSING_LIMIT_KEY : undefined;
}

/** A value that a source shows only after the timer was armed may have been set in between. */
export const limitChanged: Hypothesis = (divergence, context) => {
  const arming = armingOf(divergence, context);
  if (arming === undefined) return undefined;
  const { trace } = context.prediction.program;
  const shown = rowsThatSet(trace, arming.key);
  const [first] = shown;
  if (first === undefined) return changedUnseen(divergence, arming, context);
  const seenAt = shown.find((row) => trace.provenance(row) !== undefined);
  if (seenAt !== undefined && trace.core.elapsed[seenAt]! <= arming.elapsed) return undefined;
  // Rows without a line only assume that the value held before it was seen.
  const assumed = shown.filter((row) => trace.provenance(row) === undefined);
  if (assumed.length === 0) return undefined;
  const value = trace.core.argument[seenAt ?? first]!;
  const seenWords =
    seenAt === undefined ? 'in a dump that has no time' : `at ${context.clock.words(trace.core.elapsed[seenAt]!)}`;
  const after = { elapsed: arming.elapsed + 1, uptime: uptimeAt(context, arming.elapsed) + 1 };
  const added: NewEvent[] = [{ kind: EventKind.configSet, ...after, note: arming.key, argument: value }];
  return {
    replayed: replayed(edited(trace, { without: new Set(assumed), added }), context.prediction.policy),
    isFitted: false,
    cause: {
      cause: 'limit-changed-while-armed',
      explanation: `${arming.key} is ${formatDuration(value)} ${seenWords}; if it was set after the timer had been armed at ${context.clock.words(arming.elapsed)}, the timer keeps the ${defaultWords(context, arming.key)} it was armed with, and that is what is seen.`,
      evidence: [
        ...(seenAt === undefined ? [] : [context.clock.proven(seenAt)]),
        ...(divergence.observed?.evidence ?? []),
      ],
    },
  };
};

/** No source shows any value: a round one that this timer alone was armed with. */
function changedUnseen({ observed }: Pair, arming: Arming, context: CauseContext): Explanation | undefined {
  const measured: MeasuredLimit | undefined = observed === undefined ? undefined : measuredLimit(observed, context);
  const rounded = measured === undefined ? undefined : roundLimit(measured, context.toleranceMs);
  if (observed === undefined || rounded === undefined || arming.key === CRASH_GRACE_KEY) return undefined;
  const { policy, program } = context.prediction;
  if (rounded === defaultLimit(policy, arming.key)) return undefined;
  const uptime = uptimeAt(context, arming.elapsed);
  const set = (by: number, argument: number): NewEvent => ({
    kind: EventKind.configSet,
    elapsed: arming.elapsed + by,
    uptime: uptime + by,
    note: arming.key,
    argument,
  });
  return {
    replayed: replayed(edited(program.trace, { added: [set(-1, rounded), set(1, Number.NaN)] }), policy),
    isFitted: true,
    cause: {
      cause: 'limit-changed-while-armed',
      explanation: `If ${arming.key} was ${formatDuration(rounded)} when the timer was armed at ${context.clock.words(arming.elapsed)} and was changed then, this timer alone kept it; no source shows the change.`,
      evidence: observed.evidence,
    },
  };
}

/** A value that a source shows before the timer was armed was gone again when it was. */
export const configOverwritten: Hypothesis = (divergence, context) => {
  const arming = armingOf(divergence, context);
  if (arming === undefined) return undefined;
  const { trace } = context.prediction.program;
  const shown = rowsThatSet(trace, arming.key).filter((row) => trace.provenance(row) !== undefined);
  const before = shown.findLast((row) => trace.core.elapsed[row]! <= arming.elapsed);
  if (before === undefined) return undefined;
  const value = trace.core.argument[before]!;
  // A source that shows the same value again later says that nothing took it back.
  const isShownAgain = shown.some((row) => row > before && trace.core.argument[row] === value);
  if (Number.isNaN(value) || value === defaultLimit(context.prediction.policy, arming.key) || isShownAgain)
    return undefined;
  const at = { elapsed: arming.elapsed, uptime: uptimeAt(context, arming.elapsed) };
  const added: NewEvent[] = [{ kind: EventKind.configSet, ...at, note: arming.key, argument: Number.NaN }];
  const isShownGone = shown.some((row) => row > before && trace.core.argument[row] !== value);
  return {
    replayed: replayed(edited(trace, { added }), context.prediction.policy),
    // That nothing came is no proof of another value: much else looks the same.
    isFitted: divergence.observed === undefined && !isShownGone,
    cause: {
      cause: 'config-sync-overwrote',
      explanation: `${arming.key} was ${formatDuration(value)} at ${context.clock.words(trace.core.elapsed[before]!)}, but the timer armed at ${context.clock.words(arming.elapsed)} had the ${defaultWords(context, arming.key)}: something took the value back in between, as the sync of server flags does (switch it off with set_sync_disabled_for_tests).`,
      evidence: [context.clock.proven(before), ...(divergence.observed?.evidence ?? [])],
    },
  };
};

function defaultWords({ prediction }: CauseContext, key: string): string {
  const value = defaultLimit(prediction.policy, key);
  return value === undefined ? 'default' : `default of ${formatDuration(value)}`;
}

/** Uptime of the row at, or the last one before, a moment. */
function uptimeAt({ prediction }: CauseContext, at: number): number {
  const { elapsed, uptime } = prediction.program.trace.core;
  let row = 0;
  while (row + 1 < elapsed.length && elapsed[row + 1]! <= at) row++;
  return (uptime[row] ?? 0) + (at - (elapsed[row] ?? 0));
}
