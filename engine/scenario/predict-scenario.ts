/** What will happen in a scenario under a policy: plan, replay, and the result as `prediction/1` of the vocabulary. */
import type { OutcomeName } from '../android/outcomes.js';
import type { Policy } from '../policy/policy.js';
import type { PredictedEvent, Prediction } from '../replay/prediction.js';
import { compile } from '../replay/compile.js';
import { reasonsFor, sinceZero } from '../replay/reasons.js';
import { replay } from '../replay/replay.js';
import { durationMs } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import { planTrace, reactionsOf } from './plan-trace.js';
import { policyOfScenario, withFlagsOf } from './policy-of-scenario.js';
import type { Scenario } from './scenario.js';

export interface ScenarioOutcome {
  readonly outcome: OutcomeName;
  /** Name of the service in the scenario; `null` where the outcome is about no service. */
  readonly service: string | null;
  readonly type: string | null;
  /** Since the scenario began. */
  readonly elapsedMs: number;
  /** Uptime since the last boot. */
  readonly uptimeMs: number;
  readonly because: readonly string[];
  readonly rule: string;
  readonly source: string;
  /** Present when nobody is told on a device. */
  readonly silent?: true;
}

export interface ScenarioBudget {
  readonly uid: number;
  readonly type: string;
  readonly totalMs: number;
  readonly running: number;
  /** Uptime since the last boot; `null` when the limit was never reached. */
  readonly exceededAtMs: number | null;
}

export interface ScenarioPrediction {
  readonly curfew: 'prediction/1';
  readonly policy: string;
  readonly variant: string | null;
  readonly outcomes: readonly ScenarioOutcome[];
  readonly budgets: readonly ScenarioBudget[];
}

/** Without a policy, that of the scenario's device. */
export function replayScenario(scenario: Scenario, policy: Policy = policyOfScenario(scenario)): Prediction {
  const program = compile(planTrace(scenario));
  return replay(program, withFlagsOf(scenario, policy), {
    consequences: 'simulated',
    // The plan's last row is its end.
    horizon: durationMs(0),
    reactions: reactionsOf(scenario),
  });
}

export function predictScenario(scenario: Scenario, policy?: Policy): ScenarioPrediction {
  return describePrediction(scenario, replayScenario(scenario, policy));
}

export function describePrediction(scenario: Scenario, prediction: Prediction): ScenarioPrediction {
  const boots = bootsOf(prediction);
  const lastBoot = boots.at(-1)?.uptime ?? 0;
  const prefix = `${scenario.packageName}/.`;
  return {
    curfew: 'prediction/1',
    policy: prediction.policy.name,
    variant: prediction.policy.variant,
    outcomes: prediction.outcomes.map((event) => ({
      outcome: event.outcome,
      service: event.component.startsWith(prefix) ? event.component.slice(prefix.length) : null,
      type: event.type,
      elapsedMs: event.elapsedMs,
      uptimeMs: event.uptimeMs - bootBefore(event, boots, prediction),
      because: reasonsFor(prediction, event, sinceZero),
      rule: event.rule,
      source: event.source,
      ...(event.silent ? { silent: true as const } : {}),
    })),
    budgets: prediction.budgets.map(({ uid, type, totalMs, running, exceededAtMs }) => ({
      uid,
      type,
      totalMs,
      running,
      exceededAtMs: exceededAtMs === null ? null : exceededAtMs - lastBoot,
    })),
  };
}

interface Boot {
  readonly row: number;
  readonly uptime: number;
}

function bootsOf({ program }: Prediction): Boot[] {
  const boots: Boot[] = [];
  for (let at = 0; at < program.length; at++) {
    if (program.kind[at] === EventKind.boot) boots.push({ row: program.row[at]!, uptime: program.uptime[at]! });
  }
  return boots;
}

/** Uptime, on the trace's clock, of the boot that an outcome counts from. */
function bootBefore(event: PredictedEvent, boots: readonly Boot[], prediction: Prediction): number {
  const boot = boots.findLast((candidate) => isAfter(event, candidate, prediction));
  return boot?.uptime ?? 0;
}

/** A timer that is due in the very instant of a reboot acts before it; only one that was set since then acts after it. */
function isAfter(event: PredictedEvent, boot: Boot, { ledger }: Prediction): boolean {
  if (event.row >= 0) return event.row >= boot.row;
  if (event.uptimeMs !== boot.uptime) return event.uptimeMs > boot.uptime;
  for (let at = event.ledgerEnd - 1; at >= 0; at--) {
    const { row } = ledger.entry(at);
    if (row >= 0) return row >= boot.row;
  }
  return false;
}
