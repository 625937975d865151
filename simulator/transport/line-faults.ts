/** What is wrong with a device's cable or with its daemon. Changes count at once, for connections that are there too. */
export class LineFaults {
  /** Connections are accepted and read, but nothing is ever answered. */
  isFrozen = false;
  /** Every service is refused: the connection stands, and nothing can be done with it. */
  refusesServices = false;
  #bytesLeft = Infinity;

  /** After this many more bytes to the computer the connection ends, in the middle of a packet where it comes so. Once. */
  dropAfter(bytes: number): void {
    this.#bytesLeft = bytes;
  }

  /** How many of the next bytes get through. */
  take(length: number): number {
    const allowed = Math.min(length, this.#bytesLeft);
    this.#bytesLeft = allowed < length ? Infinity : this.#bytesLeft - length;
    return allowed;
  }
}
