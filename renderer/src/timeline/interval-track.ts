/**
 * Stretches of time in one row, as columns, with a pyramid over them, so that a picture costs as much as it has pixels and not as
 * much as there are intervals.
 *
 *     intervals   ▬ ▬▬  ▬ ▬   ▬▬▬▬ ▬ ...   sorted, none overlaps the next
 *     level 0     └─ 16 ──┘└─ 16 ──┘       sum of the lengths, highest value
 *     level 1     └───── 16 x 16 ──┘       the same of 16 groups below
 *
 * A pixel takes the largest groups that lie wholly in it and single intervals only at its edges.
 */
const BRANCHING = 16;

export interface IntervalColumns {
  /** Milliseconds, ascending. */
  readonly starts: Float64Array;
  /** Not before the start, not after the next start. */
  readonly ends: Float64Array;
  /** What the interval stands for; where several share a pixel the highest is shown. */
  readonly values: Uint8Array;
}

interface Level {
  readonly size: number;
  readonly covered: Float64Array;
  readonly highest: Uint8Array;
}

/** One entry for each column of pixels. */
export interface PixelColumns {
  /** 0 to 1: how much of the pixel's time lies in intervals. */
  readonly share: Float32Array;
  /** Highest value in the pixel plus 1; 0: no interval touches it, though an interval without length does. */
  readonly top: Uint8Array;
}

export function pixelColumns(width: number): PixelColumns {
  return { share: new Float32Array(width), top: new Uint8Array(width) };
}

function checkColumns({ starts, ends, values }: IntervalColumns): void {
  if (ends.length !== starts.length || values.length !== starts.length) throw new Error('columns differ in length');
  let previousEnd = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < starts.length; index += 1) {
    const start = starts[index] ?? 0;
    const end = ends[index] ?? 0;
    // Written so that NaN fails too.
    if (!(start >= previousEnd && end >= start)) throw new Error(`interval ${index} is out of order`);
    previousEnd = end;
  }
}

function lowestLevel({ starts, ends, values }: IntervalColumns): Level {
  const groups = Math.ceil(starts.length / BRANCHING);
  const covered = new Float64Array(groups);
  const highest = new Uint8Array(groups);
  for (let group = 0; group < groups; group += 1) {
    const end = Math.min(starts.length, (group + 1) * BRANCHING);
    let sum = 0;
    let most = 0;
    for (let index = group * BRANCHING; index < end; index += 1) {
      sum += (ends[index] ?? 0) - (starts[index] ?? 0);
      const value = values[index] ?? 0;
      if (value > most) most = value;
    }
    covered[group] = sum;
    highest[group] = most;
  }
  return { size: BRANCHING, covered, highest };
}

function levelAbove(below: Level): Level {
  const groups = Math.ceil(below.covered.length / BRANCHING);
  const covered = new Float64Array(groups);
  const highest = new Uint8Array(groups);
  for (let index = 0; index < below.covered.length; index += 1) {
    const group = Math.floor(index / BRANCHING);
    covered[group] = (covered[group] ?? 0) + (below.covered[index] ?? 0);
    highest[group] = Math.max(highest[group] ?? 0, below.highest[index] ?? 0);
  }
  return { size: below.size * BRANCHING, covered, highest };
}

export class IntervalTrack {
  readonly count: number;
  readonly #columns: IntervalColumns;
  /** Smallest groups first. */
  readonly #levels: Level[] = [];

  /** Throws when the columns are not sorted or overlap: whoever builds them sees to that (`layered`). */
  constructor(columns: IntervalColumns) {
    checkColumns(columns);
    this.#columns = columns;
    this.count = columns.starts.length;
    if (this.count === 0) return;
    let level = lowestLevel(columns);
    this.#levels.push(level);
    while (level.covered.length > 1) {
      level = levelAbove(level);
      this.#levels.push(level);
    }
  }

  start(index: number): number {
    return this.#columns.starts[index] ?? Number.NaN;
  }

  end(index: number): number {
    return this.#columns.ends[index] ?? Number.NaN;
  }

  value(index: number): number {
    return this.#columns.values[index] ?? 0;
  }

