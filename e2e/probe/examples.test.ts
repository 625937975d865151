/** Scenarios of examples/ in short time on simulated devices: what was predicted before is what was seen. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compressScenario } from '../../engine/scenario/compress.js';
import { predictScenario } from '../../engine/scenario/predict-scenario.js';
import { readScenario } from '../../engine/scenario/read-scenario.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { policyOfRelease } from '../../engine/policy/policies.js';
import { describeWithAdb, startPrivateAdb, type PrivateAdb } from '../simulator/tools.js';
import { Bench } from './bench-fixture.js';

function compressed(name: string, factor: number): Scenario {
  const file = new URL(`../../examples/scenarios/${name}.yaml`, import.meta.url);
  const read = readScenario(readFileSync(file, 'utf8'), `${name}.yaml`);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const { policy } = policyOfRelease(read.value.device.release);
  return factor === 1 ? read.value : compressScenario(read.value, policy, factor).scenario;
}

describeWithAdb('an example scenario on a faithful device', () => {
  let adb: PrivateAdb;
  beforeAll(async () => {
    adb = await startPrivateAdb();
  });
  afterAll(async () => {
    await adb.stop();
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
    const bench = await Bench.open(release, 'faithful', adb);
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
