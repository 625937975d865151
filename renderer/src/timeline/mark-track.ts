/** The outcomes of one lane in time order, and what of them is drawn at a zoom: no more than there is room for. */
import type { Tone } from '../components/mark-kinds.js';
import { firstAtLeast } from './interval-track.js';
import type { LaneMark } from './timeline-model.js';

/** Marks nearer than this, in pixels, cover each other. */
const TOUCHING = 11;
/** With more marks than places of this width nobody tells them apart: one row, the worst of each place, no stacks. */
const CROWDED_PLACE = 28;
/** Predicted and observed that agree are one mark below this distance. */
const SAME = 6;

const rank: Readonly<Record<Tone, number>> = { muted: 0, agree: 1, ink: 2, unknown: 3, small: 4, wrong: 5 };

/** Marks of one voice that would cover each other are stacked away from the axis, up to this height. */
export const MARK_LEVELS = 3;

/** A mark as it is drawn. `level`: 0 is nearest to the axis. `also`: how many more marks lie under it. */
export interface DrawnMark {
  readonly index: number;
  readonly voice: 'predicted' | 'observed' | 'agreed';
  readonly x: number;
  readonly level: number;
  readonly also: number;
}

export class MarkTrack {
  readonly marks: readonly LaneMark[];
  readonly #firsts: Float64Array;
  /** No mark reaches further than this to the right of its first moment. */
  readonly #longestMs: number;

  constructor(marks: readonly LaneMark[]) {
    const sorted = [...marks].sort((a, b) => firstOf(a) - firstOf(b));
    this.marks = sorted;
    this.#firsts = Float64Array.from(sorted, firstOf);
    this.#longestMs = sorted.reduce((most, mark) => Math.max(most, lastOf(mark) - firstOf(mark)), 0);
  }

  /** Indices of marks that may be seen between the two moments, first to before end. */
  range(fromMs: number, toMs: number): readonly [first: number, end: number] {
    return [firstAtLeast(this.#firsts, fromMs - this.#longestMs), firstAtLeast(this.#firsts, toMs)];
  }

  /** What is drawn, in time order within each voice. `xOf` gives the pixel of a moment. */
  drawn(fromMs: number, toMs: number, xOf: (timeMs: number) => number): readonly DrawnMark[] {
    const [first, end] = this.range(fromMs, toMs);
    const isCrowded = (end - first) * CROWDED_PLACE > xOf(toMs) - xOf(fromMs);
    const above = new Bunching(this.marks, isCrowded);
    const below = new Bunching(this.marks, isCrowded);
    for (let index = first; index < end; index += 1) {
      const mark = this.marks[index];
      if (mark === undefined) continue;
      const predictedX = mark.predictedMs === null ? null : xOf(mark.predictedMs);
      const observedX = mark.observedMs === null ? null : xOf(mark.observedMs);
      const isOne = mark.agreed && predictedX !== null && observedX !== null && Math.abs(observedX - predictedX) < SAME;
      if (isOne) {
        above.add(index, observedX, 'agreed');
        continue;
      }
      if (predictedX !== null) above.add(index, predictedX, 'predicted');
      if (observedX !== null) below.add(index, observedX, 'observed');
    }
    return [...above.marks(), ...below.marks()];
  }
}

export function firstOf(mark: LaneMark): number {
  return Math.min(mark.predictedMs ?? Number.POSITIVE_INFINITY, mark.observedMs ?? Number.POSITIVE_INFINITY);
}

export function lastOf(mark: LaneMark): number {
  return Math.max(mark.predictedMs ?? Number.NEGATIVE_INFINITY, mark.observedMs ?? Number.NEGATIVE_INFINITY);
}

interface Place {
  readonly kept: { index: number; voice: DrawnMark['voice']; x: number }[];
  count: number;
}

/** Collects the marks of one voice; of a place that is too full the worst are kept and the others counted. */
class Bunching {
  readonly #places = new Map<number, Place>();
  readonly #all: readonly LaneMark[];
  readonly #width: number;
  readonly #levels: number;

  constructor(all: readonly LaneMark[], isCrowded: boolean) {
    this.#all = all;
    this.#width = isCrowded ? CROWDED_PLACE : TOUCHING;
    this.#levels = isCrowded ? 1 : MARK_LEVELS;
  }

  add(index: number, x: number, voice: DrawnMark['voice']): void {
    const at = Math.floor(x / this.#width);
    const place = this.#places.get(at) ?? { kept: [], count: 0 };
    this.#places.set(at, place);
    place.count += 1;
    if (place.kept.length < this.#levels) {
      place.kept.push({ index, voice, x });
      return;
    }
    const mildest = place.kept.reduce((least, kept) =>
      this.#rank(kept.index) < this.#rank(least.index) ? kept : least,
    );
    if (this.#rank(index) > this.#rank(mildest.index)) Object.assign(mildest, { index, voice, x });
  }

  /** In time order, each at the lowest level where it covers no other. */
  marks(): readonly DrawnMark[] {
    const rightmost = new Array<number>(MARK_LEVELS).fill(Number.NEGATIVE_INFINITY);
    const drawn: DrawnMark[] = [];
    const places = [...this.#places].sort(([a], [b]) => a - b);
    for (const [, { kept, count }] of places) {
      const sorted = [...kept].sort((a, b) => a.x - b.x || a.index - b.index);
      sorted.forEach(({ index, voice, x }, order) => {
        const free = rightmost.findIndex((taken) => x - taken >= TOUCHING);
        const level = this.#levels === 1 ? 0 : free < 0 ? MARK_LEVELS - 1 : free;
        rightmost[level] = x;
        drawn.push({ index, voice, x, level, also: order === sorted.length - 1 ? count - sorted.length : 0 });
      });
    }
    return drawn;
  }

  #rank(index: number): number {
    return rank[this.#all[index]?.tone ?? 'muted'];
  }
}
