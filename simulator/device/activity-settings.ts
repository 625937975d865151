import type { DeviceFlags } from './device-flags.js';
import type { StoredSettings } from './stored-settings.js';

/**
 * What `ActivityManagerConstants` knows of limits, with the defaults of the platform, in the order of `dumpsys activity
 * settings` (specification fgs-limits, 4.1, 4.2 and 7.4).
 */
const ofTheGlobalSetting = {
  background_settle_time: 60_000,
  service_restart_duration: 1_000,
  service_reset_run_duration: 60_000,
  service_restart_duration_factor: 4,
  service_min_restart_time_between: 10_000,
  service_crash_restart_duration: 1_800_000,
  fgs_boot_completed_allowlist: 0x40000718,
} as const;

export const limitFlagDefaults = {
  short_fgs_timeout_duration: 180_000,
  short_fgs_proc_state_extra_wait_duration: 5_000,
  short_fgs_anr_extra_wait_duration: 10_000,
  media_processing_fgs_timeout_duration: 21_600_000,
  data_sync_fgs_timeout_duration: 21_600_000,
  fgs_crash_extra_wait_duration: 10_000,
  service_start_foreground_timeout_ms: 30_000,
  service_start_foreground_anr_delay_ms: 10_000,
  fgs_start_foreground_timeout: 10_000,
  boot_time_temp_allowlist_duration: 20_000,
} as const;

type GlobalKey = keyof typeof ofTheGlobalSetting;
export type ActivitySetting = GlobalKey | keyof typeof limitFlagDefaults;

export const limitFlags = Object.keys(limitFlagDefaults) as readonly (keyof typeof limitFlagDefaults)[];
const globalKeys = Object.keys(ofTheGlobalSetting) as readonly GlobalKey[];
export const activitySettings: readonly ActivitySetting[] = [...globalKeys, ...limitFlags];

/** Settings.Global, all keys in one text: `background_settle_time=60000,...`. */
export const GLOBAL_SETTING = 'activity_manager_constants';

/** Where the values come from: what is in force is asked at the moment of use. */
export interface ActivitySettingSources {
  readonly flags: DeviceFlags;
  readonly settings: StoredSettings;
}

/** The value in force. */
export function activitySetting({ flags, settings }: ActivitySettingSources, key: ActivitySetting): number {
  if (isGlobal(key)) {
    const text = listedIn(settings.get('global', GLOBAL_SETTING) ?? '').get(key);
    return wholeNumber(text) ?? ofTheGlobalSetting[key];
  }
  return wholeNumber(flags.get('activity_manager', key)) ?? limitFlagDefaults[key];
}

const isGlobal = (key: ActivitySetting): key is GlobalKey => Object.hasOwn(ofTheGlobalSetting, key);

/** As `getLong` does: what is no number is not there. */
function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `KeyValueListParser`: one pair that is none, and the whole text counts for nothing. */
function listedIn(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const pair of text.split(',').filter((each) => each !== '')) {
    const at = pair.indexOf('=');
    if (at < 0) return new Map();
    values.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return values;
}
