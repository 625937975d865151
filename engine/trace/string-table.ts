/**
 * Strings of a trace: each distinct string once, as UTF-8 bytes with offsets, so that the table can lie in shared memory
 * and goes into the trace file as it is. Index 0 is the empty string, which means "none".
 */
import { maxStrings } from '../ingest/limits.js';
import { invariant } from '../result.js';
import { allocate } from './columns.js';

/** UTF-8 of one unit of UTF-16. */
const MOST_BYTES_PER_UNIT = 3;

/** They hold no state between whole texts, so one serves all tables; making one costs more than most texts. */
// A mark at the beginning of a text is part of it.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

interface Packed {
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

export class StringTable {
  /** Number of strings, the empty one counted. */
  readonly size: number;
  readonly #texts: (string | undefined)[];
  #packed: Packed | undefined;
  #indexes: Map<string, number> | undefined;

  private constructor(texts: (string | undefined)[], packed: Packed | undefined) {
    this.size = texts.length;
    this.#texts = texts;
    this.#packed = packed;
  }

  static over(offsets: Uint32Array, bytes: Uint8Array): StringTable {
    invariant(offsets.length >= 2 && offsets[0] === 0, 'a string table begins with the empty string');
    return new StringTable(new Array<string | undefined>(offsets.length - 1), { offsets, bytes });
  }

  /** `texts`: well-formed Unicode, the first one empty. They become bytes when somebody asks for these: most plans are never written. */
  static of(texts: readonly string[]): StringTable {
    invariant(texts[0] === '', 'a string table begins with the empty string');
    return new StringTable([...texts], undefined);
  }

  get offsets(): Uint32Array {
    return this.#bytesOfTexts().offsets;
  }

  get bytes(): Uint8Array {
    return this.#bytesOfTexts().bytes;
  }

  #bytesOfTexts(): Packed {
    return (this.#packed ??= pack(this.#texts as readonly string[], false));
  }

  /** The string with this index; throws when the table has no such index. */
  at(index: number): string {
    const known = this.#texts[index];
    if (known !== undefined) return known;
    invariant(index >= 0 && index < this.size, `string ${index} of ${this.size}`);
    const { offsets, bytes } = this.#bytesOfTexts();
    // TextDecoder refuses shared memory, so the few bytes of one string are copied.
    const text = decoder.decode(bytes.slice(offsets[index], offsets[index + 1]));
    this.#texts[index] = text;
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

function pack(texts: readonly string[], shared: boolean): Packed {
  const offsets = new Uint32Array(allocate((texts.length + 1) * 4, shared) as ArrayBuffer);
  const scratch = new Uint8Array(texts.reduce((bytes, text) => bytes + text.length * MOST_BYTES_PER_UNIT, 0));
  let end = 0;
  texts.forEach((text, index) => {
    end += encoder.encodeInto(text, scratch.subarray(end)).written;
    offsets[index + 1] = end;
  });
  const bytes = new Uint8Array(allocate(end, shared) as ArrayBuffer);
  bytes.set(scratch.subarray(0, end));
  return { offsets, bytes };
}

export class StringTableBuilder {
  readonly #indexes = new Map<string, number>([['', 0]]);

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
    return index;
  }

  /** Strings that found no room. */
  dropped = 0;

  /** As bytes at once: a text cut out of a log would keep the whole log in memory. */
  finish(shared: boolean): StringTable {
    const { offsets, bytes } = pack(this.#wellFormed(), shared);
    return StringTable.over(offsets, bytes);
  }

  /** As texts, for few of them that live short. */
  finishAsTexts(): StringTable {
    return StringTable.of(this.#wellFormed());
  }

  #wellFormed(): string[] {
    const texts: string[] = [];
    for (const text of this.#indexes.keys()) texts.push(text.toWellFormed());
    return texts;
  }
}
