/** Stretches of time, joined where they overlap, with look-up by binary search. */
import { countBefore } from './sorted-search.js';

export interface Interval {
  readonly from: number;
  readonly to: number;
}

export class Intervals {
  readonly #joined: Interval[] = [];

  constructor(intervals: readonly Interval[]) {
    for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
      const last = this.#joined.at(-1);
      if (last === undefined || from > last.to) this.#joined.push({ from, to });
      else this.#joined[this.#joined.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    }
  }

  get isEmpty(): boolean {
    return this.#joined.length === 0;
  }

  get end(): number {
    return this.#joined.at(-1)?.to ?? Number.NEGATIVE_INFINITY;
  }

  /** Ends included. */
  has(moment: number): boolean {
    const begun = countBefore(this.#joined.length, (index) => this.#joined[index]!.from <= moment);
    return begun > 0 && moment <= this.#joined[begun - 1]!.to;
  }
}
