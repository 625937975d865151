/** A run that touches every kind of setting, and what somebody else might do meanwhile. */
import type { Change } from '../change.js';
import { animationsOff, backgroundRestricted, limit, stayAwake, syncOff, unplugged } from '../common-changes.js';
import { installApp, newDevice, otherApp, probe, removeApp, type DeviceModel } from './device-model.js';

const apk = '/data/local/tmp/probe-t34.apk';

/** A device as a run finds it, with the probe's APK already pushed. */
export function deviceToTest(serialno?: string): DeviceModel {
  const device = newDevice(serialno);
  device.files[apk] = `${probe} 3`;
  return device;
}

const of = (kind: string, target: Record<string, string>, want: string): Change => ({ kind, target, want });

/** In the order in which they are made. One flag is refused by the device, one is changed twice. */
export const everyChange: readonly Change[] = [
  syncOff,
  limit('data_sync_fgs_timeout_duration', 60_000),
  limit('max_phantom_processes', 2_147_483_647),
  of('device_config', { namespace: 'device_idle', key: 'inactive_to' }, '1000'),
  limit('data_sync_fgs_timeout_duration', 30_000),
  stayAwake,
  ...animationsOff,
  of('setting', { namespace: 'system', key: 'a_note' }, 'it\'s; $(a) "test" & more'),
  of('debug_property', { name: 'debug.skip_fgs_manifest_type_check' }, 'true'),
  of('keyguard', {}, 'disabled'),
  of('logcat_buffer', { buffer: 'main' }, '16M'),
  of('package', { package: probe, apk }, '3'),
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
  of('stopped', { package: otherApp }, 'stopped'),
];

/** Each leaves a value that is neither the one before nor ours. */
export const foreignChanges: Readonly<Record<string, (device: DeviceModel) => void>> = {
  'a new flag': (device) => (device.config['activity_manager/data_sync_fgs_timeout_duration'] = '777'),
  'a flag that was set': (device) => (device.config['activity_manager/max_phantom_processes'] = '64'),
  'a setting': (device) => (device.settings['global/stay_on_while_plugged_in'] = '3'),
  'an animation scale': (device) => (device.settings['global/window_animation_scale'] = '0.5'),
  'a setting of its own': (device) => (device.settings['global/something_else'] = 'x'),
  'a debug property': (device) => (device.properties['debug.skip_fgs_manifest_type_check'] = 'maybe'),
  'a log buffer': (device) => (device.buffers['main'] = '4 MiB'),
  'the probe removed': (device) => removeApp(device, probe),
  'the probe updated': (device) => installApp(device, probe, '99'),
  'an app op': (device) => {
    const app = device.apps[otherApp];
    if (app !== undefined) app.ops['RUN_ANY_IN_BACKGROUND'] = 'deny';
  },
  'a bucket': (device) => {
    const app = device.apps[otherApp];
    if (app !== undefined) app.bucket = 30;
  },
  'the other app removed': (device) => removeApp(device, otherApp),
  'the battery': (device) => (device.battery = { ...device.battery, stopped: true, powered: false, level: 33 }),
  synchronisation: (device) => {
    device.syncPersistent = true;
    device.syncUntilReboot = false;
  },
};
