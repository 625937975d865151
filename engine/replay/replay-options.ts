import { MS_PER_DAY, type DurationMs } from '../time.js';
import type { Reactions } from './reactions.js';

export interface ReplayOptions {
  /**
   * `recorded`: what follows a crash is in the trace (a log). `simulated`: the replay lets the crashed process die.
   */
  readonly consequences: 'recorded' | 'simulated';
  /** How long after the last row pending messages still run. */
  readonly horizon: DurationMs;
  /**
   * Budget that was used before the trace begins, by app and type: unknown to the trace, set by whoever tests a hypothesis.
   */
  readonly usedBefore?: readonly { readonly uid: number; readonly type: number; readonly totalMs: number }[];
  /** `none`: nobody will ask why. No ledger is kept, which makes the replay several times faster. Default: `kept`. */
  readonly reasons?: 'kept' | 'none';
  /** `told`: outcomes that nobody on the device is told of are not even noted. Default: `all`. */
  readonly outcomes?: 'all' | 'told';
  /** Present: the trace is a plan (docs/scenarios.md), and this is what its app does when onTimeout is called. */
  readonly reactions?: Reactions;
}

export const defaultReplayOptions: ReplayOptions = {
  consequences: 'recorded',
  horizon: MS_PER_DAY as DurationMs,
};
