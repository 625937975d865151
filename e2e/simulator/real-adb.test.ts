import { readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AttachedDevice } from '../../simulator/attached-device.js';
import { realHostTime } from '../../simulator/device/virtual-time.js';
import type { Quirks } from '../../simulator/device/vendor-quirks.js';
import { describeWithAdb, startPrivateAdb, until, type AdbAnswer, type PrivateAdb } from './tools.js';

const apk = (target: number): string =>
  fileURLToPath(new URL(`../../native-probe-apk/prebuilt/curfew-probe-t${target}.apk`, import.meta.url));
const probe = 'dev.curfew.probe.t35';

const newDevice = (quirks: Quirks = {}, asksForKey = false): AttachedDevice =>
  new AttachedDevice(
    {
      serialNumber: 'SIM00001',
      release: 16,
      model: 'pixel',
      quirks,
      host: realHostTime,
      speed: 1,
      wallAtStart: Date.UTC(2026, 10, 22, 8, 0, 0),
      bootedMsAgo: 3_600_000,
      bootDurationMs: 300,
      seed: 7,
    },
    asksForKey,
  );

describeWithAdb('the real adb with a simulated device', () => {
  let adb: PrivateAdb;
  let attached: AttachedDevice;
  let serial: string;
  const onDevice = (...args: readonly string[]): Promise<AdbAnswer> => adb.run('-s', serial, ...args);

  beforeAll(async () => {
    adb = await startPrivateAdb();
    attached = newDevice();
    serial = `127.0.0.1:${await attached.attach()}`;
    const connected = await adb.run('connect', serial);
    expect(connected.text).toContain(`connected to ${serial}`);
    await until(async () => (await onDevice('get-state')).text.trim() === 'device');
  });
  afterAll(async () => {
    await attached.detach();
    await adb.stop();
  });

  it('lists it as a device with its model and features', async () => {
    expect((await adb.run('devices', '-l')).text).toMatch(
      new RegExp(`^${serial} +device product:tokay model:Pixel_9 device:tokay`, 'm'),
    );
    expect((await onDevice('features')).text.split('\n')).toEqual(
      expect.arrayContaining(['shell_v2', 'abb_exec', 'stat_v2']),
    );
  });

  it('runs commands and brings output, errors and exit codes apart', async () => {
    expect((await onDevice('shell', 'getprop ro.build.version.sdk')).text).toBe('36\n');
    const missing = await onDevice('shell', 'nosuch');
    expect(missing.exitCode).toBe(127);
    expect(missing.stderr).toBe('/system/bin/sh: nosuch: inaccessible or not found\n');
    expect(missing.text).toBe('');
    expect((await onDevice('shell', 'false || exit 42')).exitCode).toBe(42);
  });

  it('hands the input to a command, and its end too', async () => {
    const answer = await adb.runWithInput('one\ntwo\n', '-s', serial, 'shell', 'grep -c o');
    expect(answer.text).toBe('2\n');
  });

  it('pushes and pulls 5 MB without a changed byte', async () => {
    const [from, back] = [path.join(adb.folder, 'from.bin'), path.join(adb.folder, 'back.bin')];
    const bytes = randomBytes(5_000_000);
    writeFileSync(from, bytes);
    expect((await onDevice('push', from, '/data/local/tmp/x/y.bin')).exitCode).toBe(0);
    expect((await onDevice('pull', '/data/local/tmp/x/y.bin', back)).exitCode).toBe(0);
    expect(readFileSync(back).equals(bytes)).toBe(true);
    expect((await onDevice('exec-out', 'cat /data/local/tmp/x/y.bin')).stdout.equals(bytes)).toBe(true);
    expect((await onDevice('shell', 'ls /data/local/tmp/x')).text).toBe('y.bin\n');
  });

  it('says why a file cannot be pushed or pulled', async () => {
    const from = path.join(adb.folder, 'from.txt');
    writeFileSync(from, 'x');
    const pushed = await onDevice('push', from, '/system/x');
    expect(pushed.exitCode).toBe(1);
    expect(pushed.stderr + pushed.text).toContain('Read-only file system');
    const pulled = await onDevice('pull', '/data/local/tmp/nothing', adb.folder);
    expect(pulled.exitCode).toBe(1);
    expect(pulled.stderr + pulled.text).toMatch(
      /remote object '\/data\/local\/tmp\/nothing'.*(?:No such file|does not exist)/,
    );
  });

  it('installs the probe as a stream, and refuses what is no APK', async () => {
    const installed = await onDevice('install', '-r', '-t', apk(35));
    expect(installed.text).toContain('Success');
    expect((await onDevice('shell', `pm list packages --show-versioncode ${probe}`)).text).toBe(
      `package:${probe} versionCode:1\n`,
    );
    const junk = path.join(adb.folder, 'junk.apk');
    writeFileSync(junk, 'PK no package');
    const refused = await onDevice('install', junk);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr + refused.text).toContain('INSTALL_PARSE_FAILED_NOT_APK');
  });

  it('times a service out at the limit that was set, and writes what Android writes', async () => {
    await onDevice('install', '-r', '-t', apk(35));
    await onDevice('shell', 'device_config put activity_manager data_sync_fgs_timeout_duration 60000');
    await onDevice('logcat', '-b', 'all', '-c');
    const started = await onDevice(
      'shell',
      `am start-foreground-service -n ${probe}/dev.curfew.probe.DataSync --es onTimeout ignore`,
    );
    expect(started.text).toBe(
      `Starting foreground service: Intent { cmp=${probe}/dev.curfew.probe.DataSync (has extras) }\n`,
    );
    await onDevice('shell', 'simulator forward 80000');
    const log = (await onDevice('logcat', '-b', 'all', '-d')).text;
    const at = (text: string): number =>
      Date.parse(
        `2026-${
          /^(\S+) (\S+)/
            .exec(log.split('\n').find((line) => line.includes(text)) ?? '')
            ?.slice(1)
            .join('T') ?? ''
        }Z`,
      );
    expect(log).toMatch(
      /am_foreground_service_timed_out: \[0,dev\.curfew\.probe\.t35\/dev\.curfew\.probe\.DataSync,.*,60000,1,UNKNOWN,1\]/,
    );
    expect(at('FGS (dataSync) timed out') - at('am_foreground_service_start')).toBe(60_000);
    expect(at('FGS Crashed') - at('FGS (dataSync) timed out')).toBe(10_000);
    expect((await onDevice('shell', `dumpsys activity exit-info ${probe}`)).text).toContain(
      'reason=4 (APP CRASH(EXCEPTION))',
    );
  });

  it('follows the log, in text and in binary form', async () => {
    const follower = adb.start('-s', serial, 'logcat', '-b', 'main', '-v', 'brief', 'Note:V', '*:S');
    let seen = '';
    follower.stdout?.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    try {
      await until(() => {
        attached.device.log.write('main', 'W', 'Note', 'again', { pid: 7, tid: 7, uid: 10_001 });
        return seen.includes('W/Note    (    7): again\n');
      });
    } finally {
      follower.kill();
    }
    attached.device.log.clear('main');
    attached.device.log.write('main', 'W', 'Note', 'binary', { pid: 7, tid: 9, uid: 10_001 });
    const { stdout } = await onDevice('exec-out', 'logcat -b main -B -d');
    expect([stdout.readUInt16LE(0), stdout.readUInt16LE(2), stdout.readInt32LE(4), stdout.readUInt8(28)]).toEqual([
      13, 28, 7, 5,
    ]);
    expect(stdout.toString('latin1', 29)).toBe('Note\0binary\0');
  });

  it('comes back after a restart with another boot id and what is on disk', async () => {
    const bootId = (): Promise<AdbAnswer> => onDevice('shell', 'cat /proc/sys/kernel/random/boot_id');
    const before = (await bootId()).text;
    await onDevice(
      'shell',
      'settings put global stay_on_while_plugged_in 7; setprop debug.x 1; dumpsys battery unplug',
    );
    await onDevice('reboot');
    // The server tries a lost device again only every ten seconds, and says "already connected" meanwhile.
    await adb.run('disconnect', serial);
    await until(async () => {
      await adb.run('connect', serial);
      const { text } = await bootId();
      return text !== '' && text !== before;
    });
    expect((await onDevice('shell', 'settings get global stay_on_while_plugged_in; getprop debug.x')).text).toBe(
      '7\n\n',
    );
    expect((await onDevice('shell', 'dumpsys battery')).text).not.toContain('UPDATES STOPPED');
  });
});

