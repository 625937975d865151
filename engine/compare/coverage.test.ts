/** What a recording could have shown, and where it was cut off. */
import { describe, expect, it } from 'vitest';
import { traceOf } from '../testing/script.js';
import { EventKind } from '../trace/event-kind.js';
import { Coverage } from './coverage.js';

const H = 3_600_000;
const recording = (buffer: string, from: number, to: number) => [
  { kind: EventKind.recordingBegin, elapsed: from, note: buffer },
  { kind: EventKind.recordingEnd, elapsed: to, note: buffer },
];
const words = (coverage: Coverage, elapsed: number): string | undefined =>
  coverage.blindness('timeout-callback', elapsed)?.words;

describe('the coverage of a recording', () => {
  it('reaches over logs that overlap and not over a hole between two', () => {
    const coverage = new Coverage(
      traceOf([
        ...recording('system', 0, 2 * H),
        ...recording('events', H, 3 * H),
        ...recording('system', 5 * H, 6 * H),
      ]),
    );
    expect([H, 2 * H + 1, 3 * H, 5 * H].map((at) => words(coverage, at))).toEqual(Array(4).fill(undefined));
    expect(words(coverage, 4 * H)).toBe('no log of the system covers this moment');
  });

  it('is cut off where it ends, and where the device was lost in between', () => {
    const lost = { kind: EventKind.gap, elapsed: H, argument: 600_000 };
    const coverage = new Coverage(traceOf([...recording('unknown', 0, 3 * H), lost]));
    expect(coverage.blindness('timeout-callback', 4 * H)).toEqual({
      words: 'the log ends before this moment',
      isCutOff: true,
    });
    expect(coverage.blindness('timeout-callback', H + 1)).toEqual({
      words: 'the recording was broken off at this moment',
      isCutOff: true,
    });
    expect(words(coverage, H + 600_001)).toBeUndefined();
  });

  it('of an event log alone holds no demotion of a shortService', () => {
    const coverage = new Coverage(traceOf(recording('events', 0, H)));
    expect(coverage.blindness('anr-short-service', 1)).toBeUndefined();
    expect(coverage.blindness('short-service-demoted', 1)?.words).toContain('writes no event about this outcome');
  });

  it('is none of a main log, and none of what leaves no trace', () => {
    const main = new Coverage(traceOf(recording('main', 0, H)));
    expect(words(main, 1)).toBe('the log holds no line of the system');
    const system = new Coverage(traceOf(recording('system', 0, H)));
    expect(system.blindness('start-denied-boot', 1)?.isCutOff).toBe(false);
  });
});
