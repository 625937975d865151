import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AdbPort } from '../../app/lab/devices/adb-port.js';
import { portOfSerial } from '../../app/lab/devices/adb/connection-port.js';
import { AttachedDevice } from '../../simulator/attached-device.js';
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

  /** Each call finds the connection that the serial has then. */
  const port = (deadlineMs?: number): AdbPort => {
    const opened = (): ReturnType<typeof portOfSerial> =>
      portOfSerial({ host: '127.0.0.1', port: adb.port }, serial, deadlineMs);
    return {
      shell: async (command) => {
        const found = await opened();
        return found.ok ? await found.value.shell(command) : found;
      },
      push: async (file, bytes) => {
        const found = await opened();
        return found.ok ? await found.value.push(file, bytes) : found;
      },
      pull: async (file, maxBytes) => {
        const found = await opened();
        return found.ok ? await found.value.pull(file, maxBytes) : found;
      },
    };
  };

  it('loses a command without its exit code when the cable goes, and says so', async () => {
    const answer = port().shell('echo > /data/local/tmp/begun; sleep 60');
    await until(() => attached.device.files.status('/data/local/tmp/begun', 0).ok);
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
    expect(await port().pull('/data/local/tmp/p.apk', 1 << 20)).toMatchObject({
      ok: false,
      error: { reason: 'lost' },
    });
  });

  it('never answers when it is frozen, and keeps its place in the list', async () => {
    attached.faults.isFrozen = true;
    expect(await port(500).shell('true')).toMatchObject({ ok: false, error: { reason: 'deadline' } });
    expect((await adb.run('devices')).text).toContain(`${serial}\tdevice`);
  });

  it('does what it was asked while it was frozen, when it thaws', async () => {
    attached.faults.isFrozen = true;
    const asked = port().shell('echo late');
    expect(await port(300).shell('true')).toMatchObject({ ok: false, error: { reason: 'deadline' } });
    attached.faults.isFrozen = false;
    expect(await asked).toMatchObject({ ok: true, value: { stdout: 'late\n', exitCode: 0 } });
  });

  it('says nothing of a half-open connection, and answers on a new one', async () => {
    attached.abandonConnections();
    expect(await port(300).shell('true')).toMatchObject({ ok: false, error: { reason: 'deadline' } });
    expect((await adb.run('devices')).text).toContain(`${serial}\tdevice`);
    await adb.run('disconnect', serial);
    await adb.run('connect', serial);
    await until(async () => (await port(1_000).shell('true')).ok);
  });

  it('answers late over a slow line', async () => {
    attached.faults.delayMs = 200;
    const before = performance.now();
    expect(await port().shell('echo slow')).toMatchObject({ ok: true, value: { stdout: 'slow\n' } });
    expect(performance.now() - before).toBeGreaterThan(200);
  });

  it('loses its connection over a damaged packet', async () => {
    attached.faults.damageNextPacket();
    const answer = await port().shell('echo lost');
    // Whether the service was open by then is the server's business.
    expect(answer.ok ? 'answered' : answer.error.reason).toMatch(/^(?:lost|refused)$/);
  });

  it('refuses some services alone', async () => {
    attached.faults.refusedKinds = ['sync'];
    expect((await adb.run('-s', serial, 'push', apk, '/data/local/tmp/p.apk')).exitCode).toBe(1);
    expect((await port().shell('true')).ok).toBe(true);
  });

  it('is in recovery after "adb reboot recovery", and back after a reboot', async () => {
    const stateIs = (state: string) => async (): Promise<boolean> => {
      await adb.run('connect', serial);
      return (await adb.run('devices')).text.includes(`${serial}\t${state}`);
    };
    await adb.run('-s', serial, 'reboot', 'recovery');
    attached.device.time.fastForward(3_000);
    await until(stateIs('recovery'));
    expect((await port().shell('true')).ok).toBe(false);
    await adb.run('-s', serial, 'reboot');
    attached.device.time.fastForward(3_000);
    await until(stateIs('device'));
  });

  it('is the same device at a second address, and another one in its place', async () => {
    const wifi = await attached.addAddress();
    const other = `127.0.0.1:${wifi.port}`;
    await adb.run('connect', other);
    const serialOf = async (address: string): Promise<string> =>
      (await adb.run('-s', address, 'shell', 'getprop', 'ro.serialno')).text.trim();
    expect(await serialOf(other)).toBe('SIM00001');
    await wifi.unplug();
    expect(await serialOf(serial)).toBe('SIM00001');
    const stranger = new AttachedDevice({ ...attached.device.options, serialNumber: 'STRANGER' }, false);
    const { port: same } = attached;
    await attached.unplug();
    await stranger.attach(same);
    await until(async () => {
      await adb.run('connect', serial);
      return (await serialOf(serial)) === 'STRANGER';
    });
    await stranger.detach();
  });

  it('has no services until its boot is completed', async () => {
    const slow = new AttachedDevice({ ...attached.device.options, bootSettleMs: 60_000 }, false);
    const address = `127.0.0.1:${await slow.attach()}`;
    slow.device.reboot();
    slow.device.time.fastForward(3_000);
    await until(async () => (await adb.run('connect', address)).text.includes('connected'));
    const ask = async (line: string): Promise<string> => {
      const { text, stderr } = await adb.run('-s', address, 'shell', line);
      return text + stderr;
    };
    expect(await ask('getprop sys.boot_completed; am get-standby-bucket a.b; echo $?')).toBe(
      "\n20\ncmd: Can't find service: activity\n",
    );
    slow.device.time.fastForward(60_000);
    expect(await ask('getprop sys.boot_completed; settings get global adb_enabled')).toBe('1\n1\n');
    await slow.detach();
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
        serials.map(async (serial) => {
          const port = await portOfSerial({ host: '127.0.0.1', port: adb.port }, serial);
          return port.ok ? await port.value.shell('getprop ro.serialno') : port;
        }),
      );
      expect(new Set(answers.map((answer) => (answer.ok ? answer.value.stdout : answer.error.text))).size).toBe(50);
      expect(answers.every((answer) => answer.ok && /^SIM000[0-5][0-9]\n$/.test(answer.value.stdout))).toBe(true);
    } finally {
      await fleet.stop();
      await adb.stop();
    }
  });
});
