/**
 * Memory that is used again for one file after the other: fresh memory costs the machine more than filling it. What was
 * taken is valid until `reset`.
 */
const ALIGNMENT = 64;
const FIRST_BYTES = 1 << 20;

/** More memory was asked for than an arena may take. */
export class ArenaFull extends Error {
  constructor(readonly limit: number) {
    super(`more than ${limit} bytes`);
  }
}

export class Arena {
  #memory = new Uint8Array(FIRST_BYTES);
  /** Bytes of `#memory` that are taken. */
  #used = 0;
  /** Bytes that found no room in `#memory` and were taken apart from it. */
  #beside = 0;

  /** `limit`: bytes that may be taken between two resets; as much stays reserved at most. */
  constructor(readonly limit: number) {}

  /** Throws `ArenaFull`. The bytes hold what was there before. */
  take(length: number): Uint8Array {
    const wanted = Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    if (this.#used + this.#beside + wanted > this.limit) throw new ArenaFull(this.limit);
    if (this.#used + wanted > this.#memory.length) {
      this.#beside += wanted;
      return new Uint8Array(length);
    }
    const taken = this.#memory.subarray(this.#used, this.#used + length);
    this.#used += wanted;
    return taken;
  }

  /** Everything is free again; memory grows to what the last file took, so that the next of its size finds room. */
  reset(): void {
    if (this.#beside > 0) this.#memory = new Uint8Array(this.#used + this.#beside);
    this.#used = 0;
    this.#beside = 0;
  }
}
