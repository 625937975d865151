import path from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { portOfSerial } from '../../app/lab/devices/adb/connection-port.js';
import { DeviceLedger } from '../../app/lab/ledger/device-ledger.js';
import { AttachedDevice } from '../../simulator/attached-device.js';
import type { ReleaseNumber } from '../../simulator/device/releases.js';
import { realHostTime } from '../../simulator/device/virtual-time.js';
import { apk, everyChange, visible } from './every-change-fixture.js';
import { describeWithAdb, startPrivateAdb } from './tools.js';

const desktop = { id: 'desktop-A', name: 'A' };

describeWithAdb('the ledger on a simulated device behind the real adb server', () => {
  it.each([15, 16, 17] as const)(
    'makes every kind of change on Android %i and takes it back',
    async (release: ReleaseNumber) => {
      const adb = await startPrivateAdb();
      const attached = new AttachedDevice(
        {
          serialNumber: 'SIM00001',
          release,
          model: 'pixel',
          quirks: {},
          host: realHostTime,
          speed: 1,
          wallAtStart: Date.UTC(2026, 10, 22),
          bootedMsAgo: 3_600_000,
          bootDurationMs: 300,
          seed: 7,
        },
        false,
      );
      try {
        const serial = `127.0.0.1:${await attached.attach()}`;
        await adb.run('connect', serial);
        const opened = await portOfSerial({ host: '127.0.0.1', port: adb.port }, serial);
        if (!opened.ok) throw new Error(opened.error.text);
        const port = opened.value;
        const probeApk = new URL('../../native-probe-apk/prebuilt/curfew-probe-t34.apk', import.meta.url);
        expect(await port.push(apk, readFileSync(probeApk))).toMatchObject({ ok: true });
        const before = await port.shell(visible);
        expect(before).toMatchObject({ ok: true, value: { exitCode: 0, stderr: '' } });

        const ledger = await DeviceLedger.open({ port, folder: path.join(adb.folder, 'ledger'), desktop });
        if (!ledger.ok) throw new Error(ledger.error);
        const session = ledger.value.begin('run');
        if (!session.ok) throw new Error(session.error);
        const results = await session.value.applyAll(everyChange);
        expect(results.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
        expect(await port.shell(visible)).not.toEqual(before);

        const report = await ledger.value.restore();
        expect(report.settings.filter(({ outcome }) => outcome !== 'restored')).toEqual([]);
        expect(await port.shell(visible)).toEqual(before);
        await ledger.value.close();
      } finally {
        await attached.detach();
        await adb.stop();
      }
    },
  );
});
