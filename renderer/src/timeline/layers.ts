/** Puts stretches that overlap into rows in which none does: what begins first lies lowest, as a process lies under its TOP. */
import { IntervalTrack } from './interval-track.js';

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  /** 0 to 254. */
  readonly value: number;
}

export interface Layer<S extends Stretch> {
  readonly track: IntervalTrack;
  /** The stretches behind the intervals, by index. */
  readonly stretches: readonly S[];
}

/** More rows than this are not told apart by anybody: what overlaps further begins where its neighbour ends. */
const MAX_LAYERS = 3;

function trackOf(stretches: readonly Stretch[]): IntervalTrack {
  const starts = new Float64Array(stretches.length);
  const ends = new Float64Array(stretches.length);
  const values = new Uint8Array(stretches.length);
  let free = Number.NEGATIVE_INFINITY;
  stretches.forEach((stretch, index) => {
    starts[index] = Math.max(stretch.fromMs, free);
    ends[index] = Math.max(stretch.toMs, starts[index] ?? 0);
    values[index] = stretch.value;
    free = ends[index] ?? 0;
  });
  return new IntervalTrack({ starts, ends, values });
}

export function layered<S extends Stretch>(stretches: readonly S[]): readonly Layer<S>[] {
  const sorted = [...stretches].sort((a, b) => a.fromMs - b.fromMs || b.toMs - a.toMs);
  const rows: { end: number; stretches: S[] }[] = [];
  for (const stretch of sorted) {
    const free = rows.find((row) => row.end <= stretch.fromMs) ?? (rows.length < MAX_LAYERS ? undefined : rows.at(-1));
    if (free === undefined) {
      rows.push({ end: stretch.toMs, stretches: [stretch] });
    } else {
      free.stretches.push(stretch);
      free.end = Math.max(free.end, stretch.toMs);
    }
  }
  return rows.map((row) => ({ track: trackOf(row.stretches), stretches: row.stretches }));
}
