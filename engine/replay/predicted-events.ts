/** Turns what a replay has logged in flat arrays into the objects of a prediction. */
import { isSilent } from '../android/outcomes.js';
import { labelOfMask, ServiceType } from '../android/service-types.js';
import type { TimeLimitedTypesRule } from '../limits/time-limited-types.js';
import { NONE } from './ledger.js';
import type { OutcomeLog } from './outcome-log.js';
import type { PredictedBudget, PredictedEvent } from './prediction.js';
import type { Program } from './program.js';

const sourceOf: Partial<Record<string, string>> = {
  'timeout-callback': 'ActiveServices.onFgsTimeout',
  'deadline-moved': 'ActiveServices.onFgsTimeout',
  'stale-timer-ignored': 'ActiveServices.onFgsTimeout',
  'crash-did-not-stop': 'ActiveServices.onFgsCrashTimeout',
  'budget-poisoned': 'ServiceRecord.TimeLimitedFgsInfo.updateTotalRuntime',
  'window-re-anchored': 'ServiceRecord.TimeLimitedFgsInfo.noteFgsFgsStart',
};

/** `beganEarlierBy`: by service, how much earlier its foreground time may have begun than the trace shows. */
export function predictedEvents(
  program: Program,
  outcomes: OutcomeLog,
  rule: TimeLimitedTypesRule | null,
  beganEarlierBy: Float64Array,
): PredictedEvent[] {
  const { services, apps } = program;
  const events: PredictedEvent[] = [];
  for (const logged of outcomes.outcomes()) {
    const { component, app } = services[logged.service]!;
    const limit = rule === null || logged.type === ServiceType.none ? 0 : rule.limitOf(logged.type);
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
      rule: 'time-limited-types',
      source: sourceOf[logged.outcome] ?? 'ActiveServices.setServiceForegroundInnerLocked',
    });
  }
  return events;
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
  return [...rule.assumedTargetSdk].map(
    (app) =>
      `No source tells the target SDK of ${program.apps[app]!.packageName}; taken as ${rule.rules.enabledSinceTargetSdk} or higher, so that the limits apply.`,
  );
}
