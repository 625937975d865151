/**
 * Reads FlatBuffers of unknown origin. Nothing is built ahead: a value is read when it is asked for, every position is
 * checked (DataView throws a RangeError outside its bytes), and every vector must fit into the bytes that are there. A
 * torn or forged buffer therefore ends in a RangeError, never in a long loop. Callers must not follow tables without a bound
 * of their own: tables may share children.
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #begin: number;

  constructor(view: DataView, begin: number) {
    this.#view = view;
    this.#begin = begin;
  }

  /** The root table of a buffer. */
  static rootOf(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Position of a field, or `undefined` when it is left out. */
  #at(slot: number): number | undefined {
    const vtable = this.#begin - this.#view.getInt32(this.#begin, true);
    const entry = 4 + slot * 2;
    if (entry + 2 > this.#view.getUint16(vtable, true)) return undefined;
    const offset = this.#view.getUint16(vtable + entry, true);
    return offset === 0 ? undefined : this.#begin + offset;
  }

  has(slot: number): boolean {
    return this.#at(slot) !== undefined;
  }

  int8(slot: number): number {
    const at = this.#at(slot);
    return at === undefined ? 0 : this.#view.getInt8(at);
  }

  int16(slot: number): number {
    const at = this.#at(slot);
    return at === undefined ? 0 : this.#view.getInt16(at, true);
  }

  int32(slot: number): number {
    const at = this.#at(slot);
    return at === undefined ? 0 : this.#view.getInt32(at, true);
  }

  int64(slot: number): number {
    const at = this.#at(slot);
    return at === undefined ? 0 : int64At(this.#view, at);
  }

  table(slot: number): FlatTable | undefined {
    const at = this.#at(slot);
    return at === undefined ? undefined : new FlatTable(this.#view, this.#target(at));
  }

  /** A string; `undefined` when it is left out or takes more than `maxBytes`. */
  text(slot: number, maxBytes: number): string | undefined {
    const { begin, length } = this.#vector(slot, 1);
    if (begin === 0 || length > maxBytes) return undefined;
    // A copy, because TextDecoder refuses shared memory.
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + begin, length).slice();
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }

  /** Number of elements of a vector whose elements take `elementSize` bytes. */
  count(slot: number, elementSize: number): number {
    return this.#vector(slot, elementSize).length;
  }

  /** An element of a vector of tables. */
  tableAt(slot: number, index: number): FlatTable {
    return new FlatTable(this.#view, this.#target(this.#element(slot, 4, index)));
  }

  /** The 64-bit numbers of one struct in a vector of structs of `fields` such numbers. */
  structAt(slot: number, fields: number, index: number): number[] {
    const begin = this.#element(slot, fields * 8, index);
    return Array.from({ length: fields }, (_, field) => int64At(this.#view, begin + field * 8));
  }

  #element(slot: number, elementSize: number, index: number): number {
    const { begin, length } = this.#vector(slot, elementSize);
    if (index < 0 || index >= length) throw new RangeError(`element ${index} of ${length}`);
    return begin + index * elementSize;
  }

  #vector(slot: number, elementSize: number): { readonly begin: number; readonly length: number } {
    const at = this.#at(slot);
    if (at === undefined) return { begin: 0, length: 0 };
    const begin = this.#target(at) + 4;
    const length = this.#view.getUint32(begin - 4, true);
    if (begin + length * elementSize > this.#view.byteLength) throw new RangeError(`a vector of ${length} elements`);
    return { begin, length };
  }

  #target(at: number): number {
    return at + this.#view.getUint32(at, true);
  }
}

function int64At(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(value)) throw new RangeError(`the number ${value}`);
  return value;
}
