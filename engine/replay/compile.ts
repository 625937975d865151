/**
 * Makes a trace ready for replay. What no policy can react to is left out here, once, and not looked at again for each
 * policy: kinds that no rule reads, rows that name nobody, and process states that say of TOP what was known before.
 */
import { ServiceType } from '../android/service-types.js';
import { EventKind } from '../trace/event-kind.js';
import type { CoreColumns } from '../trace/columns.js';
import type { Trace } from '../trace/trace.js';
import { Numbering } from './numbering.js';
import { acceptedTypes, isTop, type Program } from './program.js';

const NONE = -1;

/**
 * `recording`: what follows from a limit stands in the trace. No app's rows then concern another app, and they are put app by
 * app: an app's records stay close to the processor while they are used.
 * `plan`: what follows does not stand in the trace, so that a process may die in the replay although no row says so, and every
 * row about a process counts.
 */
export type TraceNature = 'recording' | 'plan';

/** Whom a row must name so that a rule can react to it. */
const Subject = { unread: 0, nobody: 1, service: 2, process: 3, app: 4 } as const;

const subjectOf = new Uint8Array(256);
for (const kind of [EventKind.boot, EventKind.shutdown, EventKind.configSet, EventKind.bootCompleted])
  subjectOf[kind] = Subject.nobody;
for (let kind = EventKind.startService; kind <= EventKind.executionBegun; kind++) subjectOf[kind] = Subject.service;
for (const kind of [EventKind.processStarted, EventKind.processDied, EventKind.processState, EventKind.processBound])
  subjectOf[kind] = Subject.process;
for (const kind of [
  EventKind.forceStop,
  EventKind.packageRemoved,
  EventKind.targetSdk,
  EventKind.uidIdle,
  EventKind.backgroundFlag,
  EventKind.compatSet,
])
  subjectOf[kind] = Subject.app;

/** What is known of a process: nothing, so that its next state counts; whether it is TOP; that no rule ever asks. */
const Known = { nothing: 0, notTop: 1, top: 2, unasked: 3 } as const;

/** Types whose limits ask whether the app is on top. */
const LIMITED = ServiceType.dataSync | ServiceType.mediaProcessing;

/** A row that is kept for its clocks alone. */
const CLOCKS_ONLY = 0;

/** Gives memory for columns, aligned to 8 bytes at least; it may hold what was there before. */
export type TakeBytes = (bytes: number) => Uint8Array;

const freshBytes: TakeBytes = (bytes) => new Uint8Array(bytes);

/** `take`: where the program's columns lie; by default in memory of their own. */
export function compile(trace: Trace, nature: TraceNature = 'plan', take: TakeBytes = freshBytes): Program {
  const { strings, length } = trace;
  const { kind, uptime, elapsed, uid, service, process, types, argument, note, earlierBy } = trace.core;
  const numbering = new Numbering((index) => strings.at(index), strings.size);
  const known = nature === 'plan' ? null : new KnownStates(numbering, appsUnderLimits(trace));
  const rows = columnsFor(countRows(length, trace.core), take);
  let at = 0;
  let turned = 0;
  for (let row = 0; row < length; row++) {
    const value = kind[row]!;
    const needed = subjectOf[value]!;
    const offset = elapsed[row]! - uptime[row]!;
    const turnsClock = (row > 0 && offset !== turned) || isSleep(value);
    turned = offset;
    if (needed === Subject.unread && !turnsClock) continue;
    const isOfApp = needed > Subject.nobody && numbering.place(uid[row]!, service[row]!, process[row]!);
    const reacts = needed === Subject.nobody || (isOfApp && isNamed(needed, numbering));
    const counts = reacts && (known === null || known.isNews(value, argument[row]!));
    if (turnsClock) {
      // The clocks just before and just after, by themselves where they concern every app: the sleep lies between.
      if (row > 0 && (nature === 'recording' || at === 0 || rows.row[at - 1] !== row - 1))
        putClocks(rows, at++, row - 1, uptime[row - 1]!, elapsed[row - 1]!);
      if (!counts || nature === 'recording') putClocks(rows, at++, row, uptime[row]!, elapsed[row]!);
    }
    if (!counts) continue;
    rows.kind[at] = value;
    rows.uptime[at] = uptime[row]!;
    rows.elapsed[at] = elapsed[row]!;
    rows.types[at] = types[row]!;
    rows.argument[at] = argument[row]!;
    rows.note[at] = note[row]!;
    rows.earlierBy[at] = earlierBy[row]!;
    rows.row[at] = row;
    rows.app[at] = isOfApp ? numbering.app : NONE;
    rows.service[at] = isOfApp ? numbering.service : NONE;
    rows.process[at] = isOfApp ? numbering.process : NONE;
    at++;
  }
  const { apps, processes, services } = numbering;
  const placed = nature === 'plan' ? { ...rows, rowsOfApp: null } : appByApp(rows, at, apps.length, take);
  return {
    trace,
    length: at,
    firstUptime: rows.uptime[0] ?? 0,
    firstElapsed: rows.elapsed[0] ?? 0,
    lastUptime: uptime[length - 1] ?? 0,
    lastElapsed: elapsed[length - 1] ?? 0,
    ...placed,
    services,
    processes,
    apps,
  };
}

