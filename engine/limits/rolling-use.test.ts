import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollingUse } from './rolling-use.js';

/** Milliseconds within (at − window, at] that lie in one of the intervals [from, to). */
function scan(intervals: readonly (readonly [number, number])[], window: number, at: number): number {
  let used = 0;
  for (let ms = Math.max(0, at - window); ms < at; ms++)
    if (intervals.some(([from, to]) => from <= ms && ms < to)) used++;
  return used;
}

describe('use within a rolling window', () => {
  it('grows while an interval is open and stays level when it is closed', () => {
    const use = new RollingUse(100);
    use.open(10);
    expect(use.usedAt(30)).toBe(20);
    use.close(40);
    expect(use.usedAt(40)).toBe(30);
    expect(use.usedAt(90)).toBe(30);
  });

  it('drops out of the window millisecond by millisecond', () => {
    const use = new RollingUse(100);
    use.open(0);
    use.close(30);
    expect([100, 110, 129, 130].map((at) => use.usedAt(at))).toEqual([30, 20, 1, 0]);
  });

  it('opens once: a second open does not move the beginning', () => {
    const use = new RollingUse(100);
    use.open(0);
    use.open(50);
    expect(use.openSince).toBe(0);
    expect(use.usedAt(60)).toBe(60);
  });

  it('is empty after a reset, and nothing is open', () => {
    const use = new RollingUse(100);
    use.open(0);
    use.close(30);
    use.open(40);
    use.reset();
    expect(use.usedAt(50)).toBe(0);
    expect(use.openSince).toBeNull();
  });

  it('is exactly nothing again when all has dropped out, also where stamps are decimals of a millisecond', () => {
    const use = new RollingUse(100);
    for (let run = 0; run < 7; run++) {
      use.open(run * 10 + 0.1);
      use.close(run * 10 + 0.3 + run * 0.7);
    }
    use.open(500.1);
    use.close(500.1);
    expect(use.usedAt(500.1)).toBe(0);
  });

  it('reaches a limit later when old use drops out meanwhile', () => {
    const use = new RollingUse(100);
    use.open(0);
    use.close(30);
    use.open(90);
    // 40 at 100; level while the old 30 drop out until 130; then one per millisecond again.
    expect(use.reaches(40, 90)).toBe(100);
    expect(use.reaches(50, 90)).toBe(140);
  });

  it('never reaches a limit above its window, nor any while nothing runs', () => {
    const use = new RollingUse(100);
    expect(use.reaches(1, 0)).toBe(Number.POSITIVE_INFINITY);
    use.open(0);
    expect(use.reaches(100, 0)).toBe(100);
    expect(use.reaches(101, 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('has reached a limit of 0 at once', () => {
    const use = new RollingUse(100);
    use.open(7);
    expect(use.reaches(0, 7)).toBe(7);
  });

  it('agrees with a scan millisecond by millisecond', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 70 }), (steps, window, limit) => {
        const use = new RollingUse(window);
        const intervals: [number, number][] = [];
        let now = 0;
        // Gaps and runs take turns; the last run stays open.
        for (const [index, length] of steps.entries()) {
          if (index % 2 === 0) use.open(now);
          else use.close(now);
          if (index % 2 === 0) intervals.push([now, index === steps.length - 1 ? 10_000 : now + length]);
          if (index < steps.length - 1) now += length;
        }
        const isRunning = steps.length % 2 === 1;
        for (let at = now; at < now + 2 * window; at++) expect(use.usedAt(at)).toBe(scan(intervals, window, at));
        let first = Number.POSITIVE_INFINITY;
        for (let at = now; isRunning && at <= now + 2 * window + 1; at++) {
          if (scan(intervals, window, at) < limit) continue;
          first = at;
          break;
        }
        expect(use.reaches(limit, now)).toBe(first);
      }),
    );
  });
});
