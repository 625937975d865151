import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_DURATION, parseDuration, writeDuration } from './parse-duration.js';

describe('durations of scenarios', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['6h', 21_600_000],
    ['1h30m', 5_400_000],
    ['0.2s', 200],
    ['0s', 0],
    ['24h1ms', 86_400_001],
    ['1h2m3s4ms', 3_723_004],
    ['1m0.5s', 60_500],
    ['1.5h', 5_400_000],
    ['007s', 7_000],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toEqual({ ok: true, value: milliseconds });
  });

  it.each([
    ['', 'is not a duration'],
    ['5', 'has a number without a unit'],
    ['h', 'is not a duration'],
    ['5 s', 'has a number without a unit'],
    ['5S', 'has a number without a unit'],
    ['-5s', 'is not a duration'],
    ['+5s', 'is not a duration'],
    ['1e3s', 'has a number without a unit'],
    ['1m1h', 'has its units out of order'],
    ['1s1s', 'has its units out of order'],
    ['1.5h30m', 'has a fraction before its last unit'],
    ['.5s', 'is not a duration'],
    ['5.s', 'is not a duration'],
    ['0.0001s', 'is not a whole number of milliseconds'],
    ['0.5ms', 'is not a whole number of milliseconds'],
    ['100000h', 'is longer than ten years'],
    ['1234567890123s', 'is not a duration'],
    ['٣s', 'is not a duration'],
    ['1h'.repeat(1000), 'is too long for a duration'],
  ])('%j %s', (text, problem) => {
    const parsed = parseDuration(text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.error).toContain(problem);
  });

  it('reads back every duration that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LONGEST_DURATION }), (milliseconds) => {
        expect(parseDuration(writeDuration(milliseconds))).toEqual({ ok: true, value: milliseconds });
      }),
    );
  });

  it('never throws, and what it accepts is a whole number of milliseconds', () => {
    const pieces = fc.array(fc.constantFrom('0', '1', '59', '.', '.25', 'h', 'm', 's', 'ms', ' ', '-', 'x'));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((parts) => parts.join('')),
        ),
        (text) => {
          const parsed = parseDuration(text);
          if (parsed.ok) expect(Number.isSafeInteger(parsed.value) && parsed.value >= 0).toBe(true);
          else expect(parsed.error).not.toBe('');
        },
      ),
    );
  });
});
