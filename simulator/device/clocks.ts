import type { VirtualTime } from './virtual-time.js';

/** The clocks of Android (`SystemClock`), in milliseconds. A restart begins uptime and elapsed time anew. */
export class Clocks {
  #bootedAt: number;
  #sleptMs = 0;
  #asleepSince: number | undefined;
  /** How far somebody has put the wall clock. */
  #wallShift = 0;

  /** `bootedMsAgo`: the device runs since then when it is made, and has not slept. */
  constructor(
    private readonly time: VirtualTime,
    private readonly wallAtStart: number,
    bootedMsAgo: number,
  ) {
    this.#bootedAt = time.now - bootedMsAgo;
  }

  /** Virtual time of the last boot; lies before the device was made when it runs since longer. */
  get bootedAt(): number {
    return this.#bootedAt;
  }

  /** Milliseconds since 1970. */
  get wall(): number {
    return this.wallAtStart + this.time.now + this.#wallShift;
  }

  /** The wall clock is set; the others know nothing of it. */
  shiftWall(byMs: number): void {
    this.#wallShift += byMs;
  }

  /** `elapsedRealtime()`: goes on in deep sleep. */
  get elapsed(): number {
    return this.time.now - this.#bootedAt;
  }

  /** `uptimeMillis()`: stands still in deep sleep. */
  get uptime(): number {
    const sleeping = this.#asleepSince === undefined ? 0 : this.time.now - this.#asleepSince;
    return this.elapsed - this.#sleptMs - sleeping;
  }

  get isAsleep(): boolean {
    return this.#asleepSince !== undefined;
  }

  fallAsleep(): void {
    this.#asleepSince ??= this.time.now;
  }

  wakeUp(): void {
    if (this.#asleepSince === undefined) return;
    this.#sleptMs += this.time.now - this.#asleepSince;
    this.#asleepSince = undefined;
  }

  restart(): void {
    this.#bootedAt = this.time.now;
    this.#sleptMs = 0;
    this.#asleepSince = undefined;
  }
}
