/**
 * Encodes FlatBuffers, the form of Arrow's metadata (https://flatbuffers.dev/internals). Described as a tree of tables,
 * vectors and texts, written front to back: a parent stands before its children, so every offset points forward, as the
 * format asks. Scalars are aligned to their own size, so that strict readers (Arrow C++ verifies) accept the result.
 */
export interface Scalar {
  readonly node: 'scalar';
  readonly size: 1 | 2 | 4 | 8;
  readonly value: number;
}

export interface TableNode {
  readonly node: 'table';
  /** In the order of the schema; `undefined`: the field is left out and has its default. */
  readonly slots: readonly (Scalar | TreeNode | undefined)[];
}

export type TreeNode =
  | TableNode
  | { readonly node: 'text'; readonly text: string }
  | { readonly node: 'tables'; readonly tables: readonly TableNode[] }
  | { readonly node: 'structs'; readonly count: number; readonly bytes: Uint8Array };

export const int8 = (value: number): Scalar => ({ node: 'scalar', size: 1, value });
export const int16 = (value: number): Scalar => ({ node: 'scalar', size: 2, value });
export const int32 = (value: number): Scalar => ({ node: 'scalar', size: 4, value });
export const int64 = (value: number): Scalar => ({ node: 'scalar', size: 8, value });
export const bool = (value: boolean): Scalar => int8(value ? 1 : 0);
export const table = (...slots: TableNode['slots']): TableNode => ({ node: 'table', slots });
export const text = (content: string): TreeNode => ({ node: 'text', text: content });
export const tables = (list: readonly TableNode[]): TreeNode => ({ node: 'tables', tables: list });

/** Structs of 64-bit numbers, one array per struct (a 32-bit number before padding reads the same in little endian). */
export function structs(rows: readonly (readonly number[])[]): TreeNode {
  const numbers = rows.flat();
  const bytes = new Uint8Array(numbers.length * 8);
  const view = new DataView(bytes.buffer);
  numbers.forEach((value, index) => {
    view.setBigInt64(index * 8, BigInt(value), true);
  });
  return { node: 'structs', count: rows.length, bytes };
}

export function encodeFlatBuffer(root: TableNode): Uint8Array {
  const output = new Output();
  const rootOffset = output.reserve(4);
  output.point(rootOffset, put(output, root));
  return output.finish();
}

class Output {
  #bytes = new Uint8Array(4096);
  #end = 0;
  view = new DataView(this.#bytes.buffer);

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Room for `length` bytes, such that the byte `ahead` after its begin is aligned. Returns the begin. */
  reserve(length: number, alignment = 4, ahead = 0): number {
    const begin = Math.ceil((this.#end + ahead) / alignment) * alignment - ahead;
    this.#end = begin + length;
    if (this.#end > this.#bytes.length) {
      const larger = new Uint8Array(this.#end * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return begin;
  }

  /** Writes the offset at `from` that leads to `to`. */
  point(from: number, to: number): void {
    this.view.setUint32(from, to - from, true);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#end);
  }
}

function put(output: Output, node: TreeNode): number {
  switch (node.node) {
    case 'table':
      return putTable(output, node);
    case 'text': {
      const utf8 = new TextEncoder().encode(node.text);
      const begin = output.reserve(4 + utf8.length + 1);
      output.view.setUint32(begin, utf8.length, true);
      output.bytes.set(utf8, begin + 4);
      return begin;
    }
    case 'structs': {
      const begin = output.reserve(4 + node.bytes.length, 8, 4);
      output.view.setUint32(begin, node.count, true);
      output.bytes.set(node.bytes, begin + 4);
      return begin;
    }
    case 'tables': {
      const begin = output.reserve(4 + node.tables.length * 4);
      output.view.setUint32(begin, node.tables.length, true);
      node.tables.forEach((child, index) => {
        output.point(begin + 4 + index * 4, put(output, child));
      });
      return begin;
    }
  }
}

/** A table: its list of field offsets (vtable), then the offset back to that list, then the fields. */
function putTable(output: Output, { slots }: TableNode): number {
  const offsets: number[] = [];
  let length = 4;
  for (const slot of slots) {
    const size = slot === undefined ? 0 : slot.node === 'scalar' ? slot.size : 4;
    if (size > 0) length = Math.ceil(length / size) * size;
    offsets.push(size === 0 ? 0 : length);
    length += size;
  }
  const vtableLength = 4 + slots.length * 2;
  const vtable = output.reserve(vtableLength + length, 8, vtableLength);
  const begin = vtable + vtableLength;
  output.view.setUint16(vtable, vtableLength, true);
  output.view.setUint16(vtable + 2, length, true);
  offsets.forEach((offset, index) => {
    output.view.setUint16(vtable + 4 + index * 2, offset, true);
  });
  output.view.setInt32(begin, vtableLength, true);
  slots.forEach((slot, index) => {
    if (slot === undefined) return;
    const at = begin + (offsets[index] ?? 0);
    if (slot.node === 'scalar') putScalar(output, at, slot);
    else output.point(at, put(output, slot));
  });
  return begin;
}

function putScalar({ view }: Output, at: number, { size, value }: Scalar): void {
  if (size === 1) view.setInt8(at, value);
  else if (size === 2) view.setInt16(at, value, true);
  else if (size === 4) view.setInt32(at, value, true);
  else view.setBigInt64(at, BigInt(value), true);
}
