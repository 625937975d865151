/** Putting the probe on a device behind the real adb server, where that does not go well: nothing is left behind. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scenarioOf } from '../../app/lab/runs/case/case-fixture.js';
import { ok } from '../../engine/result.js';
import { describeWithAdb } from '../simulator/tools.js';
import { startBenches, type Bench, type Benches } from './bench-fixture.js';

const apk = (target: number): Buffer =>
  readFileSync(new URL(`../../native-probe-apk/prebuilt/curfew-probe-t${target}.apk`, import.meta.url));

const short = (targetSdk: number) =>
  scenarioOf(`
app: { targetSdk: ${targetSdk} }
device: { release: 16 }
services: [ { name: A, declared: [dataSync] } ]
steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { at: 0s, do: startForeground, service: A, types: [dataSync] }
  - { at: 300ms, do: stopService, service: A }
  - { at: 500ms, do: end }`);

/** Packages, files and open changes of the lab. */
const remains = async (bench: Bench): Promise<readonly string[]> => [
  (await bench.shell('pm list packages dev.curfew')).trim(),
  (await bench.shell('ls /data/local/tmp | grep apk || true')).trim(),
];

describeWithAdb('the probe on a device', () => {
  let benches: Benches;
  beforeAll(async () => {
    benches = await startBenches();
  });
  afterAll(async () => {
    await benches.close();
  });

  it.concurrent.each([33, 34, 35, 36])('is the one of the target SDK, and is gone in the end: %i', async (target) => {
    await benches.at(16, async (bench) => {
      const { result, left, heard } = await bench.play(short(target));
      expect(result).toMatchObject({ state: 'done', reason: null });
      expect(heard.some(({ text }) => text.includes(`dev.curfew.probe.t${target}/dev.curfew.probe.DataSync`))).toBe(
        true,
      );
      expect([left, await remains(bench)]).toEqual([[], ['', '']]);
    });
  });

  it.concurrent.each([
    ['is cut short', apk(35).subarray(0, 20_000), /INSTALL_PARSE_FAILED_NOT_APK/],
    ['is another variant', apk(34), /not the probe for target SDK 35/],
  ])('is not played with when its file %s', async (_, bytes, why) => {
    await benches.at(16, async (bench) => {
      const { result } = await bench.playOnly(short(35), { probeApk: () => Promise.resolve(ok(bytes)) });
      expect(result.state).toBe('failed');
      expect(result.reason).toMatch(why);
      expect([await bench.restore(), (await remains(bench))[1]]).toEqual([[], '']);
    });
  });

  it.concurrent('is not copied to a device that is full, which is told and is nobody’s interruption', async () => {
    await benches.at(16, async (bench) => {
      const { files } = bench.attached.device;
      const { capacityBytes } = files;
      const played = bench.playOnly(short(35), {
        probeApk: () => {
          files.capacityBytes = capacityBytes - files.freeBytes + 4_000;
          return Promise.resolve(ok(apk(35)));
        },
      });
      const { result } = await played;
      files.capacityBytes = capacityBytes;
      expect([result.state, result.reason]).toEqual(['failed', expect.stringContaining('No space left on device')]);
      expect([await bench.restore(), await remains(bench)]).toEqual([[], ['', '']]);
    });
  });
});
