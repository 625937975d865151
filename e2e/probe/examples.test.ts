/** Scenarios of examples/ in short time on simulated devices: what was predicted before is what was seen. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compressScenario } from '../../engine/scenario/compress.js';
import { predictScenario } from '../../engine/scenario/predict-scenario.js';
import { exampleScenario } from '../../app/lab/runs/case/case-fixture.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { policyOfRelease } from '../../engine/policy/policies.js';
import { describeWithAdb } from '../simulator/tools.js';
import { startBenches, type Benches } from './bench-fixture.js';

function compressed(name: string, factor: number): Scenario {
  const scenario = exampleScenario(name);
  const { policy } = policyOfRelease(scenario.device.release);
  return factor === 1 ? scenario : compressScenario(scenario, policy, factor).scenario;
}

describeWithAdb('an example scenario on a faithful device', () => {
  let benches: Benches;
  beforeAll(async () => {
    benches = await startBenches();
  });
  afterAll(async () => {
    await benches.close();
  });

  it.concurrent.each([
    ['c09-type-change', 4],
    ['c10-denied-after-timeout', 4],
    ['c20-short-bound-and-started', 1],
    ['c27-short-special-short', 2],
    ['c34-death-sticky', 24],
    ['c36-bound', 120],
    ['c37-combo', 24],
    ['c39-other-process', 24],
    ['c40-stop-foreground', 24],
  ] as const)('comes out as predicted: %s, %i times as fast', async (name, factor) => {
    const scenario = compressed(name, factor);
    const release = scenario.device.release === 16 ? 16 : 15;
    const bench = await benches.open(release);
    try {
      const { result, marks, left } = await bench.play(scenario);
      expect(result).toMatchObject({ state: 'done', reason: null });
      const { outcomes } = predictScenario(scenario, policyOfRelease(release).policy);
      const predicted = outcomes.filter(({ silent }) => silent !== true);
      const storyOf = (all: readonly { readonly outcome: string; readonly service: string | null }[]): string[] =>
        all.map(({ outcome, service }) => `${outcome} of ${service ?? 'nobody'}`);
      expect(storyOf(marks.filter(({ voice }) => voice === 'observed'))).toEqual(storyOf(predicted));
      const verdicts = result.analysis?.verdicts ?? [];
      expect(verdicts.map(({ verdict }) => verdict)).toEqual(predicted.map(() => 'as-predicted'));
      for (const { deltaMs } of verdicts) expect(Math.abs(deltaMs ?? Number.NaN)).toBeLessThanOrEqual(100);
      expect(left).toEqual([]);
    } finally {
      await bench.close();
    }
  });
});
