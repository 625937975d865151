import { describe, expect, it } from 'vitest';
import { clockName, fullTime, pictureClock, pointedTime, roundDuration, shortTime, ticksOf } from './time-text.js';

const wall = pictureClock([{ fromElapsedMs: 0, offsetMs: Date.UTC(2026, 8, 26, 21, 12, 32) }], 180, 3_600_000);
const long = { ...wall, needsDate: true };
const none = pictureClock([], null, 3_600_000);

describe('times of the picture', () => {
  it('are of the wall clock where it is known, with the day where one is needed', () => {
    expect(shortTime(wall, 12_061)).toBe('21:12:44.061');
    expect(shortTime(wall, 12_000)).toBe('21:12:44');
    expect(shortTime(long, 12_000)).toBe('09-26 21:12:44');
    expect(fullTime(wall, 12_061)).toBe('2026-09-26 21:12:44.061');
    expect(clockName(wall)).toBe('UTC+03:00');
  });

  it('count from the log’s zero where no clock is known', () => {
    expect(shortTime(none, 12_061)).toBe('+12.061 s');
    expect(clockName(none)).toContain('zero');
  });

  it('are not more exact under the pointer than a pixel is', () => {
    expect(pointedTime(wall, 12_061, 90_000)).toBe('21:13');
    expect(pointedTime(wall, 12_061, 800)).toBe('21:12:44');
    expect(pointedTime(wall, 12_061, 3)).toBe('21:12:44.061');
  });

  it('has ticks at round moments, no more than there is room for', () => {
    const ticks = ticksOf(wall, { fromMs: 0, toMs: 3_600_000 }, 1_000);
    expect(ticks.length).toBeLessThanOrEqual(12);
    expect(ticks[0]).toMatchObject({ label: '21:20', date: '2026-09-26' });
  });

  it('rounds lengths to what a person compares', () => {
    expect(roundDuration(21_602_380)).toBe('6 h 2 s');
    expect(roundDuration(61)).toBe('61 ms');
    expect(roundDuration(14_212)).toBe('14.200 s');
  });
});
