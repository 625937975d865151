/**
 * Words and numbers of the Arrow IPC file format, version 5 of its metadata
 * (https://arrow.apache.org/docs/format/Columnar.html, format/Schema.fbs, Message.fbs, File.fbs).
 *
 *     ARROW1 00 00 │ schema │ dictionary batches │ record batch │ end │ footer: schema again, places of the batches │ its length │ ARROW1
 *
 * A message is ff ff ff ff, the length of its metadata (a FlatBuffer), the metadata, then its body: buffers of numbers.
 */
export const magic = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31] as const;

export const METADATA_V5 = 4;

export const MessageHeader = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;

/** `Type` of Schema.fbs. */
export const TypeId = {
  null: 1,
  int: 2,
  floatingPoint: 3,
  binary: 4,
  utf8: 5,
  list: 12,
  struct: 13,
  union: 14,
  fixedSizeList: 16,
  map: 17,
  largeBinary: 19,
  largeUtf8: 20,
  largeList: 21,
  runEndEncoded: 22,
  binaryView: 23,
  utf8View: 24,
  listView: 25,
  largeListView: 26,
} as const;

export const DOUBLE_PRECISION = 2;

/** Types of numbers that trace files use, with the array that shows them. */
export const numberTypes = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float64: Float64Array,
} as const;

export type NumberType = keyof typeof numberTypes;
export type ArrayOfType<T extends NumberType> = InstanceType<(typeof numberTypes)[T]>;

/** Slots of the tables, in the order of the .fbs files. */
export const MessageSlot = { version: 0, headerType: 1, header: 2, bodyLength: 3 } as const;
export const SchemaSlot = { endianness: 0, fields: 1, metadata: 2 } as const;
export const FieldSlot = { name: 0, nullable: 1, typeId: 2, type: 3, dictionary: 4, children: 5 } as const;
export const DictionarySlot = { id: 0, indexType: 1 } as const;
export const RecordBatchSlot = { length: 0, nodes: 1, buffers: 2, compression: 3, variadicCounts: 4 } as const;
export const DictionaryBatchSlot = { id: 0, data: 1, isDelta: 2 } as const;
export const FooterSlot = { version: 0, schema: 1, dictionaries: 2, recordBatches: 3 } as const;
