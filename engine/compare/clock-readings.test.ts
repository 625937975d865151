import { describe, expect, it } from 'vitest';
import { LogBuilder } from '../testing/log-builder.js';
import { analyzed, differences, until } from './analysis-fixture.js';
import type { ClockReading } from './clock-readings.js';

const HOUR = 3_600_000;
const at = (clock: string): number => Date.parse(`2026-09-26T${clock}Z`);

/** The device asked at 09:59:59 and at the end of the log; it has slept so long in between. */
function readings(sleptMs: number, boot = 'a'): ClockReading[] {
  const [before, after] = [at('09:59:59.000'), at('16:30:00.500')];
  const booted = 50 * HOUR;
  return [
    { boot: 'a', wallMs: before, elapsedMs: booted, uptimeMs: booted },
    { boot, wallMs: after, elapsedMs: booted + after - before, uptimeMs: booted + after - before - sleptMs },
  ];
}

/** In the foreground at 10:00, and not a word until 16:30. */
const silent = (): LogBuilder =>
  until(new LogBuilder().processStarted('09-26 09:59:59.000').start('09-26 10:00:00.000'), '09-26 16:30:00.000');

const judged = (clockReadings: readonly ClockReading[]): string[] => differences(analyzed(silent(), { clockReadings }));

describe('clocks that were asked beside the log', () => {
  it('prove that a timeout did not come because the device slept on', () => {
    const analysis = analyzed(silent(), { clockReadings: readings(4 * HOUR) });
    expect(differences(analysis)).toEqual([
      'missing timeout-callback: deep-sleep proved',
      'missing crash-did-not-stop: deep-sleep proved',
    ]);
    expect(analysis.verdicts[0]?.cause?.explanation).toContain('4 h of deep sleep');
    expect(analysis.verdicts[0]?.cause?.evidence.map(({ line }) => line)).toEqual([null, null]);
  });

  it.each([
    ['show no sleep', readings(0)],
    ['show too little of it: the limit was reached all the same', readings(HOUR / 6)],
    ['are of two boots', readings(4 * HOUR, 'b')],
    ['are not there', []],
  ])('prove nothing where they %s', (_, asked) => {
    expect(judged(asked).join()).not.toContain('deep-sleep');
    expect(judged(asked)[0]).toMatch(/^missing timeout-callback/);
  });
});