/** At most this many rows are kept. */
function countRows(length: number, { kind, elapsed, uptime }: CoreColumns): number {
  let rows = 0;
  let turned = 0;
  for (let row = 0; row < length; row++) {
    const offset = elapsed[row]! - uptime[row]!;
    const value = kind[row]!;
    if (subjectOf[value] !== Subject.unread) rows++;
    if (offset !== turned || isSleep(value)) rows += 2;
    turned = offset;
  }
  return rows;
}

/** Uids of which a row asks a rule about TOP: a service of a limited type, or a report that the uid is idle. */
function appsUnderLimits({ core, length }: Trace): ReadonlySet<number> {
  const { kind, types, uid } = core;
  const uids = new Set<number>();
  for (let row = 0; row < length; row++) {
    const value = kind[row]!;
    if (value === EventKind.uidIdle) uids.add(uid[row]!);
    else if (value === EventKind.startForeground && (acceptedTypes(types[row]!) & LIMITED) !== 0) uids.add(uid[row]!);
  }
  return uids;
}

function isSleep(kind: number): boolean {
  return kind === EventKind.sleepBegin || kind === EventKind.sleepEnd;
}

function putClocks(rows: Rows, at: number, row: number, uptime: number, elapsed: number): void {
  rows.kind[at] = CLOCKS_ONLY;
  rows.uptime[at] = uptime;
  rows.elapsed[at] = elapsed;
  rows.row[at] = row;
  rows.app[at] = NONE;
  rows.service[at] = NONE;
  rows.process[at] = NONE;
}

