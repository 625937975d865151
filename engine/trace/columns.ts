/**
 * The columns of a trace. One event is one row; a column is one typed array over memory that may be shared with workers.
 *
 *     core         what the engine reads                          uptime elapsed wall kind uid process service types argument note earlierBy
 *     provenance   where each event comes from, for proof         source line byteStart byteEnd buffer rawText trust
 *
 * Strings are numbers into one string table; 0 is "no string".
 */
export const coreColumns = {
  /** Milliseconds of uptime since the trace's zero. */
  uptime: Float64Array,
  /** Milliseconds of elapsed realtime since the trace's zero. Rows are in ascending order of it. */
  elapsed: Float64Array,
  /** Wall clock in epoch milliseconds as written by the device; NaN when unknown. */
  wall: Float64Array,
  /** The event happened at `elapsed` or up to this much earlier; 0: exact, Infinity: any time before. */
  earlierBy: Float64Array,
  /** A number whose meaning depends on the kind; NaN when absent. */
  argument: Float64Array,
  /** App uid; -1 unknown; below -1 a stand-in for an app whose uid no source tells. */
  uid: Int32Array,
  types: Int32Array,
  /** Process name. */
  process: Uint32Array,
  /** Component in short form, `pkg/.Cls`. */
  service: Uint32Array,
  /** Text whose meaning depends on the kind: a reason, a key. */
  note: Uint32Array,
  kind: Uint8Array,
} as const;

export const provenanceColumns = {
  byteStart: Float64Array,
  byteEnd: Float64Array,
  /** Line number from 1; 0: the event was inferred and stands in no line. */
  line: Uint32Array,
  rawText: Uint32Array,
  source: Uint16Array,
  /** Index into `bufferNames`. */
  buffer: Uint8Array,
  /** Index into `trustNames`. */
  trust: Uint8Array,
} as const;

export const bufferNames = ['unknown', 'main', 'system', 'events', 'crash', 'radio', 'kernel'] as const;

/**
 * How far an event can be believed: `system`: its writer is the system; `claim`: an app wrote it about itself, and an app may
 * write anything; `unknown`: the source shows no writer; `planned`: it comes from a plan, not from a recording.
 */
export const trustNames = ['unknown', 'system', 'claim', 'planned'] as const;
export type Trust = (typeof trustNames)[number];

export type CoreColumnName = keyof typeof coreColumns;
export type ProvenanceColumnName = keyof typeof provenanceColumns;

type ArrayOf<C> = C extends { new (length: number): infer A } ? A : never;
export type CoreColumns = { readonly [K in CoreColumnName]: ArrayOf<(typeof coreColumns)[K]> };
export type ProvenanceColumns = { readonly [K in ProvenanceColumnName]: ArrayOf<(typeof provenanceColumns)[K]> };

type TypedArrayConstructor =
  | Float64ArrayConstructor
  | Int32ArrayConstructor
  | Uint32ArrayConstructor
  | Uint16ArrayConstructor
  | Uint8ArrayConstructor;

const ALIGNMENT = 8;

type NamedColumn = readonly [name: string, type: TypedArrayConstructor];

// Listed once: a plan of ten rows has no time for it.
const coreList: readonly NamedColumn[] = Object.entries(coreColumns);
const provenanceList: readonly NamedColumn[] = Object.entries(provenanceColumns);

/** Bytes that `length` rows of these columns take, each column aligned to 8 bytes. */
function byteLengthOf(columns: readonly NamedColumn[], length: number): number {
  let bytes = 0;
  for (const [, type] of columns) bytes += align(length * type.BYTES_PER_ELEMENT);
  return bytes;
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function layOut(columns: readonly NamedColumn[], length: number, memory: ArrayBufferLike): Record<string, unknown> {
  const views: Record<string, unknown> = {};
  let offset = 0;
  for (const [name, type] of columns) {
    views[name] = new type(memory as ArrayBuffer, offset, length);
    offset += align(length * type.BYTES_PER_ELEMENT);
  }
  return views;
}

/** Memory for columns: shared between threads where asked for. */
export function allocate(bytes: number, shared: boolean): ArrayBufferLike {
  return shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}

export function allocateCore(length: number, shared: boolean): CoreColumns {
  return allocateColumns(coreList, length, shared) as unknown as CoreColumns;
}

export function allocateProvenance(length: number, shared: boolean): ProvenanceColumns {
  return allocateColumns(provenanceList, length, shared) as unknown as ProvenanceColumns;
}

function allocateColumns(columns: readonly NamedColumn[], length: number, shared: boolean): Record<string, unknown> {
  return layOut(columns, length, allocate(byteLengthOf(columns, length), shared));
}

/** The same memory, seen up to a row. */
export function firstRows(columns: CoreColumns, length: number): CoreColumns {
  const views: Record<string, unknown> = {};
  for (const [name] of coreList) views[name] = columns[name as CoreColumnName].subarray(0, length);
  return views as unknown as CoreColumns;
}
