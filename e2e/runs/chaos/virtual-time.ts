/**
 * A run on virtual time: whatever waits for a clock waits for nothing, and what happens at one moment happens in one order. The
 * clock goes on only when nothing is under way, neither in the lab nor at the disk, so that a seed plays the same again.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { vi } from 'vitest';

/** A lab that waits for more moments than this waits for something that never comes. */
const MOST_MOMENTS = 100_000;

/** Work of the real disk; virtual time stands still while any is under way. */
export class RealWork {
  readonly #working = new Set<Promise<unknown>>();

  async track<T>(work: Promise<T>): Promise<T> {
    this.#working.add(work);
    try {
      return await work;
    } finally {
      this.#working.delete(work);
    }
  }

  /** Settles when nothing is under way and nothing follows from what was. */
  async quiet(): Promise<void> {
    do {
      await Promise.allSettled([...this.#working]);
      await turn();
    } while (this.#working.size > 0);
  }
}

export class Stuck extends Error {}

/** Real time is back when `work` has settled. */
export async function onVirtualTime<T>(startMs: number, work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({
    now: startMs,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

/** Moves virtual time until the goal has settled; throws `Stuck` when nothing can bring it about any more. */
export async function until<T>(goal: Promise<T>, real: RealWork): Promise<T> {
  let isSettled = false;
  const settled = goal.finally(() => (isSettled = true));
  settled.catch(() => undefined);
  for (let moments = 0; ; moments++) {
    await real.quiet();
    if (isSettled) return await settled;
    if (vi.getTimerCount() === 0) throw new Stuck('nothing is under way and nobody waits for a moment');
    if (moments > MOST_MOMENTS) throw new Stuck(`it is not over after ${MOST_MOMENTS} moments`);
    vi.advanceTimersToNextTimer();
  }
}

/** The computer sleeps: the calendar goes on, and nothing else does. */
export function sleep(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

/** What a killed lab still wanted to do does not happen. */
export function forgetTimers(): void {
  vi.clearAllTimers();
}
