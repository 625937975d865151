import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ServiceType } from '../../../engine/android/service-types.js';
import { readApk } from './read-apk.js';
import { SeededRandom } from '../seeded-random.js';

const bytesOf = (target: number): Buffer =>
  readFileSync(new URL(`../../../native-probe-apk/prebuilt/curfew-probe-t${target}.apk`, import.meta.url));

it.each([33, 34, 35, 36])('reads manifest and signer of the probe for target %i', (target) => {
  const facts = readApk(bytesOf(target));
  if (typeof facts === 'string') throw new Error(facts);
  expect(facts).toMatchObject({
    packageName: `dev.curfew.probe.t${target}`,
    versionCode: 1,
    minSdk: 26,
    targetSdk: target,
    isDebuggable: true,
  });
  expect(facts.services.find(({ name }) => name === 'dev.curfew.probe.DataSync')?.types).toBe(ServiceType.dataSync);
  expect(facts.services.find(({ name }) => name === 'dev.curfew.probe.DataSyncAlone')?.process).toBe(
    `dev.curfew.probe.t${target}:alone`,
  );
  expect(facts.permissions).toContain('android.permission.FOREGROUND_SERVICE_DATA_SYNC');
  expect(facts.signer).toMatch(/^[0-9a-f]{64}$/);
});

it('reads all four with the same signer', () => {
  const signers = [33, 34, 35, 36].map((target) => {
    const facts = readApk(bytesOf(target));
    return typeof facts === 'string' ? facts : facts.signer;
  });
  expect(new Set(signers).size).toBe(1);
});

it('survives any damage: an answer or a problem, never an exception', () => {
  const random = new SeededRandom(1);
  const whole = bytesOf(35);
  let problems = 0;
  for (let round = 0; round < 400; round += 1) {
    const bytes = Buffer.from(round % 2 === 0 ? whole : whole.subarray(0, Math.floor(random.next() * whole.length)));
    for (let hit = 0; hit < 40 && bytes.length > 0; hit += 1) {
      // Manifest and directory are hit more often than code.
      const place = random.next() < 0.5 ? random.next() * 13_000 : bytes.length - random.next() * 5_000;
      bytes[Math.max(0, Math.min(bytes.length - 1, Math.floor(place)))] = Math.floor(random.next() * 256);
    }
    if (typeof readApk(bytes) === 'string') problems += 1;
  }
  expect(problems).toBeGreaterThan(100);
});
