/**
 * Budgets of time-limited types: one per app and type (`ActiveServices.mTimeLimitedFgsInfo`,
 * `ServiceRecord.TimeLimitedFgsInfo`), with exactly the platform's arithmetic, its missing guard included.
 *
 *     firstUp, firstReal   uptime and elapsed time of the last 0→1 start: the anchor of the 24 h window
 *     last                 uptime of the last start or charge; 0 when nothing runs
 *     total                what was charged since the last reset
 *     exceededAt           uptime of the last onTimeout; -Infinity when there was none
 *     running              services that are being charged
 *
 * All instants count since boot. Source: spec/fgs-limits.md 2.1.
 */
export const DATA_SYNC = 0;
export const MEDIA_PROCESSING = 1;

export class Budgets {
  readonly exists: Uint8Array;
  readonly firstUp: Float64Array;
  readonly firstReal: Float64Array;
  readonly last: Float64Array;
  readonly total: Float64Array;
  readonly exceededAt: Float64Array;
  readonly running: Int32Array;

  constructor(apps: number) {
    const length = apps * 2;
    this.exists = new Uint8Array(length);
    this.firstUp = new Float64Array(length);
    this.firstReal = new Float64Array(length);
    this.last = new Float64Array(length);
    this.total = new Float64Array(length);
    this.exceededAt = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
    this.running = new Int32Array(length);
  }

  /** `noteFgsFgsStart`: a service of the type starts to be charged. */
  note(budget: number, uptime: number, elapsed: number): void {
    this.exists[budget] = 1;
    if (++this.running[budget]! === 1) {
      this.firstUp[budget] = uptime;
      this.firstReal[budget] = elapsed;
    }
    this.last[budget] = uptime;
  }

  /**
   * `updateTotalRuntime`: charges the time since `last` and returns it. There is no check that anything runs: with
   * `last` 0 the whole uptime of the device is charged ("bug P", spec/fgs-limits.md 2.9).
   */
  charge(budget: number, uptime: number): number {
    const charged = uptime - this.last[budget]!;
    this.total[budget]! += charged;
    this.last[budget] = uptime;
    return charged;
  }

  /** `decNumParallelServices` */
  release(budget: number): void {
    if (this.running[budget]! > 0) this.running[budget]!--;
    if (this.running[budget] === 0) this.last[budget] = 0;
  }

  reset(budget: number): void {
    this.running[budget] = 0;
    this.firstUp[budget] = 0;
    this.firstReal[budget] = 0;
    this.last[budget] = 0;
    this.total[budget] = 0;
    this.exceededAt[budget] = Number.NEGATIVE_INFINITY;
  }

  /** The budget is gone: a reboot, or the app was removed (`onUidRemovedLocked`). */
  forget(budget: number): void {
    this.reset(budget);
    this.exists[budget] = 0;
  }
}
