/** Cases that play are played to their end; no other begins while the gate is closed. */
import { aborted } from './waiting.js';

export class PauseGate {
  #open: Promise<void> | undefined;
  #release: (() => void) | undefined;

  get isClosed(): boolean {
    return this.#open !== undefined;
  }

  close(): void {
    this.#open ??= new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#release?.();
    this.#open = undefined;
    this.#release = undefined;
  }

  /** Settles when the gate is open, or when the signal says that nobody needs to pass any more. */
  async pass(signal: AbortSignal): Promise<void> {
    while (this.#open !== undefined && !signal.aborted) await Promise.race([this.#open, aborted(signal)]);
  }
}
