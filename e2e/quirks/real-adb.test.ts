/** Quirks on the whole road: the lab plays the case over the real adb server, in the device's own time. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scenarioOf } from '../../app/lab/runs/case/case-fixture.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { startBenches, type Benches } from '../probe/bench-fixture.js';
import { describeWithAdb } from '../simulator/tools.js';

function doesNotStop(release: number): Scenario {
  return scenarioOf(`
app: { targetSdk: 35 }
device: { release: ${release}, config: { data_sync_fgs_timeout_duration: 1500ms, fgs_crash_extra_wait_duration: 1s } }
services: [ { name: A, declared: [dataSync] } ]
steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 4s, do: end }`);
}

describeWithAdb('a quirk behind the real adb server', () => {
  let benches: Benches;
  beforeAll(async () => {
    benches = await startBenches();
  });
  afterAll(async () => {
    await benches.close();
  });

  it.concurrent.each([
    ['no-crash', 15, ['missing crash-did-not-stop: variant-differs']],
    ['crash-flag-off', 16, ['missing crash-did-not-stop: limit-not-in-force']],
    ['slow-handler', 17, ['late timeout-callback: handler-latency', 'late crash-did-not-stop: handler-latency']],
  ] as const)('gets its cause: %s on Android %i', async (profile, release, told) => {
    const bench = await benches.open(release, profile);
    try {
      const { result, left } = await bench.play(doesNotStop(release));
      expect(result).toMatchObject({ state: 'done', reason: null });
      const differences = (result.analysis?.verdicts ?? []).filter(({ verdict }) => verdict !== 'as-predicted');
      expect(differences.map(({ verdict, outcome, cause }) => `${verdict} ${outcome}: ${cause?.cause}`)).toEqual(told);
      expect(left).toEqual([]);
    } finally {
      await bench.close();
    }
  });
});
