/**
 * Where the replay stands: set before a row or a message acts, read by every rule, and written into ledger and outcomes.
 */
import { NONE } from './ledger.js';

export class Moment {
  // NaN, so that the engine's compiler keeps these as plain numbers from the beginning.
  uptime = Number.NaN;
  /** Elapsed time; the earliest where a sleep makes it uncertain. */
  elapsed = Number.NaN;
  /** Equal to `elapsed` when nothing is uncertain. */
  latestElapsed = Number.NaN;
  /** Row of the trace that acts, or -1 when a timer does. */
  row = NONE;

  set(uptime: number, elapsed: number, latestElapsed: number, row: number): void {
    this.uptime = uptime;
    this.elapsed = elapsed;
    this.latestElapsed = latestElapsed;
    this.row = row;
  }
}
