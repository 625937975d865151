/**
 * Strings of a trace: each distinct string once, as UTF-8 bytes with offsets, so that the table can lie in shared memory
 * and goes into the trace file as it is. Index 0 is the empty string, which means "none".
 */
import { maxStrings } from '../ingest/limits.js';
import { invariant } from '../result.js';
import { allocate } from './columns.js';

/** Holds no state between whole texts, so one serves all tables; making one costs more than most texts. */
const decoder = new TextDecoder();

export class StringTable {
  readonly #offsets: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #decoded: (string | undefined)[];
  #indexes: Map<string, number> | undefined;

  constructor(offsets: Uint32Array, bytes: Uint8Array) {
    invariant(offsets.length >= 2 && offsets[0] === 0, 'a string table begins with the empty string');
    this.#offsets = offsets;
    this.#bytes = bytes;
    this.#decoded = new Array<string | undefined>(offsets.length - 1);
  }

  get size(): number {
    return this.#offsets.length - 1;
  }

  get offsets(): Uint32Array {
    return this.#offsets;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The string with this index; throws when the table has no such index. */
  at(index: number): string {
    invariant(index >= 0 && index < this.size, `string ${index} of ${this.size}`);
    const known = this.#decoded[index];
    if (known !== undefined) return known;
    // TextDecoder refuses shared memory, so the few bytes of one string are copied.
    const text = decoder.decode(this.#bytes.slice(this.#offsets[index], this.#offsets[index + 1]));
    this.#decoded[index] = text;
    return text;
  }

  /** The index of a string, or `undefined` when no event of the trace uses it. */
  indexOf(text: string): number | undefined {
    if (this.#indexes === undefined) {
      this.#indexes = new Map();
      // From the end, so that of equal strings the first stays: a raw text read from a file may repeat a name.
      for (let index = this.size - 1; index >= 0; index--) this.#indexes.set(this.at(index), index);
    }
    return this.#indexes.get(text);
  }
}

export class StringTableBuilder {
  readonly #indexes = new Map<string, number>([['', 0]]);
  #byteLength = 0;

  /** The index of `text`, new or known. Beyond `maxStrings` every new string becomes "none" and is counted. */
  add(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    if (this.#indexes.size >= maxStrings) {
      this.dropped++;
      return 0;
    }
    const index = this.#indexes.size;
    this.#indexes.set(text, index);
    this.#byteLength += text.length * 3;
    return index;
  }

  /** Strings that found no room. */
  dropped = 0;

  finish(shared: boolean): StringTable {
    const offsets = new Uint32Array(allocate((this.#indexes.size + 1) * 4, shared) as ArrayBuffer);
    const scratch = new Uint8Array(this.#byteLength);
    const encoder = new TextEncoder();
    let end = 0;
    let index = 0;
    for (const text of this.#indexes.keys()) {
      end += encoder.encodeInto(text, scratch.subarray(end)).written;
      offsets[++index] = end;
    }
    const bytes = new Uint8Array(allocate(end, shared) as ArrayBuffer);
    bytes.set(scratch.subarray(0, end));
    return new StringTable(offsets, bytes);
  }
}
