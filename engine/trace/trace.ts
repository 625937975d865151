/**
 * A trace: everything recorded of one device, in time order, as columns. Built once, then only read.
 */
import type { LogBuffer } from '../ingest/record.js';
import type { ElapsedMs, UptimeMs, WallMs } from '../time.js';
import { bufferNames, trustNames, type CoreColumns, type ProvenanceColumns, type Trust } from './columns.js';
import type { StringTable } from './string-table.js';

/** A file (or one entry of a bundle) that a trace was read from. */
export interface TraceSource {
  readonly name: string;
  readonly layout: string;
  readonly bytes: number;
  readonly lines: number;
}

export interface TraceMeta {
  readonly sources: readonly TraceSource[];
  /** Android release (14, 15, ...), when a source tells it. */
  readonly release: number | null;
  readonly fingerprint: string | null;
  /** Offset of local time to UTC, when a source tells it. Wall times are UTC only then; else they count local time as UTC. */
  readonly zoneMinutes: number | null;
  /** What elapsed 0 and uptime 0 stand for. */
  readonly zero: 'boot' | 'first-record' | 'scenario-start';
  /** `true`: no source can show the screen's top app leaving or coming; TOP is known only where a line happens to say so. */
  readonly topIsSampled: boolean;
}

export const emptyMeta: TraceMeta = {
  sources: [],
  release: null,
  fingerprint: null,
  zoneMinutes: null,
  zero: 'first-record',
  topIsSampled: false,
};

/** Where an event stands in its source. */
export interface EventProvenance {
  readonly source: number;
  readonly line: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly buffer: LogBuffer;
  readonly rawText: string;
  readonly trust: Trust;
}

/** One row as an object: for people, tests and edges. Rules read the columns. */
export interface TraceEvent {
  readonly kind: number;
  readonly uptime: UptimeMs;
  readonly elapsed: ElapsedMs;
  readonly wall: WallMs | undefined;
  readonly earlierBy: number;
  readonly uid: number;
  readonly process: string;
  readonly service: string;
  readonly types: number;
  readonly argument: number | undefined;
  readonly note: string;
}

export class Trace {
  constructor(
    readonly length: number,
    readonly core: CoreColumns,
    readonly provenanceColumns: ProvenanceColumns | undefined,
    readonly strings: StringTable,
    readonly meta: TraceMeta,
  ) {}

  event(row: number): TraceEvent {
    const { core, strings } = this;
    const wall = core.wall[row]!;
    const argument = core.argument[row]!;
    return {
      kind: core.kind[row]!,
      uptime: core.uptime[row]! as UptimeMs,
      elapsed: core.elapsed[row]! as ElapsedMs,
      wall: Number.isNaN(wall) ? undefined : (wall as WallMs),
      earlierBy: core.earlierBy[row]!,
      uid: core.uid[row]!,
      process: strings.at(core.process[row]!),
      service: strings.at(core.service[row]!),
      types: core.types[row]!,
      argument: Number.isNaN(argument) ? undefined : argument,
      note: strings.at(core.note[row]!),
    };
  }

  /** Where a row comes from; `undefined` when it was inferred or planned. */
  provenance(row: number): EventProvenance | undefined {
    const columns = this.provenanceColumns;
    const line = columns?.line[row] ?? 0;
    if (columns === undefined || line === 0) return undefined;
    return {
      source: columns.source[row]!,
      line,
      byteStart: columns.byteStart[row]!,
      byteEnd: columns.byteEnd[row]!,
      buffer: bufferNames[columns.buffer[row]!] ?? 'unknown',
      rawText: this.strings.at(columns.rawText[row]!),
      trust: trustNames[columns.trust[row]!] ?? 'unknown',
    };
  }

  *rowsOfKind(kind: number): Generator<number> {
    for (let row = 0; row < this.length; row++) if (this.core.kind[row] === kind) yield row;
  }
}
