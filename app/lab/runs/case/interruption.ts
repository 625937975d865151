/** Why a case ended before its end. Thrown by whatever notices, or raised from outside; the case answers with it. */
export class Interruption extends Error {}

/** The case could not be played: a refusal, not an accident. */
export class CaseFailure extends Error {}

/** Ends whatever waits, with the first reason that came. */
export class Interrupter {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  interrupt(reason: string): void {
    if (!this.signal.aborted) this.#controller.abort(new Interruption(reason));
  }

  /** Throws when the case is interrupted. */
  check(): void {
    this.signal.throwIfAborted();
  }

  /** Rejects as soon as the case is interrupted. */
  async race<T>(work: Promise<T>): Promise<T> {
    let callOff: () => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      const give = (): void => {
        const { reason } = this.signal as { readonly reason: unknown };
        reject(reason instanceof Error ? reason : new Interruption(String(reason)));
      };
      if (this.signal.aborted) give();
      this.signal.addEventListener('abort', give, { once: true });
      callOff = () => this.signal.removeEventListener('abort', give);
    });
    try {
      // First the interruption: what was done already counts no more.
      return await Promise.race([ended, work]);
    } finally {
      callOff();
    }
  }

  /** Settles at a moment of the lab's steady clock; rejects when the case is interrupted before. */
  async until(steadyMs: number): Promise<void> {
    for (;;) {
      const left = steadyMs - performance.now();
      if (left <= 0) break;
      let timer: NodeJS.Timeout | undefined;
      const rung = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, Math.min(left, LONGEST_TIMER_MS));
      });
      try {
        await this.race(rung);
      } finally {
        clearTimeout(timer);
      }
    }
    this.check();
  }
}

const LONGEST_TIMER_MS = 0x7fff_0000;
