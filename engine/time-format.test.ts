import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDifference, formatDuration, formatLocal, formatWall, formatZone, readWall } from './time-format.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from './time.js';

/** The inverse, written apart from the formatter, to prove that nothing is lost. */
function readDuration(text: string): number {
  const sign = text.startsWith('−') ? -1 : 1;
  const factor: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  const words = text.replace('−', '').split(' ');
  let total = 0;
  for (let index = 0; index < words.length; index += 2) {
    total += Number(words[index]) * (factor[words[index + 1] ?? ''] ?? Number.NaN);
  }
  return sign * total;
}

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.25, '0.25 ms'],
    [250, '250 ms'],
    [999.9999, '1 s'],
    [1_000, '1 s'],
    [8_173, '8.173 s'],
    [8_100, '8.100 s'],
    [8_173.5, '8.1735 s'],
    [59_999, '59.999 s'],
    [59_999.9999, '1 m'],
    [60_000, '1 m'],
    [6 * MS_PER_HOUR, '6 h'],
    [6 * MS_PER_HOUR - 10_000, '5 h 59 m 50 s'],
    [6 * MS_PER_HOUR - 9_939, '5 h 59 m 50.061 s'],
    [2 * MS_PER_DAY + 3 * MS_PER_HOUR, '2 d 3 h'],
    [MS_PER_HOUR + 5_000, '1 h 5 s'],
    [10 * MS_PER_MINUTE + 500, '10 m 0.500 s'],
    [400 * MS_PER_DAY, '400 d'],
    [-61, '−61 ms'],
  ])('writes %s ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('loses nothing: every whole number of milliseconds can be read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (milliseconds) => {
        expect(Math.round(readDuration(formatDuration(milliseconds)))).toBe(milliseconds === 0 ? 0 : milliseconds);
      }),
    );
  });

  it('refuses a number that is no length of time', () => {
    expect(() => formatDuration(Number.NaN)).toThrow('finite');
  });

  it('signs a difference', () => {
    expect([61, 0, -7_440_000].map(formatDifference)).toEqual(['+61 ms', '0 ms', '−2 h 4 m']);
  });
});

describe('wall clock texts', () => {
  it('are read with and without zone', () => {
    expect(readWall('1970-01-01T00:00:01.500Z')).toEqual({ localMs: 1_500, zoneMinutes: 0 });
    expect(readWall('1970-01-01T03:00:00-03:30')).toEqual({ localMs: 3 * MS_PER_HOUR, zoneMinutes: -210 });
    expect(readWall('1970-01-02T00:00:00')).toEqual({ localMs: MS_PER_DAY, zoneMinutes: null });
    expect(readWall('yesterday')).toBeNull();
  });

  it('are written with the zone only when it is known, and left alone when they are not ISO 8601', () => {
    expect(formatWall('2026-09-27T03:12:44.061+03:00')).toBe('2026-09-27 03:12:44.061 +03:00');
    expect(formatWall('2026-09-27T03:12:44.061')).toBe('2026-09-27 03:12:44.061');
    expect(formatWall('09-27 03:12')).toBe('09-27 03:12');
  });

  it('write zones and survive moments beyond the calendar', () => {
    expect([0, 330, -570].map(formatZone)).toEqual(['+00:00', '+05:30', '-09:30']);
    expect(formatLocal(1e20)).toBe('100000000000000000000 ms');
  });
});
