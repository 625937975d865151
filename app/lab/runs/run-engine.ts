/** Runs as hosts and screens use them. Errors are sentences that say what to do. */
import type { Result } from '../../../engine/result.js';
import type { LiveRun } from './live-run.js';
import type { RunPlan, RunRequest } from './run-plan.js';

export interface ObserveRequest {
  readonly name: string;
  readonly device: string;
  readonly packageName: string;
  /** The lab stops by itself after this; at most 7 days. */
  readonly forMs: number;
  readonly toleranceMs: number;
}

export interface RunEngine {
  /** Changes nothing, neither on a device nor in the store. */
  readonly plan: (request: RunRequest) => Promise<Result<RunPlan, string>>;
  /** Answers with the run's id when the run is in the store. */
  readonly start: (request: RunRequest) => Promise<Result<string, string>>;
  /** Watches an installed package without the probe and without changing the device. Answers with the run's id. */
  readonly observe: (request: ObserveRequest) => Promise<Result<string, string>>;
  /** Runs that are running or interrupted, latest first. */
  readonly live: () => readonly LiveRun[];
  /** Called after every change of a live run; returns how to call it off. */
  readonly watch: (listener: (run: LiveRun) => void) => () => void;
  /** Cases that play are played to their end; no other begins. */
  readonly pause: (run: string) => Result<void, string>;
  readonly unpause: (run: string) => Result<void, string>;
  /** Settles when every device is restored. */
  readonly cancel: (run: string) => Promise<Result<void, string>>;
  /** Takes up a run that was interrupted: its cases that are not done are played. */
  readonly resume: (run: string) => Promise<Result<void, string>>;
  /** Settles when a run is over, done or interrupted. */
  readonly whenOver: (run: string) => Promise<void>;
  /** Ends everything: running cases become interrupted, devices are restored. */
  readonly close: () => Promise<void>;
}
