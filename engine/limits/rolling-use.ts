/**
 * Use within a rolling window: the sum of closed intervals, and of the open one, that lies within (t − window, t].
 *
 *     ├──window──────────────────────┤t
 *  ▓▓▓│▓▓   ▓▓▓▓▓      ▓▓▓           ▓▓▓▓ → still running
 *     └ this part of an old interval has already dropped out
 */
export class RollingUse {
  /** Closed intervals [start, end), oldest first, flat; those before `#first` have dropped out. */
  #closed: number[] = [];
  #first = 0;
  /** Milliseconds in the intervals from `#first` on. */
  #sum = 0;
  #openSince: number | null = null;

  constructor(readonly window: number) {}

  /** When the interval that still runs began; `null` when none runs. */
  get openSince(): number | null {
    return this.#openSince;
  }

  open(at: number): void {
    this.#openSince ??= at;
  }

  close(at: number): void {
    if (this.#openSince !== null && at > this.#openSince) {
      this.#closed.push(this.#openSince, at);
      this.#sum += at - this.#openSince;
    }
    this.#openSince = null;
    this.#drop(at);
  }

  reset(): void {
    this.#closed = [];
    this.#first = 0;
    this.#sum = 0;
    this.#openSince = null;
  }

  /** Use within (at − window, at]. Moments before the last change are not asked for. */
  usedAt(at: number): number {
    const from = at - this.window;
    let used = this.#sum;
    for (let i = this.#first; i < this.#closed.length && this.#closed[i]! < from; i += 2)
      used -= Math.min(this.#closed[i + 1]!, from) - this.#closed[i]!;
    if (this.#openSince !== null) used += Math.max(0, at - Math.max(this.#openSince, from));
    return used;
  }

  /**
   * The first moment at or after `now` at which the use reaches `limit` if nothing else happens; Infinity when it never
   * does. While the open interval runs, use grows by 1 per ms, and stays level while an old interval drops out.
   *
   *     use       ╱‾‾‾‾╱‾‾╱      grows until an old interval begins to drop out, level until it has, and so on
   *     edges    now  │  │  └ saturated: the open interval fills the window
   */
  reaches(limit: number, now: number): number {
    if (this.#openSince === null) return Number.POSITIVE_INFINITY;
    let used = this.usedAt(now);
    if (used >= limit) return now;
    // Once the open interval itself fills the window, use cannot grow any more; what is closed has dropped out before.
    const saturated = this.#openSince + this.window;
    let at = now;
    for (let i = this.#first; i < this.#closed.length; i += 2) {
      const dropsFrom = Math.max(this.#closed[i]! + this.window, at);
      const grown = used + (dropsFrom - at);
      if (grown >= limit) return at + (limit - used);
      const dropped = this.#closed[i + 1]! + this.window;
      if (dropped <= at) continue;
      used = grown;
      at = dropped;
    }
    return used + (saturated - at) >= limit ? at + (limit - used) : Number.POSITIVE_INFINITY;
  }

  #drop(at: number): void {
    const from = at - this.window;
    for (; this.#first < this.#closed.length && this.#closed[this.#first + 1]! <= from; this.#first += 2)
      this.#sum -= this.#closed[this.#first + 1]! - this.#closed[this.#first]!;
    if (this.#first === this.#closed.length) this.#sum = 0;
    // Cleared out when half of it has dropped out, so that each interval is moved once on average.
    if (this.#first * 2 <= this.#closed.length) return;
    this.#closed.splice(0, this.#first);
    this.#first = 0;
  }
}
