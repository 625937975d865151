import { describe, expect, it } from 'vitest';
import { resolveAge, type DumpFact } from './dump-time.js';
import { parseDate, parseDuration } from './duration.js';

describe('durations as the platform prints them', () => {
  it.each([
    ['-1m2s3ms', -62_003],
    ['-1h5m29s805ms', -3_929_805],
    ['+1d0h0m0s0ms', 86_400_000],
    ['     -3h01m31s450ms', -10_891_450],
    ['+95ms', 95],
    ['-7s398ms', -7_398],
    ['0', 0],
  ])('%s is %d ms', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));
  it.each(['--', '', '-', '5', '3x', 's', '1m2', '-1m-2s', '9'.repeat(41), `${'9'.repeat(30)}d`])(
    '%s is none',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('dates as dumps print them', () => {
  it.each([
    ['2019-08-15 15:08:46', Date.UTC(2019, 7, 15, 15, 8, 46)],
    ['2026-09-10 09:59:30.123', Date.UTC(2026, 8, 10, 9, 59, 30, 123)],
    ['2026-01-31-13-30-02', Date.UTC(2026, 0, 31, 13, 30, 2)],
    ['2024-02-29 00:00:00', Date.UTC(2024, 1, 29)],
  ])('%s', (text, localMs) => expect(parseDate(text)).toEqual({ clock: 'local', localMs }));
  it('keeps a zone', () =>
    expect(parseDate('2025-03-04 05:06:07 -0330')).toEqual({
      clock: 'local',
      localMs: Date.UTC(2025, 2, 4, 5, 6, 7),
      zoneMinutes: -210,
    }));
  it.each([
    '2023-02-29 00:00:00',
    '2019-13-01 00:00:00',
    '2019-01-01 24:00:00',
    '2019-01-01 00:61:00',
    'yesterday',
    '',
  ])('"%s" does not exist', (text) => expect(parseDate(text)).toBeUndefined());
});

describe('an age', () => {
  const fact: DumpFact = {
    time: { at: 'before-dump', agoMs: 1_000 },
    body: { kind: 'shutdown' },
    line: 1,
    byteStart: 0,
    byteEnd: 1,
    rawText: 'x',
  };
  it('becomes a moment once the time of the dump is known', () => {
    expect(resolveAge(fact, { clock: 'local', localMs: 5_000 }).time).toEqual({
      at: 'stamp',
      stamp: { clock: 'local', localMs: 4_000 },
    });
    expect(resolveAge(fact, { clock: 'epoch', epochMs: 5_000 }).time).toEqual({
      at: 'stamp',
      stamp: { clock: 'epoch', epochMs: 4_000 },
    });
    expect(resolveAge(fact, { clock: 'none' })).toBe(fact);
  });
});
