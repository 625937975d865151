import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { adbServerPort } from '../../app/lab/ledger/adb-server-port.js';
import type { AttachedDevice } from '../../simulator/attached-device.js';
import { startFleet, type Fleet } from '../../simulator/fleet.js';
import { describeWithAdb, startPrivateAdb, until, type PrivateAdb } from './tools.js';

const apk = fileURLToPath(new URL('../../native-probe-apk/prebuilt/curfew-probe-t35.apk', import.meta.url));
const wallAtStart = Date.UTC(2026, 10, 22);

describeWithAdb('faults of a simulated device, as the real adb server passes them on', () => {
  let adb: PrivateAdb;
  let fleet: Fleet;
  let attached: AttachedDevice;
  let serial: string;

  beforeEach(async () => {
    adb = await startPrivateAdb();
    fleet = await startFleet({ devices: 1, profile: 'faithful', firstPort: 0, speed: 1, seed: 1, wallAtStart });
    const [first] = fleet.devices;
    if (first === undefined) throw new Error('no device');
    attached = first.attached;
    serial = `127.0.0.1:${attached.port}`;
    await adb.run('connect', serial);
  });
  afterEach(async () => {
    await fleet.stop();
    await adb.stop();
  });

  const port = (deadlineMs?: number): ReturnType<typeof adbServerPort> =>
    adbServerPort({ host: '127.0.0.1', port: adb.port }, serial, deadlineMs);

  it('loses a command without its exit code when the cable goes, and says so', async () => {
    const answer = port().shell('sleep 60');
    await new Promise((resolve) => setTimeout(resolve, 200));
    attached.dropConnections();
    expect(await answer).toMatchObject({ ok: false, error: { reason: 'lost' } });
  });

  it('ends an installation in the middle without a reason', async () => {
    const big = path.join(adb.folder, 'big.apk');
    writeFileSync(big, Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(20 << 20)]));
    // Three answers to packets of the transport, and not the fourth.
    attached.faults.dropAfter(3 * 24);
    const { exitCode, text, stderr } = await adb.run('-s', serial, 'install', big);
    expect(exitCode).toBe(1);
    expect(text + stderr).not.toContain('INSTALL_');
  });

  it('breaks an answer in the middle', async () => {
    const bytes = readFileSync(apk);
    expect(await port().push('/data/local/tmp/p.apk', bytes)).toMatchObject({ ok: true });
    attached.faults.dropAfter(bytes.length / 2);
    expect(await port().pull('/data/local/tmp/p.apk', 1 << 20)).toMatchObject({ ok: false, error: { reason: 'lost' } });
  });

  it('never answers when it is frozen, and keeps its place in the list', async () => {
    attached.faults.isFrozen = true;
    expect(await port(500).shell('true')).toMatchObject({ ok: false, error: { reason: 'deadline' } });
    expect((await adb.run('devices')).text).toContain(`${serial}\tdevice`);
  });

  it('refuses every command when it is told to', async () => {
    attached.faults.refusesServices = true;
    expect(await port().shell('true')).toMatchObject({ ok: false, error: { reason: 'refused' } });
  });
});

describeWithAdb('a fleet of fifty simulated devices behind one adb server', () => {
  it('is listed whole, and each answers for itself', async () => {
    const adb = await startPrivateAdb();
    const fleet = await startFleet({ devices: 50, profile: 'faithful', firstPort: 0, speed: 1, seed: 1, wallAtStart });
    try {
      const serials = fleet.devices.map(({ attached }) => `127.0.0.1:${attached.port}`);
      await Promise.all(serials.map((serial) => adb.run('connect', serial)));
      await until(async () => (await adb.run('devices')).text.match(/\tdevice$/gm)?.length === 50);
      const answers = await Promise.all(
        serials.map((serial) =>
          adbServerPort({ host: '127.0.0.1', port: adb.port }, serial).shell('getprop ro.serialno'),
        ),
      );
      expect(new Set(answers.map((answer) => (answer.ok ? answer.value.stdout : answer.error.text))).size).toBe(50);
      expect(answers.every((answer) => answer.ok && /^SIM000[0-5][0-9]\n$/.test(answer.value.stdout))).toBe(true);
    } finally {
      await fleet.stop();
      await adb.stop();
    }
  });
});
