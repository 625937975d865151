import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, inside, panned, showing, timeAt, xOf, zoomed } from './time-view.js';

const whole = { fromMs: -1_000, toMs: 100_000 };
const view = fc
  .tuple(fc.integer({ min: -1_000, max: 99_000 }), fc.integer({ min: 10, max: 101_000 }))
  .map(([fromMs, length]) => inside({ fromMs, toMs: fromMs + length }, whole));

describe('the view of time', () => {
  it('never leaves the whole and never turns round, whatever is done to it', () => {
    fc.assert(
      fc.property(
        view,
        fc.double({ min: 0.001, max: 1_000, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (start, factor, share) => {
          const anchor = start.fromMs + (start.toMs - start.fromMs) * Math.abs(share / 5);
          for (const next of [zoomed(start, factor, anchor, whole), panned(start, share, whole)]) {
            expect(next.fromMs).toBeGreaterThanOrEqual(whole.fromMs - 1e-6);
            expect(next.toMs).toBeLessThanOrEqual(whole.toMs + 1e-6);
            expect(next.toMs - next.fromMs).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it('zooms about what lies under the pointer', () => {
    const start = { fromMs: 20_000, toMs: 60_000 };
    const next = zoomed(start, 0.5, 30_000, whole);
    expect(xOf(next, 30_000, 200, 1_000)).toBeCloseTo(xOf(start, 30_000, 200, 1_000), 9);
    expect(next.toMs - next.fromMs).toBeCloseTo(20_000, 9);
  });

  it('zooms back to where it was', () => {
    const start = { fromMs: 20_000, toMs: 30_000 };
    const back = zoomed(zoomed(start, 0.25, 27_000, whole), 4, 27_000, whole);
    expect(back.fromMs).toBeCloseTo(start.fromMs, 6);
    expect(back.toMs).toBeCloseTo(start.toMs, 6);
  });

  it('turns pixels into moments and back', () => {
    fc.assert(
      fc.property(view, fc.integer({ min: 0, max: 1_500 }), (seen, x) => {
        expect(xOf(seen, timeAt(seen, x, 204, 1_000), 204, 1_000)).toBeCloseTo(x, 3);
      }),
    );
  });

  it('fits a log of one moment into a second', () => {
    const { fromMs, toMs } = fitted(5_000, 5_000);
    expect(fromMs).toBeLessThan(5_000);
    expect(toMs - fromMs).toBeGreaterThanOrEqual(1_000);
  });

  it('shows two moments apart from each other, keeping the zoom when that does', () => {
    const seen = { fromMs: 0, toMs: 10_000 };
    expect(showing(seen, 50_000, 52_000, whole)).toEqual({ fromMs: 46_000, toMs: 56_000 });
    const close = showing(seen, 50_000, 50_010, whole);
    expect(close.toMs - close.fromMs).toBeCloseTo(500, 6);
    const wide = showing(seen, 20_000, 60_000, whole);
    expect(wide.toMs - wide.fromMs).toBeCloseTo(60_000, 6);
  });
});
