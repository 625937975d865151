import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntervalTrack, pixelColumns } from './interval-track.js';

/** Steps of gap and length, so that every list is sorted and free of overlaps. */
const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), fc.nat(5)), {
  maxLength: 700,
});

function columnsOf(list: readonly (readonly [number, number, number])[]) {
  let at = 0;
  const rows = list.map(([gap, length, value]) => {
    const start = at + gap;
    at = start + length;
    return { start, end: at, value };
  });
  return {
    starts: Float64Array.from(rows, (row) => row.start),
    ends: Float64Array.from(rows, (row) => row.end),
    values: Uint8Array.from(rows, (row) => row.value),
    rows,
  };
}

describe('a track of intervals', () => {
  it('gives each pixel the share and the highest value that a walk over all intervals gives', () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: -50, max: 5_000 }),
        fc.integer({ min: 1, max: 30_000 }),
        (list, from, length) => {
          const { rows, ...columns } = columnsOf(list);
          const out = pixelColumns(37);
          new IntervalTrack(columns).fillColumns(from, from + length, out);
          const pixelMs = length / 37;
          for (let pixel = 0; pixel < 37; pixel += 1) {
            const left = from + pixel * pixelMs;
            const right = left + pixelMs;
            const inPixel = rows.filter((row) => row.start < right && row.end > left);
            const covered = inPixel.reduce((sum, row) => sum + Math.min(row.end, right) - Math.max(row.start, left), 0);
            expect(out.share[pixel]).toBeCloseTo(covered / pixelMs, 4);
            const top = inPixel.reduce((most, row) => Math.max(most, row.value + 1), 0);
            // Intervals without length, and those that touch an edge, may be seen in it too.
            const touching = rows.filter((row) => row.start <= right && row.end >= left);
            expect(out.top[pixel]).toBeGreaterThanOrEqual(top);
            expect(out.top[pixel]).toBeLessThanOrEqual(
              touching.reduce((most, row) => Math.max(most, row.value + 1), 0),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sums any span as a walk over all intervals does', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: -10, max: 9_000 }), fc.nat(9_000), (list, from, length) => {
        const { rows, ...columns } = columnsOf(list);
        const to = from + length;
        const sum = rows.reduce((all, row) => all + Math.max(0, Math.min(row.end, to) - Math.max(row.start, from)), 0);
        expect(new IntervalTrack(columns).coveredIn(from, to)).toBeCloseTo(sum, 6);
      }),
    );
  });

  it('finds the interval at a moment, and the nearest within reach', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: -50, max: 9_000 }), fc.nat(60), (list, at, reach) => {
        const { rows, ...columns } = columnsOf(list);
        const track = new IntervalTrack(columns);
        const held = rows.findLastIndex((row) => row.start <= at && at < row.end);
        expect(track.at(at)).toBe(held < 0 ? null : held);
        const away = (row: { start: number; end: number }) =>
          at < row.start ? row.start - at : at > row.end ? at - row.end : 0;
        const least = rows.reduce((nearest, row) => Math.min(nearest, away(row)), Infinity);
        const found = track.near(at, reach);
        if (least > reach) expect(found).toBeNull();
        else expect(away(rows[found ?? -1] ?? { start: Infinity, end: Infinity })).toBe(least);
      }),
    );
  });

  it('refuses columns that are not sorted, overlap or hold NaN', () => {
    const track = (starts: number[], ends: number[]) => () =>
      new IntervalTrack({
        starts: Float64Array.from(starts),
        ends: Float64Array.from(ends),
        values: new Uint8Array(starts.length),
      });
    expect(track([0, 5], [6, 7])).toThrow('out of order');
    expect(track([3], [2])).toThrow('out of order');
    expect(track([Number.NaN], [2])).toThrow('out of order');
    expect(track([0, 5], [5])).toThrow('differ in length');
    expect(track([0, 5], [5, 5])).not.toThrow();
  });

  it('asks for a few steps per pixel however many intervals there are', () => {
    const count = 300_000;
    const starts = Float64Array.from({ length: count }, (_, index) => index * 10);
    const ends = starts.map((start) => start + 5);
    const track = new IntervalTrack({ starts, ends, values: new Uint8Array(count) });
    const out = pixelColumns(1_000);
    const began = performance.now();
    for (let round = 0; round < 20; round += 1) track.fillColumns(0, count * 10, out);
    // A walk over all would take 6 million steps; a hundred times what is measured, so that a busy machine passes.
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(out.share[500]).toBeCloseTo(0.5, 1);
  });
});
