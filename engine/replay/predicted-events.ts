/** Turns what a replay has logged in flat arrays into the objects of a prediction. */
import { isSilent, type OutcomeName } from '../android/outcomes.js';
import { labelOfMask, ServiceType } from '../android/service-types.js';
import type { TimeLimitedTypesRule } from '../limits/time-limited-types.js';
import type { LiveConstants } from '../policy/constants.js';
import { NONE } from './ledger.js';
import type { OutcomeLog } from './outcome-log.js';
import type { PlatformState } from './platform-state.js';
import type { PredictedBudget, PredictedEvent } from './prediction.js';
import type { Program } from './program.js';

interface Origin {
  /** File of `engine/limits`. */
  readonly rule: string;
  /** Platform method that the rule was read from. */
  readonly source: string;
}

const limited = (source: string): Origin => ({ rule: 'time-limited-types', source });
const short = (source: string): Origin => ({ rule: 'short-service', source });

const origins: Partial<Record<OutcomeName, Origin>> = {
  'timeout-callback': limited('ActiveServices.onFgsTimeout'),
  'deadline-moved': limited('ActiveServices.onFgsTimeout'),
  'stale-timer-ignored': limited('ActiveServices.onFgsTimeout'),
  'crash-did-not-stop': limited('ActiveServices.onFgsCrashTimeout'),
  'budget-poisoned': limited('ServiceRecord.TimeLimitedFgsInfo.updateTotalRuntime'),
  'window-re-anchored': limited('ServiceRecord.TimeLimitedFgsInfo.noteFgsFgsStart'),
  'short-service-demoted': short('ActiveServices.onShortFgsProcstateTimeout'),
  'anr-short-service': short('ActiveServices.onShortFgsAnrTimeout'),
  'crash-did-not-start': { rule: 'start-promise', source: 'ActiveServices.bringDownServiceLocked' },
  'anr-did-not-start': { rule: 'start-promise', source: 'ActiveServices.serviceForegroundTimeoutANR' },
  'start-denied-background': {
    rule: 'background-start',
    source: 'ActiveServices.shouldAllowFgsStartForegroundNoBindingCheckLocked',
  },
  'start-denied-boot': { rule: 'boot-start', source: 'ActiveServices.setServiceForegroundInnerLocked' },
  'start-denied-type': short('ActiveServices.setServiceForegroundInnerLocked'),
  'anr-execution': { rule: 'execution-timeout', source: 'ActiveServices.serviceTimeout' },
  'service-stopped-idle': { rule: 'idle-stop', source: 'ActiveServices.stopInBackgroundLocked' },
};

function originOf(outcome: OutcomeName, type: number): Origin {
  if (outcome === 'timeout-callback' && type === ServiceType.shortService)
    return short('ActiveServices.onShortFgsTimeout');
  return origins[outcome] ?? limited('ActiveServices.setServiceForegroundInnerLocked');
}

/** By how much an outcome may lie earlier than predicted, in milliseconds. */
export type EarlierBy = (service: number, type: number, row: number) => number;

/**
 * An earlier beginning moves a timer, never a call that stands in the trace; and by no more than the whole limit.
 *
 * @param began  by service: how much earlier its foreground time may have begun than the trace shows
 */
export function earlierBy(began: Float64Array, rule: TimeLimitedTypesRule | null, constants: LiveConstants): EarlierBy {
  return (service, type, row) => (row === NONE ? Math.min(began[service]!, limitOf(type, rule, constants)) : 0);
}

export function predictedEvents(program: Program, outcomes: OutcomeLog, earlier: EarlierBy): PredictedEvent[] {
  const { services, apps } = program;
  const events: PredictedEvent[] = [];
  for (const logged of outcomes.outcomes()) {
    const { component, app } = services[logged.service]!;
    events.push({
      outcome: logged.outcome,
      silent: isSilent(logged.outcome),
      packageName: apps[app]!.packageName,
      uid: apps[app]!.uid,
      component,
      type: logged.type === ServiceType.none ? null : labelOfMask(logged.type),
      uptimeMs: logged.uptime,
      elapsedMs: logged.earliestElapsed,
      earliestElapsedMs: logged.earliestElapsed - earlier(logged.service, logged.type, logged.row),
      latestElapsedMs: logged.latestElapsed,
      row: logged.row,
      ledgerEnd: logged.ledgerEnd,
      service: logged.service,
      ...originOf(logged.outcome, logged.type),
    });
  }
  // Walked app by app, they come app by app.
  return program.rowsOfApp === null ? events : events.sort((a, b) => a.elapsedMs - b.elapsedMs);
}

function limitOf(type: number, rule: TimeLimitedTypesRule | null, constants: LiveConstants): number {
  if (type === ServiceType.shortService) return constants.short_fgs_timeout_duration;
  return rule === null || type === ServiceType.none ? 0 : rule.limitOf(type);
}

export function predictedBudgets(
  program: Program,
  state: PlatformState,
  rule: TimeLimitedTypesRule,
): PredictedBudget[] {
  const found: PredictedBudget[] = [];
  for (const app of state.apps) {
    const { uid, packageName } = program.apps[app.index]!;
    for (const type of ['dataSync', 'mediaProcessing'] as const) {
      const budget = app[type];
      if (!budget.exists) continue;
      found.push({
        uid,
        packageName,
        type,
        limitMs: rule.limitOf(ServiceType[type]),
        totalMs: budget.total,
        running: budget.running,
        exceededAtMs: budget.exceededAt === Number.NEGATIVE_INFINITY ? null : budget.exceededAt + state.bootUptime,
      });
    }
  }
  return found;
}

export function assumptionsOf(program: Program, state: PlatformState, rule: TimeLimitedTypesRule): string[] {
  const sentences = state.apps
    .filter((app) => app.assumesTargetSdk)
    .map((app) => targetSdkAssumption(program, app.index, rule.rules));
  if (rule.chargedAssumedUptime)
    sentences.push(
      'No source tells when the device booted; taken as 7 days before the trace begins, which decides how much bug P adds.',
    );
  return sentences;
}

export function targetSdkAssumption(
  program: Program,
  app: number,
  rules: { readonly enabledSinceTargetSdk: number },
): string {
  return `No source tells the target SDK of ${program.apps[app]!.packageName}; taken as ${rules.enabledSinceTargetSdk} or higher, so that the limits apply.`;
}
