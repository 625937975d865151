/** Of the payload's length in a packet's head. */
const LENGTH_OFFSET = 12;

/** What is wrong with a device's cable or with its daemon. Changes count at once, for connections that are there too. */
export class LineFaults {
  /** Every service is refused: the connection stands, and nothing can be done with it. */
  refusesServices = false;
  /** Only services of these kinds are refused: `sync`, `shell`. */
  refusedKinds: readonly string[] = [];
  /** Each packet to the computer comes so much later, in order. Host time. */
  delayMs = 0;
  /** What the computer writes is taken and never acknowledged. */
  neverAcknowledges = false;
  #isFrozen = false;
  #bytesLeft = Infinity;
  #damagesNext = false;
  readonly #listeners = new Set<() => void>();

  /** Connections are accepted, but nothing is read or answered until it thaws; then everything comes. */
  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  set isFrozen(isFrozen: boolean) {
    this.#isFrozen = isFrozen;
    for (const listener of this.#listeners) listener();
  }

  /** Told when it freezes or thaws; returns how to call it off. */
  onFreeze(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  refuses(service: string): boolean {
    return this.refusesServices || this.refusedKinds.includes(/^[a-z_]*/.exec(service)?.[0] ?? '');
  }

  /** After this many more bytes to the computer the connection ends, in the middle of a packet where it comes so. Once. */
  dropAfter(bytes: number): void {
    this.#bytesLeft = bytes;
  }

  /** The next packet to the computer arrives with a length in its head that no packet may have. */
  damageNextPacket(): void {
    this.#damagesNext = true;
  }

  /** The packet as it goes out, and how many of its bytes get through. */
  pass(packet: Buffer): { readonly packet: Buffer; readonly allowed: number } {
    const allowed = Math.min(packet.length, this.#bytesLeft);
    this.#bytesLeft = allowed < packet.length ? Infinity : this.#bytesLeft - packet.length;
    if (!this.#damagesNext) return { packet, allowed };
    this.#damagesNext = false;
    const damaged = Buffer.from(packet);
    damaged.writeUInt32LE(0x7fffffff, LENGTH_OFFSET);
    return { packet: damaged, allowed };
  }
}
