/**
 * Finds the runs of a service that begin and end in rows that follow each other: start, startForeground, stopForeground, stop.
 * Most of a long recording is made of them, and when no deadline lies in between, a replay can play such a run at once: of
 * the record of the service nothing is left, only its budget has changed.
 *
 * What is found here holds under every policy. What a policy decides (is the start refused, is the limit reached in
 * between) is asked when the run is played.
 */
import { EventKind } from '../trace/event-kind.js';
import type { Program } from './program.js';

/** The printed reason of a start from the boot broadcast; LOCKED_BOOT_COMPLETED and PRE_BOOT are not restricted. */
export const BOOT_REASON = 'BOOT_COMPLETED';

/** A start says of itself that it is refused, whatever the policy. */
const REFUSED = 1;

type Columns = Pick<Program, 'trace' | 'length' | 'kind' | 'uptime' | 'service' | 'argument' | 'note' | 'services'>;

/** By row, into `rowsOfRun`: how many rows the run has that begins there; 0: none. The rows stand app by app. */
export function findRuns(program: Columns, rowsOfRun: Uint8Array): void {
  const { kind, service, length, services } = program;
  const records = new Records(services.length);
  const reasons = new BootReasons(program);
  rowsOfRun.fill(0);
  for (let at = 0; at < length; at++) {
    const value = kind[at]!;
    if (value < EventKind.startService || value > EventKind.unbindService) continue;
    const subject = service[at]!;
    if (isStart(value) && !records.mayExist(subject)) {
      const rows = runLength(program, at, reasons);
      if (rows > 0) {
        rowsOfRun[at] = rows;
        at += rows - 1;
        continue;
      }
    }
    records.note(subject, value);
  }
}

function isStart(kind: number): boolean {
  return kind === EventKind.startForegroundService || kind === EventKind.startService;
}

function isStop(kind: number): boolean {
  return kind === EventKind.stopSelf || kind === EventKind.stopService;
}

/** Rows of the run that begins with the start in row `at`, or 0. */
function runLength(program: Columns, at: number, reasons: BootReasons): number {
  const { kind, argument, note } = program;
  if (at + 2 >= program.length || kind[at + 1] !== EventKind.startForeground) return 0;
  const stop = kind[at + 2] === EventKind.stopForeground ? at + 3 : at + 2;
  if (stop >= program.length || !isStop(kind[stop]!)) return 0;
  if (argument[at] === REFUSED || argument[at + 1] === REFUSED || reasons.isBoot(note[at]!)) return 0;
  return isOfOneService(program, at, stop) ? stop - at + 1 : 0;
}

/** A service has one app: no row of another app is among them. */
function isOfOneService({ service, uptime }: Columns, first: number, last: number): boolean {
  for (let at = first + 1; at <= last; at++)
    if (service[at] !== service[first] || !(uptime[at]! >= uptime[at - 1]!)) return false;
  return true;
}

/** Which services may have a record, under any policy: it is not missed that one has. */
class Records {
  readonly #mayExist: Uint8Array;
  /** No fewer than there are. */
  readonly #bindings: Int32Array;

  constructor(services: number) {
    this.#mayExist = new Uint8Array(services);
    this.#bindings = new Int32Array(services);
  }

  mayExist(service: number): boolean {
    return this.#mayExist[service] === 1;
  }

  note(service: number, kind: number): void {
    switch (kind) {
      case EventKind.bindService:
        this.#bindings[service]!++;
        this.#mayExist[service] = 1;
        return;
      case EventKind.unbindService:
        if (this.#bindings[service]! > 0) this.#bindings[service]!--;
        return;
      case EventKind.startService:
      case EventKind.startForegroundService:
        this.#mayExist[service] = 1;
        return;
      case EventKind.stopService:
      case EventKind.stopSelf:
        if (this.#bindings[service] === 0) this.#mayExist[service] = 0;
        return;
      default:
        return;
    }
  }
}

/** Which notes are the reason of a boot: each text is looked at once. */
class BootReasons {
  readonly #isBoot = new Map<number, boolean>();

  constructor(readonly program: Columns) {}

  isBoot(note: number): boolean {
    if (note === 0) return false;
    const known = this.#isBoot.get(note);
    if (known !== undefined) return known;
    const isBoot = this.program.trace.strings.at(note) === BOOT_REASON;
    this.#isBoot.set(note, isBoot);
    return isBoot;
  }
}
