/**
 * Keys that a scenario can set: whole numbers of the activity manager's configuration, from DeviceConfig namespace
 * `activity_manager` and from Settings.Global `activity_manager_constants` (spec/fgs-limits.md 4.1, 4.2).
 */
export const configKeys: ReadonlySet<string> = new Set([
  // DeviceConfig
  'data_sync_fgs_timeout_duration',
  'media_processing_fgs_timeout_duration',
  'fgs_crash_extra_wait_duration',
  'short_fgs_timeout_duration',
  'short_fgs_proc_state_extra_wait_duration',
  'short_fgs_anr_extra_wait_duration',
  'service_start_foreground_timeout_ms',
  'service_start_foreground_anr_delay_ms',
  'fgs_start_foreground_timeout',
  'fg_to_bg_fgs_grace_duration',
  'boot_time_temp_allowlist_duration',
  'top_to_fgs_grace_duration',
  'deferred_fgs_notification_interval',
  'deferred_fgs_notification_interval_for_short',
  'deferred_fgs_notification_exclusion_time',
  'deferred_fgs_notification_exclusion_time_for_short',
  'push_messaging_over_quota_behavior',
  // Settings.Global
  'fgs_boot_completed_allowlist',
  'background_settle_time',
  'service_restart_duration',
  'service_reset_run_duration',
  'service_restart_duration_factor',
  'service_min_restart_time_between',
  'service_bg_start_timeout',
  'service_crash_restart_duration',
  'service_crash_max_retry',
  'min_crash_interval',
  'process_crash_count_limit',
]);

/** Keys whose value is no time in milliseconds. */
const plainNumbers: ReadonlySet<string> = new Set([
  'push_messaging_over_quota_behavior',
  'fgs_boot_completed_allowlist',
  'service_restart_duration_factor',
  'service_crash_max_retry',
  'process_crash_count_limit',
]);

/** Whether the value of a key is a duration in milliseconds. */
export function isDurationKey(key: string): boolean {
  return configKeys.has(key) && !plainNumbers.has(key);
}

/** Compat changes around foreground services, by name (spec/fgs-limits.md 4.5). */
export const compatChanges: ReadonlyMap<string, number> = new Map([
  ['FGS_INTRODUCE_TIME_LIMITS', 317799821],
  ['FGS_BOOT_COMPLETED_RESTRICTIONS', 296558535],
  ['FGS_SAW_RESTRICTIONS', 319471980],
  ['FGS_BG_START_RESTRICTION_CHANGE_ID', 170668199],
  ['FGS_START_EXCEPTION_CHANGE_ID', 174041399],
  ['FGS_TYPE_CHECK_FOR_INSTANT_APPS', 261055255],
  ['MEDIA_FGS_STATE_TRANSITION', 281762171],
]);

/** Feature flags as a device prints them (aconfig, package android.app), and their fields in a policy. */
export const featureFlags = {
  introduce_new_service_ontimeout_callback: 'introduceNewServiceOntimeoutCallback',
  enable_fgs_timeout_crash_behavior: 'enableFgsTimeoutCrashBehavior',
  gate_fgs_timeout_anr_behavior: 'gateFgsTimeoutAnrBehavior',
} as const;
