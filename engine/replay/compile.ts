/**
 * Makes a trace ready for replay. What no policy can react to is left out here, once, and not looked at again for each
 * policy: kinds that no rule reads, rows that name nobody, and process states that say of TOP what was known before.
 */
import { EventKind } from '../trace/event-kind.js';
import type { CoreColumns } from '../trace/columns.js';
import type { Trace } from '../trace/trace.js';
import { KnownStates } from './known-states.js';
import { Numbering } from './numbering.js';
import { keptRows, placeRows, placesByApp, placesInTime, viewOf, type KeptRows, type TakeBytes } from './place-rows.js';
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

/** Of a scenario: its program lies in one piece of memory, because twenty small ones cost more than its replay. */
const FEW_ROWS = 1_024;
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
  const { strings, length, core } = trace;
  const numbering = new Numbering((index) => strings.at(index), strings.size);
  const rows = countRows(length, core);
  const take = into ?? (rows > FEW_ROWS ? freshBytes : onePiece(rows));
  const kept = keptRows(rows, take);
  const count = keepRows(trace, nature, numbering, kept);
  const { apps, processes, services } = numbering;
  const first = kept.row[0] ?? 0;
  const about = {
    trace,
    length: count,
    firstUptime: count === 0 ? 0 : core.uptime[first]!,
    firstElapsed: count === 0 ? 0 : core.elapsed[first]!,
    lastUptime: core.uptime[length - 1] ?? 0,
    lastElapsed: core.elapsed[length - 1] ?? 0,
    services,
    processes,
    apps,
  };
  if (nature === 'plan') {
    const columns = placeRows(kept, placesInTime(count, take), count, core, take);
    return { ...about, ...columns, rowsOfApp: null, rowsOfRun: null };
  }
  const { places, rowsOfApp } = placesByApp(kept, count, apps.length, take);
  const columns = placeRows(kept, places, count, core, take);
  const rowsOfRun = viewOf(Uint8Array, count, take);
  findRuns({ ...about, ...columns }, rowsOfRun);
  return { ...about, ...columns, rowsOfApp, rowsOfRun };
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
