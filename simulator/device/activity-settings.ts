import type { DeviceFlags } from './device-flags.js';

/**
 * Flags of `activity_manager` about limits, with the defaults of the platform, in the order of `dumpsys activity settings`
 * (specification fgs-limits, 4.1 and 7.4).
 */
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
} as const;

export type LimitFlag = keyof typeof limitFlagDefaults;
export const limitFlags = Object.keys(limitFlagDefaults) as readonly LimitFlag[];

/** The value in force: DeviceConfig's when it is a whole number, else the default, as `getLong` does. */
export function limitFlagValue(flags: DeviceFlags, key: LimitFlag): number {
  const text = flags.get('activity_manager', key);
  return text !== undefined && /^-?[0-9]{1,15}$/.test(text) ? Number(text) : limitFlagDefaults[key];
}
