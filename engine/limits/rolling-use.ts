/**
 * Use within a rolling window: the sum of closed intervals, and of the open one, that lies within (t − window, t].
 *
 *     ├──window──────────────────────┤t
 *  ▓▓▓│▓▓   ▓▓▓▓▓      ▓▓▓           ▓▓▓▓ → still running
 *     └ this part of an old interval has already dropped out
 */
export class RollingUse {
  /** Closed intervals [start, end), oldest first, flat. */
  #closed: number[] = [];
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
    if (this.#openSince !== null && at > this.#openSince) this.#closed.push(this.#openSince, at);
    this.#openSince = null;
    this.#drop(at);
  }

  reset(): void {
    this.#closed = [];
    this.#openSince = null;
  }

  /** Use within (at − window, at]. */
  usedAt(at: number): number {
    const from = at - this.window;
    let used = 0;
    for (let i = 0; i < this.#closed.length; i += 2) {
      const start = Math.max(this.#closed[i]!, from);
      const end = Math.min(this.#closed[i + 1]!, at);
      if (end > start) used += end - start;
    }
    if (this.#openSince !== null) used += Math.max(0, at - Math.max(this.#openSince, from));
    return used;
  }

  /**
   * The first moment at or after `now` at which the use reaches `limit` if nothing else happens; Infinity when it never
   * does. While the open interval runs, use grows by 1 per ms, and stays level while an old interval drops out.
   */
  reaches(limit: number, now: number): number {
    if (this.#openSince === null) return Number.POSITIVE_INFINITY;
    if (this.usedAt(now) >= limit) return now;
    // Once the open interval itself fills the window, use cannot grow any more; what is closed has dropped out before.
    const saturated = this.#openSince + this.window;
    const turns = this.#closed.map((edge) => edge + this.window).filter((edge) => edge > now);
    for (const turn of [...turns, saturated]) {
      const usedAtTurn = this.usedAt(turn);
      if (usedAtTurn >= limit) return turn - (usedAtTurn - limit);
    }
    return Number.POSITIVE_INFINITY;
  }

  #drop(at: number): void {
    const from = at - this.window;
    let keep = 0;
    while (keep < this.#closed.length && this.#closed[keep + 1]! <= from) keep += 2;
    if (keep > 0) this.#closed.splice(0, keep);
  }
}
