/** Waiting that ends: with a signal, with a deadline, or with both. */

/** Settles when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

export interface Deadline {
  readonly signal: AbortSignal;
  /** It is over at once. */
  abort(): void;
  /** Frees its timer. */
  end(): void;
}

/** A signal for at most so many milliseconds; more than a timer can hold is cut down to 24 days. */
export function within(signal: AbortSignal, milliseconds: number): Deadline {
  const deadline = new AbortController();
  const abort = (): void => deadline.abort();
  const timer = setTimeout(abort, Math.min(milliseconds, LONGEST_TIMER_MS));
  return { signal: AbortSignal.any([signal, deadline.signal]), abort, end: () => clearTimeout(timer) };
}

/** A signal that is aborted at a moment of the calendar, also when the computer slept over it. */
export function untilWall(signal: AbortSignal, atMs: number, now: () => Date): Deadline {
  const deadline = new AbortController();
  const abort = (): void => deadline.abort();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const leftMs = atMs - now().getTime();
    if (leftMs <= 0) abort();
    else timer = setTimeout(look, Math.min(leftMs, LOOK_AGAIN_MS));
  };
  look();
  return { signal: AbortSignal.any([signal, deadline.signal]), abort, end: () => clearTimeout(timer) };
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A timer does not count a sleep of the computer: so late the end may be noticed. */
const LOOK_AGAIN_MS = 2_000;

/** Settles after so many milliseconds, or with the signal. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
