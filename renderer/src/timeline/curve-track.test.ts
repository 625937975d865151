import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CurveTrack } from './curve-track.js';
import { usedMs } from './span-sum.js';

const curve = (...points: readonly (readonly [number, number])[]): CurveTrack =>
  new CurveTrack(
    Float64Array.from(points, ([time]) => time),
    Float64Array.from(points, ([, height]) => height),
  );

describe('a curve', () => {
  const budget = curve([1_000, 600], [1_300, 300], [2_000, 300], [2_000, 600], [2_200, 400]);

  it('knows its height between points, at a step and outside', () => {
    expect(budget.heightAt(999)).toBeNull();
    expect(budget.heightAt(1_150)).toBe(450);
    expect(budget.heightAt(1_999)).toBe(300);
    expect(budget.heightAt(2_000)).toBe(600);
    expect(budget.heightAt(9_000)).toBe(400);
  });

  it('counts what was used and leaves resets out', () => {
    expect(usedMs(budget, { fromMs: 0, toMs: 10_000 })).toBe(500);
    expect(usedMs(budget, { fromMs: 1_100, toMs: 1_200 })).toBe(100);
    expect(usedMs(budget, { fromMs: 1_400, toMs: 2_100 })).toBe(100);
    expect(usedMs(budget, { fromMs: 3_000, toMs: 4_000 })).toBe(0);
  });

  it('draws all points where there are few, with one neighbour on each side', () => {
    expect(budget.points(1_400, 1_500, 100)).toEqual([
      [1_300, 300],
      [2_000, 300],
    ]);
  });

  it('finds lowest and highest of any stretch of points', () => {
    const points = fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 900 });
    fc.assert(
      fc.property(points, fc.nat(900), fc.nat(900), (heights, a, b) => {
        const track = curve(...heights.map((height, index) => [index, height] as const));
        const [first, end] = [Math.min(a, b, heights.length - 1), Math.min(Math.max(a, b), heights.length)];
        const part = heights.slice(first, end);
        expect(track.extremes(first, end)).toEqual({ lowest: Math.min(...part), highest: Math.max(...part) });
      }),
    );
  });

  it('loses no peak when it has more points than pixels', () => {
    const track = curve(
      ...Array.from({ length: 20_000 }, (_, index) => [index, index === 7_777 ? 5_000 : index % 7] as const),
    );
    const drawn = track.points(0, 20_000, 100);
    expect(drawn.length).toBeLessThan(500);
    expect(Math.max(...drawn.map(([, height]) => height))).toBe(5_000);
    expect(drawn.every(([time], index) => index === 0 || time >= (drawn[index - 1]?.[0] ?? 0))).toBe(true);
  });

  it('refuses points that are out of order', () => {
    expect(() => curve([5, 1], [4, 1])).toThrow('out of order');
  });
});
