/**
 * The budget of an app and a time-limited type (`ActiveServices.mTimeLimitedFgsInfo`, `ServiceRecord.TimeLimitedFgsInfo`), with
 * exactly the platform's arithmetic, its missing guard included. All instants count since boot. Source: spec/fgs-limits.md 2.1.
 */
export class Budget {
  exists = false;
  /** Uptime and elapsed time of the last 0→1 start: the anchor of the 24 h window. */
  firstUp = 0;
  firstReal = 0;
  /** Uptime of the last start or charge; 0 when nothing runs. */
  last = 0;
  /** What was charged since the last reset. */
  total = 0;
  /** Uptime of the last onTimeout; -Infinity when there was none. */
  exceededAt = Number.NEGATIVE_INFINITY;
  /** Services that are being charged, as the platform counts them: its count leaks when a process dies (2.9). */
  running = 0;
  /** Services that really run on it. The rules ask only to tell a person what the platform forgot. */
  reallyRunning = 0;

  /** The last reset: when, and its `ResetReason`. The rules ask only to tell a person why a charge went wrong. */
  resetAt = Number.NEGATIVE_INFINITY;
  resetReason = 0;

  constructor(readonly index: number) {}

  /** `noteFgsFgsStart`: a service of the type starts to be charged. */
  note(uptime: number, elapsed: number): void {
    this.exists = true;
    if (++this.running === 1) {
      this.firstUp = uptime;
      this.firstReal = elapsed;
    }
    this.last = uptime;
  }

  /**
   * `updateTotalRuntime`: charges the time since `last` and returns it. There is no check that anything runs: with
   * `last` 0 the whole uptime of the device is charged ("bug P", spec/fgs-limits.md 2.9).
   */
  charge(uptime: number): number {
    const charged = uptime - this.last;
    this.total += charged;
    this.last = uptime;
    return charged;
  }

  /** `decNumParallelServices` */
  release(): void {
    if (this.running > 0) this.running--;
    if (this.running === 0) this.last = 0;
  }

  reset(): void {
    this.running = 0;
    this.firstUp = 0;
    this.firstReal = 0;
    this.last = 0;
    this.total = 0;
    this.exceededAt = Number.NEGATIVE_INFINITY;
  }

  /** The budget is gone: a reboot, or the app was removed (`onUidRemovedLocked`). */
  forget(): void {
    this.reset();
    this.exists = false;
  }
}
