import { describe, expect, it } from 'vitest';
import { ClockSteps } from './clock-steps.js';
import { Clock, NO_ZONE } from './header.js';
import { readText } from './testing.js';

const log = (stamps: readonly string[]): string => stamps.map((stamp) => `${stamp}  3688  5154 I T: m`).join('\n');
const steps = (stamps: readonly string[]) =>
  readText(log(stamps)).stats.clockSteps.kept.map(({ line, deltaMs, kind }) => ({ line, deltaMs, kind }));

describe('clock steps', () => {
  it('are every backward step and every forward step of more than a minute', () => {
    const stamps = ['11-29 10:00:00.000', '11-29 10:01:00.000', '11-29 10:00:59.999', '11-29 10:02:00.000'];
    expect(steps(stamps)).toEqual([
      { line: 3, deltaMs: -1, kind: 'backward' },
      { line: 4, deltaMs: 60_001, kind: 'forward' },
    ]);
  });

  it('tell both stamps', () => {
    const [step] = readText(log(['02-29 10:00:00.000', '02-28 10:00:00.000'])).stats.clockSteps.kept;
    expect(step?.fromStamp).toEqual({ clock: 'year-less', localMs: Date.UTC(2000, 1, 29, 10) });
    expect(step?.toStamp).toEqual({ clock: 'year-less', localMs: Date.UTC(2000, 1, 28, 10) });
  });

  it('are not counted where only the zone or the kind of clock changes', () => {
    expect(steps(['2022-01-02 10:00:00.000 +0000', '2022-01-02 12:00:00.000 +0200'])).toEqual([]);
    expect(steps(['2022-01-02 10:00:00.000', '1790449096.477', '10.000', '01-02 09:00:00.000'])).toEqual([]);
    expect(steps(['2022-01-02 10:00:00.000 +0000', '2022-01-02 10:00:00.000 +0100'])).toEqual([
      { line: 2, deltaMs: -3_600_000, kind: 'backward' },
    ]);
  });

  it('are not counted between two sections', () => {
    const { reader } = readText('');
    const bytes = new TextEncoder().encode(log(['11-29 10:00:00.000', '11-29 09:00:00.000']));
    reader.line(bytes, 0, 37, 1, 0);
    reader.buffer = 'events';
    reader.line(bytes, 38, bytes.length, 2, 38);
    expect(reader.stats()).toMatchObject({ records: 2, clockSteps: { backward: 0, forward: 0 } });
  });

  it('are all counted and the first 10,000 kept', () => {
    const clock = new ClockSteps();
    for (let i = 0; i < 25_000; i++) clock.next(Clock.yearLess, i % 2 === 0 ? 0 : 60_001, NO_ZONE, i + 1);
    expect([clock.kept.length, clock.forward, clock.backward]).toEqual([10_000, 12_500, 12_499]);
    expect(clock.kept.at(-1)?.line).toBe(10_001);
  });
});
