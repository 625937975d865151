/** Bytes from one who writes to one who reads, with back-pressure: a write is over when the bytes have been taken. */
export class BytePipe implements AsyncIterable<Uint8Array> {
  readonly #chunks: { readonly bytes: Uint8Array; readonly taken: (wasTaken: boolean) => void }[] = [];
  #isEnded = false;
  #isCancelled = false;
  #wake: (() => void) | undefined;

  /** False when nobody reads any more, as EPIPE says. */
  write(bytes: Uint8Array): Promise<boolean> {
    if (this.#isEnded || this.#isCancelled) return Promise.resolve(false);
    if (bytes.length === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.#chunks.push({ bytes, taken: resolve });
      this.#wake?.();
    });
  }

  /** No more bytes will be written. What was written can still be read. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** Nobody will read any more. */
  cancel(): void {
    this.#isCancelled = true;
    for (const { taken } of this.#chunks.splice(0)) taken(false);
    this.#wake?.();
  }

  /** The next bytes; undefined at the end. */
  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      if (this.#isCancelled) return undefined;
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        chunk.taken(true);
        return chunk.bytes;
      }
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    for (let bytes = await this.read(); bytes !== undefined; bytes = await this.read()) yield bytes;
  }
}
