import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread } from './spread.js';

describe('spread', () => {
  it('leaves marks alone that are far enough apart', () => {
    expect(spread([0, 20, 100], 14, 100)).toEqual([0, 20, 100]);
  });

  it('moves the second of two at one place beside it', () => {
    expect(spread([50, 50], 14, 100)).toEqual([50, 64]);
  });

  it('moves marks at the right edge to the left', () => {
    expect(spread([99, 100], 14, 100)).toEqual([86, 100]);
  });

  it('keeps order, bounds and distance whenever they fit', () => {
    const places = fc
      .array(fc.integer({ min: 0, max: 500 }), { maxLength: 20 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(places, (list) => {
        const apart = spread(list, 14, 500);
        expect(apart).toHaveLength(list.length);
        for (const [at, place] of apart.entries()) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(500);
          const before = apart[at - 1];
          if (before !== undefined) expect(place - before).toBeGreaterThanOrEqual(14 - 1e-9);
        }
      }),
    );
  });

  it('squeezes what does not fit between the edges', () => {
    const apart = spread([0, 0, 0, 0, 0], 14, 28);
    expect(apart[0]).toBe(0);
    expect(apart.at(-1)).toBeLessThanOrEqual(28);
  });
});
