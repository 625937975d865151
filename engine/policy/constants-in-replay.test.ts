/** The constants of a policy are what a replay begins with: a recording, a plan, and a value that is taken back. */
import { describe, expect, it } from 'vitest';
import { ServiceType } from '../android/service-types.js';
import { predictScenario } from '../scenario/predict-scenario.js';
import { readScenario } from '../scenario/read-scenario.js';
import { outcomeLine, Script } from '../testing/script.js';
import type { Policy } from './policy.js';
import { android15 } from './shipped.js';

const minute: Policy = { ...android15, constants: { short_fgs_timeout_duration: 60_000 } };
const short = (script: Script): Script => script.start(0, 'A', ServiceType.shortService);
const told = (script: Script, policy: Policy): string[] =>
  script
    .replay(policy)
    .outcomes.filter(({ silent }) => !silent)
    .map(outcomeLine);

describe('the constants of a policy', () => {
  it('hold in a recording', () => {
    expect(told(short(new Script()), android15)[0]).toMatch(/^\+0:03:00 timeout-callback A/);
    expect(told(short(new Script()), minute)[0]).toMatch(/^\+0:01:00 timeout-callback A/);
  });

  it('give way to a value that is set in the recording, and hold again when that is deleted', () => {
    const set = new Script().setConfig(-2, 'short_fgs_timeout_duration', 5_000);
    expect(told(short(set), minute)[0]).toMatch(/^\+0:00:05 timeout-callback A/);
    const deleted = new Script()
      .setConfig(-2, 'short_fgs_timeout_duration', 5_000)
      .setConfig(-1, 'short_fgs_timeout_duration', undefined);
    expect(told(short(deleted), minute)[0]).toMatch(/^\+0:01:00 timeout-callback A/);
  });

  it('hold in a plan', () => {
    const scenario = readScenario(
      'curfew: scenario/1\nservices: [{ name: A }]\nsteps:\n  - { at: 0s, do: startForegroundService, service: A }\n',
      'promise',
    );
    if (!scenario.ok) throw new Error('the scenario is wrong');
    const policy: Policy = { ...android15, constants: { service_start_foreground_timeout_ms: 12_000 } };
    const first = (chosen: Policy): number | undefined =>
      predictScenario(scenario.value, chosen).outcomes[0]?.elapsedMs;
    expect([first(android15), first(policy)]).toEqual([30_000, 12_000]);
  });
});
