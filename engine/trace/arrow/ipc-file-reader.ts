/**
 * Reads Arrow IPC files of unknown origin. Columns are views on the bytes of the file wherever they are aligned. The work is
 * bounded by the size of the file: batches and columns that nobody asks for are not looked at, not even read, and everything
 * else is checked against the bytes that are there. Throws `TraceFileFault`, or a RangeError where a place lies outside the file.
 */
import { TraceFileFault } from '../trace-file-error.js';
import type { ByteSource } from './byte-source.js';
import { FlatTable } from './flatbuffer-reader.js';
import {
  DictionaryBatchSlot,
  FooterSlot,
  magic,
  MessageHeader,
  MessageSlot,
  METADATA_V5,
  numberTypes,
  RecordBatchSlot,
  SchemaSlot,
  TypeId,
  type ArrayOfType,
  type NumberType,
} from './ipc-format.js';
import { readFields, type FieldRead } from './ipc-schema-reader.js';

/** Keys longer than this are not ours. */
const MAX_KEY_BYTES = 256;
/** Batches of dictionaries, ours and those of further columns. */
const MAX_BATCHES = 1_000;

/** Strings of a dictionary: string `i` is `bytes[offsets[i] .. offsets[i + 1]]`, checked. */
export interface DictionaryRead {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

interface Batch {
  readonly header: FlatTable;
  readonly body: Body;
}

/** Where the buffers of a batch stand in the file. */
interface Body {
  readonly source: ByteSource;
  readonly begin: number;
  readonly length: number;
}

/** A column of the record batch. */
export interface ColumnRead {
  readonly field: FieldRead;
  readonly nullCount: number;
  values<T extends NumberType>(type: T): ArrayOfType<T>;
  /** One bit per row, 0 for null. Only where `nullCount` is above 0. */
  validity(): Uint8Array;
}

export class ArrowFile {
  readonly #source: ByteSource;
  readonly #footer: FlatTable;
  readonly #footerBegin: number;
  readonly #schema: FlatTable;
  readonly #dictionaries = new Map<number, Batch>();
  #records: { readonly batch: Batch; readonly columns: ReadonlyMap<string, Place> } | undefined;

