/** Changes that runs ask for, by their purpose. */
import type { Change } from './change.js';

const setting = (namespace: 'global' | 'secure' | 'system', key: string, want: string): Change => ({
  kind: 'setting',
  target: { namespace, key },
  want,
});

/** Keeps the server's flags away until the next restart. Ask for it before any flag. */
export const syncOff: Change = { kind: 'sync_mode', target: {}, want: 'until_reboot' };

/** A limit of ActivityManager, in milliseconds: `data_sync_fgs_timeout_duration` and its like. */
export function limit(key: string, milliseconds: number): Change {
  return { kind: 'device_config', target: { namespace: 'activity_manager', key }, want: String(milliseconds) };
}

/** The screen stays on while any charger is connected (1 AC + 2 USB + 4 wireless). */
export const stayAwake: Change = setting('global', 'stay_on_while_plugged_in', '7');

/** No animation delays a tap. */
export const animationsOff: readonly Change[] = [
  'window_animation_scale',
  'transition_animation_scale',
  'animator_duration_scale',
].map((key) => setting('global', key, '0'));

/** "Restricted" in the battery settings of an app. */
export function backgroundRestricted(packageName: string): Change {
  return { kind: 'app_op', target: { package: packageName, op: 'RUN_ANY_IN_BACKGROUND' }, want: 'ignore' };
}

/** The device believes that it is unplugged, at a level if one is given: buckets and Doze do nothing while it charges. */
export function unplugged(level?: number): readonly Change[] {
  const unplug: Change = { kind: 'battery', target: {}, want: 'unplugged' };
  return level === undefined ? [unplug] : [unplug, { ...unplug, want: `unplugged level=${level}` }];
}
