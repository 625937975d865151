/** Ctrl-C while a command works in steps: the step at hand is finished, then the command stops as one that was interrupted. */
export interface Interruption {
  readonly isAsked: boolean;
  /** The same for work that is done elsewhere. */
  readonly signal: AbortSignal;
  /** Listens no more. Once it was asked for, the program ends as if it had not listened: shells see the signal. */
  end(): void;
}

export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  const onSignal = (): void => {
    controller.abort();
  };
  process.once('SIGINT', onSignal);
  return {
    get isAsked() {
      return signal.aborted;
    },
    signal,
    end: () => {
      process.off('SIGINT', onSignal);
      if (signal.aborted) process.kill(process.pid, 'SIGINT');
    },
  };
}
