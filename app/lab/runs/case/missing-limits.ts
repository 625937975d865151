/**
 * Limits that were asked for and are not in force. The case is played all the same when the scenario tells the same story
 * with what is in force; else it fails before hours are waited for nothing.
 */
import { isSilent } from '../../../../engine/android/outcomes.js';
import type { Policy } from '../../../../engine/policy/policy.js';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { predictScenario } from '../../../../engine/scenario/predict-scenario.js';
import type { Scenario } from '../../../../engine/scenario/scenario.js';
import type { ReadEnvironment } from './read-environment.js';

/** What to tell of limits that differ; the error says why the scenario cannot be played with them. */
export function judgeMissingLimits(
  scenario: Scenario,
  policy: Policy,
  { missing, inForce }: Pick<ReadEnvironment, 'missing' | 'inForce'>,
): Result<readonly string[], string> {
  const words = missing.map(
    ({ key, value, found }) => `${key} is ${found ?? 'not readable'} and not ${value} on this device.`,
  );
  if (words.length === 0 || story(withLimits(scenario, inForce), policy) === story(scenario, policy)) return ok(words);
  return fail([...words, 'With these limits the scenario is another one.'].join(' '));
}

function withLimits(scenario: Scenario, inForce: ReadonlyMap<string, string>): Scenario {
  const config = scenario.device.config.flatMap(({ key }) => {
    const value = Number(inForce.get(key) ?? Number.NaN);
    return Number.isFinite(value) ? [{ key, value }] : [];
  });
  return { ...scenario, device: { ...scenario.device, config } };
}

/** What comes, in order, without its times. */
function story(scenario: Scenario, policy: Policy): string {
  return predictScenario(scenario, policy)
    .outcomes.filter(({ outcome }) => !isSilent(outcome))
    .map(({ outcome, service }) => `${outcome} ${service ?? ''}`)
    .join(', ');
}
