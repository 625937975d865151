/**
 * The tags that recognisers ask for, tested on bytes. Most lines are thrown away here, so a miss is one table look-up by
 * first byte and length; only the few that pass it are hashed and compared.
 *
 * Tags are compared whole: a tag that a layout cut (`brief` prints its last 15 characters, Android Studio cuts the middle)
 * is not found.
 */
export interface TagFilter {
  has(bytes: Uint8Array, start: number, end: number): boolean;
}

export interface WantedTags {
  /** Whole tags; `''` is the empty tag. */
  readonly exact?: Iterable<string>;
  /** Beginnings of tags, such as `am_`. */
  readonly prefixes?: Iterable<string>;
}

const LENGTHS = 32;
const CANDIDATE = 1;

export class TagSet implements TagFilter {
  /** By first byte and length (the longest ones share a slot): whether any wanted tag can look so. */
  private readonly candidates = new Uint8Array(256 * LENGTHS);
  private readonly exact: readonly (readonly Uint8Array[])[];
  private readonly hashMask: number;
  private readonly prefixesByFirstByte: (readonly Uint8Array[] | undefined)[] = new Array<undefined>(256).fill(
    undefined,
  );
  private readonly hasEmpty: boolean;
  private readonly hasAll: boolean;

  constructor(wanted: WantedTags) {
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    const exact = [...new Set(wanted.exact ?? [])].map(encode);
    const prefixes = [...new Set(wanted.prefixes ?? [])].map(encode);
    this.hasAll = prefixes.some((prefix) => prefix.length === 0);
    this.hasEmpty = this.hasAll || exact.some((tag) => tag.length === 0);
    let buckets = 16;
    while (buckets < exact.length * 4) buckets *= 2;
    this.hashMask = buckets - 1;
    const table: Uint8Array[][] = Array.from({ length: buckets }, () => []);
    for (const tag of exact) {
      table[hashOf(tag, 0, tag.length) & this.hashMask]!.push(tag);
      if (tag.length > 0) this.candidates[tag[0]! * LENGTHS + lengthSlot(tag.length)] = CANDIDATE;
    }
    this.exact = table;
    for (const prefix of prefixes) if (prefix.length > 0) this.addPrefix(prefix);
  }

  has(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (length <= 0) return this.hasEmpty;
    const candidate = this.candidates[bytes[start]! * LENGTHS + lengthSlot(length)]!;
    return candidate === 0 ? this.hasAll : this.isListed(bytes, start, end);
  }

  private isListed(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.hasAll) return true;
    const length = end - start;
    for (const tag of this.exact[hashOf(bytes, start, end) & this.hashMask]!) {
      if (tag.length === length && startsWith(bytes, start, tag)) return true;
    }
    for (const prefix of this.prefixesByFirstByte[bytes[start]!] ?? []) {
      if (prefix.length <= length && startsWith(bytes, start, prefix)) return true;
    }
    return false;
  }

  private addPrefix(prefix: Uint8Array): void {
    const first = prefix[0]!;
    this.prefixesByFirstByte[first] = [...(this.prefixesByFirstByte[first] ?? []), prefix];
    for (let slot = lengthSlot(prefix.length); slot < LENGTHS; slot++)
      this.candidates[first * LENGTHS + slot] = CANDIDATE;
  }
}

const lengthSlot = (length: number): number => (length < LENGTHS ? length : LENGTHS - 1);

/** Only the first bytes count: a hostile tag may be as long as a line. */
const HASHED_BYTES = 64;

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + HASHED_BYTES);
  let hash = end - start;
  for (let i = start; i < stop; i++) hash = Math.imul(hash, 31) + bytes[i]!;
  return hash ^ (hash >>> 15);
}

function startsWith(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i]! !== text[i]!) return false;
  return true;
}