interface Rows {
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

function columnsFor(length: number, take: TakeBytes): Rows {
  const float64 = (): Float64Array => viewOf(Float64Array, length, take);
  const int32 = (): Int32Array => viewOf(Int32Array, length, take);
  const uint32 = (): Uint32Array => viewOf(Uint32Array, length, take);
  return {
    kind: viewOf(Uint8Array, length, take),
    uptime: float64(),
    elapsed: float64(),
    service: int32(),
    process: int32(),
    app: int32(),
    types: int32(),
    argument: float64(),
    note: uint32(),
    earlierBy: float64(),
    row: uint32(),
  };
}

interface ViewType<View> {
  new (memory: ArrayBufferLike, offset: number, length: number): View;
  readonly BYTES_PER_ELEMENT: number;
}

function viewOf<View>(type: ViewType<View>, length: number, take: TakeBytes): View {
  const bytes = take(length * type.BYTES_PER_ELEMENT);
  return new type(bytes.buffer, bytes.byteOffset, length);
}

/** The rows put app by app, those of no app first: a counting sort, which keeps each app's rows in their order. */
function appByApp(
  rows: Rows,
  length: number,
  apps: number,
  take: TakeBytes,
): Rows & { readonly rowsOfApp: Uint32Array } {
  const { app } = rows;
  const rowsOfApp = new Uint32Array(apps + 1);
  for (let at = 0; at < length; at++) rowsOfApp[app[at]! + 1]!++;
  let begin = 0;
  for (let index = 0; index <= apps; index++) {
    const count = rowsOfApp[index]!;
    rowsOfApp[index] = begin;
    begin += count;
  }
  // By app plus one: where its next row goes.
  const next = rowsOfApp.slice();
  const sorted = columnsFor(length, take);
  const { kind, uptime, elapsed, service, process, types, argument, note, earlierBy, row } = sorted;
  for (let at = 0; at < length; at++) {
    const to = next[app[at]! + 1]!++;
    kind[to] = rows.kind[at]!;
    uptime[to] = rows.uptime[at]!;
    elapsed[to] = rows.elapsed[at]!;
    service[to] = rows.service[at]!;
    process[to] = rows.process[at]!;
    sorted.app[to] = app[at]!;
    types[to] = rows.types[at]!;
    argument[to] = rows.argument[at]!;
    note[to] = rows.note[at]!;
    earlierBy[to] = rows.earlierBy[at]!;
    row[to] = rows.row[at]!;
  }
  // What was counted under the slot of no app begins at 0; the apps begin one slot later.
  return { ...sorted, rowsOfApp: shiftedBounds(rowsOfApp, length) };
}

function shiftedBounds(bounds: Uint32Array, length: number): Uint32Array {
  const shifted = new Uint32Array(bounds.length);
  shifted.set(bounds.subarray(1));
  shifted[bounds.length - 1] = length;
  return shifted;
}

function isNamed(needed: number, numbering: Numbering): boolean {
  if (needed === Subject.service) return numbering.service !== NONE;
  if (needed === Subject.process) return numbering.process !== NONE;
  return numbering.app !== NONE;
}

/** Tells which process states of a recording change anything for a rule: those that come to TOP or leave it. */
class KnownStates {
  #known = new Uint8Array(64);

  constructor(
    readonly numbering: Numbering,
    readonly uidsUnderLimits: ReadonlySet<number>,
  ) {}

  /** False for a row that tells a rule nothing. The row's subjects stand in `numbering`. */
  isNews(kind: number, argument: number): boolean {
    const { process, app } = this.numbering;
    switch (kind) {
      case EventKind.processState:
        return this.#isNewState(process, argument);
      case EventKind.processStarted:
      case EventKind.processDied:
        this.#set(process, Known.nothing);
        return true;
      case EventKind.forceStop:
      case EventKind.packageRemoved:
        this.numbering.processes.forEach((candidate, index) => {
          if (candidate.app === app) this.#set(index, Known.nothing);
        });
        return true;
      case EventKind.boot:
      case EventKind.shutdown:
        this.#known.fill(Known.nothing);
        return true;
      default:
        return true;
    }
  }

  #isNewState(process: number, state: number): boolean {
    if (Number.isNaN(state)) return false;
    const before = process < this.#known.length ? this.#known[process]! : Known.nothing;
    if (before === Known.unasked) return false;
    const now = isTop(state) ? Known.top : Known.notTop;
    if (before === now) return false;
    if (before === Known.nothing && !this.#isAsked()) {
      this.#set(process, Known.unasked);
      return false;
    }
    this.#set(process, now);
    return true;
  }

  #isAsked(): boolean {
    return this.uidsUnderLimits.has(this.numbering.apps[this.numbering.app]!.uid);
  }

  #set(process: number, state: number): void {
    if (process >= this.#known.length) {
      const larger = new Uint8Array(2 * (process + 1));
      larger.set(this.#known);
      this.#known = larger;
    }
    this.#known[process] = state;
  }
}
