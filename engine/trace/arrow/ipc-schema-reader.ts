/** Reads the fields of an Arrow schema: what trace files use is told apart, of the rest only how many buffers it takes. */
import { TraceFileFault } from '../trace-file-error.js';
import type { FlatTable } from './flatbuffer-reader.js';
import { DictionarySlot, DOUBLE_PRECISION, FieldSlot, SchemaSlot, TypeId, type NumberType } from './ipc-format.js';

/** Fields with all their children; tables may share children, so they are counted as they are met. */
const MAX_FIELDS = 1_000;
const MAX_DEPTH = 16;
const MAX_NAME_BYTES = 1_024;

export interface FieldRead {
  readonly name: string;
  /** `TypeId`; of the strings, when the field has a dictionary. */
  readonly typeId: number;
  /** The type of the numbers, or of the codes; `undefined` for types that trace files do not use. */
  readonly number: NumberType | undefined;
  readonly dictionary: number | undefined;
  /** Buffers of the field itself, without its children and without the pieces of views. */
  readonly buffers: number;
  /** Children that have nodes and buffers of their own in the batch. */
  readonly children: readonly FieldRead[];
}

export function readFields(schema: FlatTable): FieldRead[] {
  let count = 0;
  const readField = (field: FlatTable, depth: number): FieldRead => {
    if (++count > MAX_FIELDS || depth > MAX_DEPTH)
      throw new TraceFileFault('unsupported-form', `It has more than ${MAX_FIELDS} columns, or deep ones.`);
    const typeId = field.int8(FieldSlot.typeId);
    const name = field.text(FieldSlot.name, MAX_NAME_BYTES) ?? '';
    const encoding = field.table(FieldSlot.dictionary);
    if (encoding !== undefined) {
      const indexType = encoding.table(DictionarySlot.indexType);
      const number = indexType === undefined ? 'int32' : integerType(indexType);
      return { name, typeId, number, dictionary: encoding.int64(DictionarySlot.id), buffers: 2, children: [] };
    }
    const type = field.table(FieldSlot.type);
    const children = Array.from({ length: childCount(field) }, (_, index) =>
      readField(field.tableAt(FieldSlot.children, index), depth + 1),
    );
    return {
      name,
      typeId,
      number: numberType(typeId, type),
      dictionary: undefined,
      buffers: bufferCount(name, typeId, type),
      children,
    };
  };
  const topLevel = schema.count(SchemaSlot.fields, 4);
  refuseMany(topLevel);
  return Array.from({ length: topLevel }, (_, index) => readField(schema.tableAt(SchemaSlot.fields, index), 0));
}

function childCount(field: FlatTable): number {
  const count = field.count(FieldSlot.children, 4);
  refuseMany(count);
  return count;
}

function refuseMany(fields: number): void {
  if (fields > MAX_FIELDS) throw new TraceFileFault('unsupported-form', `It has ${fields} columns.`);
}

function numberType(typeId: number, type: FlatTable | undefined): NumberType | undefined {
  if (type === undefined) return undefined;
  if (typeId === TypeId.int) return integerType(type);
  return typeId === TypeId.floatingPoint && type.int16(0) === DOUBLE_PRECISION ? 'float64' : undefined;
}

function integerType(type: FlatTable): NumberType | undefined {
  const signed = type.int8(1) !== 0;
  switch (type.int32(0)) {
    case 8:
      return signed ? 'int8' : undefined;
    case 16:
      return signed ? 'int16' : 'uint16';
    case 32:
      return signed ? 'int32' : 'uint32';
    default:
      return undefined;
  }
}

/** Buffers of a type by the "Buffer Listing for Each Layout" of the columnar format. */
function bufferCount(name: string, typeId: number, type: FlatTable | undefined): number {
  switch (typeId) {
    case TypeId.null:
    case TypeId.runEndEncoded:
      return 0;
    case TypeId.struct:
    case TypeId.fixedSizeList:
      return 1;
    case TypeId.union: {
      const isDense = type?.int16(0) === 1;
      return isDense ? 2 : 1;
    }
    case TypeId.binary:
    case TypeId.utf8:
    case TypeId.largeBinary:
    case TypeId.largeUtf8:
    case TypeId.listView:
    case TypeId.largeListView:
      return 3;
    default:
      if (typeId < TypeId.null || typeId > TypeId.largeListView)
        throw new TraceFileFault('unsupported-form', `Column ${name} has the unknown type ${typeId}.`);
      return 2;
  }
}
