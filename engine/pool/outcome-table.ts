/**
 * What many replays found, as columns: one row per outcome, in the order of the files, then of the policies, then of time.
 * The order and the bytes depend on the input alone, not on how many workers there were or which was quicker.
 */
import { isSilent, outcomeNames, type OutcomeName } from '../android/outcomes.js';
import { labelOfMask, ServiceType, type ServiceTypeName } from '../android/service-types.js';
import type { OutcomeColumns } from '../replay/outcome-columns.js';
import type { Program } from '../replay/program.js';
import { StringTable, StringTableBuilder } from '../trace/string-table.js';

/** The columns, the widest first, so that each is aligned behind the one before. */
const columnTypes = {
  /** Milliseconds of uptime and of elapsed realtime on the trace's clocks, as in `OutcomeColumns`. */
  uptime: Float64Array,
  elapsed: Float64Array,
  earliestElapsed: Float64Array,
  latestElapsed: Float64Array,
  /** Epoch milliseconds as `TraceMeta.zoneMinutes` says of them; NaN where no clock tells it or none was asked for. */
  wall: Float64Array,
  /** Index of the file, as handed in. */
  file: Uint32Array,
  /** Component, as index into `services`. */
  service: Uint32Array,
  uid: Int32Array,
  /** `ServiceType` that it is about; 0: none. */
  type: Int32Array,
  /** Index of the policy, as handed in. */
  policy: Uint16Array,
  /** Index into `outcomeNames`. */
  outcome: Uint8Array,
  /** 1: nobody on the device is told (`isSilent`). */
  silent: Uint8Array,
} as const;

type ColumnName = keyof typeof columnTypes;
const columnNames = Object.keys(columnTypes) as ColumnName[];
const bytesOfRow = columnNames.reduce((bytes, name) => bytes + columnTypes[name].BYTES_PER_ELEMENT, 0);

export type OutcomeTableColumns = { readonly [Name in ColumnName]: InstanceType<(typeof columnTypes)[Name]> };

/** A row as an object: for people, tests and edges. */
export interface OutcomeRow {
  readonly file: number;
  readonly policy: number;
  readonly outcome: OutcomeName;
  readonly silent: boolean;
  /** Component in short form, `pkg/.Cls`. */
  readonly service: string;
  readonly uid: number;
  readonly type: ServiceTypeName | 'unknown' | null;
  readonly uptimeMs: number;
  readonly elapsedMs: number;
  readonly earliestElapsedMs: number;
  readonly latestElapsedMs: number;
  readonly wallMs: number | null;
}

/** A table on its way between threads: everything lies in shared memory, so that nothing is copied. */
export interface OutcomeTableMessage {
  readonly length: number;
  readonly columns: OutcomeTableColumns;
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

export class OutcomeTable {
  constructor(
    readonly length: number,
    readonly columns: OutcomeTableColumns,
    /** Components, each once, in the order of first use; 0 is the empty text. */
    readonly services: StringTable,
  ) {}

  row(row: number): OutcomeRow {
    const { columns } = this;
    const mask = columns.type[row]!;
    return {
      file: columns.file[row]!,
      policy: columns.policy[row]!,
      outcome: outcomeNames[columns.outcome[row]!]!,
      silent: columns.silent[row] === 1,
      service: this.services.at(columns.service[row]!),
      uid: columns.uid[row]!,
      type: mask === ServiceType.none ? null : labelOfMask(mask),
      uptimeMs: columns.uptime[row]!,
      elapsedMs: columns.elapsed[row]!,
      earliestElapsedMs: columns.earliestElapsed[row]!,
      latestElapsedMs: columns.latestElapsed[row]!,
      wallMs: Number.isNaN(columns.wall[row]) ? null : columns.wall[row]!,
    };
  }
}

function layOut(length: number): OutcomeTableColumns {
  const memory = new SharedArrayBuffer(bytesOfRow * length);
  let offset = 0;
  const views = columnNames.map((name) => {
    const view = new columnTypes[name](memory as unknown as ArrayBuffer, offset, length);
    offset += view.byteLength;
    return [name, view] as const;
  });
  return Object.fromEntries(views) as unknown as OutcomeTableColumns;
}

/** Copies `from` to the place `at` of `to`. */
function put(to: OutcomeTableColumns, at: number, from: OutcomeTableColumns, length: number): void {
  for (const name of columnNames) to[name].set(from[name].subarray(0, length), at);
}

const unknownWall = (): number => Number.NaN;

const FIRST_CAPACITY = 256;
const silentByOutcome = Uint8Array.from(outcomeNames, (name) => (isSilent(name) ? 1 : 0));

/** Collects the outcomes of one task. */
export class OutcomeTableBuilder {
  #columns = layOut(FIRST_CAPACITY);
  #capacity = FIRST_CAPACITY;
  #length = 0;
  readonly #services = new StringTableBuilder();
  #lastProgram: Program | undefined;
  /** By service of `#lastProgram`: its number here, 0 while it has none. */
  #numbers = new Uint32Array(0);

