/**
 * A trace made ready for replay: only the rows that some rule can react to, with services, processes and apps numbered
 * from 0, so that rule state lies in flat arrays. Compiled once per trace, replayed once per policy.
 */
import { ProcessState } from '../android/process-states.js';
import { packageOf } from '../android/components.js';
import { ServiceType } from '../android/service-types.js';
import { EventKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';

const NONE = -1;

export interface ProgramService {
  readonly component: string;
  readonly app: number;
}

export interface ProgramProcess {
  readonly name: string;
  readonly app: number;
}

export interface ProgramApp {
  readonly uid: number;
  readonly packageName: string;
}

export interface Program {
  readonly trace: Trace;
  readonly length: number;
  readonly kind: Uint8Array;
  readonly uptime: Float64Array;
  readonly elapsed: Float64Array;
  readonly service: Int32Array;
  readonly process: Int32Array;
  readonly app: Int32Array;
  readonly types: Int32Array;
  readonly argument: Float64Array;
  /** Row of the trace, for `note` and for proof. */
  readonly row: Uint32Array;
  readonly services: readonly ProgramService[];
  readonly processes: readonly ProgramProcess[];
  readonly apps: readonly ProgramApp[];
}

const replayed: ReadonlySet<number> = new Set([
  EventKind.startService,
  EventKind.startForegroundService,
  EventKind.startForeground,
  EventKind.stopForeground,
  EventKind.stopService,
  EventKind.stopSelf,
  EventKind.bindService,
  EventKind.unbindService,
  EventKind.serviceSticky,
  EventKind.processStarted,
  EventKind.processDied,
  EventKind.processState,
  EventKind.forceStop,
  EventKind.packageRemoved,
  EventKind.targetSdk,
  EventKind.boot,
  EventKind.shutdown,
  EventKind.configSet,
  EventKind.compatSet,
  EventKind.backgroundFlag,
  EventKind.bootCompleted,
  EventKind.uidIdle,
]);

/** Process names of an app that are written without a name stand for its main process, which is named like the package. */
export function compile(trace: Trace): Program {
  const { core, strings } = trace;
  const reacts = new Uint8Array(256);
  for (const kind of replayed) reacts[kind] = 1;
  let length = 0;
  for (let row = 0; row < trace.length; row++) if (reacts[core.kind[row]!] === 1 || clockTurnsAt(trace, row)) length++;

  const program = {
    kind: new Uint8Array(length),
    uptime: new Float64Array(length),
    elapsed: new Float64Array(length),
    service: new Int32Array(length).fill(NONE),
    process: new Int32Array(length).fill(NONE),
    app: new Int32Array(length).fill(NONE),
    types: new Int32Array(length),
    argument: new Float64Array(length),
    row: new Uint32Array(length),
  };
  const numbering = new Numbering((index) => strings.at(index));
  let at = 0;
  for (let row = 0; row < trace.length; row++) {
    const kind = core.kind[row]!;
    if (reacts[kind] === 0 && !clockTurnsAt(trace, row)) continue;
    program.kind[at] = kind;
    program.uptime[at] = core.uptime[row]!;
    program.elapsed[at] = core.elapsed[row]!;
    program.types[at] = core.types[row]!;
    program.argument[at] = core.argument[row]!;
    program.row[at] = row;
    const uid = core.uid[row]!;
    const service = core.service[row]!;
    const process = core.process[row]!;
    if (service !== 0 || process !== 0 || uid !== NONE) {
      const app = numbering.app(uid, service, process);
      program.app[at] = app;
      if (service !== 0) program.service[at] = numbering.service(app, service);
      if (service !== 0 || process !== 0) program.process[at] = numbering.process(app, process, service);
    }
    at++;
  }
  return {
    trace,
    length,
    ...program,
    services: numbering.services,
    processes: numbering.processes,
    apps: numbering.apps,
  };
}

/**
 * Rows that tell where uptime and elapsed time part (deep sleep) are kept whatever their kind: the replay turns the uptime
 * of a timer into elapsed time between them.
 */
function clockTurnsAt(trace: Trace, row: number): boolean {
  const { elapsed, uptime, kind } = trace.core;
  if (kind[row] === EventKind.sleepBegin || kind[row] === EventKind.sleepEnd) return true;
  return row > 0 && elapsed[row]! - uptime[row]! !== elapsed[row - 1]! - uptime[row - 1]!;
}

/** String numbers are below `maxStrings` (4 million), so that `app * SPAN + string` stays an exact integer. */
const SPAN = 2 ** 23;

class Numbering {
  readonly services: ProgramService[] = [];
  readonly processes: ProgramProcess[] = [];
  readonly apps: ProgramApp[] = [];
  readonly #services = new Map<number, number>();
  readonly #processes = new Map<number, number>();
  readonly #processesByName = new Map<string, number>();
  readonly #apps = new Map<number, number>();

  constructor(readonly text: (index: number) => string) {}

  app(uid: number, service: number, process: number): number {
    const known = this.#apps.get(uid);
    const packageName = packageOf(this.text(service === 0 ? process : service));
    if (known !== undefined) {
      // The first event of an app may carry no name (a target SDK, a force-stop).
      if (this.apps[known]!.packageName === '' && packageName !== '') this.apps[known] = { uid, packageName };
      return known;
    }
    const index = this.apps.push({ uid, packageName }) - 1;
    this.#apps.set(uid, index);
    return index;
  }

  service(app: number, service: number): number {
    const key = app * SPAN + service;
    const known = this.#services.get(key);
    if (known !== undefined) return known;
    const index = this.services.push({ component: this.text(service), app }) - 1;
    this.#services.set(key, index);
    return index;
  }

  process(app: number, process: number, service: number): number {
    // A negative key stands for "the main process, by way of this service".
    const key = process === 0 ? -(app * SPAN + service) - 1 : app * SPAN + process;
    const known = this.#processes.get(key);
    if (known !== undefined) return known;
    const name = process === 0 ? packageOf(this.text(service)) : this.text(process);
    const nameKey = `${app} ${name}`;
    const index = this.#processesByName.get(nameKey) ?? this.processes.push({ name, app }) - 1;
    this.#processesByName.set(nameKey, index);
    this.#processes.set(key, index);
    return index;
  }
}

/**
 * Whether a process state counts as TOP for the limits: TOP itself and the persistent states above it. Numbers that are no
 * process state (-1 unknown, NaN) do not.
 */
export function isTop(state: number): boolean {
  return state >= 0 && state <= ProcessState.TOP;
}

/**
 * The types of a startForeground call as the platform goes on with them: the short bit of a combined mask is dropped
 * (spec/fgs-limits.md 2.4 step 3). "As in the manifest" that nobody resolved says nothing, and no limit is made of it.
 */
export function acceptedTypes(types: number): number {
  if (types === ServiceType.manifest) return ServiceType.none;
  const isCombined = (types & ServiceType.shortService) !== 0 && types !== ServiceType.shortService;
  return isCombined ? types & ~ServiceType.shortService : types;
}

/** Rows about one service. */
export function isServiceKind(kind: number): boolean {
  return kind >= EventKind.startService && kind <= EventKind.serviceSticky;
}

/** Rows about one process. */
export function isProcessKind(kind: number): boolean {
  return kind === EventKind.processStarted || kind === EventKind.processDied || kind === EventKind.processState;
}
