/** Runs one task at a time; of those that come meanwhile only the newest runs next. For sliders: no queue of old positions. */
export class LatestOnly<T> {
  readonly #task: (input: T) => Promise<void>;
  #waiting: { readonly input: T } | null = null;
  #isRunning = false;

  /** `task` handles its own failures. */
  constructor(task: (input: T) => Promise<void>) {
    this.#task = task;
  }

  /** Resolves when nothing runs or waits any more. */
  async run(input: T): Promise<void> {
    this.#waiting = { input };
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#waiting !== null) {
        const next: T = this.#waiting.input;
        this.#waiting = null;
        await this.#task(next);
      }
    } finally {
      this.#isRunning = false;
    }
  }
}
