import { describe, expect, it } from 'vitest';
import { clocksOfBoots } from './journal-clocks.js';
import { journalEntry } from './journal-fixture.js';
import type { JournalEntry } from './journal-entry.js';

const WALL = 1_790_000_000_000;
const line = (elapsed: number, slept = 0, set = 0, boot = 'a'): JournalEntry =>
  journalEntry('crash', { elapsed, up: elapsed - slept, wall: WALL + elapsed + set, boot });

describe('the clocks of the lines', () => {
  it('give the first and the last line as anchors where nothing changed', () => {
    const [clocks] = clocksOfBoots([line(1_000), line(2_000), line(3_000)]);
    expect(clocks!.anchors).toMatchObject([
      { uptime: 1_000, elapsed: 1_000, wall: WALL + 1_000 },
      { uptime: 3_000, elapsed: 3_000, wall: WALL + 3_000 },
    ]);
    expect(clocks).toMatchObject({ sleeps: [], wallChanges: [], contradictions: 0 });
  });

  it('show deep sleep between two lines, with anchors on both sides', () => {
    const [clocks] = clocksOfBoots([line(1_000), line(2_000), line(602_000, 590_000), line(603_000, 590_000)]);
    expect(clocks!.sleeps).toEqual([{ from: 2_000, to: 602_000, by: 590_000 }]);
    expect(clocks!.anchors.map(({ elapsed }) => elapsed)).toEqual([1_000, 2_000, 602_000, 603_000]);
    expect(clocks!.wallChanges).toEqual([]);
  });

  it('show a wall clock that was set, forward or back', () => {
    const [clocks] = clocksOfBoots([line(1_000), line(2_000, 0, 3_600_000), line(3_000, 0, -60_000)]);
    expect(clocks!.wallChanges).toEqual([
      { from: 1_000, to: 2_000, by: 3_600_000 },
      { from: 2_000, to: 3_000, by: -3_660_000 },
    ]);
  });

  it('take the moments between two readings for nothing, and many small corrections for what they add up to', () => {
    const entries = Array.from({ length: 10 }, (_, i) => line(1_000 + i * 1_000, 0, i * 8));
    const [clocks] = clocksOfBoots(entries);
    expect(clocks!.wallChanges).toEqual([{ from: 7_000, to: 8_000, by: 56 }]);
  });

  it('keep boots apart', () => {
    const clocks = clocksOfBoots([line(90_000), line(5_000, 0, 200_000, 'b'), line(91_000)]);
    expect(clocks.map(({ boot, anchors }) => [boot, anchors.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('leave out a line that no device can have written, and count it', () => {
    const [clocks] = clocksOfBoots([line(10_000), line(20_000, 0), line(15_000), line(21_000, 9_000), line(30_000)]);
    expect(clocks!.contradictions).toBe(2);
    expect(clocks!.sleeps).toEqual([]);
    expect(clocks!.anchors.at(-1)).toMatchObject({ elapsed: 30_000 });
  });
});
