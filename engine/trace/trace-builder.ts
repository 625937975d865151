/**
 * Builds a trace from events in any order: they are sorted by elapsed time; events of one instant keep the order in which
 * they were added, which is the order in which the source wrote them.
 */
import { maxEvents } from '../ingest/limits.js';
import {
  allocateCore,
  allocateProvenance,
  bufferNames,
  coreColumns,
  firstRows,
  provenanceColumns,
  trustNames,
  type CoreColumnName,
  type CoreColumns,
  type ProvenanceColumnName,
  type ProvenanceColumns,
  type Trust,
} from './columns.js';
import type { Provenance } from '../ingest/record.js';
import { StringTableBuilder } from './string-table.js';
import { Trace, type TraceMeta } from './trace.js';

/** An event to add. What is left out is "none" or "unknown". `uptime` defaults to `elapsed` (no deep sleep). */
export interface NewEvent {
  readonly kind: number;
  readonly elapsed: number;
  readonly uptime?: number;
  readonly wall?: number | undefined;
  readonly earlierBy?: number;
  readonly uid?: number;
  readonly process?: string;
  readonly service?: string;
  readonly types?: number;
  readonly argument?: number | undefined;
  readonly note?: string;
  readonly provenance?: Provenance | undefined;
  readonly trust?: Trust;
}

const FIRST_CAPACITY = 1024;
export class TraceBuilder {
  readonly #strings = new StringTableBuilder();
  readonly #shared: boolean;
  #capacity: number;
  #core: CoreColumns;
  /** Made with the first event that says where it comes from: a plan has none that does. */
  #provenance: ProvenanceColumns | undefined;
  #hasProvenance = false;
  #length = 0;

  /** Events that found no room (`maxEvents`). */
  dropped = 0;

  readonly #isPlan: boolean;

  /**
   * `capacity`: about how many events will come, where that is known; room for them is taken at once.
   * `isPlan`: a small trace that lives short. Its rows stay where they were added, when they came in order, and its texts are not
   * made into bytes before somebody asks.
   */
  constructor(options: { readonly shared?: boolean; readonly capacity?: number; readonly isPlan?: boolean } = {}) {
    this.#shared = options.shared ?? false;
    this.#isPlan = options.isPlan ?? false;
    // Growing doubles the room, so that there must be some.
    this.#capacity = Math.max(1, options.capacity ?? FIRST_CAPACITY);
    this.#core = allocateCore(this.#capacity, false);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds an event and returns the order in which it was added. */
  add(event: NewEvent): number {
    if (this.#length >= maxEvents) {
      this.dropped++;
      return -1;
    }
    if (this.#length === this.#capacity) this.#grow();
    const row = this.#length++;
    const core = this.#core;
    core.elapsed[row] = event.elapsed;
    core.uptime[row] = event.uptime ?? event.elapsed;
    core.wall[row] = event.wall ?? Number.NaN;
    core.earlierBy[row] = event.earlierBy ?? 0;
    core.kind[row] = event.kind;
    core.uid[row] = event.uid ?? -1;
    core.types[row] = event.types ?? 0;
    core.argument[row] = event.argument ?? Number.NaN;
    core.process[row] = this.#strings.add(event.process ?? '');
    core.service[row] = this.#strings.add(event.service ?? '');
    core.note[row] = this.#strings.add(event.note ?? '');
    this.#addProvenance(row, event);
    return row;
  }

  #addProvenance(row: number, event: NewEvent): void {
    const { provenance } = event;
    const trust = trustNames.indexOf(event.trust ?? 'unknown');
    // Rows before the first one that says something hold zeros: no line, trust unknown.
    if (provenance === undefined && trust === 0) return;
    const columns = (this.#provenance ??= allocateProvenance(this.#capacity, false));
    columns.trust[row] = trust;
    if (provenance === undefined) return;
    this.#hasProvenance = true;
    columns.source[row] = provenance.source;
    columns.line[row] = provenance.line;
    columns.byteStart[row] = provenance.byteStart;
    columns.byteEnd[row] = provenance.byteEnd;
    columns.buffer[row] = bufferNames.indexOf(provenance.buffer);
    columns.rawText[row] = this.#strings.add(provenance.rawText);
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#core = widen(coreColumns, this.#core, allocateCore(this.#capacity, false));
    if (this.#provenance !== undefined)
      this.#provenance = widen(provenanceColumns, this.#provenance, allocateProvenance(this.#capacity, false));
  }

  /** The trace; nothing can be added any more. */
  finish(meta: TraceMeta): Trace {
    if (this.#isPlan && !this.#hasProvenance && this.#isSorted())
      return new Trace(this.#length, this.#rowsAsTheyLie(), undefined, this.#strings.finishAsTexts(), meta);
    const order = this.#sortedOrder();
    const core = allocateCore(this.#length, this.#shared);
    for (const name of Object.keys(coreColumns) as CoreColumnName[]) permute(this.#core[name], core[name], order);
    let provenance: ProvenanceColumns | undefined;
    if (this.#hasProvenance && this.#provenance !== undefined) {
      provenance = allocateProvenance(this.#length, this.#shared);
      for (const name of Object.keys(provenanceColumns) as ProvenanceColumnName[])
        permute(this.#provenance[name], provenance[name], order);
    }
    return new Trace(this.#length, core, provenance, this.#strings.finish(this.#shared), meta);
  }

  #rowsAsTheyLie(): CoreColumns {
    return this.#length === this.#capacity ? this.#core : firstRows(this.#core, this.#length);
  }

  #isSorted(): boolean {
    const { elapsed } = this.#core;
    for (let row = 1; row < this.#length; row++) if (!(elapsed[row - 1]! <= elapsed[row]!)) return false;
    return true;
  }

  #sortedOrder(): Uint32Array {
    const order = new Uint32Array(this.#length);
    for (let row = 0; row < order.length; row++) order[row] = row;
    if (this.#isSorted()) return order;
    const { elapsed } = this.#core;
    return order.sort((a, b) => elapsed[a]! - elapsed[b]! || a - b);
  }
}

type NumberArray = { [index: number]: number; readonly length: number };

function permute(from: NumberArray, to: NumberArray, order: Uint32Array): void {
  for (let row = 0; row < order.length; row++) to[row] = from[order[row]!]!;
}

function widen<C extends CoreColumns | ProvenanceColumns>(names: object, from: C, to: C): C {
  for (const name of Object.keys(names) as (keyof C)[]) (to[name] as Float64Array).set(from[name] as Float64Array);
  return to;
}
