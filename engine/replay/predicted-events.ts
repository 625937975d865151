/** Turns what a replay has logged in flat arrays into the objects of a prediction. */
import { isSilent, type OutcomeName } from '../android/outcomes.js';
import { labelOfMask, ServiceType } from '../android/service-types.js';
import type { TimeLimitedTypesRule } from '../limits/time-limited-types.js';
import type { LiveConstants } from '../policy/constants.js';
import { NONE } from './ledger.js';
import type { OutcomeLog } from './outcome-log.js';
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
  'service-stopped-idle': { rule: 'idle-stop', source: 'ActiveServices.stopInBackgroundLocked' },
};

function originOf(outcome: OutcomeName, type: number): Origin {
  if (outcome === 'timeout-callback' && type === ServiceType.shortService)
    return short('ActiveServices.onShortFgsTimeout');
  return origins[outcome] ?? limited('ActiveServices.setServiceForegroundInnerLocked');
}

/** `beganEarlierBy`: by service, how much earlier its foreground time may have begun than the trace shows. */
export function predictedEvents(
  program: Program,
  outcomes: OutcomeLog,
  rule: TimeLimitedTypesRule | null,
  beganEarlierBy: Float64Array,
  constants: LiveConstants,
): PredictedEvent[] {
  const { services, apps } = program;
  const events: PredictedEvent[] = [];
  for (const logged of outcomes.outcomes()) {
    const { component, app } = services[logged.service]!;
    const limit = limitOf(logged.type, rule, constants);
    // An earlier beginning moves a timer, never a call that stands in the trace; and by no more than the whole limit.
    const earlierBy = logged.row === NONE ? Math.min(beganEarlierBy[logged.service]!, limit) : 0;
    events.push({
      outcome: logged.outcome,
      silent: isSilent(logged.outcome),
      packageName: apps[app]!.packageName,
      uid: apps[app]!.uid,
      component,
      type: logged.type === ServiceType.none ? null : labelOfMask(logged.type),
      uptimeMs: logged.uptime,
      elapsedMs: logged.earliestElapsed,
      earliestElapsedMs: logged.earliestElapsed - earlierBy,
      latestElapsedMs: logged.latestElapsed,
      row: logged.row,
      ledgerEnd: logged.ledgerEnd,
      service: logged.service,
      ...originOf(logged.outcome, logged.type),
    });
  }
  return events;
}

function limitOf(type: number, rule: TimeLimitedTypesRule | null, constants: LiveConstants): number {
  if (type === ServiceType.shortService) return constants.short_fgs_timeout_duration;
  return rule === null || type === ServiceType.none ? 0 : rule.limitOf(type);
}

export function predictedBudgets(program: Program, rule: TimeLimitedTypesRule): PredictedBudget[] {
  const found: PredictedBudget[] = [];
  const { budgets } = rule;
  for (let budget = 0; budget < budgets.exists.length; budget++) {
    if (budgets.exists[budget] === 0) continue;
    const app = program.apps[budget >> 1]!;
    const type = budget % 2 === 0 ? 'dataSync' : 'mediaProcessing';
    const exceededAt = budgets.exceededAt[budget]!;
    found.push({
      uid: app.uid,
      packageName: app.packageName,
      type,
      limitMs: rule.limitOf(ServiceType[type]),
      totalMs: budgets.total[budget]!,
      running: budgets.running[budget]!,
      exceededAtMs: exceededAt > 0 ? exceededAt + rule.state.bootUptime : null,
    });
  }
  return found;
}

export function assumptionsOf(program: Program, rule: TimeLimitedTypesRule): string[] {
  const sentences = [...rule.assumedTargetSdk].map((app) => targetSdkAssumption(program, app, rule.rules));
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
