/** A curve of straight lines between points, with a pyramid of lowest and highest, for budgets with any number of points. */
import { firstAbove } from './interval-track.js';

const BRANCHING = 16;

interface Level {
  readonly size: number;
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
}

function levelOf(lows: Float64Array, highs: Float64Array, size: number): Level {
  const groups = Math.ceil(lows.length / BRANCHING);
  const lowest = new Float64Array(groups).fill(Number.POSITIVE_INFINITY);
  const highest = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY);
  for (let index = 0; index < lows.length; index += 1) {
    const group = Math.floor(index / BRANCHING);
    lowest[group] = Math.min(lowest[group] ?? 0, lows[index] ?? 0);
    highest[group] = Math.max(highest[group] ?? 0, highs[index] ?? 0);
  }
  return { size, lowest, highest };
}

export class CurveTrack {
  readonly times: Float64Array;
  readonly heights: Float64Array;
  readonly #levels: Level[] = [];

  /** `times` ascending; two points at one moment are a step. */
  constructor(times: Float64Array, heights: Float64Array) {
    if (times.length !== heights.length) throw new Error('columns differ in length');
    for (let index = 1; index < times.length; index += 1) {
      if (!((times[index] ?? 0) >= (times[index - 1] ?? 0))) throw new Error(`point ${index} is out of order`);
    }
    this.times = times;
    this.heights = heights;
    let level = levelOf(heights, heights, BRANCHING);
    while (level.lowest.length > 1) {
      this.#levels.push(level);
      level = levelOf(level.lowest, level.highest, level.size * BRANCHING);
    }
  }

  /** Height at a moment; `null` before the first point, the last height after the last. After a step its new height. */
  heightAt(timeMs: number): number | null {
    const after = firstAbove(this.times, timeMs);
    if (after === 0) return null;
    const [t0, h0] = [this.times[after - 1] ?? 0, this.heights[after - 1] ?? 0];
    if (after === this.times.length) return h0;
    const [t1, h1] = [this.times[after] ?? 0, this.heights[after] ?? 0];
    return t1 === t0 ? h1 : h0 + ((timeMs - t0) / (t1 - t0)) * (h1 - h0);
  }

  /** Lowest and highest point of the indices `first` to before `end`. */
  extremes(first: number, end: number): { readonly lowest: number; readonly highest: number } {
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    let index = first;
    while (index < end) {
      const level = this.#largestGroup(index, end);
      const group = level === undefined ? index : index / level.size;
      lowest = Math.min(lowest, (level === undefined ? this.heights[group] : level.lowest[group]) ?? lowest);
      highest = Math.max(highest, (level === undefined ? this.heights[group] : level.highest[group]) ?? highest);
      index += level?.size ?? 1;
    }
    return { lowest, highest };
  }

  #largestGroup(index: number, end: number): Level | undefined {
    let found: Level | undefined;
    for (const level of this.#levels) {
      if (index % level.size !== 0 || index + level.size > end) break;
      found = level;
    }
    return found;
  }

  /** Whether so many points lie between the moments that only their reach can be drawn. */
  isDense(fromMs: number, toMs: number, pixels: number): boolean {
    return firstAbove(this.times, toMs) - firstAbove(this.times, fromMs) > 2 * pixels;
  }

  /**
   * The points to draw for `from` to `to`: all of them where there are few, else highest and lowest of each column of two pixels.
   * Includes the neighbours outside of the picture, so that lines run on to its edges.
   */
  points(fromMs: number, toMs: number, pixels: number): readonly (readonly [timeMs: number, height: number])[] {
    const first = Math.max(0, firstAbove(this.times, fromMs) - 1);
    const end = Math.min(this.times.length, firstAbove(this.times, toMs) + 1);
    const point = (index: number): readonly [number, number] => [this.times[index] ?? 0, this.heights[index] ?? 0];
    if (!this.isDense(fromMs, toMs, pixels)) {
      return Array.from({ length: end - first }, (_, step) => point(first + step));
    }
    const points: (readonly [number, number])[] = [];
    const columnMs = (2 * (toMs - fromMs)) / pixels;
    let index = first;
    while (index < end) {
      const [timeMs] = point(index);
      const column = Math.floor((timeMs - fromMs) / columnMs);
      const next = Math.min(end, Math.max(index + 1, firstAbove(this.times, fromMs + (column + 1) * columnMs)));
      const { lowest, highest } = this.extremes(index, next);
      points.push([timeMs, highest], [timeMs, lowest]);
      index = next;
    }
    return points;
  }
}
