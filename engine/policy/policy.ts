/**
 * A policy says how one Android release (or one reading of its documentation) limits background work. Policies are data:
 * the rules in `engine/limits` read them and decide nothing about releases themselves.
 */
import type { DurationMs } from '../time.js';
import type { ConstantName } from './constants.js';

/**
 * The shipped variants of the time-limit code (spec/fgs-limits.md 0.1):
 * V0 Android 14, no time-limited types · V1 15 in development, grace by AnrTimer · V2 main of 2024, no "currently TOP" check ·
 * V3 15 as most devices have it, and 16 · V4 17, flags removed.
 */
export type Variant = 'V0' | 'V1' | 'V2' | 'V3' | 'V4';

export interface Citation {
  /** Class and method, or the title of a document. */
  readonly what: string;
  /** Where it can be read. */
  readonly where: string;
}

/** Feature flags that decide in V1 to V3 (aconfig, package android.app). V4 has none: they are always on there. */
export interface TimeLimitFlags {
  readonly introduceNewServiceOntimeoutCallback: boolean;
  readonly enableFgsTimeoutCrashBehavior: boolean;
  /** V1 only. */
  readonly gateFgsTimeoutAnrBehavior: boolean;
}

/** `dataSync` and `mediaProcessing`: a budget per app and type. */
export interface TimeLimitedTypes {
  /** DeviceConfig activity_manager/data_sync_fgs_timeout_duration */
  readonly dataSyncLimit: DurationMs;
  /** DeviceConfig activity_manager/media_processing_fgs_timeout_duration */
  readonly mediaProcessingLimit: DurationMs;
  /** DeviceConfig activity_manager/fgs_crash_extra_wait_duration */
  readonly crashGrace: DurationMs;
  /** Age of the last 0→1 start after which a start resets the budget. Hard-coded in the platform. */
  readonly window: DurationMs;
  /** Compat change FGS_INTRODUCE_TIME_LIMITS is enabled for apps that target at least this SDK. */
  readonly enabledSinceTargetSdk: number;
  readonly flags: TimeLimitFlags;
  /** V3, V4: a process that is TOP when the timer fires is given the full limit from now on. */
  readonly checksCurrentlyTop: boolean;
}

interface PolicyHeader {
  readonly name: string;
  /** One line for people. */
  readonly title: string;
  /** Android release, or `null` for a reading that is no release. */
  readonly release: number | null;
  /**
   * Other values by their DeviceConfig or Settings.Global key, where they differ from the platform's defaults; those of the
   * time-limited types have fields of their own. `constantsOf` gives all of them.
   */
  readonly constants: Readonly<Partial<Record<ConstantName, number>>>;
  readonly sources: readonly Citation[];
}

/** The code as it ships. `timeLimitedTypes` is `null` where the release has none (V0). */
export interface ShippedPolicy extends PolicyHeader {
  readonly reading: 'as-shipped';
  readonly variant: Variant;
  readonly timeLimitedTypes: TimeLimitedTypes | null;
}

/** The public guide, read literally (spec/fgs-limits.md 8.2). */
export interface DocumentedPolicy extends PolicyHeader {
  readonly reading: 'documented';
  readonly variant: null;
  readonly timeLimitedTypes: Pick<
    TimeLimitedTypes,
    'dataSyncLimit' | 'mediaProcessingLimit' | 'crashGrace' | 'window' | 'enabledSinceTargetSdk'
  >;
}

export type Policy = ShippedPolicy | DocumentedPolicy;

/** Compat change id of FGS_INTRODUCE_TIME_LIMITS. */
export const FGS_INTRODUCE_TIME_LIMITS = 317799821;

/** Keys of DeviceConfig namespace `activity_manager` that change the time-limited types. */
export const DATA_SYNC_LIMIT_KEY = 'data_sync_fgs_timeout_duration';
export const MEDIA_PROCESSING_LIMIT_KEY = 'media_processing_fgs_timeout_duration';
export const CRASH_GRACE_KEY = 'fgs_crash_extra_wait_duration';