describeWithAdb('the real adb with a device that asks for a key', () => {
  it('is let in by its signature when it comes again, after its key was accepted once', async () => {
    const adb = await startPrivateAdb();
    const attached = newDevice({}, true);
    try {
      const serial = `127.0.0.1:${await attached.attach()}`;
      // What the first connect prints depends on whether the key is accepted before or after it looks.
      await adb.run('connect', serial);
      await until(async () => (await adb.run('devices')).text.includes(`${serial}\tdevice`));
      await adb.run('disconnect', serial);
      expect((await adb.run('connect', serial)).text).toContain(`connected to ${serial}`);
      expect(attached.knownKeys()).toHaveLength(1);
    } finally {
      await attached.detach();
      await adb.stop();
    }
  });

  it('shows unauthorized, and device as soon as somebody allows it, without another connect', async () => {
    const adb = await startPrivateAdb();
    const attached = newDevice({ isUnauthorized: true });
    try {
      const serial = `127.0.0.1:${await attached.attach()}`;
      expect((await adb.run('connect', serial)).text).toContain('failed to authenticate');
      expect((await adb.run('devices')).text).toContain(`${serial}\tunauthorized`);
      attached.acceptKeys();
      await until(async () => (await adb.run('devices')).text.includes(`${serial}\tdevice`));
    } finally {
      await attached.detach();
      await adb.stop();
    }
  });
});
