/** A pause that can be cut short, for loops that work in turns and are woken by events. */
export class Pause {
  #wake: (() => void) | undefined;
  #isWoken = false;
  #isOver = false;

  /** Settles after `ms`, or as soon as somebody wakes it; a call of `wake` before counts. */
  async wait(ms: number): Promise<void> {
    if (!this.#isWoken && !this.#isOver) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = undefined;
    this.#isWoken = false;
  }

  wake(): void {
    this.#isWoken = true;
    this.#wake?.();
  }

  /** From now on nothing waits. */
  end(): void {
    this.#isOver = true;
    this.#wake?.();
  }
}
