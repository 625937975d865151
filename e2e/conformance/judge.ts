/** Plays one scenario through the engine and through the simulator, and tells where they differ. */
import type { Program } from '../../engine/replay/program.js';
import { replayScenario } from '../../engine/scenario/predict-scenario.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { EventKind } from '../../engine/trace/event-kind.js';
import type { Script, SimulationResult } from '../../simulator/limits/script.js';
import { simulate } from '../../simulator/limits/simulate.js';
import { scriptOf } from './script-of.js';

export interface Answers {
  readonly engine: readonly string[];
  readonly simulator: readonly string[];
}

/** The two answers as lines when they differ; `undefined` when they agree, or when the scenario never comes to an end. */
export function differenceIn(scenario: Scenario): Answers | undefined {
  const simulator = simulatorLines(scriptOf(scenario));
  if (simulator === undefined) return undefined;
  const engine = engineLines(scenario);
  if (engine === undefined) return undefined;
  return engine.join('\n') === simulator.join('\n') ? undefined : { engine, simulator };
}

/** What the engine predicts, one line for each outcome and budget; `undefined` when the scenario never comes to an end. */
export function engineLines(scenario: Scenario): readonly string[] | undefined {
  // The replay itself, without the sentences of its reasons: a million scenarios pass here.
  const prediction = replayScenario(scenario);
  if (prediction.isCutShort) return undefined;
  const bootedAt = lastBoot(prediction.program);
  return [
    ...prediction.outcomes
      .filter((event) => !event.silent)
      .map((event) => outcomeLine(event.elapsedMs, event.outcome, serviceName(event.component), event.type)),
    ...prediction.budgets.map((budget) =>
      budgetLine({ ...budget, exceededAtMs: budget.exceededAtMs === null ? null : budget.exceededAtMs - bootedAt }),
    ),
  ];
}

export function simulatorLines(script: Script): readonly string[] | undefined {
  return resultLines(simulate(script));
}

/** The same lines of whoever plays scripts. */
export function resultLines(result: SimulationResult): readonly string[] | undefined {
  if (result.cutShortAtMs !== null) return undefined;
  return [
    ...result.outcomes.map((event) => outcomeLine(event.elapsedMs, event.outcome, event.service, event.type)),
    ...result.budgets.map(budgetLine),
  ];
}

function lastBoot(program: Program): number {
  let uptime = 0;
  for (let at = 0; at < program.length; at++) if (program.kind[at] === EventKind.boot) uptime = program.uptime[at]!;
  return uptime;
}

/** `dev.curfew.probe.t35/.A` → `A` */
function serviceName(component: string): string {
  return component.slice(component.indexOf('/.') + 2);
}

/** Types that both programs tell alike: those of timeouts, crashes and exhausted budgets. */
const typed: ReadonlySet<string> = new Set(['timeout-callback', 'crash-did-not-stop', 'start-denied-exhausted']);

function outcomeLine(elapsedMs: number, outcome: string, service: string, type: string | null): string {
  return `${elapsedMs} ${outcome} ${service}${typed.has(outcome) ? ` ${type ?? ''}` : ''}`;
}

function budgetLine(budget: {
  readonly type: string;
  readonly totalMs: number;
  readonly running: number;
  readonly exceededAtMs: number | null;
}): string {
  return `budget ${budget.type}: ${budget.totalMs} charged, ${budget.running} running, exceeded at ${budget.exceededAtMs ?? 'no time'}`;
}

/** The same difference with as little as can be found: steps, settings and flags are left out one by one while the answers still differ. */
export function shrink(scenario: Scenario): Scenario {
  let smallest = scenario;
  for (let removed = true; removed;) {
    removed = false;
    for (const candidate of smallerOnes(smallest)) {
      if (differenceIn(candidate) === undefined) continue;
      smallest = candidate;
      removed = true;
      break;
    }
  }
  return smallest;
}

/** The last steps first: most of them follow from those before. */
function* smallerOnes(scenario: Scenario): Generator<Scenario> {
  const { steps, device } = scenario;
  for (let index = steps.length - 1; index >= 0; index--)
    yield { ...scenario, steps: steps.filter((_, at) => at !== index) };
  for (const setting of device.config)
    yield { ...scenario, device: { ...device, config: device.config.filter((other) => other !== setting) } };
  if (Object.keys(device.flags).length > 0) yield { ...scenario, device: { ...device, flags: {} } };
}
