/**
 * How many neighbouring units make a task. Handing one over costs some 40 µs, so that a task should take 4 ms at least; long
 * ones would leave workers idle at the end. How long a unit takes is learnt from the tasks that are done.
 */
const AIM_MS = 12;
/**
 * How much the newest task counts. One that was slow says little, because code was cold or the machine busy; one that was quick
 * shows what is possible, and how small tasks are then.
 */
const QUICK_SHARE = 0.5;
const SLOW_SHARE = 0.1;

export class TaskSizes {
  #msPerWeight: number;

  /** `weights`: by unit, how much work it is, in whatever measure; `msPerWeight`: a first guess. */
  constructor(
    readonly weights: readonly number[],
    msPerWeight: number,
  ) {
    this.#msPerWeight = msPerWeight;
  }

  /** Where a task ends that begins with unit `first`: at least one unit further. */
  endOf(first: number): number {
    let end = first;
    let expected = 0;
    do expected += this.weights[end++]! * this.#msPerWeight;
    while (end < this.weights.length && expected < AIM_MS);
    return end;
  }

  /** A task from `first` to before `end` took so long. */
  learn(first: number, end: number, milliseconds: number): void {
    let weight = 0;
    for (let unit = first; unit < end; unit++) weight += this.weights[unit]!;
    if (weight <= 0) return;
    const surprise = milliseconds / weight - this.#msPerWeight;
    this.#msPerWeight += surprise * (surprise < 0 ? QUICK_SHARE : SLOW_SHARE);
  }
}