  /** First interval that ends after `timeMs`; `count` when none does. */
  firstEndingAfter(timeMs: number): number {
    return firstAbove(this.#columns.ends, timeMs);
  }

  /** First interval that starts after `timeMs`; `count` when none does. */
  firstStartingAfter(timeMs: number): number {
    return firstAbove(this.#columns.starts, timeMs);
  }

  /** The interval that holds the moment, or `null`. An end belongs to what comes next. */
  at(timeMs: number): number | null {
    const index = this.firstStartingAfter(timeMs) - 1;
    return index >= 0 && timeMs < this.end(index) ? index : null;
  }

  /** The nearest interval not further than `reachMs`, so that what is thinner than a pixel can be pointed at. */
  near(timeMs: number, reachMs: number): number | null {
    const held = this.at(timeMs);
    if (held !== null) return held;
    const after = this.firstStartingAfter(timeMs);
    const toAfter = after < this.count ? this.start(after) - timeMs : Number.POSITIVE_INFINITY;
    const toBefore = after > 0 ? timeMs - this.end(after - 1) : Number.POSITIVE_INFINITY;
    const nearest = toBefore <= toAfter ? after - 1 : after;
    return Math.min(toBefore, toAfter) <= reachMs ? nearest : null;
  }

  /** Milliseconds of `from` to `to` that lie in intervals. */
  coveredIn(fromMs: number, toMs: number): number {
    if (!(toMs > fromMs)) return 0;
    const sum = { covered: 0, top: 0 };
    this.#walk(this.firstEndingAfter(fromMs), fromMs, toMs, sum);
    return sum.covered;
  }

  /** Fills `out` from left to right for the time `from` to `to`, cut into as many equal pixels as `out` has. */
  fillColumns(fromMs: number, toMs: number, out: PixelColumns): void {
    const width = out.share.length;
    const pixelMs = (toMs - fromMs) / width;
    const sum = { covered: 0, top: 0 };
    let cursor = firstAtLeast(this.#columns.ends, fromMs);
    for (let pixel = 0; pixel < width; pixel += 1) {
      const left = fromMs + pixel * pixelMs;
      sum.covered = 0;
      sum.top = 0;
      cursor = this.#walk(cursor, left, left + pixelMs, sum);
      out.share[pixel] = Math.min(1, sum.covered / pixelMs);
      out.top[pixel] = sum.top;
    }
  }

  /** Adds up what lies in `from` to `to`, beginning at interval `index`; answers with the interval to go on with. */
  #walk(index: number, fromMs: number, toMs: number, sum: { covered: number; top: number }): number {
    const { starts, ends, values } = this.#columns;
    let next = index;
    while (next < this.count && (starts[next] ?? 0) < toMs) {
      const taken = (starts[next] ?? 0) >= fromMs ? this.#takeGroup(next, toMs, sum) : 0;
      if (taken > 0) {
        next += taken;
        continue;
      }
      const end = ends[next] ?? 0;
      sum.covered += Math.max(0, Math.min(end, toMs) - Math.max(starts[next] ?? 0, fromMs));
      sum.top = Math.max(sum.top, (values[next] ?? 0) + 1);
      if (end > toMs) break;
      next += 1;
    }
    return next;
  }

  /** Takes the largest group that begins at `index` and ends in time; answers with its size, 0 when there is none. */
  #takeGroup(index: number, toMs: number, sum: { covered: number; top: number }): number {
    let taken = 0;
    let found: Level | undefined;
    for (const level of this.#levels) {
      if (index % level.size !== 0) break;
      const size = Math.min(level.size, this.count - index);
      if ((this.#columns.ends[index + size - 1] ?? 0) > toMs) break;
      taken = size;
      found = level;
    }
    if (found === undefined) return 0;
    const group = Math.floor(index / found.size);
    sum.covered += found.covered[group] ?? 0;
    sum.top = Math.max(sum.top, (found.highest[group] ?? 0) + 1);
    return taken;
  }
}

/** Index of the first entry above `value` in ascending numbers. */
export function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Index of the first entry not below `value` in ascending numbers. */
export function firstAtLeast(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
