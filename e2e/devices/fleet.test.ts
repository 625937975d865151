import { Socket } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { portOfSerial } from '../../app/lab/devices/adb/connection-port.js';
import { limit } from '../../app/lab/ledger/common-changes.js';
import { DeviceLedger } from '../../app/lab/ledger/device-ledger.js';
import { describeWithAdb, until } from '../simulator/tools.js';
import { deviceOf, isAvailable, quickPace, seen, startSimulatedLab, type SimulatedLab } from './lab-fixture.js';

const id = 'SIM00001';

describeWithAdb('the fleet with one simulated device behind the real adb server', () => {
  let lab: SimulatedLab;
  beforeEach(async () => {
    lab = await startSimulatedLab(1);
  });
  afterEach(async () => {
    await lab.close();
  });

  it('knows the device when it opens: who it is, how it is, that it may be used', async () => {
    const fleet = await lab.open();
    const snapshot = fleet.snapshot();
    expect(snapshot.servers).toEqual([
      expect.objectContaining({ state: 'connected', version: 41, startedByUs: false, advice: null }),
    ]);
    expect(snapshot.servers[0]?.features).toContain('shell_v2');
    expect(snapshot.devices).toHaveLength(1);
    expect(snapshot.devices[0]).toMatchObject({
      id,
      serialno: id,
      kind: 'phone',
      state: 'device',
      allocation: 'available',
      advice: null,
      bootId: lab.device().device.bootId,
      connections: [{ serial: lab.serial(), via: 'tcp', state: 'device' }],
    });
    expect((await seen(fleet, (now) => deviceOf(now, id)?.health != null)).devices[0]?.health).toMatchObject({
      battery: { percent: expect.any(Number), isPretended: false },
      bootCompleted: true,
      screenOn: true,
    });
  });

  it('leases it once, and frees it', async () => {
    const fleet = await lab.open();
    const leased = await fleet.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    expect(deviceOf(fleet.snapshot(), id)).toMatchObject({ allocation: 'leased', lease: { holder: 'run-1' } });
    expect(await fleet.lease(id, 'run-2')).toMatchObject({ ok: false, error: expect.stringContaining('run-1') });
    expect(await leased.value.port.shell('getprop ro.serialno')).toMatchObject({
      ok: true,
      value: { stdout: `${id}\n` },
    });
    await leased.value.release();
    expect(await leased.value.port.shell('true')).toMatchObject({ ok: false, error: { reason: 'refused' } });
    await seen(fleet, isAvailable(id));
    expect(lab.device().device.files.read('/data/local/tmp/curfew/lease.json', 0)).toMatchObject({ ok: false });
    const again = await fleet.lease(id, 'run-2');
    expect(again.ok).toBe(true);
  });

  it('follows it over a lost cable: calls fail with lost, then go on, and the connection has a new number', async () => {
    const fleet = await lab.open();
    const leased = await fleet.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    const { port, connection, onConnection, whenReady } = leased.value;
    const first = connection();
    const numbers: (number | null)[] = [];
    onConnection((number) => numbers.push(number));
    const answer = port.shell('sleep 60');
    lab.device().dropConnections();
    expect(await answer).toMatchObject({ ok: false, error: { reason: 'lost' } });
    await until(() => numbers.includes(null));
    const began = performance.now();
    expect(await whenReady(AbortSignal.timeout(10_000))).toEqual({ ok: true, value: undefined });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(await port.shell('echo back')).toMatchObject({ ok: true, value: { stdout: 'back\n' } });
    expect(connection()).toBeGreaterThan(first ?? 0);
    expect(deviceOf(fleet.snapshot(), id)?.allocation).toBe('leased');
  });

  it('goes on within seconds after a restart, with another boot id and the same lease', async () => {
    // As people have it: with the usual pace.
    const fleet = await lab.open({ pace: {} });
    const leased = await fleet.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    const before = lab.device().device.bootId;
    const { connection, whenReady, port } = leased.value;
    const first = connection();
    lab.device().device.reboot();
    await until(() => connection() === null);
    // The boot takes 3 s.
    expect(await whenReady(AbortSignal.timeout(13_000))).toEqual({ ok: true, value: undefined });
    expect(connection()).toBeGreaterThan(first ?? 0);
    const boot = await port.shell('cat /proc/sys/kernel/random/boot_id');
    expect(boot.ok && boot.value.stdout.trim()).toBe(lab.device().device.bootId);
    expect(lab.device().device.bootId).not.toBe(before);
    expect(deviceOf(fleet.snapshot(), id)).toMatchObject({
      bootId: lab.device().device.bootId,
      lease: { holder: 'run-1' },
    });
  });

  it('says that a frozen device does not answer, and goes on as soon as it does', async () => {
    const fleet = await lab.open();
    lab.device().faults.isFrozen = true;
    const frozen = await seen(fleet, (now) => deviceOf(now, id)?.allocation === 'unavailable');
    expect(deviceOf(frozen, id)?.advice).toMatch(/does not answer|network was lost/);
    expect(await fleet.lease(id, 'run-1')).toMatchObject({ ok: false });
    lab.device().faults.isFrozen = false;
    await seen(fleet, isAvailable(id));
  });

  it('renews what it holds as soon as the computer has slept', async () => {
    let sleptMs = 0;
    const fleet = await lab.open({
      pace: { ...quickPace, renewMs: 3_600_000 },
      clock: () => Date.now() + sleptMs,
      hostClocks: { steadyMs: () => performance.now(), sinceStartMs: () => performance.now() + sleptMs },
    });
    const leased = await fleet.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    sleptMs = 7_200_000;
    expect(Date.parse(leased.value.describe().lease?.expiresAt ?? '')).toBeLessThan(Date.now() + sleptMs);
    await seen(fleet, (now) => Date.parse(deviceOf(now, id)?.lease?.expiresAt ?? '') > Date.now() + sleptMs);
    expect(await leased.value.port.shell('echo here')).toMatchObject({ ok: true, value: { stdout: 'here\n' } });
  });

  it('shows a device that asks for the key, with what to do, and takes it up when the key is accepted', async () => {
    const shy = await lab.attach({ serialNumber: 'SHY', quirks: { isUnauthorized: true } });
    const serial = `127.0.0.1:${shy.port}`;
    const fleet = await lab.open();
    const found = fleet.snapshot().devices.find(({ name }) => name === serial);
    expect(found).toMatchObject({ state: 'unauthorized', allocation: 'unavailable', serialno: '' });
    expect(found?.advice).toContain('accept the key');
    shy.acceptKeys();
    await seen(fleet, isAvailable('SHY'));
    expect(fleet.snapshot().devices.map((device) => device.id)).toEqual(expect.arrayContaining(['SHY', id]));
    expect(fleet.snapshot().devices).toHaveLength(2);
  });

  it('takes two addresses of one device for one device, and changes over when one goes', async () => {
    const second = await lab.attach();
    const fleet = await lab.open();
    expect(fleet.snapshot().devices).toHaveLength(1);
    expect(deviceOf(fleet.snapshot(), id)?.connections).toHaveLength(2);
    const leased = await fleet.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    const used = deviceOf(fleet.snapshot(), id)?.connections.map(({ serial }) => serial);
    expect(used).toContain(`127.0.0.1:${second.port}`);
    const first = leased.value.connection();
    // The newer one was chosen or not: end both in turn, the lease never has none for long.
    await second.detach();
    await seen(fleet, (now) => deviceOf(now, id)?.connections.filter(({ state }) => state === 'device').length === 1);
    expect(await leased.value.port.shell('echo here')).toMatchObject({ ok: true, value: { stdout: 'here\n' } });
    expect(leased.value.connection()).not.toBeNull();
    expect(first).not.toBeNull();
  });

  it('does not take a second device with the same serial number for the first', async () => {
    const fleet = await lab.open();
    const leased = await fleet.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    const twin = await lab.attach({ seed: 99 });
    expect(twin.device.bootId).not.toBe(lab.device().device.bootId);
    const both = await seen(fleet, (now) => deviceOf(now, id)?.advice?.includes('cannot be told apart') === true);
    expect(deviceOf(both, id)?.connections).toHaveLength(2);
    const boot = await leased.value.port.shell('cat /proc/sys/kernel/random/boot_id');
    expect(boot.ok && boot.value.stdout.trim()).toBe(lab.device().device.bootId);
    // The right one goes: nobody must be taken for it.
    await lab.device().detach();
    await until(() => leased.value.connection() === null);
    expect(await leased.value.port.shell('true')).toMatchObject({ ok: false, error: { reason: 'lost' } });
  });

  it('is seen by another computer as leased, and is free again when the lease ran out', async () => {
    const here = await lab.open({
      computer: 'here',
      pace: { ...quickPace, leaseMs: 2000, renewMs: 60_000 },
    });
    const leased = await here.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    const there = await lab.open({ computer: 'there' });
    expect(deviceOf(there.snapshot(), id)).toMatchObject({
      allocation: 'leased',
      lease: { holder: 'run-1', host: 'here' },
    });
    expect(await there.lease(id, 'run-2')).toMatchObject({
      ok: false,
      error: expect.stringContaining('run-1 on here'),
    });
    // Nobody renews it, as if the computer had died.
    await seen(there, isAvailable(id));
    const second = await there.lease(id, 'run-2');
    if (!second.ok) throw new Error(second.error);
    await leased.value.release();
    await seen(here, (now) => deviceOf(now, id)?.lease?.host === 'there');
  });

  it('is not restored under the feet of a run on another computer', async () => {
    const here = await lab.open({ computer: 'here' });
    const leased = await here.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    const there = await lab.open({ computer: 'there' });
    expect(await there.restore(id)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^SIM00001 is in use by run-1 on here since .*, until .*: stop that first$/),
    });
    await leased.value.release();
    expect((await there.restore(id)).ok).toBe(true);
  });

  it('is seen by another process of this computer as leased', async () => {
    const one = await lab.open();
    const leased = await one.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    const other = await lab.open();
    expect(deviceOf(other.snapshot(), id)).toMatchObject({ allocation: 'leased', lease: { holder: 'run-1' } });
    await leased.value.release();
    expect((await other.lease(id, 'run-2')).ok).toBe(true);
  });

  it('hands a device back that a run left changed, before anybody gets it', async () => {
    const { flags } = lab.device().device;
    const before = flags.get('activity_manager', 'data_sync_fgs_timeout_duration');
    await leaveChanged(lab);
    expect(flags.get('activity_manager', 'data_sync_fgs_timeout_duration')).toBe('60000');
    const fleet = await lab.open();
    await seen(fleet, isAvailable(id));
    expect(flags.get('activity_manager', 'data_sync_fgs_timeout_duration')).toEqual(before);
    expect(deviceOf(fleet.snapshot(), id)?.openChanges).toEqual([]);
  });

  it('leaves a device alone while a run holds it, and restores what the run left when it is over', async () => {
    const fleet = await lab.open();
    const leased = await fleet.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    await leaveChanged(lab);
    const numbers: (number | null)[] = [];
    leased.value.onConnection((number) => numbers.push(number));
    lab.device().dropConnections();
    await until(() => numbers.includes(null));
    expect(await leased.value.whenReady(AbortSignal.timeout(10_000))).toMatchObject({ ok: true });
    const { flags } = lab.device().device;
    expect(flags.get('activity_manager', 'data_sync_fgs_timeout_duration')).toBe('60000');
    await leased.value.release();
    await seen(fleet, isAvailable(id));
    expect(flags.get('activity_manager', 'data_sync_fgs_timeout_duration')).not.toBe('60000');
  });

  it('puts a device into quarantine and tests it again by itself', async () => {
    const fleet = await lab.open();
    lab.device().device.battery.setLevel(5);
    await fleet.quarantine(id, 'its runs were cut off three times', 'run-1, run-2, run-3');
    expect(await fleet.lease(id, 'run-4')).toMatchObject({ ok: false, error: expect.stringContaining('quarantine') });
    const tested = await seen(fleet, (now) => (deviceOf(now, id)?.quarantine?.attempts ?? 0) > 0);
    expect(deviceOf(tested, id)?.quarantine?.evidence).toContain('battery');
    lab.device().device.battery.reset();
    await seen(fleet, isAvailable(id));
  });

  it('remembers names, notes and quarantine, and shows a device that is gone', async () => {
    const fleet = await lab.open();
    expect(await fleet.change(id, { name: 'Desk 3', labels: ['slow', 'slow'], note: 'cracked' })).toMatchObject({
      ok: true,
    });
    await fleet.quarantine(id, 'a person said so', '');
    await fleet.close();
    await lab.device().detach();
    await lab.adb.run('disconnect', lab.serial());
    const again = await lab.open();
    expect(deviceOf(again.snapshot(), id)).toMatchObject({
      name: 'Desk 3',
      labels: ['slow'],
      note: 'cracked',
      state: 'gone',
      allocation: 'quarantined',
      quarantine: { reason: 'a person said so', nextTestAt: null },
      connections: [],
    });
  });

  it('leaves no socket and no timer when it is closed, be the device frozen or not', async () => {
    const fleet = await lab.open();
    const leased = await fleet.lease(id, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    expect(socketsTo(lab.adb.port)).toBeGreaterThan(0);
    const log = await leased.value.port.open('logcat');
    const waiting = leased.value.whenReady(AbortSignal.timeout(60_000));
    lab.device().faults.isFrozen = true;
    const asked = leased.value.port.shell('sleep 60');
    await fleet.close();
    expect(await asked).toMatchObject({ ok: false, error: { reason: 'lost' } });
    expect(log.ok && (await log.value.ended)).toMatchObject({ reason: 'lost' });
    expect(await waiting).toMatchObject({ ok: false, error: expect.stringContaining('the lease is over') });
    await until(() => socketsTo(lab.adb.port) === 0);
  });

  it('connects an address that a person names, and keeps asking for it', async () => {
    await lab.adb.run('disconnect', lab.serial());
    const fleet = await lab.open();
    expect(fleet.snapshot().devices).toEqual([]);
    expect(await fleet.connect('no address')).toMatchObject({ ok: false, error: expect.stringContaining('HOST:PORT') });
    expect(await fleet.connect('127.0.0.1:1')).toMatchObject({
      ok: false,
      error: expect.stringContaining('127.0.0.1:1'),
    });
    expect(await fleet.connect(lab.serial())).toEqual({ ok: true, value: undefined });
    await seen(fleet, isAvailable(id));
    expect(await fleet.disconnect(lab.serial())).toEqual({ ok: true, value: undefined });
    await seen(fleet, (now) => deviceOf(now, id)?.state === 'gone');
    expect(await fleet.pair('127.0.0.1:4321', '123456')).toMatchObject({
      ok: false,
      error: expect.stringContaining('too old to pair'),
    });
  });
});

/** Sockets of this process to the adb server; the simulated devices are spoken to by the server. */
function socketsTo(port: number): number {
  const handles: unknown = Reflect.get(process, '_getActiveHandles');
  if (typeof handles !== 'function') throw new Error('this Node does not tell its handles');
  const all: unknown = Reflect.apply(handles, process, []);
  return Array.isArray(all)
    ? all.filter((handle) => handle instanceof Socket && handle.remotePort === port).length
    : NaN;
}

/** A run of this computer that made a change and died. */
async function leaveChanged(lab: SimulatedLab): Promise<void> {
  const port = await portOfSerial({ host: '127.0.0.1', port: lab.adb.port }, lab.serial());
  if (!port.ok) throw new Error(port.error.text);
  const ledger = await DeviceLedger.open({
    port: port.value,
    folder: path.join(lab.folder('desk'), 'ledger'),
    desktop: { id: 'desk-id', name: 'desk' },
  });
  if (!ledger.ok) throw new Error(ledger.error);
  const session = ledger.value.begin('run-0');
  if (!session.ok) throw new Error(session.error);
  expect(await session.value.apply(limit('data_sync_fgs_timeout_duration', 60_000))).toMatchObject({
    outcome: 'applied',
  });
  await ledger.value.close();
}
