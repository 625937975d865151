/**
 * Puts the rows that were kept of a trace in the order in which they are replayed, as columns.
 *
 * Column by column, not row by row: the rows of a thousand apps go to a thousand places, and the processor holds that many open
 * at a time for one column, but not for all of them.
 */
import type { CoreColumns } from '../trace/columns.js';

/** Gives memory for columns, aligned to 8 bytes at least; it may hold what was there before. */
export type TakeBytes = (bytes: number) => Uint8Array;

/** What is known of each kept row, in the order of the trace. */
export interface KeptRows {
  readonly kind: Uint8Array;
  /** Row of the trace. */
  readonly row: Int32Array;
  /** Numbers from 0; -1: none. */
  readonly app: Int32Array;
  readonly service: Int32Array;
  readonly process: Int32Array;
}

export interface PlacedRows {
  readonly kind: Uint8Array;
  readonly uptime: Float64Array;
  readonly elapsed: Float64Array;
  readonly service: Int32Array;
  readonly process: Int32Array;
  readonly app: Int32Array;
  readonly types: Int32Array;
  readonly argument: Float64Array;
  readonly note: Uint32Array;
  readonly earlierBy: Float64Array;
  readonly row: Uint32Array;
}

export function keptRows(capacity: number, take: TakeBytes): KeptRows {
  return {
    kind: take(capacity),
    row: viewOf(Int32Array, capacity, take),
    app: viewOf(Int32Array, capacity, take),
    service: viewOf(Int32Array, capacity, take),
    process: viewOf(Int32Array, capacity, take),
  };
}

/** The same in one piece: a plan has ten rows, and five pieces of memory cost more than filling them. */
export function keptRowsOfPlan(capacity: number): KeptRows {
  const columnBytes = capacity * Int32Array.BYTES_PER_ELEMENT;
  const memory = new ArrayBuffer(4 * columnBytes + capacity);
  return {
    row: new Int32Array(memory, 0, capacity),
    app: new Int32Array(memory, columnBytes, capacity),
    service: new Int32Array(memory, 2 * columnBytes, capacity),
    process: new Int32Array(memory, 3 * columnBytes, capacity),
    kind: new Uint8Array(memory, 4 * columnBytes, capacity),
  };
}

/** Whether the first `length` kept rows are the first rows of the trace, each once: then nothing needs to be moved. */
export function isFromTheFirst(row: Int32Array, length: number): boolean {
  for (let at = 0; at < length; at++) if (row[at] !== at) return false;
  return true;
}

/** Kept rows that are the first of the trace, as columns: those of the trace itself. */
export function rowsInPlace(kept: KeptRows, core: CoreColumns): PlacedRows {
  const { kind, app, service, process } = kept;
  const { uptime, elapsed, types, argument, note, earlierBy } = core;
  const row = asUint32(kept.row);
  return { kind, uptime, elapsed, service, process, app, types, argument, note, earlierBy, row };
}

/** The first `length` kept rows as columns. `places`: where each of them goes. */
export function placeRows(
  kept: KeptRows,
  places: Uint32Array,
  length: number,
  core: CoreColumns,
  take: TakeBytes,
): PlacedRows {
  const integers = (from: Int32Array | Uint32Array): Int32Array =>
    scattered(asInt32(from), kept.row, places, viewOf(Int32Array, length, take));
  const decimals = (from: Float64Array): Float64Array =>
    scatteredDecimals(from, kept.row, places, viewOf(Float64Array, length, take));
  const keptIntegers = (from: Int32Array): Int32Array => scatteredKept(from, places, viewOf(Int32Array, length, take));
  return {
    kind: scatteredKinds(kept.kind, places, viewOf(Uint8Array, length, take)),
    uptime: decimals(core.uptime),
    elapsed: decimals(core.elapsed),
    service: keptIntegers(kept.service),
    process: keptIntegers(kept.process),
    app: keptIntegers(kept.app),
    types: integers(core.types),
    argument: decimals(core.argument),
    note: asUint32(integers(core.note)),
    earlierBy: decimals(core.earlierBy),
    row: asUint32(keptIntegers(kept.row)),
  };
}

/** Each row where it is. */
export function placesInTime(length: number, take: TakeBytes): Uint32Array {
  const places = viewOf(Uint32Array, length, take);
  for (let at = 0; at < length; at++) places[at] = at;
  return places;
}

/**
 * The rows app by app, those of no app first: a counting sort, which keeps each app's rows in their order. `rowsOfApp` as in
 * `Program`.
 */
export function placesByApp(
  { app }: KeptRows,
  length: number,
  apps: number,
  take: TakeBytes,
): { readonly places: Uint32Array; readonly rowsOfApp: Uint32Array } {
  // One slot before the first app is for the rows of none.
  const next = new Uint32Array(apps + 2);
  for (let at = 0; at < length; at++) next[app[at]! + 2]!++;
  for (let slot = 1; slot < next.length; slot++) next[slot]! += next[slot - 1]!;
  const rowsOfApp = next.slice(1);
  const places = viewOf(Uint32Array, length, take);
  for (let at = 0; at < length; at++) places[at] = next[app[at]! + 1]!++;
  return { places, rowsOfApp };
}

interface ViewType<View> {
  new (memory: ArrayBufferLike, offset: number, length: number): View;
  readonly BYTES_PER_ELEMENT: number;
}

export function viewOf<View>(type: ViewType<View>, length: number, take: TakeBytes): View {
  const bytes = take(length * type.BYTES_PER_ELEMENT);
  return new type(bytes.buffer, bytes.byteOffset, length);
}

const asInt32 = ({ buffer, byteOffset, length }: Int32Array | Uint32Array): Int32Array =>
  new Int32Array(buffer, byteOffset, length);
const asUint32 = ({ buffer, byteOffset, length }: Int32Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, length);

// A loop for each kind of array, so that each of them is compiled for one.

function scattered(from: Int32Array, rows: Int32Array, places: Uint32Array, to: Int32Array): Int32Array {
  for (let at = 0; at < to.length; at++) to[places[at]!] = from[rows[at]!]!;
  return to;
}

function scatteredDecimals(from: Float64Array, rows: Int32Array, places: Uint32Array, to: Float64Array): Float64Array {
  for (let at = 0; at < to.length; at++) to[places[at]!] = from[rows[at]!]!;
  return to;
}

function scatteredKept(from: Int32Array, places: Uint32Array, to: Int32Array): Int32Array {
  for (let at = 0; at < to.length; at++) to[places[at]!] = from[at]!;
  return to;
}

function scatteredKinds(from: Uint8Array, places: Uint32Array, to: Uint8Array): Uint8Array {
  for (let at = 0; at < to.length; at++) to[places[at]!] = from[at]!;
  return to;
}
