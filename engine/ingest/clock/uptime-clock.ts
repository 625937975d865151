/** Uptime and elapsed time of a recording: the same but for deep sleep, in which uptime stands still. */
export interface SleepSpan {
  /** Elapsed milliseconds. */
  readonly from: number;
  readonly to: number;
  /** `false`: only the length is known; where in the silence it lay is not. */
  readonly isExact: boolean;
}

export class UptimeClock {
  /** In order, none over another. */
  readonly sleeps: readonly SleepSpan[];
  /** Sleep before each span. */
  readonly #sleptBefore: number[] = [];

  constructor(spans: readonly SleepSpan[]) {
    const sleeps: SleepSpan[] = [];
    let slept = 0;
    for (const span of [...spans].sort((a, b) => a.from - b.from)) {
      const from = Math.max(span.from, sleeps.at(-1)?.to ?? Number.NEGATIVE_INFINITY);
      if (from >= span.to) continue;
      sleeps.push({ ...span, from });
      this.#sleptBefore.push(slept);
      slept += span.to - from;
    }
    this.sleeps = sleeps;
  }

  uptimeAt(elapsed: number): number {
    const index = this.#lastBefore((span) => span.from < elapsed);
    const span = this.sleeps[index];
    if (span === undefined) return elapsed;
    return elapsed - this.#sleptBefore[index]! - (Math.min(elapsed, span.to) - span.from);
  }

  /** The latest elapsed time with this uptime. */
  elapsedAt(uptime: number): number {
    const index = this.#lastBefore((span, at) => span.from - this.#sleptBefore[at]! <= uptime);
    const span = this.sleeps[index];
    return span === undefined ? uptime : uptime + this.#sleptBefore[index]! + (span.to - span.from);
  }

  #lastBefore(isBefore: (span: SleepSpan, index: number) => boolean): number {
    let low = 0;
    let high = this.sleeps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(this.sleeps[middle]!, middle)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
