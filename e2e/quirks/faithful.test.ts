/** The example scenarios at full length on faithful devices, in virtual time: what was predicted before is what is seen. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { castServices } from '../../app/lab/probe/cast-services.js';
import { probePackage } from '../../app/lab/probe/probe-app.js';
import { exampleScenario } from '../../app/lab/runs/case/case-fixture.js';
import { drivable } from '../../app/lab/runs/case/plan-case.js';
import { planDrive } from '../../app/lab/runs/case/plan-drive.js';
import type { ObservedOutcome } from '../../engine/compare/analysis.js';
import { policyOfRelease } from '../../engine/policy/policies.js';
import { withFlagsOf } from '../../engine/scenario/policy-of-scenario.js';
import { predictScenario } from '../../engine/scenario/predict-scenario.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { releases, type ReleaseNumber } from '../../simulator/device/releases.js';
import { fleetDevice, playVirtually, withoutSleep, type PlayedVirtually } from './virtual-bench.js';

const TOLERANCE_MS = 100;
const folder = new URL('../../examples/scenarios/', import.meta.url);

const isSimulated = (release: number): release is ReleaseNumber => Object.hasOwn(releases, release);

function scenarioNamed(name: string): Scenario {
  const scenario = exampleScenario(name);
  return { ...scenario, packageName: probePackage(scenario.targetSdk) };
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

const played = names.filter((name) => {
  const scenario = scenarioNamed(name);
  const { release } = scenario.device;
  return isSimulated(release) && drivable(withoutSleep(scenario), fleetDevice(release)) === null;
});

/** A crash that waits for a main thread which hangs has its line, and is none yet: a scenario speaks of what reaches the app. */
function hasLanded({ outcome, evidence }: ObservedOutcome): boolean {
  return outcome !== 'crash-did-not-stop' || evidence.some(({ text }) => text?.includes('am_crash') === true);
}

/** The device decides something that the scenario fixes: what is predicted of the plan is not what it does. */
function leavesSomethingToTheDevice(scenario: Scenario): boolean {
  const cast = castServices(scenario);
  if (!cast.ok) throw new Error(cast.error);
  const plan = planDrive(withoutSleep(scenario), cast.value, 'plan', policyOfRelease(scenario.device.release).policy);
  if (!plan.ok) throw new Error(plan.error);
  return plan.value.notes.some((note) => note.includes('from the background'));
}

/** Before the run, and not only by what was recorded. */
function expectAsPredictedBefore(scenario: Scenario, release: number, { analysis, zeroWallMs }: PlayedVirtually): void {
  const { policy } = policyOfRelease(release);
  const predicted = predictScenario(scenario, withFlagsOf(scenario, policy)).outcomes.filter(
    ({ silent }) => silent !== true,
  );
  const landed = analysis.observed.filter(hasLanded);
  expect(landed.map(({ outcome }) => outcome)).toEqual(predicted.map(({ outcome }) => outcome));
  landed.forEach(({ at }, index) => {
    const atMs = Date.parse(at.wall ?? '') - zeroWallMs;
    expect(Math.abs(atMs - (predicted[index]?.elapsedMs ?? Number.NaN))).toBeLessThanOrEqual(TOLERANCE_MS);
  });
}

describe('an example scenario at full length', () => {
  it('can be driven but for flags of the build, a broadcast of the system and orders to a bound service', () => {
    expect(names.filter((name) => !played.includes(name))).toEqual([
      'boot-completed',
      'c11-limits-flag-off',
      'c12-crash-flag-off',
      'c19-short-bound-not-started',
    ]);
  });

  it('is not driven by the lab where a device has to sleep: no order brings that about', () => {
    const asleep = names.filter((name) => scenarioNamed(name).steps.some((step) => step.do === 'sleep'));
    expect(asleep).toEqual(['c44-sleep', 'e12-deep-sleep']);
    for (const name of asleep) expect(drivable(scenarioNamed(name), fleetDevice(16))).toContain('Deep sleep cannot');
  });

  it.each(played)('comes out as predicted: %s', async (name) => {
    const scenario = scenarioNamed(name);
    const { release } = scenario.device;
    if (!isSimulated(release)) throw new Error(`no simulated device has Android ${release}`);
    const { analysis, zeroWallMs } = await playVirtually({ scenario, release });
    const differences = analysis.verdicts
      .filter(({ verdict }) => verdict !== 'as-predicted')
      .map(({ verdict, outcome, cause }) => `${verdict} ${outcome}: ${cause?.cause}`);
    expect(differences).toEqual([]);
    for (const { verdict, deltaMs } of analysis.verdicts)
      if (verdict === 'as-predicted') expect(Math.abs(deltaMs ?? Number.NaN)).toBeLessThanOrEqual(TOLERANCE_MS);
    if (leavesSomethingToTheDevice(scenario)) return;
    expectAsPredictedBefore(scenario, release, { analysis, zeroWallMs });
  });

  it.each([
    ['c11-limits-flag-off', { limitsFlagIsOff: true }, 'missing timeout-callback'],
    ['c12-crash-flag-off', { crashFlagIsOff: true }, 'missing crash-did-not-stop: limit-not-in-force'],
  ] as const)('comes out as predicted on a build that has those flags: %s', async (name, quirks, told) => {
    const scenario = scenarioNamed(name);
    const { analysis, zeroWallMs } = await playVirtually({ scenario, release: 16, profile: quirks });
    expectAsPredictedBefore(scenario, 16, { analysis, zeroWallMs });
    // Nothing on a device tells the lab of such a flag beforehand: it finds it out.
    const [first] = analysis.verdicts.filter(({ verdict }) => verdict !== 'as-predicted');
    expect(`${first?.verdict} ${first?.outcome}: ${first?.cause?.cause}`).toContain(told);
  });
});
