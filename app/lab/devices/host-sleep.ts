/**
 * Notices that the computer slept, or that the lab stood still (a stopped process, a paused virtual machine). Node's steady clock
 * and its timers do not count a sleep on Linux, and do elsewhere; the time since the computer's start counts it everywhere.
 */
import os from 'node:os';

/** Milliseconds. */
export interface HostClocks {
  /** The clock of timers: `performance.now`. */
  readonly steadyMs: () => number;
  /** Since the computer's start, with sleep. */
  readonly sinceStartMs: () => number;
}

const hostClocks: HostClocks = {
  steadyMs: () => performance.now(),
  sinceStartMs: () => os.uptime() * 1000,
};

const EVERY_MS = 1_000;
/** Two clocks that took longer to read were not read at the same time. */
const READING_MS = 500;
/** Some systems tell the time since their start in whole seconds. */
const SLEPT_MS = 2_000;
/** A busy computer keeps a timer waiting for seconds, not for longer. */
const STOOD_STILL_MS = 10_000;

export class SleepWatch {
  readonly #timer: NodeJS.Timeout;
  #steadyMs: number;
  #sinceStartMs: number;

  /** `onWake` gets for how long nothing was done. */
  constructor(
    private readonly onWake: (standstillMs: number) => void,
    private readonly clocks: HostClocks = hostClocks,
  ) {
    this.#steadyMs = clocks.steadyMs();
    this.#sinceStartMs = clocks.sinceStartMs();
    this.#timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** Looks at the clocks now, and not only at the next turn. */
  look(): void {
    const beforeMs = this.clocks.steadyMs();
    const sinceStartMs = this.clocks.sinceStartMs();
    const steadyMs = this.clocks.steadyMs();
    // Not of one moment: the next look tells.
    if (steadyMs - beforeMs > READING_MS) return;
    const passedMs = steadyMs - this.#steadyMs;
    const sleptMs = sinceStartMs - this.#sinceStartMs - passedMs;
    const stoodMs = passedMs - EVERY_MS;
    this.#steadyMs = steadyMs;
    this.#sinceStartMs = sinceStartMs;
    if (sleptMs > SLEPT_MS || stoodMs > STOOD_STILL_MS) this.onWake(Math.round(Math.max(sleptMs, stoodMs)));
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
