/**
 * `dumpsys activity settings`: the values in force of `activity_manager` keys (`ActivityManagerConstants.dump`).
 *
 *     ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:
 *       data_sync_fgs_timeout_duration=21600000
 */
import type { DumpReader, DumpSink } from './dump-time.js';

/** Keys that decide about limits; the dump holds some hundred others. Default values stand in the policies. */
const limitKeys: ReadonlySet<string> = new Set([
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
  'deferred_fgs_notification_interval',
  'deferred_fgs_notification_interval_for_short',
  'deferred_fgs_notification_exclusion_time',
  'deferred_fgs_notification_exclusion_time_for_short',
  'push_messaging_over_quota_behavior',
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

export class ActivitySettingsReader implements DumpReader {
  constructor(private readonly sink: DumpSink) {}

  line(text: string, lineNumber: number, byteStart: number, byteEnd: number): void {
    const equals = text.indexOf('=');
    if (equals < 0 || text.length > 500) return;
    const key = text.slice(0, equals).trim();
    if (!limitKeys.has(key)) return;
    this.sink.fact({
      time: { at: 'before-dump', agoMs: 0 },
      body: { kind: 'config-value', key, value: text.slice(equals + 1).trim() },
      line: lineNumber,
      byteStart,
      byteEnd,
      rawText: text,
    });
  }

  finish(): void {
    // Every line stands for itself.
  }
}
