/**
 * Back-pressure of one stream. At most `size` items are under way; what comes meanwhile is held, and of items with the same
 * key the latest alone, in the order in which their keys first came. So a slow reader costs as much as it has keys, and
 * always ends up with the present state.
 */
export class StreamWindow<T> {
  readonly #held = new Map<string, T>();
  #sent = 0;
  #taken = 0;

  constructor(
    readonly size: number,
    readonly send: (number: number, item: T) => void,
  ) {}

  put(key: string, item: T): void {
    if (this.#held.size === 0 && this.#isOpen) this.#send(item);
    else this.#held.set(key, item);
  }

  /** The reader has dealt with the first `count` items. A number that was never sent changes nothing. */
  taken(count: number): void {
    if (!Number.isSafeInteger(count) || count <= this.#taken || count > this.#sent) return;
    this.#taken = count;
    for (const [key, item] of this.#held) {
      if (!this.#isOpen) return;
      this.#held.delete(key);
      this.#send(item);
    }
  }

  /** Sends what is held, whatever the reader has taken: the stream is at its end. */
  flush(): void {
    for (const item of this.#held.values()) this.#send(item);
    this.#held.clear();
  }

  get #isOpen(): boolean {
    return this.#sent - this.#taken < this.size;
  }

  #send(item: T): void {
    this.#sent += 1;
    this.send(this.#sent, item);
  }
}
