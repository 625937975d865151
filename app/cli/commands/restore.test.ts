import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { portOfSerial } from '../../lab/devices/adb/connection-port.js';
import { limit, stayAwake } from '../../lab/ledger/common-changes.js';
import { DeviceLedger } from '../../lab/ledger/device-ledger.js';
import { desktopOf } from '../../lab/ledger/journal/journal-folder.js';
import { takeHostLock } from '../../lab/ledger/lock/host-lock.js';
import { newDevice, type DeviceModel } from '../../lab/ledger/testing/device-model.js';
import { startFakeAdbServer, type FakeAdbServer } from '../../lab/ledger/testing/fake-adb-server.js';
import { CommandError, ExitCode } from '../exit-codes.js';
import { restoreCommand } from './restore.js';

let data: string;
let device: DeviceModel;
let server: FakeAdbServer;

beforeEach(async () => {
  data = mkdtempSync(path.join(tmpdir(), 'curfew-restore-'));
  device = newDevice();
  server = await startFakeAdbServer({ devices: { '10.0.0.9:5555': device, R5CT: 'unauthorized' } });
  vi.stubEnv('ANDROID_ADB_SERVER_PORT', String(server.port));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  rmSync(data, { recursive: true, force: true });
});

async function restore(...args: string[]): Promise<{ code: ExitCode; out: string }> {
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    return { code: await restoreCommand(['--data', data, ...args]), out };
  } finally {
    write.mockRestore();
  }
}

/** A run that was killed after two changes, of this desktop or of another one. */
async function leaveDirty(ofData = data): Promise<void> {
  const folder = path.join(ofData, 'ledger');
  const desktop = await desktopOf(folder);
  if (!desktop.ok) throw new Error(desktop.error);
  const port = await portOfSerial({ host: '127.0.0.1', port: server.port }, '10.0.0.9:5555');
  if (!port.ok) throw new Error(port.error.text);
  const ledger = await DeviceLedger.open({ port: port.value, folder, desktop: desktop.value });
  if (!ledger.ok) throw new Error(ledger.error);
  const session = ledger.value.begin('nightly');
  if (session.ok) await session.value.applyAll([limit('data_sync_fgs_timeout_duration', 60_000), stayAwake]);
  await ledger.value.close();
}

const markerFile = '/data/local/tmp/curfew/lease.json';

/** The lease of a run on the device, which runs out in so many seconds. */
async function leased(ofData: string, seconds: number): Promise<void> {
  const desktop = await desktopOf(path.join(ofData, 'ledger'));
  if (!desktop.ok) throw new Error(desktop.error);
  const { id } = desktop.value;
  device.files[markerFile] = JSON.stringify({
    curfew: 'lease/1',
    lease: '0f7c6a2e-9d0b-4a0c-8f6e-2b1d3c4e5f60',
    desktop: { id, name: 'desk-b' },
    holder: 'nightly',
    since: '2026-11-23T04:00:00.000Z',
    expires: Math.floor(Date.now() / 1000) + seconds,
  });
}

describe('curfew restore of a device that a run has', () => {
  let other: string;
  beforeEach(() => {
    other = mkdtempSync(path.join(tmpdir(), 'curfew-other-desk-'));
  });
  afterEach(() => rmSync(other, { recursive: true, force: true }));
  const isChanged = (): boolean => device.settings['global/stay_on_while_plugged_in'] === '7';

  it('leaves alone what another desktop’s run has, and says whose it is, until when, and how to do it all the same', async () => {
    await leaveDirty(other);
    await leased(other, 600);
    const before = structuredClone(device);
    const { code, out } = await restore('SIM0001');
    expect(code).toBe(ExitCode.divergence);
    expect(out).toMatch(
      /in use by "nightly" on desk-b since 2026-11-23T04:00:00\.000Z, until \d{4}-\d\d-\d\dT[\d:]{8}Z if that/,
    );
    expect(out).toContain('--force');
    expect(device).toEqual(before);
    expect((await restore('SIM0001', '--force')).code).toBe(ExitCode.asPredicted);
    expect(isChanged()).toBe(false);
    expect(device.files[markerFile]).toBeUndefined();
  });

  it('restores when the lease has run out', async () => {
    await leaveDirty(other);
    await leased(other, -1);
    expect((await restore('SIM0001')).code).toBe(ExitCode.asPredicted);
    expect(isChanged()).toBe(false);
  });

  it('frees a device whose run on this desktop was killed, and not one whose run goes on', async () => {
    await leaveDirty();
    await leased(data, 600);
    const lock = await takeHostLock(path.join(data, 'leases', 'SIM0001.lock'), { holder: 'nightly', since: '' });
    if (!lock.ok) throw new Error('not taken');
    expect((await restore('SIM0001')).out).toContain('in use by "nightly"');
    expect(isChanged()).toBe(true);
    await lock.value.release();
    expect((await restore('SIM0001')).code).toBe(ExitCode.asPredicted);
    expect(isChanged()).toBe(false);
    expect(device.files[markerFile]).toBeUndefined();
  });

  it('lists what another desktop left open, read from the device itself, and touches nothing', async () => {
    await leaveDirty(other);
    await leased(other, 600);
    const before = structuredClone(device);
    const { code, out } = await restore('--list', 'SIM0001');
    expect(code).toBe(ExitCode.divergence);
    expect(out).toContain('OPEN          setting global stay_on_while_plugged_in: not undone yet');
    expect(out).toContain('note: in use by "nightly" on desk-b');
    expect(out).not.toContain('R5CT');
    expect(device).toEqual(before);
  });

  it('says that connected devices were not asked when no adb server answers', async () => {
    vi.stubEnv('ANDROID_ADB_SERVER_PORT', '1');
    const complaint = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await restore('--list')).toEqual({
      code: ExitCode.unreadable,
      out: 'No journal of this computer knows of a change.\n',
    });
    expect(String(complaint.mock.calls[0]?.[0])).toContain('Connected devices were not asked: no adb server answers');
    complaint.mockRestore();
  });
});

