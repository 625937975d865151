import { describe, expect, it } from 'vitest';
import { journalEntry, PROBE } from './journal-fixture.js';
import { mergeJournals } from './merge-journals.js';

const mark = (seq: number, elapsed: number, members: Readonly<Record<string, unknown>> = {}) =>
  journalEntry('mark', { seq, elapsed, text: `${seq}`, ...members });
const alone = { process: `${PROBE}:alone` };
const numbers = (merged: ReturnType<typeof mergeJournals>): number[] => merged.entries.map(({ line }) => line.seq);

describe('journals of one device', () => {
  it('have a line once that stands in the file and in logcat', () => {
    const file = [mark(1, 1_000), mark(2, 2_000)];
    const logcat = [mark(2, 2_000), mark(3, 3_000)];
    expect(numbers(mergeJournals([file, logcat]))).toEqual([1, 2, 3]);
  });

  it('run together in time, each process with numbers of its own', () => {
    const merged = mergeJournals([
      [mark(1, 1_000), mark(2, 3_000)],
      [mark(1, 2_000, alone), mark(2, 4_000, alone)],
    ]);
    expect(numbers(merged)).toEqual([1, 1, 2, 2]);
    expect(merged.gaps).toEqual([]);
  });

  it('keep the order of a process within a millisecond', () => {
    expect(numbers(mergeJournals([[mark(2, 1_000), mark(10, 1_000), mark(9, 1_000)]]))).toEqual([2, 9, 10]);
  });

  it('stand boot by boot, also where the later boot begins with a clock that nobody had set yet', () => {
    const first = [mark(1, 90_000_000), mark(2, 90_001_000)];
    const next = { boot: 'another' };
    const second = [mark(3, 5_000, { ...next, wall: 1_000 }), mark(4, 60_000, { ...next, wall: 1_790_600_000_000 })];
    expect(numbers(mergeJournals([[...second, ...first]]))).toEqual([1, 2, 3, 4]);
  });

  it('tell which lines nobody has', () => {
    const merged = mergeJournals([[mark(5, 1_000), mark(6, 2_000), mark(9, 3_000)], [mark(1, 1_500, alone)]]);
    expect(merged.gaps).toEqual([{ process: PROBE, after: 6, before: 9, missing: 2 }]);
  });

  it('show no gap where the app was installed anew and counts from one', () => {
    const merged = mergeJournals([
      [mark(1, 1_000), mark(2, 2_000)],
      [mark(1, 8_000), mark(2, 9_000)],
    ]);
    expect(merged.entries).toHaveLength(4);
    expect(merged.gaps).toEqual([]);
  });
});
