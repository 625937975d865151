/**
 * A scenario with everything resolved: durations are milliseconds, types are masks, defaults are filled in, names refer to
 * something that exists. What it means is in docs/scenarios.md; how it is written, in scenario-schema.json.
 */
import type { OutcomeName } from '../android/outcomes.js';
import type { TypeMask } from '../android/service-types.js';
import type { TimeLimitFlags, Variant } from '../policy/policy.js';

/** The uid that the one app of a scenario has. */
export const SCENARIO_UID = 10_001;
/** The name that a scenario gives the app's main process; on the device it is named like the package. */
export const MAIN_PROCESS = 'main';

/** What an app does when `Service.onTimeout` is called. */
export const timeoutReactions = [
  'ignore',
  'stopSelf',
  'stopForeground',
  'startForegroundAgain',
  'switchType',
  'hang',
] as const;
export type TimeoutReactionWord = (typeof timeoutReactions)[number];

export interface TimeoutReaction {
  readonly do: TimeoutReactionWord;
  /** Uptime between the callback and the reaction. */
  readonly afterMs: number;
  /** The new types; 0 unless `do` is `switchType`. */
  readonly types: TypeMask;
}

export interface ScenarioService {
  readonly name: string;
  readonly process: string;
  /** `android:foregroundServiceType` of the manifest. */
  readonly declared: TypeMask;
  /** Whether `onStartCommand` asks for a restart after process death. */
  readonly sticky: boolean;
  readonly onTimeout: TimeoutReaction;
}

/** Whether a start from the background is allowed at this step; `null`: the flag in force decides. */
export type BackgroundStart = 'allowed' | 'denied' | null;

export type ScenarioStep = { readonly atMs: number } & (
  | {
      readonly do: 'startService' | 'startForegroundService' | 'bind';
      readonly service: string;
      readonly backgroundStart: BackgroundStart;
    }
  | {
      readonly do: 'startForeground';
      readonly service: string;
      readonly types: TypeMask;
      readonly backgroundStart: BackgroundStart;
    }
  | { readonly do: 'stopForeground' | 'stopService' | 'stopSelf' | 'unbind'; readonly service: string }
  | { readonly do: 'appToTop' | 'appToHome' | 'processDies'; readonly process: string }
  /** Deep sleep: uptime stands still for `forMs` of elapsed time. */
  | { readonly do: 'sleep'; readonly forMs: number }
  /** A key of the activity manager; `value` as the device stores it, milliseconds for durations. */
  | { readonly do: 'setConfig'; readonly key: string; readonly value: number }
  /** `change`: the id of a compat change. */
  | { readonly do: 'setCompat'; readonly change: number; readonly enabled: boolean }
  | {
      readonly do:
        | 'forceStop'
        | 'reboot'
        | 'screenOn'
        | 'screenOff'
        | 'idleUid'
        | 'bootCompleted'
        | 'grantBackgroundStart'
        | 'revokeBackgroundStart'
        | 'end';
    }
);

export type StepWord = ScenarioStep['do'];

/** What the author expects; `null` stands for "any". */
export interface Expectation {
  readonly outcome: OutcomeName;
  readonly service: string | null;
  readonly type: string | null;
  readonly atMs: number | null;
  /** `true`: such an outcome must not come. */
  readonly never: boolean;
}

export interface ScenarioDevice {
  readonly release: number;
  readonly variant: Variant;
  /** Uptime and elapsed time since boot when the scenario begins. */
  readonly bootUptimeMs: number;
  readonly config: readonly { readonly key: string; readonly value: number }[];
  /** Only the flags that the scenario sets. */
  readonly flags: Partial<TimeLimitFlags>;
}

export interface Scenario {
  readonly name: string;
  readonly packageName: string;
  readonly targetSdk: number;
  readonly device: ScenarioDevice;
  /** `main` is always among them. */
  readonly processes: readonly string[];
  readonly services: readonly ScenarioService[];
  /** In time order. */
  readonly steps: readonly ScenarioStep[];
  readonly expect: readonly Expectation[];
  /** When the scenario ends: its `end` step, or 24 h after its last step. */
  readonly endMs: number;
}

/** A mistake in a scenario. `line` and `column` count from 1; both are 0 where the text has no positions (JSON Lines). */
export interface ScenarioError {
  readonly line: number;
  readonly column: number;
  /** `steps[2].types[0]`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

/** Component of a service in traces and logs. */
export function componentOf(packageName: string, service: string): string {
  return `${packageName}/.${service}`;
}

/** Name of a process in traces and logs. */
export function processNameOf(packageName: string, process: string): string {
  return process === MAIN_PROCESS ? packageName : `${packageName}:${process}`;
}
