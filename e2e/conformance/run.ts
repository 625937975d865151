/** Compares engine and simulator on many random scenarios, and tells each difference as the smallest scenario that shows it. */
import type { Variant } from '../../engine/policy/policy.js';
import { writeScenario } from '../../engine/scenario/write-scenario.js';
import { differenceIn, shrink } from './judge.js';
import { randomScenario } from './random-scenario.js';

const variants: readonly Variant[] = ['V0', 'V1', 'V2', 'V3', 'V4'];

export interface ConformanceResult {
  readonly compared: number;
  readonly differences: number;
  /** The first differences in words. */
  readonly reports: readonly string[];
}

const MOST_REPORTS = 5;

/** Scenario `seed + i` for every i below `count`, each under one of the variants in turn. */
export function conformance(count: number, seed: number, onProgress?: (compared: number) => void): ConformanceResult {
  const reports: string[] = [];
  let differences = 0;
  for (let index = 0; index < count; index++) {
    const scenario = randomScenario(seed + index, variants[index % variants.length]!);
    if (differenceIn(scenario) !== undefined) {
      differences++;
      if (reports.length < MOST_REPORTS) reports.push(describe(seed + index, shrink(scenario)));
    }
    if (index % 10_000 === 9_999) onProgress?.(index + 1);
  }
  return { compared: count, differences, reports };
}

function describe(seed: number, scenario: ReturnType<typeof randomScenario>): string {
  const answers = differenceIn(scenario);
  return [
    `seed ${seed}, shrunk:`,
    JSON.stringify(writeScenario(scenario), null, 1),
    'engine:',
    ...(answers?.engine ?? []).map((line) => `  ${line}`),
    'simulator:',
    ...(answers?.simulator ?? []).map((line) => `  ${line}`),
  ].join('\n');
}
