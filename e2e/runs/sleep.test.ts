/**
 * The computer sleeps in the middle of a run. Brought about as Linux shows it to a program: the steady clock and the timers stand
 * still, the calendar and the time since the computer's start have gone on, no socket to the device is alive and none says so.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDevice } from '../../app/lab/devices/adb/server-calls.js';
import { valueOf } from '../../app/lab/store/store-fixture.js';
import type { AttachedDevice } from '../../simulator/attached-device.js';
import { startFleet, type Fleet } from '../../simulator/fleet.js';
import { describeWithAdb, startPrivateAdb, type PrivateAdb } from '../simulator/tools.js';
import { openRealLab, whenPhase, type RealLab } from './real-lab-fixture.js';

const HOUR = 3_600_000;
/** Five and a half seconds of playing. */
const SLOW = 4_000;
/** After the device answers again; about four seconds are usual. */
const SOON_MS = 10_000;

describeWithAdb('a run over a sleep of the computer', () => {
  let adb: PrivateAdb;
  let simulated: Fleet;
  let lab: RealLab;
  let sleptMs = 0;
  const attached = (at: number): AttachedDevice => {
    const found = simulated.devices[at]?.attached;
    if (found === undefined) throw new Error(`no device ${at}`);
    return found;
  };
  /** The device stays awake meanwhile. */
  const sleep = (at: number, forMs: number): void => {
    attached(at).abandonConnections();
    attached(at).device.time.fastForward(forMs);
    sleptMs += forMs;
  };

  beforeAll(async () => {
    adb = await startPrivateAdb();
    const wallAtStart = Date.now();
    simulated = await startFleet({ devices: 2, profile: 'faithful', firstPort: 0, speed: 1, seed: 1, wallAtStart });
    const server = { host: '127.0.0.1', port: adb.port };
    for (const { attached: each } of simulated.devices) await connectDevice(server, `127.0.0.1:${each.port}`);
    lab = await openRealLab({
      server,
      clock: () => Date.now() + sleptMs,
      hostClocks: { steadyMs: () => performance.now(), sinceStartMs: () => performance.now() + sleptMs },
    });
  }, 60_000);
  afterAll(async () => {
    await lab.close();
    await simulated.stop();
    await adb.stop();
  }, 60_000);

  it('is interrupted, begins the case again within 10 s after waking, and measures the clocks anew', async () => {
    // The first is Android 14, which knows no limit.
    const { device } = attached(1);
    const run = await lab.start([device.serialNumber], SLOW);
    await whenPhase(lab, run, 'playing');
    const reasons = new Set<string>();
    const again = new Promise<number>((resolve) => {
      lab.engine.watch(({ id, cases: [only] }) => {
        if (id !== run) return;
        if (only?.reason != null) reasons.add(only.reason);
        if (only?.attempts === 2) resolve(performance.now());
      });
    });
    sleep(1, 2 * HOUR);
    const woke = performance.now();
    const tookMs = (await again) - woke;
    process.stdout.write(`after a sleep: ${tookMs.toFixed(0)} ms\n`);
    expect(tookMs).toBeLessThan(SOON_MS);
    expect([...reasons]).toContain('The computer slept, or Curfew was stopped, for 2 h.');
    await lab.engine.whenOver(run);
    const done = await lab.run(run);
    const [only] = done.cases;
    expect([done.state, only?.state, only?.attempts]).toEqual(['done', 'done', 2]);
    expect(only?.analysis?.verdicts.map(({ verdict }) => verdict)).toEqual(['as-predicted']);
    expect(new Set(done.devices[0]?.changes.map(({ state }) => state))).toEqual(new Set(['restored']));
    const place = { run, device: device.serialNumber, from: 0, limit: 100_000 };
    const heard = valueOf(await lab.store.observations(place)).map(({ source, text }) =>
      source === 'run' ? text.replace(/^.*: /, '') : source,
    );
    expect(heard.slice(heard.indexOf('attempt 2 begins'))).toContain('clocks');
    expect(heard).toContain('attempt 1 interrupted');
  }, 60_000);

  it('ends a watch at its time on the calendar, and says that it slept', async () => {
    const { serialNumber } = attached(0).device;
    const watched = { name: 'watch', device: serialNumber, packageName: 'com.android.settings', toleranceMs: 100 };
    const run = await lab.engine.observe({ ...watched, forMs: HOUR });
    if (!run.ok) throw new Error(run.error);
    await whenPhase(lab, run.value, 'playing');
    sleep(0, HOUR);
    await lab.engine.whenOver(run.value);
    const done = await lab.run(run.value);
    expect([done.state, done.cases[0]?.state]).toEqual(['done', 'done']);
    expect(done.cases[0]?.notObserved.join(' ')).toContain('The computer slept, or Curfew was stopped, for 1 h until');
  }, 60_000);
});
