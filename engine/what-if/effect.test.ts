import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { policies } from '../policy/policies.js';
import type { Policy } from '../policy/policy.js';
import { settingNamed, withSetting } from '../policy/settings.js';
import { android14, android15, android15v1, android15v2, android16, android17 } from '../policy/shipped.js';
import { interpret } from '../scenario/interpret.js';
import { scenarioDocument } from '../scenario/scenario-fixture.js';
import { Script } from '../testing/script.js';
import { nothingChanged } from './changed-inputs.js';
import { closePolicies, recordings } from './world-fixture.js';
import { answerOf } from './what-if.js';
import { worldOfScenario, worldOfTrace, type World } from './world.js';

const worldOf = (script: Script): World => worldOfTrace(script.trace())(nothingChanged);

function set(policy: Policy, name: string, value: number): Policy {
  const setting = settingNamed(name);
  const changed = setting === undefined ? undefined : withSetting(policy, setting, value);
  if (changed === undefined) throw new Error(`${policy.name} has no ${name}`);
  return changed;
}

/** How many of the policies must be replayed. */
const distinct = (world: World, ...asked: readonly Policy[]): number =>
  new Set(asked.map((policy) => world.keyOf(policy))).size;

describe('policies that cannot differ', () => {
  const dataSync = new Script().start(0, 'A', ServiceType.dataSync).stop(1_000);

  it('are those of releases with the same code: V4 is V3 with its flags on', () => {
    expect(distinct(worldOf(dataSync), android15, android16, android17)).toBe(1);
    expect(distinct(worldOf(dataSync), android14, android15, android15v1)).toBe(3);
  });

  it('are those that look for TOP where nothing is ever TOP', () => {
    const seen = new Script().state(0, ProcessState.TOP).start(1, 'A', ServiceType.dataSync).stop(1_000);
    expect(distinct(worldOf(dataSync), android15, android15v2)).toBe(1);
    expect(distinct(worldOf(seen), android15, android15v2)).toBe(2);
  });

  it('are those with other limits of types that never run', () => {
    const world = worldOf(dataSync);
    expect(distinct(world, android15, set(android15, 'mediaProcessingLimit', 1))).toBe(1);
    expect(distinct(world, android15, set(android15, 'short_fgs_timeout_duration', 1))).toBe(1);
    expect(distinct(world, android15, set(android15, 'dataSyncLimit', 1))).toBe(2);
    const location = new Script().start(0, 'A', ServiceType.location).stop(1_000);
    expect(distinct(worldOf(location), ...policies.filter(({ reading }) => reading === 'as-shipped').slice(1))).toBe(1);
  });

  it('are those with thresholds between which no target SDK lies', () => {
    const world = worldOf(dataSync);
    expect(distinct(world, android15, set(android15, 'enabledSinceTargetSdk', 30))).toBe(1);
    expect(distinct(world, android15, set(android15, 'enabledSinceTargetSdk', 36))).toBe(2);
  });

  it('are not those of which one refuses a start at boot, or limits the type that an app turns to', () => {
    const step = { at: '0s', service: 'A' };
    const worldOfDocument = (document: object): World => {
      const scenario = interpret({ curfew: 'scenario/1', services: [{ name: 'A' }], ...document }, '');
      if (!scenario.ok) throw new Error('the scenario is wrong');
      return worldOfScenario(scenario.value)(nothingChanged);
    };
    const starts = [
      { ...step, do: 'startForegroundService' },
      { ...step, do: 'startForeground', types: ['camera'] },
    ];
    const boot = worldOfDocument({ steps: [{ at: '0s', do: 'bootCompleted' }, ...starts] });
    expect(distinct(boot, android14, android15)).toBe(2);
    const short = { ...step, do: 'startForeground', types: ['shortService'] };
    const turning = worldOfDocument({
      steps: [starts[0], short],
      onTimeout: { A: { do: 'switchType', types: ['dataSync'] } },
    });
    expect(distinct(turning, android15, set(android15, 'dataSyncLimit', 1))).toBe(2);
  });

  it('have the same outcomes in every recording', () => {
    fc.assert(
      fc.property(
        fc.oneof(recordings(), recordings([1]), recordings([2048, 1 << 30])),
        closePolicies,
        (trace, asked) => {
          const world = worldOfTrace(trace)(nothingChanged);
          const known = new Map<string, unknown>();
          for (const policy of asked) {
            const key = world.keyOf(policy);
            const { outcomes } = answerOf(world, policy);
            if (known.has(key)) expect(outcomes).toEqual(known.get(key));
            known.set(key, outcomes);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  it('have the same outcomes in every scenario', () => {
    fc.assert(
      fc.property(scenarioDocument, closePolicies, (document, asked) => {
        const scenario = interpret(document, '');
        if (!scenario.ok) throw new Error('the scenario is wrong');
        const world = worldOfScenario(scenario.value)(nothingChanged);
        const known = new Map<string, unknown>();
        for (const policy of asked) {
          const key = world.keyOf(policy);
          const { outcomes } = answerOf(world, policy);
          if (known.has(key)) expect(outcomes).toEqual(known.get(key));
          known.set(key, outcomes);
        }
      }),
      { numRuns: 60 },
    );
  });
});
