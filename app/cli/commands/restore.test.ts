import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { portOfSerial } from '../../lab/devices/adb/connection-port.js';
import { limit, stayAwake } from '../../lab/ledger/common-changes.js';
import { DeviceLedger } from '../../lab/ledger/device-ledger.js';
import { desktopOf } from '../../lab/ledger/journal/journal-folder.js';
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

/** A run that was killed after two changes. */
async function leaveDirty(): Promise<void> {
  const folder = path.join(data, 'ledger');
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
    expect(out).toContain('SIM0001 (not connected)');
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
    await expect(restore('--list', '--abandon')).rejects.toThrow('leave out --abandon');
  });
});
