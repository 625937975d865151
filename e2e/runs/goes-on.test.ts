/**
 * How soon a run goes on when a device answers again. One clock for both ends: the steady one of the test's process, in which
 * the simulated devices live too.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDevice } from '../../app/lab/devices/adb/server-calls.js';
import { valueOf } from '../../app/lab/store/store-fixture.js';
import type { AttachedDevice } from '../../simulator/attached-device.js';
import { startFleet, type Fleet } from '../../simulator/fleet.js';
import { restartableAdb, type RestartableAdb } from '../devices/restartable-adb.js';
import { describeWithAdb, until } from '../simulator/tools.js';
import { openRealLab, whenPhase, type RealLab } from './real-lab-fixture.js';

/** Five and a half seconds of playing. */
const SLOW = 4_000;
/** Acceptance; two seconds are usual. */
const SOON_MS = 10_000;

describeWithAdb('a run whose device was away', () => {
  let adb: RestartableAdb;
  let simulated: Fleet;
  let lab: RealLab;
  const attached = (at: number): AttachedDevice => {
    const found = simulated.devices[at]?.attached;
    if (found === undefined) throw new Error(`no device ${at}`);
    return found;
  };
  const connect = (at: number): ReturnType<typeof connectDevice> =>
    connectDevice(adb.address, `127.0.0.1:${attached(at).port}`);

  /** Starts a run on a device and settles when it plays. */
  const playing = async (at: number): Promise<string> => {
    const run = await lab.start([attached(at).device.serialNumber], SLOW);
    await whenPhase(lab, run, 'playing');
    return run;
  };

  /** Settles with the moment at which the device is asked for its log again. */
  const asksForLog = (at: number): Promise<number> => {
    const device = attached(at);
    const service = device.service.bind(device);
    return new Promise((resolve) => {
      device.service = (name, ...rest) => {
        if (name.includes('logcat -b')) resolve(performance.now());
        return service(name, ...rest);
      };
    });
  };

  beforeAll(async () => {
    adb = await restartableAdb();
    await adb.start();
    const wallAtStart = Date.now();
    simulated = await startFleet({ devices: 3, profile: 'faithful', firstPort: 0, speed: 1, seed: 1, wallAtStart });
    await Promise.all([connect(0), connect(1), connect(2)]);
    lab = await openRealLab({ server: adb.address });
  }, 60_000);
  afterAll(async () => {
    await lab.close();
    await simulated.stop();
    await adb.close();
  }, 60_000);

  it.concurrent(
    'reads its log on within 10 s after a cable is in again, and loses nothing by it',
    async () => {
      const run = await playing(0);
      await attached(0).unplug();
      await whenPhase(lab, run, 'waiting for device');
      const asked = asksForLog(0);
      await attached(0).plugIn();
      const back = performance.now();
      const tookMs = (await asked) - back;
      process.stdout.write(`after a cable: ${tookMs.toFixed(0)} ms\n`);
      expect(tookMs).toBeLessThan(SOON_MS);
      await lab.engine.whenOver(run);
      const [only] = (await lab.run(run)).cases;
      expect([only?.state, only?.attempts]).toEqual(['done', 1]);
      // The evidence tells of it, and which APK was installed.
      const place = { run, device: attached(0).device.serialNumber, from: 0, limit: 100_000 };
      const heard = valueOf(await lab.store.observations(place));
      const of = (wanted: string): readonly string[] =>
        heard.flatMap(({ source, text }) => (source === wanted ? [text] : []));
      expect(of('adb')).toEqual([
        'no connection',
        expect.stringMatching(/^connection \d+: 127\.0\.0\.1:\d+, transport \d+ of /),
      ]);
      expect(of('probe')).toEqual([expect.stringMatching(/"sha256":"[0-9a-f]{64}"/)]);
    },
    60_000,
  );

  it.concurrent(
    'begins the case again within 10 s after the device has restarted',
    async () => {
      const run = await playing(1);
      const { device } = attached(1);
      device.reboot('sudden');
      await until(() => device.isBooted);
      const back = performance.now();
      const again = new Promise<number>((resolve) => {
        lab.engine.watch(({ id, cases: [only] }) => {
          if (id === run && only?.attempts === 2) resolve(performance.now());
        });
      });
      const tookMs = (await again) - back;
      process.stdout.write(`after a restart: ${tookMs.toFixed(0)} ms\n`);
      expect(tookMs).toBeLessThan(SOON_MS);
      await lab.engine.whenOver(run);
      const [only] = (await lab.run(run)).cases;
      expect([only?.state, only?.attempts]).toEqual(['done', 2]);
    },
    60_000,
  );

  it('reads its log on within 10 s after the adb server was started again, which no longer knew the device', async () => {
    const run = await playing(2);
    await adb.kill();
    await whenPhase(lab, run, 'waiting for device');
    const asked = asksForLog(2);
    await adb.start();
    const back = performance.now();
    const tookMs = (await asked) - back;
    process.stdout.write(`after the adb server: ${tookMs.toFixed(0)} ms\n`);
    expect(tookMs).toBeLessThan(SOON_MS);
    await lab.engine.whenOver(run);
    const [only] = (await lab.run(run)).cases;
    expect([only?.state, only?.attempts]).toEqual(['done', 1]);
  }, 60_000);
});