  /** Reads the footer and no more, so that a file of another version is recognised before its columns are judged. */
  constructor(source: ByteSource) {
    this.#source = source;
    const { length } = source;
    const tail = 4 + magic.length;
    const beginsAsArrow = length >= magic.length && hasMagic(source.read(0, magic.length), 0);
    if (!beginsAsArrow) throw new TraceFileFault('not-a-trace-file', 'This is not an Arrow IPC file.');
    const end = source.read(Math.max(0, length - tail), length);
    if (length < 8 + tail || !hasMagic(end, 4))
      throw new TraceFileFault('damaged', 'The end of the Arrow file is missing.');
    const footerLength = new DataView(end.buffer, end.byteOffset, end.byteLength).getInt32(0, true);
    this.#footerBegin = length - tail - footerLength;
    if (footerLength <= 0 || this.#footerBegin < 8) throw damaged(`the footer takes ${footerLength} bytes`);
    this.#footer = FlatTable.rootOf(source.read(this.#footerBegin, length - tail));
    const schema = this.#footer.table(FooterSlot.schema);
    if (schema === undefined) throw damaged('the footer has no schema');
    this.#schema = schema;
  }

  /** A text of the schema's metadata. */
  metadata(wanted: string): string | undefined {
    const count = this.#schema.count(SchemaSlot.metadata, 4);
    for (let index = 0; index < count; index++) {
      const entry = this.#schema.tableAt(SchemaSlot.metadata, index);
      if (entry.text(0, MAX_KEY_BYTES) === wanted) return entry.text(1, Infinity);
    }
    return undefined;
  }

  /** Finds the record batch, its columns and the dictionaries. Returns the number of rows. */
  open(): number {
    if (this.#schema.int16(SchemaSlot.endianness) !== 0) throw unsupported('The numbers are big-endian.');
    const batches = this.#footer.count(FooterSlot.recordBatches, 24);
    if (batches !== 1) throw unsupported(`There are ${batches} record batches.`);
    const batch = this.#batch(FooterSlot.recordBatches, 0, MessageHeader.recordBatch);
    refuseCompression(batch.header);
    const rows = batch.header.int64(RecordBatchSlot.length);
    if (rows < 0) throw damaged(`${rows} rows`);
    this.#records = { batch, columns: placesOf(readFields(this.#schema), batch.header) };
    this.#findDictionaries();
    return rows;
  }

  /** A column by name, with `rows` rows; `undefined` when there is none. */
  column(name: string, rows: number): ColumnRead | undefined {
    const place = this.#records?.columns.get(name);
    if (place === undefined || this.#records === undefined) return undefined;
    const { header, body } = this.#records.batch;
    const [length = 0, nullCount = 0] = header.structAt(RecordBatchSlot.nodes, 2, place.node);
    if (length !== rows) throw damaged(`column ${name} has ${length} rows of ${rows}`);
    if (nullCount < 0 || nullCount > rows) throw damaged(`column ${name} has ${nullCount} nulls in ${rows} rows`);
    return {
      field: place.field,
      nullCount,
      values: (type) => bufferView(type, body, header, place.buffer + 1, rows),
      validity: () => bufferBytes(body, header, place.buffer, Math.ceil(rows / 8)),
    };
  }

  /** The strings of a dictionary. */
  dictionary(id: number): DictionaryRead {
    const batch = this.#dictionaries.get(id);
    if (batch === undefined) throw damaged(`dictionary ${id} is missing`);
    const data = batch.header.table(DictionaryBatchSlot.data);
    if (data === undefined) throw damaged(`dictionary ${id} is empty`);
    refuseCompression(data);
    if (batch.header.int8(DictionaryBatchSlot.isDelta) !== 0) throw unsupported('A dictionary comes in pieces.');
    const [length = 0, nullCount = 0] = data.structAt(RecordBatchSlot.nodes, 2, 0);
    if (length < 0 || nullCount !== 0) throw damaged(`dictionary ${id} has ${length} strings, ${nullCount} nulls`);
    if (length === 0) return { offsets: new Int32Array(1), bytes: new Uint8Array() };
    const offsets = bufferView('int32', batch.body, data, 1, length + 1);
    const room = placeOfBuffer(batch.body, data, 2).length;
    let last = 0;
    for (let index = 0; index < offsets.length; index++) {
      const offset = offsets[index]!;
      if (offset < last || offset > room) throw damaged(`dictionary ${id} points to byte ${offset}`);
      last = offset;
    }
    return { offsets, bytes: bufferBytes(batch.body, data, 2, last) };
  }

  #findDictionaries(): void {
    const count = this.#footer.count(FooterSlot.dictionaries, 24);
    if (count > MAX_BATCHES) throw unsupported(`There are ${count} dictionaries.`);
    for (let index = 0; index < count; index++) {
      const batch = this.#batch(FooterSlot.dictionaries, index, MessageHeader.dictionaryBatch);
      const id = batch.header.int64(DictionaryBatchSlot.id);
      if (this.#dictionaries.has(id)) throw unsupported(`Dictionary ${id} comes in pieces.`);
      this.#dictionaries.set(id, batch);
    }
  }

  /** The message at a place that the footer names. */
  #batch(slot: number, index: number, headerType: number): Batch {
    const [offset = 0, metadataLength = 0, bodyLength = 0] = this.#footer.structAt(slot, 3, index);
    const bodyBegin = offset + metadataLength;
    const isInside =
      offset >= 8 && metadataLength >= 8 && bodyLength >= 0 && bodyBegin + bodyLength <= this.#footerBegin;
    if (!isInside) throw damaged(`a batch stands at byte ${offset}`);
    const message = FlatTable.rootOf(this.#source.read(offset + 8, bodyBegin));
    const version = message.int16(MessageSlot.version);
    if (version !== METADATA_V5) throw unsupported(`Its Arrow version is V${version + 1}.`);
    const header = message.table(MessageSlot.header);
    if (header === undefined || message.int8(MessageSlot.headerType) !== headerType)
      throw damaged(`no batch stands at byte ${offset}`);
    return { header, body: { source: this.#source, begin: bodyBegin, length: bodyLength } };
  }
}

/** Where the node and the first buffer of a column stand in the lists of its batch. */
interface Place {
  readonly field: FieldRead;
  readonly node: number;
  readonly buffer: number;
}

/** Columns that stand before ours, of whatever type, take nodes and buffers too. */
function placesOf(fields: readonly FieldRead[], header: FlatTable): Map<string, Place> {
  const places = new Map<string, Place>();
  let node = 0;
  let buffer = 0;
  let views = 0;
  const step = (field: FieldRead): void => {
    node++;
    buffer += field.buffers;
    const isView = field.typeId === TypeId.binaryView || field.typeId === TypeId.utf8View;
    if (isView && field.dictionary === undefined) {
      const [pieces = 0] = header.structAt(RecordBatchSlot.variadicCounts, 1, views++);
      buffer += pieces;
    }
    field.children.forEach(step);
  };
  for (const field of fields) {
    if (places.has(field.name)) throw damaged(`two columns have the name ${field.name}`);
    places.set(field.name, { field, node, buffer });
    step(field);
  }
  return places;
}

function placeOfBuffer(
  body: Body,
  header: FlatTable,
  index: number,
): { readonly offset: number; readonly length: number } {
  const [offset = 0, length = 0] = header.structAt(RecordBatchSlot.buffers, 2, index);
  if (offset < 0 || length < 0 || offset + length > body.length)
    throw damaged(`buffer ${index} stands at byte ${offset} of ${body.length}, ${length} bytes long`);
  return { offset, length };
}

/** The first `wanted` bytes of a buffer: buffers may be longer than their column. */
function bufferBytes(body: Body, header: FlatTable, index: number, wanted: number): Uint8Array {
  const { offset, length } = placeOfBuffer(body, header, index);
  if (length < wanted) throw damaged(`buffer ${index} has ${length} bytes of ${wanted}`);
  return body.source.read(body.begin + offset, body.begin + offset + wanted);
}

function bufferView<T extends NumberType>(
  type: T,
  body: Body,
  header: FlatTable,
  index: number,
  length: number,
): ArrayOfType<T> {
  const arrayType = numberTypes[type];
  const bytes = bufferBytes(body, header, index, length * arrayType.BYTES_PER_ELEMENT);
  const aligned = bytes.byteOffset % arrayType.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new arrayType(aligned.buffer as ArrayBuffer, aligned.byteOffset, length) as ArrayOfType<T>;
}

function refuseCompression(batch: FlatTable): void {
  if (batch.has(RecordBatchSlot.compression)) throw unsupported('It is compressed.');
}

function hasMagic(bytes: Uint8Array, begin: number): boolean {
  return magic.every((byte, index) => bytes[begin + index] === byte);
}

const damaged = (what: string): TraceFileFault => new TraceFileFault('damaged', `The Arrow file is damaged: ${what}.`);
const unsupported = (what: string): TraceFileFault => new TraceFileFault('unsupported-form', what);
