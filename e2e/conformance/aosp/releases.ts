/** The releases whose classes can be driven, and which code of the platform each of them is (docs/aosp-jars.md). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Variant } from '../../../engine/policy/policy.js';
import type { Scenario } from '../../../engine/scenario/scenario.js';
import { randomScenario } from '../random-scenario.js';

const variantOf = { 14: 'V0', 15: 'V3', 16: 'V3' } as const satisfies Record<number, Variant>;

export type AospRelease = keyof typeof variantOf;

export function aospRelease(text: string): AospRelease | undefined {
  const release = Number(text);
  return Object.hasOwn(variantOf, release) ? (release as AospRelease) : undefined;
}

/**
 * What the Java side of a built module is started with.
 *
 * @param target  `engine/conformance/aosp/target`, where Maven builds
 */
export function javaArguments(target: string, release: AospRelease): string[] {
  const versions = JSON.parse(readFileSync(path.join(target, '../releases.json'), 'utf8')) as Record<string, string>;
  const classpath = [path.join(target, 'classes'), path.join(target, 'lib', '*')].join(path.delimiter);
  const jar = path.join(target, 'android-all', `android-all-${versions[release] ?? ''}.jar`);
  return ['-XX:+UseSerialGC', '-cp', classpath, 'dev.curfew.conformance.aosp.play.Main', jar];
}

/** The random scenario of a seed, on a device of that release. */
export function scenarioOn(release: AospRelease, seed: number): Scenario {
  const scenario = randomScenario(seed, variantOf[release]);
  return { ...scenario, device: { ...scenario.device, release } };
}