describe('curfew restore', () => {
  it('undoes what is open, by either name of the device, and has nothing to do the second time', async () => {
    await leaveDirty();
    expect(device.settings['global/stay_on_while_plugged_in']).toBe('7');
    const { code, out } = await restore('SIM0001');
    expect(code).toBe(ExitCode.asPredicted);
    expect(out).toContain('10.0.0.9:5555, SIM0001\n');
    expect(out).toContain('put back      setting global stay_on_while_plugged_in: 0\n');
    expect(out).toContain('put back      device_config activity_manager data_sync_fgs_timeout_duration: not set\n');
    expect(device.settings['global/stay_on_while_plugged_in']).toBe('0');
    expect(await restore('10.0.0.9:5555')).toEqual({
      code: ExitCode.asPredicted,
      out: '10.0.0.9:5555, SIM0001\n  nothing to undo\n',
    });
  });

  it('lists what is open without touching anything, with the commands', async () => {
    await leaveDirty();
    const { code, out } = await restore('--list');
    expect(code).toBe(ExitCode.divergence);
    expect(out).toContain('10.0.0.9:5555, SIM0001\n  OPEN ');
    expect(out).toContain('in adb shell: settings put global stay_on_while_plugged_in 0\n');
    expect(out).toContain('changed by run "nightly"');
    expect(device.settings['global/stay_on_while_plugged_in']).toBe('7');
  });

  it('leaves a value that somebody else set, says so and answers 1; then the device is free', async () => {
    await leaveDirty();
    device.settings['global/stay_on_while_plugged_in'] = '3';
    const { code, out } = await restore('SIM0001');
    expect(code).toBe(ExitCode.divergence);
    expect(out).toContain('CONFLICT      setting global stay_on_while_plugged_in: somebody else made it "3"');
    expect(device.settings['global/stay_on_while_plugged_in']).toBe('3');
    expect((await restore('SIM0001')).code).toBe(ExitCode.asPredicted);
  });

  it('gives up on what cannot be put back only when it is told to', async () => {
    await leaveDirty();
    device.refusedFlags.push('activity_manager/data_sync_fgs_timeout_duration');
    const first = await restore('SIM0001');
    expect(first.code).toBe(ExitCode.divergence);
    expect(first.out).toContain(
      'NOT PUT BACK  device_config activity_manager data_sync_fgs_timeout_duration: java.lang.SecurityException',
    );
    expect((await restore('SIM0001', '--abandon')).out).toContain('abandoned     device_config');
    expect((await restore('SIM0001')).code).toBe(ExitCode.asPredicted);
  });

  it('tells other programs the same in JSON, and of devices that cannot be used', async () => {
    await leaveDirty();
    const { code, out } = await restore('--format', 'json');
    expect(code).toBe(ExitCode.divergence);
    expect(JSON.parse(out)).toMatchObject({
      curfew: 'restore/1',
      devices: [
        {
          serial: '10.0.0.9:5555',
          serialno: 'SIM0001',
          error: null,
          settings: [
            { kind: 'setting', outcome: 'restored', expected: '0', run: 'nightly' },
            { kind: 'device_config', outcome: 'restored', expected: null },
          ],
        },
        { serial: 'R5CT', error: 'adb says "unauthorized": accept the key on its screen' },
      ],
    });
  });

  it('says which device is not connected, and how to get a server', async () => {
    const { code, out } = await restore('NONE');
    expect(code).toBe(ExitCode.unreadable);
    expect(out).toBe('NONE\n  not connected; connected: 10.0.0.9:5555, R5CT\n');
    await leaveDirty();
    vi.stubEnv('ANDROID_ADB_SERVER_PORT', '1');
    const failed = await restore().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(CommandError);
    expect(String(failed)).toContain('adb start-server');
    expect(String(failed)).toContain('in adb shell: settings put global stay_on_while_plugged_in 0');
  });

  it('refuses what it does not understand', async () => {
    await expect(restore('--format', 'xml')).rejects.toThrow('--format wants text or json');
    await expect(restore('--list', '--abandon')).rejects.toThrow('leave out --abandon and --force');
  });
});
