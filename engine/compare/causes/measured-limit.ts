/**
 * The limit that an observation shows, if it came right on time: the length of what ran out, and the key that sets it. Read off the
 * ledger of the prediction, in which everything that armed a timer stands.
 */
import { ServiceType } from '../../android/service-types.js';
import { CRASH_GRACE_KEY, DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY, type Policy } from '../../policy/policy.js';
import { defaultConstants, isConstantName } from '../../policy/constants.js';
import { LedgerCode } from '../../replay/ledger.js';
import type { Prediction } from '../../replay/prediction.js';
import { MS_PER_MINUTE, MS_PER_SECOND } from '../../time.js';
import { EventKind } from '../../trace/event-kind.js';
import type { Trace } from '../../trace/trace.js';
import type { ObservedOutcome } from '../analysis.js';
import { chargedAt } from './charged-at.js';
import type { CauseContext } from './find-cause.js';

export interface MeasuredLimit {
  readonly key: string;
  readonly valueMs: number;
  /** When the timer that ran out was armed, elapsed. */
  readonly armedElapsed: number;
}

/** People set limits in whole multiples of 5 seconds below 10 minutes and of a minute above. */
const ROUND_MS = 5 * MS_PER_SECOND;
const LONG_MS = 10 * MS_PER_MINUTE;
const SMALLEST_LIMIT_MS = MS_PER_SECOND;

/** `undefined` where the trace shows nothing that could have run out. */
export function measuredLimit(seen: ObservedOutcome, context: CauseContext): MeasuredLimit | undefined {
  const { prediction } = context;
  const { service, at } = seen;
  if (service === null) return undefined;
  const since = (code: number, key: string): MeasuredLimit | undefined => {
    const entry = lastOf(prediction, service, [code], at.uptimeMs);
    return entry === undefined ? undefined : { key, valueMs: at.uptimeMs - entry.uptime, armedElapsed: entry.elapsed };
  };
  switch (seen.outcome) {
    case 'timeout-callback':
      if (seen.type === 'shortService') return since(LedgerCode.shortArmed, 'short_fgs_timeout_duration');
      return chargedLimit(prediction, service, at.uptimeMs);
    case 'crash-did-not-stop':
      return since(LedgerCode.expired, CRASH_GRACE_KEY);
    case 'short-service-demoted':
      return since(LedgerCode.shortExpired, 'short_fgs_proc_state_extra_wait_duration');
    case 'anr-short-service':
      return since(LedgerCode.shortExpired, 'short_fgs_anr_extra_wait_duration');
    case 'crash-did-not-start':
      return since(LedgerCode.promised, 'service_start_foreground_timeout_ms');
    default:
      return undefined;
  }
}

function chargedLimit(prediction: Prediction, service: string, uptimeMs: number): MeasuredLimit | undefined {
  const charged = chargedAt(prediction, service, uptimeMs);
  const armed = lastOf(prediction, service, [LedgerCode.armed], uptimeMs);
  if (charged === undefined || armed === undefined) return undefined;
  const key = charged.type === ServiceType.dataSync ? DATA_SYNC_LIMIT_KEY : MEDIA_PROCESSING_LIMIT_KEY;
  return { key, valueMs: charged.totalMs, armedElapsed: armed.elapsed };
}

/** The last thing of a kind that happened to a service before a moment. */
export function lastOf(
  { ledger, program }: Prediction,
  component: string,
  codes: readonly number[],
  uptimeMs: number,
): { readonly uptime: number; readonly elapsed: number; readonly row: number } | undefined {
  for (let at = ledger.length - 1; at >= 0; at--) {
    const entry = ledger.entry(at);
    if (entry.uptime > uptimeMs || !codes.includes(entry.code)) continue;
    if (program.services[entry.service]?.component === component) return entry;
  }
  return undefined;
}

/** The round value that people would have set, if the measured one is that; else `undefined`. */
export function roundLimit({ valueMs }: MeasuredLimit, toleranceMs: number): number | undefined {
  if (valueMs < SMALLEST_LIMIT_MS) return undefined;
  const step = valueMs < LONG_MS ? ROUND_MS : MS_PER_MINUTE;
  const rounded = Math.round(valueMs / step) * step;
  return rounded <= 0 || Math.abs(rounded - valueMs) > toleranceMs ? undefined : rounded;
}

/** What holds where nobody sets a key: the policy's value. */
export function defaultLimit(policy: Policy, key: string): number | undefined {
  const limits = policy.timeLimitedTypes;
  if (key === DATA_SYNC_LIMIT_KEY) return limits?.dataSyncLimit;
  if (key === MEDIA_PROCESSING_LIMIT_KEY) return limits?.mediaProcessingLimit;
  if (key === CRASH_GRACE_KEY) return limits?.crashGrace;
  return isConstantName(key) ? defaultConstants[key] : undefined;
}

/** What the trace shows in force at a moment; where it shows nothing, the policy's value. */
export function limitAt({ program, policy }: Prediction, key: string, elapsed: number): number | undefined {
  const { trace } = program;
  const row = rowsThatSet(trace, key).findLast((each) => trace.core.elapsed[each]! <= elapsed);
  const value = row === undefined ? Number.NaN : trace.core.argument[row]!;
  return Number.isNaN(value) ? defaultLimit(policy, key) : value;
}

/** Rows that set a key, in order of time. */
export function rowsThatSet(trace: Trace, key: string): number[] {
  const rows: number[] = [];
  for (const row of trace.rowsOfKind(EventKind.configSet)) if (trace.event(row).note === key) rows.push(row);
  return rows;
}
