/**
 * Keys of the activity manager's configuration that decide about limits: DeviceConfig namespace `activity_manager`
 * (ActivityManagerConstants; spec/fgs-limits.md 4.1) and Settings.Global `activity_manager_constants` (4.2).
 */

/** Keys whose value is a whole number, mostly milliseconds. */
export const numericConfigKeys: ReadonlySet<string> = new Set([
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

/** Keys whose value is true, false or a share. */
const otherConfigKeys: readonly string[] = [
  'fgs_atom_sample_rate',
  'fgs_start_allowed_log_sample_rate',
  'fgs_start_denied_log_sample_rate',
  'fgs_allow_opt_out',
  'default_fgs_starts_restriction_enabled',
  'default_fgs_starts_restriction_check_caller_target_sdk',
  'default_fgs_starts_restriction_notification_enabled',
  'default_background_fgs_starts_restriction_enabled',
  'deferred_fgs_notifications_enabled',
  'deferred_fgs_notifications_api_gated',
];

/** Every key that decides about limits. */
export const limitConfigKeys: ReadonlySet<string> = new Set([...numericConfigKeys, ...otherConfigKeys]);

/** Whether the value of a key is a duration in milliseconds. */
export function isDurationKey(key: string): boolean {
  return numericConfigKeys.has(key) && !plainNumbers.has(key);
}
