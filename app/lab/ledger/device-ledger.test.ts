/** The ledger on real files and a real socket: an adb server that has model devices. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portOfSerial } from '../devices/adb/connection-port.js';
import type { AdbPort } from '../devices/adb-port.js';
import type { Desktop } from './change.js';
import { limit, stayAwake } from './common-changes.js';
import { DeviceLedger, type ChangeSession } from './device-ledger.js';
import { encodeLine } from './journal/journal-line.js';
import { copyPath } from './steps/device-copy.js';
import { reboot, visibleState, type DeviceModel } from './testing/device-model.js';
import { deviceToTest, everyChange } from './testing/every-change.js';
import { FailingFiles } from './testing/failing-files.js';
import { startFakeAdbServer, type FakeAdbServer } from './testing/fake-adb-server.js';
import { recordOf } from './testing/records.js';

let folder: string;
let device: DeviceModel;
let server: FakeAdbServer;
let fate: (command: string) => 'works' | 'drops' | 'freezes';

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'curfew-ledger-'));
  device = deviceToTest();
  fate = () => 'works';
  server = await startFakeAdbServer({
    devices: { SIM0001: device, '127.0.0.1:5555': 'unauthorized' },
    shell: (command) => fate(command),
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const desktopA: Desktop = { id: 'a', name: 'lab-a' };
const desktopB: Desktop = { id: 'b', name: 'lab-b' };
const at = () => ({ host: '127.0.0.1', port: server.port });

async function portTo(deadlineMs: number): Promise<AdbPort> {
  const port = await portOfSerial(at(), 'SIM0001', deadlineMs);
  if (!port.ok) throw new Error(port.error.text);
  return port.value;
}

async function open(desktop = desktopA, more: { files?: FailingFiles } = {}): Promise<DeviceLedger> {
  const port = await portTo(1000);
  const ledger = await DeviceLedger.open({ port, folder: path.join(folder, desktop.id), desktop, ...more });
  if (!ledger.ok) throw new Error(ledger.error);
  return ledger.value;
}

function begin(ledger: DeviceLedger): ChangeSession {
  const session = ledger.begin('run 1');
  if (!session.ok) throw new Error(session.error);
  return session.value;
}

describe('a ledger over an adb server', () => {
  it('makes changes in the order of their kinds and hands the device back', async () => {
    const before = visibleState(device);
    const ledger = await open();
    const results = await begin(ledger).applyAll([...everyChange].reverse());
    expect(results).toHaveLength(everyChange.length);
    // Given backwards, the level of the battery comes before unplugging; everything else finds its place.
    expect(results.filter(({ outcome }) => outcome === 'refused')).toHaveLength(2);
    expect(visibleState(device)).not.toEqual(before);
    expect(device.files[copyPath]).toContain('"state":"planned"');
    const report = await ledger.restore();
    expect(report).toMatchObject({ lost: undefined, unrecorded: [], changedAgain: [] });
    expect(visibleState(device)).toEqual(before);
    expect(ledger.open).toEqual([]);
    await ledger.close();
    expect(readdirSync(path.join(folder, 'a'))).toHaveLength(1);
  });

  it('refuses a session on a dirty device until any desktop has restored it', async () => {
    const first = await open();
    await begin(first).apply(stayAwake);
    await first.close();
    const second = await open(desktopB);
    expect(second.begin('run 2')).toEqual({
      ok: false,
      error: '1 changes of this device are not undone yet: run curfew restore SIM0001',
    });
    expect((await second.restore()).settings.map(({ outcome }) => outcome)).toEqual(['restored']);
    expect(second.begin('run 2').ok).toBe(true);
    await second.close();
    const third = await open();
    expect(third.open).toEqual([]);
    expect(third.begin('run 3').ok).toBe(true);
    await third.close();
  });

  it('lets one process at a time at a device', async () => {
    const first = await open();
    await expect(open()).rejects.toThrow(/process [0-9]+ has been using this device since .* delete .*\.lock/);
    await first.close();
    await (await open()).close();
  });

  it('lets one session at a time at a device, and calls wait for each other', async () => {
    const ledger = await open();
    const session = begin(ledger);
    expect(ledger.begin('another')).toEqual({ ok: false, error: 'a session is open already' });
    const limits = [1, 2, 3, 4, 5].map((seconds) =>
      session.apply(limit('data_sync_fgs_timeout_duration', seconds * 1000)),
    );
    expect((await Promise.all(limits)).map((applied) => 'before' in applied && applied.before)).toEqual([
      null,
      '1000',
      '2000',
      '3000',
      '4000',
    ]);
    await ledger.restore();
    expect(device.config).not.toHaveProperty('activity_manager/data_sync_fgs_timeout_duration');
    expect(await session.apply(stayAwake)).toEqual({
      outcome: 'refused',
      by: 'ledger',
      why: 'the session is over: the device was restored',
    });
    await ledger.close();
  });

  it('restores after a change that is still being made, not in the middle of it', async () => {
    const before = visibleState(device);
    const ledger = await open();
    const session = begin(ledger);
    const isUnderWay = new Promise<void>((resolve) => {
      fate = (command) => {
        if (command.includes('settings put')) resolve();
        return 'works';
      };
    });
    const changes = [session.apply(stayAwake), session.apply(limit('x', 1))];
    await isUnderWay;
    await ledger.restore();
    expect(visibleState(device)).toEqual(before);
    expect((await Promise.all(changes)).map(({ outcome }) => outcome)).toEqual(['applied', 'refused']);
    expect(ledger.open).toEqual([]);
    await ledger.close();
  });

  it('refuses a value that would not be read back as it is written', async () => {
    const ledger = await open();
    const session = begin(ledger);
    for (const want of ['null', 'a\r', '\ud800']) {
      const change = { kind: 'setting', target: { namespace: 'system', key: 'k' }, want };
      expect(await session.apply(change)).toMatchObject({ outcome: 'refused', by: 'ledger' });
    }
    expect(device.settings).not.toHaveProperty('system/k');
    await ledger.close();
  });

  it('tells a refused flag with the words of the device, and goes on', async () => {
    const ledger = await open();
    const session = begin(ledger);
    const flag = { kind: 'device_config', target: { namespace: 'device_idle', key: 'inactive_to' }, want: '1' };
    expect(await session.apply(flag)).toEqual({
      outcome: 'refused',
      by: 'device',
      why: "java.lang.SecurityException: Permission denial for flag 'device_idle/inactive_to'; allowlist permission granted, but must add flag to the allowlist",
    });
    expect((await session.apply(stayAwake)).outcome).toBe('applied');
    expect(ledger.open).toHaveLength(1);
    await ledger.restore();
    await ledger.close();
  });

  it('refuses what the release does not have, without a line in the journal', async () => {
    device.sdk = 33;
    const ledger = await open();
    const refused = await begin(ledger).apply({ kind: 'stopped', target: { package: 'com.a.b' }, want: 'stopped' });
    expect(refused).toMatchObject({ outcome: 'refused', why: 'stopped needs SDK 35, the device has 33' });
    await ledger.close();
    expect(readFileSync(ledger.file, 'utf8')).toBe('');
  });

  it('ends the session when the answer to a change is cut off, and restores what had been done', async () => {
    const before = visibleState(device);
    const ledger = await open();
    const session = begin(ledger);
    fate = (command) => (command.includes('settings put') ? 'drops' : 'works');
    expect((await session.apply(stayAwake)).outcome).toBe('unknown');
    expect(device.settings['global/stay_on_while_plugged_in']).toBe('7');
    expect((await session.apply(limit('x', 1))).outcome).toBe('refused');
    fate = () => 'works';
    expect((await ledger.restore()).settings).toMatchObject([{ outcome: 'restored', expected: '0' }]);
    expect(visibleState(device)).toEqual(before);
    await ledger.close();
  });

  it('gives up on a device that freezes', async () => {
    const ledger = await open();
    fate = () => 'freezes';
    const applied = await begin(ledger).apply(stayAwake);
    expect(applied).toMatchObject({ outcome: 'refused', why: 'the value before cannot be read: no answer within 1 s' });
    fate = () => 'works';
    await ledger.close();
  });

  it('restarts between two commands are noticed: the session ends and nothing is changed', async () => {
    const ledger = await open();
    const session = begin(ledger);
    await session.apply(stayAwake);
    reboot(device);
    expect(await session.apply(limit('x', 1))).toMatchObject({ outcome: 'refused', by: 'ledger' });
    expect(session.ended).toBe('the device restarted, or another device answers in its place');
    expect(device.config).not.toHaveProperty('activity_manager/x');
    expect((await ledger.restore()).lost).toBe('the device restarted, or another device answers in its place');
    await ledger.close();
    const again = await open();
    expect((await again.restore()).settings).toMatchObject([{ outcome: 'restored' }]);
    await again.close();
  });

  it('abandons what can never be put back, when a person says so', async () => {
    const ledger = await open();
    await begin(ledger).apply(limit('x', 1));
    device.refusedFlags.push('activity_manager/x');
    expect((await ledger.restore()).settings).toMatchObject([{ outcome: 'failed' }]);
    expect(await ledger.abandon('left by hand')).toEqual([]);
    expect(ledger.open).toEqual([]);
    expect(ledger.records.map(({ state, note }) => [state, note])).toEqual([['abandoned', 'left by hand']]);
    expect(device.config['activity_manager/x']).toBe('1');
    await ledger.close();
  });
});

describe('hostile and foreign journals on a device', () => {
  it('an entry of a later format forbids changes, and restoring leaves it', async () => {
    const line = encodeLine(1, recordOf({ kind: 'wallpaper', target: {}, before: 'a', want: 'b' }));
    device.files[copyPath] = `${line}\n`;
    const before = visibleState(device);
    const ledger = await open();
    const report = await ledger.restore();
    expect(report.settings).toMatchObject([
      { outcome: 'failed', why: expect.stringContaining('there is no kind of change "wallpaper"') as string },
    ]);
    expect(visibleState(device)).toEqual(before);
    expect(ledger.begin('run').ok).toBe(false);
    await ledger.close();
  });

  it('an entry that says "not set" of what always has a value is told, not carried out', async () => {
    const target = { package: 'com.example.other', op: 'X' };
    device.files[copyPath] = `${encodeLine(1, recordOf({ kind: 'app_op', target, before: null, want: 'allow' }))}\n`;
    const ledger = await open();
    expect((await ledger.restore()).settings).toMatchObject([{ outcome: 'failed', expected: null }]);
    await ledger.close();
  });

  it('an entry that asks for something else than its kind allows is never carried out', async () => {
    const targets = [
      { namespace: 'global; reboot', key: 'k' },
      { namespace: 'global', key: '$(reboot)' },
    ];
    const lines = targets.map((target, index) =>
      encodeLine(1, recordOf({ kind: 'setting', entry: index + 1, target, before: '0', want: null })),
    );
    device.files[copyPath] = `${lines.join('\n')}\n`;
    const sent: string[] = [];
    fate = (command) => (sent.push(command), 'works');
    const ledger = await open();
    expect((await ledger.restore()).settings.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    await ledger.close();
    expect(sent.filter((command) => command.includes('settings'))).toEqual([]);
  });

  it('a copy of another device, rubbish, and one that is too long are told and do no harm', async () => {
    const other = encodeLine(1, recordOf({ device: { serialno: 'X', avd: '', fingerprint: '', sdk: 36 } }));
    device.files[copyPath] = `${other}\nrubbish\n`;
    const ledger = await open();
    expect(ledger.problems).toEqual([
      { what: 'damaged', line: 2, text: 'the checksum is missing', where: 'device' },
      { what: 'malformed', line: 1, text: 'about another device, X', where: 'device' },
    ]);
    expect(ledger.open).toEqual([]);
    await ledger.close();
    device.files[copyPath] = 'x'.repeat((1 << 20) + 1);
    await expect(open()).rejects.toThrow('is longer than 1048576 bytes');
  });
});

describe('failing files under the whole flow', () => {
  it('at every operation: nothing is changed without a durable plan, and the device is handed back', async () => {
    const changes = [stayAwake, limit('x', 1)];
    const before = visibleState(device);
    const flow = async (files: FailingFiles): Promise<void> => {
      const port = await portTo(5000);
      const ledger = await DeviceLedger.open({ port, folder: path.join(folder, 'a'), desktop: desktopA, files });
      if (!ledger.ok) return;
      const session = begin(ledger.value);
      for (const change of changes) {
        const state = visibleState(device);
        const isBroken = files.failed !== undefined;
        const { outcome } = await session.apply(change);
        if (isBroken) expect({ outcome, state: visibleState(device) }).toEqual({ outcome: 'refused', state });
      }
      await ledger.value.restore();
      const closed = await ledger.value.close();
      if (!closed.ok) expect(closed.error).toContain('cannot be closed');
    };
    const quiet = new FailingFiles({});
    await flow(quiet);
    expect(visibleState(device)).toEqual(before);
    for (let at = 0; at < quiet.operations; at++) {
      await flow(new FailingFiles({ at, how: at % 2 === 0 ? 'ENOSPC' : 'EIO after half' }));
      const ledger = await open();
      const report = await ledger.restore();
      expect(
        report.settings.filter(({ outcome }) => outcome !== 'as-before'),
        String(at),
      ).toEqual([]);
      await ledger.close();
      expect(visibleState(device), String(at)).toEqual(before);
    }
  });
});
