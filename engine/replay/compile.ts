/**
 * Makes a trace ready for replay. What no policy can react to is left out here, once, and not looked at again for each
 * policy: kinds that no rule reads, rows that name nobody, and process states that say of TOP what was known before.
 */
import { EventKind } from '../trace/event-kind.js';
import type { CoreColumns } from '../trace/columns.js';
import type { Trace } from '../trace/trace.js';
import { KnownStates } from './known-states.js';
import { Numbering } from './numbering.js';
import {
  isFromTheFirst,
  keptRows,
  keptRowsOfPlan,
  placeRows,
  placesByApp,
  placesInTime,
  rowsInPlace,
  viewOf,
  type KeptRows,
  type PlacedRows,
  type TakeBytes,
} from './place-rows.js';
import { CLOCKS_ONLY, type Program } from './program.js';
import { findRuns } from './whole-runs.js';

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

const freshBytes: TakeBytes = (bytes) => new Uint8Array(bytes);

// A plan's program lies in one piece of memory: twenty small ones cost more than its replay.
/** Of a row, in all columns together; and of the columns, what aligning each to 8 bytes may take. */
const BYTES_PER_ROW = 80;
const BYTES_FOR_ALIGNING = 256;

function onePiece(rows: number): TakeBytes {
  const piece = new ArrayBuffer(rows * BYTES_PER_ROW + BYTES_FOR_ALIGNING);
  let at = 0;
  return (bytes) => {
    const taken = new Uint8Array(piece, at, bytes);
    at = Math.ceil((at + bytes) / 8) * 8;
    return taken;
  };
}

/** `into`: where the program's columns lie; by default in memory of their own. */
export function compile(trace: Trace, nature: TraceNature = 'plan', into?: TakeBytes): Program {
  return nature === 'plan' ? compilePlan(trace) : compileRecording(trace, into ?? freshBytes);
}

function compilePlan(trace: Trace): Program {
  const { core } = trace;
  const rows = countRows(trace.length, core);
  const numbering = new Numbering((index) => trace.strings.at(index), trace.strings.size);
  const kept = keptRowsOfPlan(rows);
  const length = keepRows(trace, 'plan', numbering, kept);
  if (isFromTheFirst(kept.row, length))
    return programOf(trace, length, numbering, kept.row, rowsInPlace(kept, core), null, null);
  const take = onePiece(length);
  const columns = placeRows(kept, placesInTime(length, take), length, core, take);
  return programOf(trace, length, numbering, kept.row, columns, null, null);
}

function compileRecording(trace: Trace, take: TakeBytes): Program {
  const { core } = trace;
  const numbering = new Numbering((index) => trace.strings.at(index), trace.strings.size);
  const kept = keptRows(countRows(trace.length, core), take);
  const length = keepRows(trace, 'recording', numbering, kept);
  const { places, rowsOfApp } = placesByApp(kept, length, numbering.apps.length, take);
  const columns = placeRows(kept, places, length, core, take);
  const rowsOfRun = viewOf(Uint8Array, length, take);
  const program = programOf(trace, length, numbering, kept.row, columns, rowsOfApp, rowsOfRun);
  findRuns(program, rowsOfRun);
  return program;
}

/** Field by field: to spread objects costs a plan more than its replay. */
function programOf(
  trace: Trace,
  length: number,
  { services, processes, apps }: Numbering,
  keptRow: Int32Array,
  placed: PlacedRows,
  rowsOfApp: Uint32Array | null,
  rowsOfRun: Uint8Array | null,
): Program {
  const { core } = trace;
  const first = keptRow[0] ?? 0;
  return {
    trace,
    length,
    firstUptime: length === 0 ? 0 : core.uptime[first]!,
    firstElapsed: length === 0 ? 0 : core.elapsed[first]!,
    lastUptime: core.uptime[trace.length - 1] ?? 0,
    lastElapsed: core.elapsed[trace.length - 1] ?? 0,
    kind: placed.kind,
    uptime: placed.uptime,
    elapsed: placed.elapsed,
    service: placed.service,
    process: placed.process,
    app: placed.app,
    types: placed.types,
    argument: placed.argument,
    note: placed.note,
    earlierBy: placed.earlierBy,
    row: placed.row,
    services,
    processes,
    apps,
    rowsOfApp,
    rowsOfRun,
  };
}

/** Numbers whom the rows name, and notes the rows to which a rule can react; returns how many there are. */
function keepRows(trace: Trace, nature: TraceNature, numbering: Numbering, kept: KeptRows): number {
  const { kind, uptime, elapsed, uid, service, process, argument } = trace.core;
  const { kind: keptKind, row: keptRow, app: keptApp, service: keptService, process: keptProcess } = kept;
  const known = nature === 'plan' ? null : new KnownStates(numbering, trace);
  const { length } = trace;
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
      if (row > 0 && (nature === 'recording' || at === 0 || keptRow[at - 1] !== row - 1))
        keepClocks(kept, at++, row - 1);
      if (!counts || nature === 'recording') keepClocks(kept, at++, row);
    }
    if (!counts) continue;
    keptKind[at] = value;
    keptRow[at] = row;
    keptApp[at] = isOfApp ? numbering.app : NONE;
    keptService[at] = isOfApp ? numbering.service : NONE;
    keptProcess[at] = isOfApp ? numbering.process : NONE;
    at++;
  }
  return at;
}

function keepClocks(kept: KeptRows, at: number, row: number): void {
  kept.kind[at] = CLOCKS_ONLY;
  kept.row[at] = row;
  kept.app[at] = NONE;
  kept.service[at] = NONE;
  kept.process[at] = NONE;
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

function isSleep(kind: number): boolean {
  return kind === EventKind.sleepBegin || kind === EventKind.sleepEnd;
}

function isNamed(needed: number, numbering: Numbering): boolean {
  if (needed === Subject.service) return numbering.service !== NONE;
  if (needed === Subject.process) return numbering.process !== NONE;
  return numbering.app !== NONE;
}
