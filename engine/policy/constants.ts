/**
 * Values that a device can change at run time, by their keys. `DeviceConfig` namespace `activity_manager` unless said
 * otherwise; defaults of ActivityManagerConstants (spec/fgs-limits.md section 4). Milliseconds.
 */
export const defaultConstants = {
  data_sync_fgs_timeout_duration: 21_600_000,
  media_processing_fgs_timeout_duration: 21_600_000,
  fgs_crash_extra_wait_duration: 10_000,
  short_fgs_timeout_duration: 180_000,
  short_fgs_proc_state_extra_wait_duration: 5_000,
  short_fgs_anr_extra_wait_duration: 10_000,
  service_start_foreground_timeout_ms: 30_000,
  service_start_foreground_anr_delay_ms: 10_000,
  /** Age from which startForeground on a service that startService started evaluates the background start anew. */
  fgs_start_foreground_timeout: 10_000,
  /** How long a boot broadcast lets an app start foreground services. */
  boot_time_temp_allowlist_duration: 20_000,
  /** Settings.Global activity_manager_constants: a uid in the background becomes idle. */
  background_settle_time: 60_000,
  /** Settings.Global: types that BOOT_COMPLETED may start. A mask, not a time. */
  fgs_boot_completed_allowlist: 0x40000718,
  /** Settings.Global: first restart of a sticky service. */
  service_restart_duration: 1_000,
  /** Settings.Global: a record that ran so long starts again at the first delay. */
  service_reset_run_duration: 60_000,
  /** Settings.Global: factor between delays. Not a time. */
  service_restart_duration_factor: 4,
  /** Settings.Global: distance between two restarts. */
  service_min_restart_time_between: 10_000,
  /** Settings.Global: wait after repeated crashes. */
  service_crash_restart_duration: 1_800_000,
} as const;

export type ConstantName = keyof typeof defaultConstants;

export function isConstantName(key: string): key is ConstantName {
  return Object.hasOwn(defaultConstants, key);
}

/** The values in force while a trace is replayed. Handlers read them live. */
export type LiveConstants = Record<ConstantName, number>;

/** The values with which a device that runs a policy begins. */
export function constantsOf(policy: { readonly constants: Readonly<Partial<LiveConstants>> }): LiveConstants {
  return { ...defaultConstants, ...policy.constants };
}
