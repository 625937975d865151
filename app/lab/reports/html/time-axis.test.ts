import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../../../../engine/time.js';
import { positionOf, tickStep, timeTicks, type TimeScale } from './time-axis.js';

const scale = (fromElapsedMs: number, toElapsedMs: number): TimeScale => ({
  fromElapsedMs,
  toElapsedMs,
  left: 0,
  right: 1_000,
});
const begins = Date.UTC(2026, 8, 26, 21, 7);

describe('ticks of the time axis', () => {
  it('stand at round moments of the wall clock, and name the day where it begins', () => {
    const ticks = timeTicks(scale(0, 5 * MS_PER_HOUR), [{ fromElapsedMs: 0, offsetMs: begins }], 6);
    expect(ticks.map((tick) => tick.label)).toEqual(['22:00', '23:00', '00:00', '01:00', '02:00']);
    expect(ticks.map((tick) => tick.date)).toEqual(['2026-09-26', null, '2026-09-27', null, null]);
    expect(ticks[0]?.elapsedMs).toBe(53 * MS_PER_MINUTE);
  });

  it('are days in a log of weeks and milliseconds in a log of a moment', () => {
    const days = timeTicks(scale(0, 30 * MS_PER_DAY), [{ fromElapsedMs: 0, offsetMs: begins }], 8);
    expect(days[0]?.label).toMatch(/^2026-(?:09|10)-\d\d$/);
    const moments = timeTicks(scale(0, 10), [{ fromElapsedMs: 0, offsetMs: begins }], 12);
    expect(moments[1]?.label).toBe('21:07:00.001');
  });

  it('are elapsed times where no clock is known', () => {
    expect(timeTicks(scale(0, 2 * MS_PER_HOUR), [], 4).map((tick) => tick.label)).toEqual([
      '0',
      '+30 m',
      '+1 h',
      '+1 h 30 m',
      '+2 h',
    ]);
  });

  it('follow the clock where it jumps', () => {
    const stretches = [
      { fromElapsedMs: 0, offsetMs: Date.UTC(2026, 0, 1, 10) },
      { fromElapsedMs: MS_PER_HOUR, offsetMs: Date.UTC(2026, 0, 1, 20) },
    ];
    const labels = timeTicks(scale(0, 2 * MS_PER_HOUR), stretches, 5).map((tick) => tick.label);
    expect(labels).toEqual(['10:00', '10:30', '11:00', '21:00', '21:30', '22:00']);
  });

  it('are few, however long the log', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e14, noNaN: true }), (length) => {
        expect(length / tickStep(length, 12)).toBeLessThanOrEqual(12);
        expect(timeTicks(scale(0, length), [{ fromElapsedMs: 0, offsetMs: begins }], 12).length).toBeLessThanOrEqual(
          14,
        );
      }),
    );
  });
});

describe('positionOf', () => {
  it('maps time to place and keeps what lies outside at the edge', () => {
    const two = scale(0, 10);
    expect([-5, 0, 5, 10, 99].map((at) => positionOf(two, at))).toEqual([0, 0, 500, 1_000, 1_000]);
  });
});