  constructor(readonly withSilent: boolean) {}

  get length(): number {
    return this.#length;
  }

  /** `wallOf`: the wall time of an elapsed time, where it is wanted. */
  add(
    file: number,
    policy: number,
    program: Program,
    found: OutcomeColumns,
    wallOf: (elapsed: number) => number = unknownWall,
  ): void {
    const order = inTimeOrder(program, found, this.#wanted(found));
    this.#makeRoom(order.length);
    const columns = this.#columns;
    const begin = this.#length;
    let row = begin;
    for (const at of order) {
      const outcome = found.outcome[at]!;
      const service = found.service[at]!;
      columns.uptime[row] = found.uptime[at]!;
      columns.elapsed[row] = found.elapsed[at]!;
      columns.earliestElapsed[row] = found.earliestElapsed[at]!;
      columns.latestElapsed[row] = found.latestElapsed[at]!;
      columns.wall[row] = wallOf(found.elapsed[at]!);
      columns.service[row] = this.#numberOf(program, service);
      columns.uid[row] = program.apps[program.services[service]!.app]!.uid;
      columns.type[row] = found.type[at]!;
      columns.outcome[row] = outcome;
      columns.silent[row] = silentByOutcome[outcome]!;
      row++;
    }
    columns.file.fill(file, begin, row);
    columns.policy.fill(policy, begin, row);
    this.#length = row;
  }

  /** Rows of `found` that are to be told. */
  #wanted(found: OutcomeColumns): Uint32Array {
    const rows = new Uint32Array(found.length);
    let count = 0;
    for (let at = 0; at < found.length; at++)
      if (this.withSilent || silentByOutcome[found.outcome[at]!] === 0) rows[count++] = at;
    return rows.subarray(0, count);
  }

  /** Forgets what came after the first `length` rows: a file that fails leaves nothing behind. */
  cutTo(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  #numberOf(program: Program, service: number): number {
    if (this.#lastProgram !== program) {
      this.#lastProgram = program;
      this.#numbers = new Uint32Array(program.services.length);
    }
    const known = this.#numbers[service]!;
    if (known !== 0) return known;
    return (this.#numbers[service] = this.#services.add(program.services[service]!.component));
  }

  #makeRoom(rows: number): void {
    const wanted = this.#length + rows;
    if (wanted <= this.#capacity) return;
    while (this.#capacity < wanted) this.#capacity *= 2;
    const larger = layOut(this.#capacity);
    put(larger, 0, this.#columns, this.#length);
    this.#columns = larger;
  }

  finish(): OutcomeTableMessage {
    const columns = layOut(this.#length);
    put(columns, 0, this.#columns, this.#length);
    const { offsets, bytes } = this.#services.finish(true);
    return { length: this.#length, columns, offsets, bytes };
  }
}

/** A program that stands app by app gives its outcomes app by app; of one moment, the earlier app comes first. */
function inTimeOrder({ rowsOfApp }: Program, { elapsed }: OutcomeColumns, rows: Uint32Array): Uint32Array {
  if (rowsOfApp === null) return rows;
  return rows.sort((a, b) => elapsed[a]! - elapsed[b]! || a - b);
}

/** One table of the tables of many tasks, in their order. */
export function joinTables(tables: readonly OutcomeTableMessage[]): OutcomeTable {
  const length = tables.reduce((rows, table) => rows + table.length, 0);
  const columns = layOut(length);
  const services = new StringTableBuilder();
  let at = 0;
  for (const table of tables) {
    put(columns, at, table.columns, table.length);
    renumber(columns.service, at, table, services);
    at += table.length;
  }
  return new OutcomeTable(length, columns, services.finish(true));
}

/** In the order of the rows, so that the numbers do not tell how the files were divided into tasks. */
function renumber(to: Uint32Array, begin: number, table: OutcomeTableMessage, services: StringTableBuilder): void {
  const texts = StringTable.over(table.offsets, table.bytes);
  const numbers = new Uint32Array(texts.size);
  for (let row = begin; row < begin + table.length; row++) {
    const service = to[row]!;
    if (numbers[service] === 0) numbers[service] = services.add(texts.at(service));
    to[row] = numbers[service]!;
  }
}
