/** Lets things through at once, or each so much later; what is delayed never overtakes what went before. */
export class DelayedLine<T> {
  readonly #waiting: { readonly item: T; readonly dueMs: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly deliver: (item: T) => void) {}

  send(item: T, delayMs: number): void {
    if (delayMs <= 0 && this.#waiting.length === 0) return this.deliver(item);
    const earliest = this.#waiting.at(-1)?.dueMs ?? 0;
    this.#waiting.push({ item, dueMs: Math.max(performance.now() + delayMs, earliest) });
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #arm(): void {
    const [next] = this.#waiting;
    if (next === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#waiting.shift();
        this.deliver(next.item);
        this.#arm();
      },
      Math.max(0, next.dueMs - performance.now()),
    );
  }
}
