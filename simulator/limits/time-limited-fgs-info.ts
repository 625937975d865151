/**
 * `ServiceRecord.TimeLimitedFgsInfo`: the budget of one app for one time-limited type, with exactly the platform's
 * arithmetic (specification 2.1). Uptime unless the name says otherwise.
 */
export class TimeLimitedFgsInfo {
  firstFgsStartUptime = 0;
  /** Elapsed time since boot of the last start from zero services: the anchor of the 24 h window. */
  firstFgsStartRealtime = 0;
  lastFgsStartTime = 0;
  totalRuntime = 0;
  /** Last `onTimeout`; minus infinity (`Long.MIN_VALUE`) when there was none. */
  timeLimitExceededAt = -Infinity;
  numParallelServices = 0;

  noteFgsStart(uptime: number, elapsedRealtime: number): void {
    this.numParallelServices += 1;
    if (this.numParallelServices === 1) {
      this.firstFgsStartUptime = uptime;
      this.firstFgsStartRealtime = elapsedRealtime;
    }
    this.lastFgsStartTime = uptime;
  }

  /** Does not ask whether anything runs: with `lastFgsStartTime` 0 it charges the whole uptime ("poisoning", 2.9). */
  updateTotalRuntime(uptime: number): void {
    this.totalRuntime += uptime - this.lastFgsStartTime;
    this.lastFgsStartTime = uptime;
  }

  decNumParallelServices(): void {
    if (this.numParallelServices > 0) this.numParallelServices -= 1;
    if (this.numParallelServices === 0) this.lastFgsStartTime = 0;
  }

  reset(): void {
    this.numParallelServices = 0;
    this.firstFgsStartUptime = 0;
    this.firstFgsStartRealtime = 0;
    this.lastFgsStartTime = 0;
    this.totalRuntime = 0;
    this.timeLimitExceededAt = -Infinity;
  }
}
