import type { OutcomeName } from '../../engine/android/outcomes.js';
import type { TypeMask } from '../../engine/android/service-types.js';

/** Which code of the platform runs (specification 0.1). */
export type Variant = 'V0' | 'V1' | 'V2' | 'V3' | 'V4';

/** What the app does when `Service.onTimeout` is called on a service. */
export interface OnTimeout {
  readonly do: 'ignore' | 'stopSelf' | 'stopForeground' | 'startForegroundAgain' | 'switchType' | 'hang';
  /** Uptime between the callback and the reaction. */
  readonly afterMs: number;
  /** For `switchType`; without it the service switches to specialUse. */
  readonly types?: TypeMask;
}

export interface ScriptService {
  readonly name: string;
  readonly process: string;
  /** The mask in the manifest; meant by types = -1. */
  readonly declared: TypeMask;
  readonly sticky: boolean;
  readonly onTimeout: OnTimeout;
}

export type StepWord =
  | 'startService'
  | 'startForegroundService'
  | 'startForeground'
  | 'stopForeground'
  | 'stopService'
  | 'stopSelf'
  | 'bind'
  | 'unbind'
  | 'appToTop'
  | 'appToHome'
  | 'processDies'
  | 'forceStop'
  | 'reboot'
  | 'sleep'
  | 'screenOn'
  | 'screenOff'
  | 'idleUid'
  | 'setConfig'
  | 'setCompat'
  | 'bootCompleted'
  | 'grantBackgroundStart'
  | 'revokeBackgroundStart'
  | 'end';

export type BackgroundStart = 'allowed' | 'denied';

export interface Step {
  /** Elapsed time since the script's beginning. */
  readonly atMs: number;
  readonly do: StepWord;
  readonly service?: string;
  /** For `appToTop`, `appToHome`, `processDies`; `main` when absent. */
  readonly process?: string;
  /** For `startForeground`; the manifest's mask when absent or -1. */
  readonly types?: TypeMask;
  readonly backgroundStart?: BackgroundStart;
  /** For `sleep`. */
  readonly forMs?: number;
  /** For `setConfig`. */
  readonly key?: string;
  readonly value?: number;
  /** For `setCompat`: the id of a compat change (specification 4.5). */
  readonly change?: number;
  readonly enabled?: boolean;
}

/** The aconfig flags of Android 15 and 16, by their own names (specification 4.5). */
export interface Flags {
  readonly introduce_new_service_ontimeout_callback?: boolean;
  readonly enable_fgs_timeout_crash_behavior?: boolean;
  readonly gate_fgs_timeout_anr_behavior?: boolean;
}

/** One app on one device, everything resolved: times are whole milliseconds, types are masks. */
export interface Script {
  readonly release: 14 | 15 | 16 | 17;
  readonly variant: Variant;
  readonly targetSdk: number;
  /** Uptime, and elapsed time since boot, at the script's beginning. */
  readonly bootUptimeMs: number;
  /** Keys of the activity manager (specification 4.1, 4.2) that differ from their defaults. */
  readonly config: Readonly<Record<string, number>>;
  readonly flags?: Flags;
  readonly processes: readonly string[];
  readonly services: readonly ScriptService[];
  readonly steps: readonly Step[];
  /** Elapsed time after which nothing happens any more. What is due at this very instant still happens. */
  readonly endMs: number;
}

export interface SimulatedOutcome {
  readonly outcome: OutcomeName;
  readonly service: string;
  /** Label of the tracked type, `shortService`, or null when the outcome is not about a type. */
  readonly type: string | null;
  /** Since the script's beginning. */
  readonly elapsedMs: number;
  /** Since the last boot. */
  readonly uptimeMs: number;
}

export interface SimulatedBudget {
  readonly type: 'dataSync' | 'mediaProcessing';
  /** What has been charged; a span that still runs is not in it. */
  readonly totalMs: number;
  /** Services that run on this budget, as the platform counts them. */
  readonly running: number;
  /** Uptime of the last `onTimeout`, or null. */
  readonly exceededAtMs: number | null;
}

export interface SimulationResult {
  /** In the order in which the platform acts. Silent outcomes are left out. */
  readonly outcomes: readonly SimulatedOutcome[];
  /** Budgets that exist at the end, dataSync first. */
  readonly budgets: readonly SimulatedBudget[];
  /**
   * The instant at which the simulator gave up, because the script never comes to an end: an app that answers
   * `onTimeout` by a start whose `onTimeout` comes at once. Null for every ordinary script.
   */
  readonly cutShortAtMs: number | null;
}
