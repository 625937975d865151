import { expect, it } from 'vitest';
import { connectDevice } from '../../app/lab/devices/adb/server-calls.js';
import { describeWithAdb } from '../simulator/tools.js';
import { deviceOf, isAvailable, seen, startSimulatedLab } from './lab-fixture.js';
import { restartableAdb } from './restartable-adb.js';

const id = 'SIM00001';

describeWithAdb('adb servers', () => {
  it('is shown as away when it is killed, with what to do, and its devices come back with it', async () => {
    const lab = await startSimulatedLab(1);
    const adb = await restartableAdb();
    try {
      await adb.start();
      await connectDevice(adb.address, lab.serial());
      const fleet = await lab.open({ server: adb.address });
      await seen(fleet, isAvailable(id));
      await adb.kill();
      const away = await seen(fleet, ({ servers }) => servers[0]?.state === 'unreachable');
      expect(away.servers[0]?.advice).toContain('adb');
      await seen(fleet, (now) => deviceOf(now, id)?.state === 'gone');
      await adb.start();
      await connectDevice(adb.address, lab.serial());
      const back = await seen(fleet, isAvailable(id));
      expect(back.servers[0]).toMatchObject({ state: 'connected', startedByUs: false });
    } finally {
      await lab.close();
      await adb.close();
    }
  });

  it('joins the devices of two servers, and one that both have is one', async () => {
    const lab = await startSimulatedLab(2);
    const other = await restartableAdb();
    try {
      await other.start();
      await connectDevice(other.address, lab.serial(1));
      await lab.adb.run('disconnect', lab.serial(1));
      const fleet = await lab.open();
      expect(fleet.snapshot().devices).toHaveLength(1);
      const text = `127.0.0.1:${other.address.port}`;
      expect(await fleet.addServer(text)).toEqual({ ok: true, value: undefined });
      await seen(fleet, isAvailable('SIM00002'));
      await connectDevice(other.address, lab.serial(0));
      await seen(fleet, (now) => deviceOf(now, id)?.connections.length === 2);
      expect(fleet.snapshot().devices).toHaveLength(2);
      await fleet.close();
      const again = await lab.open();
      await seen(again, isAvailable('SIM00002'));
      expect(await again.removeServer(text)).toEqual({ ok: true, value: undefined });
      await seen(again, (now) => deviceOf(now, 'SIM00002')?.state === 'gone');
      expect(again.snapshot().servers).toHaveLength(1);
    } finally {
      await lab.close();
      await other.close();
    }
  });
});

describeWithAdb('fifty devices behind one adb server', () => {
  it('are known, leased and freed within seconds', async () => {
    const lab = await startSimulatedLab(50);
    try {
      const began = performance.now();
      const fleet = await lab.open();
      await seen(fleet, ({ devices }) => devices.filter(({ allocation }) => allocation === 'available').length === 50);
      const known = performance.now() - began;
      const leases = await Promise.all(fleet.snapshot().devices.map((device) => fleet.lease(device.id, 'run-1')));
      const leased = leases.flatMap((lease) => (lease.ok ? [lease.value] : []));
      expect(leased).toHaveLength(50);
      const answers = await Promise.all(leased.map(({ port }) => port.shell('getprop ro.serialno')));
      expect(new Set(answers.map((answer) => answer.ok && answer.value.stdout)).size).toBe(50);
      await Promise.all(leased.map((lease) => lease.release()));
      const all = performance.now() - began;
      // Measured: 0.6 s and 1.9 s on two cores that do nothing else; the test shares them.
      expect([known < 10_000, all < 20_000]).toEqual([true, true]);
    } finally {
      await lab.close();
    }
  });
});
