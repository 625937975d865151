/** Compares on many random scenarios, and tells each difference as the smallest scenario that shows it. */
import type { Scenario } from '../../../engine/scenario/scenario.js';
import { writeScenario } from '../../../engine/scenario/write-scenario.js';
import { differenceIn, shrink, type Judge } from './judge.js';
import type { AospPlatform } from './platform.js';
import { scenarioOn, type AospRelease } from './releases.js';

export interface AospResult {
  readonly compared: number;
  readonly differences: number;
  /** The first differences in words. */
  readonly reports: readonly string[];
}

export interface AospRequest {
  readonly release: AospRelease;
  readonly count: number;
  readonly seed: number;
  /** How many differences are shrunk and told. */
  readonly mostReports: number;
  readonly against: readonly Judge[];
  readonly onProgress?: (compared: number) => void;
}

/** Scripts that the Java side has before it while this side does its own. */
const AT_ONCE = 200;

/** Scenario `seed + i` for every i below `count`. */
export async function conformance(platform: AospPlatform, request: AospRequest): Promise<AospResult> {
  const { release, count, seed, against } = request;
  const different: Scenario[] = [];
  let differences = 0;
  for (let from = 0; from < count; from += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - from);
    const scenarios = Array.from({ length: size }, (_, at) => scenarioOn(release, seed + from + at));
    const found = await Promise.all(scenarios.map((scenario) => differenceIn(platform, scenario, against)));
    found.forEach((answers, at) => {
      const scenario = scenarios[at];
      if (answers === undefined || scenario === undefined) return;
      differences++;
      if (different.length < request.mostReports) different.push(scenario);
    });
    request.onProgress?.(from + size);
  }
  const reports: string[] = [];
  for (const scenario of different)
    reports.push(await describe(platform, await shrink(platform, scenario, against), against));
  return { compared: count, differences, reports };
}

/** A scenario file that `curfew predict` reads, and what each says about it. */
async function describe(platform: AospPlatform, scenario: Scenario, against: readonly Judge[]): Promise<string> {
  const answers = await differenceIn(platform, scenario, against);
  const told = ([...against, 'android'] as const).flatMap((who) => [
    `${who}:`,
    ...(answers?.[who] ?? []).map((line) => `  ${line}`),
  ]);
  return [`${scenario.name}, shrunk:`, JSON.stringify(writeScenario(scenario), null, 1), ...told].join('\n');
}
