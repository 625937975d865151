import type { Script } from './script.js';

/** Keys of `ActivityManagerConstants` that this simulator reads, with their defaults (specification 4.1, 4.2). */
const defaults = {
  data_sync_fgs_timeout_duration: 21_600_000,
  media_processing_fgs_timeout_duration: 21_600_000,
  fgs_crash_extra_wait_duration: 10_000,
  short_fgs_timeout_duration: 180_000,
  short_fgs_proc_state_extra_wait_duration: 5_000,
  short_fgs_anr_extra_wait_duration: 10_000,
  service_start_foreground_timeout_ms: 30_000,
  service_start_foreground_anr_delay_ms: 10_000,
  fgs_start_foreground_timeout: 10_000,
  boot_time_temp_allowlist_duration: 20_000,
  fgs_boot_completed_allowlist: 0x40000718,
  background_settle_time: 60_000,
  service_restart_duration: 1_000,
  service_reset_run_duration: 60_000,
  service_restart_duration_factor: 4,
  service_min_restart_time_between: 10_000,
  service_crash_restart_duration: 1_800_000,
};

/** Crashes of a process that are nearer than this are one series. No configuration changes it. */
export const MIN_CRASH_INTERVAL = 120_000;

export type ConfigKey = keyof typeof defaults;

/** Compat changes that this simulator asks for (specification 4.5), with the first target SDK that has them. */
const Change = {
  FGS_INTRODUCE_TIME_LIMITS: 317799821,
  FGS_BOOT_COMPLETED_RESTRICTIONS: 296558535,
  FGS_BG_START_RESTRICTION: 170668199,
  USE_NEW_BFSL_LOGIC: 311208749,
} as const;

const enabledSinceTargetSdk = new Map<number, number>([
  [Change.FGS_INTRODUCE_TIME_LIMITS, 35],
  [Change.FGS_BOOT_COMPLETED_RESTRICTIONS, 35],
  [Change.FGS_BG_START_RESTRICTION, 31],
  [Change.USE_NEW_BFSL_LOGIC, 35],
]);

/** The first target SDK whose startForegroundService() is a promise (specification 5.1). */
const PROMISE_SINCE_TARGET_SDK = 26;

/** Everything about the device and the app that is set and not done: configuration, flags, compat changes, variant. */
export class ActivityManagerConstants {
  private readonly script: Script;
  private readonly config = new Map<string, number>();
  private readonly compatOverrides = new Map<number, boolean>();

  constructor(script: Script) {
    this.script = script;
    for (const key of Object.keys(script.config)) this.setConfig(key, script.config[key] ?? 0);
  }

  /** Read at the moment of use: a change counts from then on. */
  get(key: ConfigKey): number {
    return this.config.get(key) ?? defaults[key];
  }

  setConfig(key: string, value: number): void {
    this.config.set(key, value);
  }

  setCompat(change: number, isEnabled: boolean): void {
    this.compatOverrides.set(change, isEnabled);
  }

  isChangeEnabled(change: number): boolean {
    const override = this.compatOverrides.get(change);
    return override ?? this.script.targetSdk >= (enabledSinceTargetSdk.get(change) ?? Infinity);
  }

  /** Whether new limits begin (specification 2.3). Timers that run are not asked. */
  get areTimeLimitsInForce(): boolean {
    const { variant, flags } = this.script;
    if (variant === 'V0' || !this.isChangeEnabled(Change.FGS_INTRODUCE_TIME_LIMITS)) return false;
    return variant === 'V4' || (flags?.introduce_new_service_ontimeout_callback ?? true);
  }

  /** Whether the end of the grace, or a start on an exhausted budget, has consequences (2.4 B, 2.7). */
  get isCrashBehaviorEnabled(): boolean {
    return this.script.variant === 'V4' || (this.script.flags?.enable_fgs_timeout_crash_behavior ?? true);
  }

  /** V1 alone: the gate flag turns the end of the grace into a note of the system for itself (2.7). */
  get isCrashGated(): boolean {
    return this.script.variant === 'V1' && (this.script.flags?.gate_fgs_timeout_anr_behavior ?? false);
  }

  /** V1 keeps the grace in an AnrTimer, the others in a handler message (2.11). */
  get isGraceAnAnrTimer(): boolean {
    return this.script.variant === 'V1';
  }

  /** V3 and V4 ask whether the process is TOP now, not only when it was (2.6). */
  get seesCurrentTop(): boolean {
    return this.script.variant === 'V3' || this.script.variant === 'V4';
  }

  /** Android 15 and later, for apps with the compat change (5.4). */
  get isBootRestricted(): boolean {
    return this.script.release >= 15 && this.isChangeEnabled(Change.FGS_BOOT_COMPLETED_RESTRICTIONS);
  }

  /** Whether starts from the background are restricted for the app at all (5.2). */
  get areBackgroundStartsRestricted(): boolean {
    return this.isChangeEnabled(Change.FGS_BG_START_RESTRICTION);
  }

  /** A uid that is idle from its beginning, or was made idle, is made idle once more when its minute is over (K-10, K-12). */
  get isIdleCheckedAnew(): boolean {
    return this.script.release >= 15;
  }

  /** Android 15 and later, for apps with the compat change: what a bind recorded gives no right to start (K-05). */
  get isNewBfslLogic(): boolean {
    return this.script.release >= 15 && this.isChangeEnabled(Change.USE_NEW_BFSL_LOGIC);
  }

  get isStartForegroundPromised(): boolean {
    return this.script.targetSdk >= PROMISE_SINCE_TARGET_SDK;
  }
}
