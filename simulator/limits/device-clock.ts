/** The clocks of one device, in milliseconds (specification 1). Elapsed time since the script's beginning drives all. */
export class DeviceClock {
  /** Since the script's beginning; runs in deep sleep and over reboots. */
  elapsed = 0;
  private uptimeAhead: number;
  private realtimeAhead: number;

  /** The device booted `bootUptime` before the beginning and has not slept since. */
  constructor(bootUptime: number) {
    this.uptimeAhead = bootUptime;
    this.realtimeAhead = bootUptime;
  }

  /** `SystemClock.uptimeMillis()`. */
  get uptime(): number {
    return this.elapsed + this.uptimeAhead;
  }

  /** `SystemClock.elapsedRealtime()`. */
  get elapsedRealtime(): number {
    return this.elapsed + this.realtimeAhead;
  }

  /** The elapsed time at which the uptime is reached, when the device stays awake. */
  elapsedAtUptime(uptime: number): number {
    return uptime - this.uptimeAhead;
  }

  advanceTo(elapsed: number): void {
    if (elapsed < this.elapsed) throw new RangeError(`time runs backwards: ${this.elapsed} to ${elapsed}`);
    this.elapsed = elapsed;
  }

  /** Deep sleep: elapsed time goes on, uptime stands still. */
  sleep(duration: number): void {
    this.elapsed += duration;
    this.uptimeAhead -= duration;
  }

  reboot(): void {
    this.uptimeAhead = -this.elapsed;
    this.realtimeAhead = -this.elapsed;
  }
}
