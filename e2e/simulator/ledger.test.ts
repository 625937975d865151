import path from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { portOfSerial } from '../../app/lab/devices/adb/connection-port.js';
import type { Change } from '../../app/lab/ledger/change.js';
import {
  animationsOff,
  backgroundRestricted,
  limit,
  stayAwake,
  syncOff,
  unplugged,
} from '../../app/lab/ledger/common-changes.js';
import { DeviceLedger } from '../../app/lab/ledger/device-ledger.js';
import { AttachedDevice } from '../../simulator/attached-device.js';
import type { ReleaseNumber } from '../../simulator/device/releases.js';
import { realHostTime } from '../../simulator/device/virtual-time.js';
import { describeWithAdb, startPrivateAdb } from './tools.js';

const probe = 'dev.curfew.probe.t34';
const otherApp = 'com.android.settings';
const apk = '/data/local/tmp/probe-t34.apk';
const desktop = { id: 'desktop-A', name: 'A' };

const of = (kind: string, target: Record<string, string>, want: string): Change => ({ kind, target, want });

const changes: readonly Change[] = [
  syncOff,
  limit('data_sync_fgs_timeout_duration', 60_000),
  stayAwake,
  ...animationsOff,
  of('setting', { namespace: 'system', key: 'a_note' }, 'it\'s; $(a) "test" & more'),
  of('debug_property', { name: 'debug.skip_fgs_manifest_type_check' }, 'true'),
  of('keyguard', {}, 'disabled'),
  of('logcat_buffer', { buffer: 'main' }, '16M'),
  of('package', { package: probe, apk }, '1'),
  of('compat', { change: 'FGS_INTRODUCE_TIME_LIMITS', package: probe }, 'enabled'),
  of('runtime_permission', { package: probe, permission: 'android.permission.POST_NOTIFICATIONS' }, 'granted'),
  backgroundRestricted(otherApp),
  of('standby_bucket', { package: otherApp }, 'rare'),
  of('doze_allowlist', { package: probe }, 'listed'),
  ...unplugged(60),
  of('battery_saver', {}, '1'),
  of('deviceidle_enabled', { mode: 'light' }, 'disabled'),
  of('deviceidle_force', {}, 'forced'),
  of('temp_allowlist', { package: probe }, '10000'),
  of('screen', {}, 'off'),
];

/** What a person can read off a device, without times. */
const visible = [
  'device_config list; device_config get_sync_disabled_for_tests',
  'settings list global; settings list system; settings list secure',
  'getprop | grep -vF ": []"; locksettings get-disabled; logcat -b main -g | grep -F "ring buffer is 256 KiB"',
  'pm list packages; dumpsys platform_compat; dumpsys deviceidle; dumpsys deviceidle whitelist',
  `am get-standby-bucket ${otherApp}; appops get ${otherApp} RUN_ANY_IN_BACKGROUND; dumpsys package ${otherApp}`,
  'dumpsys battery; dumpsys power | grep mWakefulness; ls /data/local/tmp',
].join('; ');

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
        const results = await session.value.applyAll(changes);
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
