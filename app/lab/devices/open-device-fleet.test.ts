import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceFleet } from './device-fleet.js';
import type { FleetDevice, FleetSnapshot } from './fleet.js';
import { openDeviceFleet } from './open-device-fleet.js';
import { startScriptedServer, type ScriptedServer } from './scripted-server-fixture.js';

/** Written after the format strings of adb 29.0.6 and 35.0.2; no phone was at hand to record them from. */
const noPermissions =
  'R5CT10ABCDE            no permissions (missing udev rules? user is in the plugdev group); see [http://developer.android.com/tools/device.html] usb:1-2 transport_id:3\n';
const bootloader =
  '9A221FFBA005V0         bootloader usb:2-1 product:husky model:Pixel_8_Pro device:husky transport_id:4\n';
const unauthorized = '0123456789ABCDEF       unauthorized usb:1-4 transport_id:5\n';
const recovery =
  'HT7A1A00001            recovery usb:1-5 product:sailfish model:Pixel device:sailfish transport_id:6\n';
const offline = 'ZY22ABCDEF             offline usb:1-6 transport_id:7\n';

let folder: string;
let server: ScriptedServer;
let fleet: DeviceFleet | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'curfew-fleet-'));
});
afterEach(async () => {
  await fleet?.close();
  fleet = undefined;
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(list: string, answers?: Readonly<Record<string, string>>): Promise<DeviceFleet> {
  server = await startScriptedServer(list, answers);
  const opened = await openDeviceFleet({
    folder,
    desktop: { id: 'A', name: 'A' },
    server: server.address,
    adbProgram: null,
    pace: { pollMs: 50, tellMs: 5, reconnectMs: 50, cableReconnectMs: 200, heartbeatMs: 100 },
  });
  if (!opened.ok) throw new Error(opened.error);
  fleet = opened.value;
  return fleet;
}

const named = ({ devices }: FleetSnapshot, id: string): FleetDevice | undefined =>
  devices.find((device) => device.id === id);

describe('a fleet behind an adb server that has devices on USB', () => {
  it('shows every state with what to do about it', async () => {
    const opened = await open(noPermissions + bootloader + unauthorized + recovery + offline);
    const snapshot = opened.snapshot();
    expect(snapshot.devices.map(({ id, state, allocation }) => [id, state, allocation])).toEqual(
      [
        ['9A221FFBA005V0', 'bootloader', 'unavailable'],
        ['0123456789ABCDEF', 'unauthorized', 'unavailable'],
        ['HT7A1A00001', 'recovery', 'unavailable'],
        ['R5CT10ABCDE', 'no-permissions', 'unavailable'],
        ['ZY22ABCDEF', 'offline', 'unavailable'],
      ].sort(([a = ''], [b = '']) => a.localeCompare(b, 'en', { numeric: true })),
    );
    expect(named(snapshot, 'R5CT10ABCDE')?.advice).toMatch(/missing udev rules\?.*plugdev/);
    expect(named(snapshot, '0123456789ABCDEF')?.advice).toContain('Allow USB debugging');
    expect(named(snapshot, '9A221FFBA005V0')?.advice).toContain('fastboot reboot');
    expect(snapshot.devices.every(({ connections }) => connections[0]?.via === 'usb')).toBe(true);
    expect(await opened.lease('R5CT10ABCDE', 'run')).toMatchObject({
      ok: false,
      error: expect.stringContaining('udev rules'),
    });
  });

  it('asks a device that is stuck offline to come back, not more often than a cable can bear', async () => {
    await open(offline, { 'host-transport-id:7:reconnect': 'done' });
    const reconnects = (): number =>
      server.asked.filter((service) => service === 'host-transport-id:7:reconnect').length;
    const began = performance.now();
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (reconnects() < 3) return;
        clearInterval(timer);
        resolve();
      }, 10);
    });
    expect(performance.now() - began).toBeGreaterThan(350);
  });

  it('forgets a line that never said who it is, as soon as it is gone, and hears of it at once', async () => {
    const opened = await open(unauthorized);
    expect(opened.snapshot().devices).toHaveLength(1);
    const gone = new Promise<FleetSnapshot>((resolve) => {
      opened.watch((snapshot) => {
        if (snapshot.devices.length === 0) resolve(snapshot);
      });
    });
    server.say('');
    expect((await gone).revision).toBeGreaterThan(opened.snapshot().revision - 1);
  });

  it('counts every change once', async () => {
    const opened = await open(unauthorized);
    const revisions: number[] = [];
    opened.watch(({ revision }) => revisions.push(revision));
    const twice = new Promise<void>((resolve) => {
      opened.watch(({ devices }) => {
        if (devices[0]?.state === 'recovery') resolve();
      });
    });
    server.say(recovery);
    await twice;
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
  });

  it('pairs where the server can, and says what the server said where not', async () => {
    const opened = await open('', {
      'host:pair:123456:10.0.0.7:4000': 'FAILFailed: Wrong password or connection was dropped',
    });
    expect(await opened.pair('10.0.0.7:4000', '12345')).toMatchObject({
      ok: false,
      error: expect.stringContaining('six digits'),
    });
    expect(await opened.pair('10.0.0.7:4000', '123456')).toMatchObject({
      ok: false,
      error: expect.stringContaining('Wrong password'),
    });
    expect(await opened.pair('10.0.0.8:4000', '123456')).toMatchObject({
      ok: false,
      error: expect.stringContaining('too old to pair'),
    });
  });

  it('does not start on a file that it does not understand, and leaves it alone', async () => {
    server = await startScriptedServer('');
    const file = path.join(folder, 'fleet.json');
    writeFileSync(file, '{"curfew":"fleet/2"}');
    const opened = await openDeviceFleet({ folder, desktop: { id: 'A', name: 'A' }, server: server.address });
    expect(opened).toMatchObject({ ok: false, error: expect.stringContaining('move it away') });
    expect(readFileSync(file, 'utf8')).toBe('{"curfew":"fleet/2"}');
  });
});
