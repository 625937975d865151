/** A fleet of fifty behind one adb server: known, leased, played on side by side, handed back. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectDevice } from '../../app/lab/devices/adb/server-calls.js';
import type { SimulatedDevice } from '../../simulator/device/simulated-device.js';
import { startFleet, type Fleet } from '../../simulator/fleet.js';
import { describeWithAdb, startPrivateAdb, until, type PrivateAdb } from '../simulator/tools.js';
import { openRealLab, type RealLab } from './real-lab-fixture.js';

const DEVICES = 50;
const OURS = ['/data/local/tmp/curfew/journal.jsonl', '/data/local/tmp/curfew/lease.json'];

/** Whatever a run may leave on a device. */
function stateOf({ flags, settings, packages, files }: SimulatedDevice): unknown {
  return {
    flags: flags.list('activity_manager'),
    sync: flags.syncMode,
    settings: settings.list('global'),
    packages: packages.all().map(({ facts }) => facts.packageName),
    ours: OURS.filter((file) => files.read(file, 0).ok),
  };
}

describeWithAdb('a fleet of fifty simulated devices', () => {
  let adb: PrivateAdb;
  let simulated: Fleet;
  let lab: RealLab;
  const devices = (): readonly SimulatedDevice[] => simulated.devices.map(({ attached }) => attached.device);
  beforeAll(async () => {
    adb = await startPrivateAdb();
    const wallAtStart = Date.now();
    const all = { devices: DEVICES, profile: 'faithful', firstPort: 0, speed: 1, seed: 1 } as const;
    simulated = await startFleet({ ...all, wallAtStart });
    const server = { host: '127.0.0.1', port: adb.port };
    await Promise.all(simulated.devices.map(({ attached }) => connectDevice(server, `127.0.0.1:${attached.port}`)));
    lab = await openRealLab({ server });
  }, 60_000);
  afterAll(async () => {
    await lab.close();
    await simulated.stop();
    await adb.stop();
  }, 60_000);

  it('is known, leased, played on all at once with a verdict for every outcome, and handed back', async () => {
    const free = (): number =>
      lab.fleet.snapshot().devices.filter(({ allocation }) => allocation === 'available').length;
    await until(() => free() === DEVICES);
    const before = devices().map(stateOf);
    let [leased, playing] = [0, 0];
    const off = lab.engine.watch(({ cases }) => {
      playing = Math.max(playing, cases.filter(({ phase }) => phase === 'playing').length);
      leased = Math.max(leased, lab.fleet.snapshot().devices.filter(({ lease }) => lease !== null).length);
    });
    const id = await lab.start(devices().map(({ serialNumber }) => serialNumber));
    await lab.engine.whenOver(id);
    off();
    const run = await lab.run(id);
    expect([run.state, run.cases.length, leased]).toEqual(['done', DEVICES, DEVICES]);
    // Side by side, and not one after the other; how many in the same moment is the machine's business.
    expect(playing).toBeGreaterThan(DEVICES / 2);
    expect(run.cases.filter(({ state, attempts }) => state !== 'done' || attempts !== 1)).toEqual([]);
    const verdicts = run.cases.flatMap(({ analysis }) => analysis?.verdicts.map(({ verdict }) => verdict) ?? []);
    const withLimit = devices().filter(({ release }) => release.release >= 15).length;
    expect(verdicts).toEqual(Array.from({ length: withLimit }, () => 'as-predicted'));
    const changes = run.devices.flatMap(({ changes: made }) => made.map(({ state }) => state));
    expect(new Set(changes)).toEqual(new Set(['restored']));
    expect(devices().map(stateOf)).toEqual(before);
    await until(() => free() === DEVICES);
  }, 120_000);
});
