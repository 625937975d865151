/** What is asked of a run, and what it would do: said before anything happens on a device. Plain JSON. */
import type { ScenarioPrediction } from '../../../engine/scenario/predict-scenario.js';
import type { Gate } from '../devices/fleet.js';

export interface RunRequest {
  readonly name: string;
  /** `scenario/1` documents, YAML or JSON, with a title for messages (a file's name). */
  readonly scenarios: readonly { readonly title: string; readonly text: string }[];
  /** `FleetDevice.id`. */
  readonly devices: readonly string[];
  /** Times of the scenarios are divided by this; 1: at their own pace. */
  readonly compression: number;
  /** Target SDK variants of the probe (33 to 36) to play each scenario with; empty: the scenario's own. */
  readonly targets: readonly number[];
  readonly toleranceMs: number;
  /** Written into the run. */
  readonly note: string;
}

/** A setting that a case changes, in words and as the command. */
export interface PlannedChange {
  readonly kind: string;
  readonly subject: string;
  readonly want: string;
  readonly command: string;
}

export interface PlannedCase {
  readonly scenario: string;
  readonly device: string;
  readonly durationMs: number;
  /** `null` when the case cannot be played on this device; then `obstacle` says why. */
  readonly prediction: ScenarioPrediction | null;
  readonly policy: string | null;
  readonly changes: readonly PlannedChange[];
  /** Why it cannot be played, with what to do; `null` when it can. */
  readonly obstacle: string | null;
  /** What is not as in the scenario: waits that cannot be compressed, settings that the device refuses. One sentence each. */
  readonly notes: readonly string[];
}

export interface PlannedScenario {
  readonly id: string;
  readonly name: string;
  readonly targetSdk: number;
  readonly compression: number;
}

export interface RunPlan {
  readonly scenarios: readonly PlannedScenario[];
  /** By device id: the gates, in order. */
  readonly gates: readonly { readonly device: string; readonly gates: readonly Gate[] }[];
  readonly cases: readonly PlannedCase[];
  /** Of the longest queue. */
  readonly durationMs: number;
}
