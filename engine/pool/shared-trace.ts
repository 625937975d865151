/** A trace on its way to workers: columns and texts in shared memory, so that a message holds only their places. */
import { coreColumns, type CoreColumnName, type CoreColumns } from '../trace/columns.js';
import { StringTable } from '../trace/string-table.js';
import { Trace, type TraceMeta } from '../trace/trace.js';

export interface SharedTrace {
  /** Tells traces apart, so that a worker makes one ready once. */
  readonly id: number;
  readonly length: number;
  readonly core: CoreColumns;
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
  readonly meta: TraceMeta;
}

/** What does not lie in shared memory yet is copied there, once. Provenance stays behind: no rule reads it. */
export function shareTrace(trace: Trace, id: number): SharedTrace {
  const names = Object.keys(coreColumns) as CoreColumnName[];
  const core = Object.fromEntries(names.map((name) => [name, shared(trace.core[name])])) as unknown as CoreColumns;
  const texts = textsOfCore(trace);
  return {
    id,
    length: trace.length,
    core,
    offsets: shared(trace.strings.offsets.subarray(0, texts + 1)),
    bytes: shared(trace.strings.bytes.subarray(0, trace.strings.offsets[texts])),
    meta: { ...trace.meta, sources: [] },
  };
}

export function traceOfShared({ length, core, offsets, bytes, meta }: SharedTrace): Trace {
  return new Trace(length, core, undefined, StringTable.over(offsets, bytes), meta);
}

/** How many texts of the table the core columns need: raw texts, which stand behind them, may be many times as many. */
function textsOfCore({ length, core: { process, service, note } }: Trace): number {
  let last = 0;
  for (let row = 0; row < length; row++) last = Math.max(last, process[row]!, service[row]!, note[row]!);
  return last + 1;
}

interface NumberArray {
  readonly buffer: ArrayBufferLike;
  readonly byteLength: number;
  set(from: ArrayLike<number>): void;
}

function shared<A extends NumberArray & ArrayLike<number>>(array: A): A {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const copy = new (array.constructor as new (memory: SharedArrayBuffer) => A)(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
