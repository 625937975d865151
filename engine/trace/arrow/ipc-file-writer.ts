/** Writes an Arrow IPC file with one record batch. All sizes are known before the first byte, so the file is allocated once. */
import {
  bool,
  encodeFlatBuffer,
  int16,
  int32,
  int64,
  int8,
  structs,
  table,
  tables,
  text,
  type TableNode,
} from './flatbuffer-writer.js';
import { DOUBLE_PRECISION, magic, MessageHeader, METADATA_V5, TypeId, type NumberType } from './ipc-format.js';

/** A column to write. `validity`: one bit per row, 0 for null; left out when no row is null. */
export interface ColumnToWrite {
  readonly name: string;
  readonly type: NumberType;
  readonly values: ArrayBufferView;
  readonly nullable?: boolean;
  readonly nulls?: { readonly count: number; readonly validity: Uint8Array } | undefined;
  /** The values are codes into these strings. */
  readonly dictionary?: StringsToWrite;
}

/** Strings as Arrow lays them out: string `i` is `bytes[offsets[i] .. offsets[i + 1]]`. */
export interface StringsToWrite {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** What Arrow recommends for buffers, so that readers may map the file and use vector instructions. */
const ALIGNMENT = 64;

interface Message {
  readonly metadata: Uint8Array;
  readonly buffers: readonly ArrayBufferView[];
  readonly bodyLength: number;
}

export function writeArrowFile(
  columns: readonly ColumnToWrite[],
  rows: number,
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const schema = schemaTable(columns, metadata);
  const dictionaries = columns.flatMap(({ dictionary }, id) =>
    dictionary === undefined ? [] : [dictionaryMessage(id, dictionary)],
  );
  const messages = [schemaMessage(schema), ...dictionaries, recordBatchMessage(columns, rows)];
  let end = align(magic.length);
  const blocks: number[][] = [];
  for (const { metadata: header, bodyLength } of messages) {
    blocks.push([end, metadataLength(header), bodyLength]);
    end += metadataLength(header) + bodyLength;
  }
  const footer = encodeFlatBuffer(
    table(int16(METADATA_V5), schema, structs(blocks.slice(1, -1)), structs(blocks.slice(-1))),
  );
  const file = new Uint8Array(end + 8 + footer.length + 4 + magic.length);
  const view = new DataView(file.buffer);
  file.set(magic);
  messages.forEach((message, index) => {
    putMessage(file, view, blocks[index]?.[0] ?? 0, message);
  });
  // The end of the stream of messages, then the footer.
  view.setInt32(end, -1, true);
  file.set(footer, end + 8);
  view.setInt32(end + 8 + footer.length, footer.length, true);
  file.set(magic, file.length - magic.length);
  return file;
}

const align = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

/** The messages begin and end at multiples of the alignment, so their bodies do too. */
const metadataLength = (metadata: Uint8Array): number => align(8 + metadata.length);

function putMessage(file: Uint8Array, view: DataView, begin: number, { metadata, buffers }: Message): void {
  view.setInt32(begin, -1, true);
  view.setInt32(begin + 4, metadataLength(metadata) - 8, true);
  file.set(metadata, begin + 8);
  let at = begin + metadataLength(metadata);
  for (const buffer of buffers) {
    file.set(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength), at);
    at += align(buffer.byteLength);
  }
}

function schemaTable(columns: readonly ColumnToWrite[], metadata: ReadonlyMap<string, string>): TableNode {
  const entries = [...metadata].map(([key, value]) => table(text(key), text(value)));
  const littleEndian = int16(0);
  return table(littleEndian, tables(columns.map(fieldTable)), tables(entries));
}

function fieldTable({ name, type, nullable, dictionary }: ColumnToWrite, id: number): TableNode {
  const noChildren = tables([]);
  const head = [text(name), bool(nullable ?? false)];
  if (dictionary !== undefined) {
    const encoding = table(int64(id), integerTable(type), bool(false));
    return table(...head, int8(TypeId.utf8), table(), encoding, noChildren);
  }
  if (type === 'float64')
    return table(...head, int8(TypeId.floatingPoint), table(int16(DOUBLE_PRECISION)), undefined, noChildren);
  return table(...head, int8(TypeId.int), integerTable(type), undefined, noChildren);
}

function integerTable(type: NumberType): TableNode {
  const bits = Number(/\d+$/.exec(type)?.[0]);
  return table(int32(bits), bool(type.startsWith('int')));
}

function message(headerType: number, header: TableNode, buffers: readonly ArrayBufferView[] = []): Message {
  const bodyLength = buffers.reduce((length, buffer) => length + align(buffer.byteLength), 0);
  const metadata = encodeFlatBuffer(table(int16(METADATA_V5), int8(headerType), header, int64(bodyLength)));
  return { metadata, buffers, bodyLength };
}

function schemaMessage(schema: TableNode): Message {
  return message(MessageHeader.schema, schema);
}

function recordBatchMessage(columns: readonly ColumnToWrite[], rows: number): Message {
  const nodes = columns.map(({ nulls }) => [rows, nulls?.count ?? 0]);
  const buffers = columns.flatMap(({ values, nulls }) => [nulls?.validity ?? new Uint8Array(), values]);
  return message(MessageHeader.recordBatch, batchTable(rows, nodes, buffers), buffers);
}

function dictionaryMessage(id: number, { offsets, bytes }: StringsToWrite): Message {
  const length = offsets.length - 1;
  const buffers = [new Uint8Array(), offsets, bytes];
  const data = batchTable(length, [[length, 0]], buffers);
  return message(MessageHeader.dictionaryBatch, table(int64(id), data, bool(false)), buffers);
}

function batchTable(length: number, nodes: readonly number[][], buffers: readonly ArrayBufferView[]): TableNode {
  let at = 0;
  const places = buffers.map(({ byteLength }) => {
    const place = [at, byteLength];
    at += align(byteLength);
    return place;
  });
  return table(int64(length), structs(nodes), structs(places));
}
