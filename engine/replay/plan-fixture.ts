/** Plans for tests: the steps of a scenario in the words of its file, and what the engine predicts. */
import { predictScenario, replayScenario, type ScenarioOutcome } from '../scenario/predict-scenario.js';
import { readScenario } from '../scenario/read-scenario.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Prediction } from './prediction.js';

interface PlanOptions {
  /** As in the file: `{ release: 15 }`. */
  readonly device?: string;
  /** Services of main process `main`; A and C are sticky, R is sticky and runs in `other`. B is not sticky. */
  readonly onTimeout?: string;
}

/** `steps` without the braces: `at: 0s, do: startService, service: A`. */
function planOf(steps: readonly string[], { device = '{ release: 15 }', onTimeout = '{}' }: PlanOptions): Scenario {
  const declared = 'declared: [dataSync, mediaProcessing, specialUse, shortService, location]';
  const text = `curfew: scenario/1
name: test
app: { package: dev.curfew.probe.t35, targetSdk: 35 }
device: ${device}
processes: [main, other]
services:
  - { name: A, ${declared}, sticky: true }
  - { name: B, ${declared} }
  - { name: C, ${declared}, sticky: true }
  - { name: R, ${declared}, sticky: true, process: other }
onTimeout: ${onTimeout}
steps:
${steps.map((step) => `  - { ${step} }`).join('\n')}`;
  const scenario = readScenario(text, 'test.yaml');
  if (!scenario.ok) throw new Error(scenario.error.map(({ message }) => message).join('; '));
  return scenario.value;
}

/** startService and startForeground in one instant. */
export const foreground = (service: string, at: string, types: string): string[] => [
  `at: ${at}, do: startService, service: ${service}`,
  `at: ${at}, do: startForeground, service: ${service}, types: [${types}]`,
];

export const planned = (steps: readonly string[], options: PlanOptions = {}): Prediction =>
  replayScenario(planOf(steps, options));

/** Outcomes that somebody is told of, with their reasons. */
export const plannedOutcomes = (steps: readonly string[], options: PlanOptions = {}): readonly ScenarioOutcome[] =>
  predictScenario(planOf(steps, options)).outcomes.filter(({ silent }) => silent !== true);

/** The same as `31000 crash-did-not-start B`. */
export const plannedLines = (steps: readonly string[], options: PlanOptions = {}): string[] =>
  plannedOutcomes(steps, options).map(({ elapsedMs, outcome, service }) => `${elapsedMs} ${outcome} ${service}`);
