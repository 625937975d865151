/** A run that touches every kind of setting of a simulated device, and what a person can read off it. */
import type { Change } from '../../app/lab/ledger/change.js';
import {
  animationsOff,
  backgroundRestricted,
  limit,
  stayAwake,
  syncOff,
  unplugged,
} from '../../app/lab/ledger/common-changes.js';

export const probe = 'dev.curfew.probe.t34';
export const otherApp = 'com.android.settings';
export const apk = '/data/local/tmp/probe-t34.apk';

const of = (kind: string, target: Record<string, string>, want: string): Change => ({ kind, target, want });

export const everyChange: readonly Change[] = [
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
export const visible = [
  'device_config list; device_config get_sync_disabled_for_tests',
  'settings list global; settings list system; settings list secure',
  'getprop | grep -vF ": []"; locksettings get-disabled; logcat -b main -g | grep -F "ring buffer is 256 KiB"',
  'pm list packages; dumpsys platform_compat; dumpsys deviceidle; dumpsys deviceidle whitelist',
  `am get-standby-bucket ${otherApp}; appops get ${otherApp} RUN_ANY_IN_BACKGROUND; dumpsys package ${otherApp}`,
  'dumpsys battery; dumpsys power | grep mWakefulness; ls /data/local/tmp',
].join('; ');
