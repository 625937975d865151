/** Feature flags as a device prints them (aconfig, package android.app), and their fields in a policy. */
export const featureFlags = {
  introduce_new_service_ontimeout_callback: 'introduceNewServiceOntimeoutCallback',
  enable_fgs_timeout_crash_behavior: 'enableFgsTimeoutCrashBehavior',
  gate_fgs_timeout_anr_behavior: 'gateFgsTimeoutAnrBehavior',
} as const;
