import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SleepWatch, type HostClocks } from './host-sleep.js';

const HOUR = 3_600_000;

describe('the watch for a sleep of the computer', () => {
  /** What the clocks show beyond the timers. */
  let beyond: { steady: number; sinceStart: number };
  let woken: number[];
  let watch: SleepWatch;
  const clocks: HostClocks = {
    steadyMs: () => Date.now() + beyond.steady,
    sinceStartMs: () => Math.floor((Date.now() + beyond.sinceStart) / 1000) * 1000,
  };
  beforeEach(() => {
    vi.useFakeTimers();
    beyond = { steady: 0, sinceStart: 0 };
    woken = [];
    watch = new SleepWatch((ms) => woken.push(ms), clocks);
  });
  afterEach(() => {
    watch.end();
    vi.useRealTimers();
  });

  it('says nothing while time goes on, also when timers come seconds late', () => {
    vi.advanceTimersByTime(HOUR);
    beyond = { steady: 5_000, sinceStart: 5_000 };
    vi.advanceTimersByTime(HOUR);
    expect(woken).toEqual([]);
  });

  it('notices a sleep that the steady clock does not count (Linux), once', () => {
    vi.advanceTimersByTime(10_500);
    beyond = { steady: 0, sinceStart: 2 * HOUR };
    vi.advanceTimersByTime(1_000);
    expect(woken).toHaveLength(1);
    expect(Math.abs((woken[0] ?? 0) - 2 * HOUR)).toBeLessThan(1_000);
    vi.advanceTimersByTime(HOUR);
    expect(woken).toHaveLength(1);
  });

  it('notices a sleep that both clocks count (Windows, macOS), and a process that was stopped', () => {
    vi.advanceTimersByTime(10_000);
    beyond = { steady: 2 * HOUR, sinceStart: 2 * HOUR };
    watch.look();
    expect(woken).toEqual([2 * HOUR - 1_000]);
  });

  it('is over when it is ended', () => {
    watch.end();
    beyond = { steady: 0, sinceStart: HOUR };
    vi.advanceTimersByTime(HOUR);
    expect(woken).toEqual([]);
  });
});
