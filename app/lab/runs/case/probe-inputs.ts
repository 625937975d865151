/**
 * What the probe did and no system log tells: startForeground on a service that is in the foreground already, bindings, a
 * promise that was made and not kept. In a log of somebody's phone an app's words are claims, and no input; here the app is
 * ours and its journal was fetched from its own folder.
 */
import { shortComponent } from '../../../../engine/android/components.js';
import type { Assembly } from '../../../../engine/ingest/assemble/assemble.js';
import type { JournalLine } from '../../../../engine/ingest/probe-journal/journal-events.js';
import { MS_PER_MINUTE } from '../../../../engine/time.js';
import { EventKind } from '../../../../engine/trace/event-kind.js';
import { TraceBuilder, type NewEvent } from '../../../../engine/trace/trace-builder.js';
import type { Trace } from '../../../../engine/trace/trace.js';

/** The system's line about a call and the probe's stand this close together. */
const SAME_CALL_MS = 500;
/** A service that goes to the foreground later than this after its start has its promise told by the start. */
const PROMISE_MS = 1_500;
/** Before the system's own row of the same instant. */
const JUST_BEFORE_MS = 0.5;
/** The platform's value of START_NOT_STICKY. */
const NOT_STICKY = 2;

/** Which call each start of a service was, in order: the service is not told. */
export type StartCalls = ReadonlyMap<string, readonly ('startService' | 'startForegroundService')[]>;

export interface ProbeAccount {
  /** Of the fetched journal. */
  readonly lines: readonly JournalLine[];
  /** By class of the probe. */
  readonly calls: StartCalls;
  /** When the shell stopped a service, on the device's wall clock: of one that is bound, no log tells it. */
  readonly stops: readonly ShellStop[];
}

export interface ShellStop {
  readonly className: string;
  readonly wallMs: number;
}

/** The assembly with the probe's inputs in its trace. */
export function withProbeInputs(assembly: Assembly, account: ProbeAccount): Assembly {
  const added = new ProbeInputs(assembly, account).events();
  return added.length === 0 ? assembly : { ...assembly, trace: withRows(assembly.trace, added) };
}

function withRows(trace: Trace, added: readonly NewEvent[]): Trace {
  const builder = new TraceBuilder({ capacity: trace.length + added.length });
  for (let row = 0; row < trace.length; row++) {
    const provenance = trace.provenance(row);
    builder.add({ ...trace.event(row), ...(provenance === undefined ? {} : { provenance, trust: provenance.trust }) });
  }
  for (const event of added) builder.add(event);
  return builder.finish(trace.meta);
}

class ProbeInputs {
  /** When the system's log has each service going to the foreground, elapsed. */
  readonly #toForeground = new Map<string, number[]>();
  /** Of these, the ones that no line of the journal was found for yet. */
  readonly #untaken = new Map<string, number[]>();
  readonly #stopped = new Map<string, number[]>();
  /** The process that each service runs in. */
  readonly #processOf = new Map<string, JournalLine>();
  /** As the trace has it: a log that never tells the app's uid has a stand-in. */
  readonly #uidOf = new Map<string, number>();
  /** How many starts each service was told of so far. */
  readonly #starts = new Map<string, number>();

  constructor(
    private readonly assembly: Assembly,
    private readonly account: ProbeAccount,
  ) {
    this.#collect(EventKind.startForeground, this.#toForeground);
    this.#collect(EventKind.stopService, this.#stopped);
    this.#collect(EventKind.stopSelf, this.#stopped);
    for (const line of account.lines)
      if (line.event === 'service-create') this.#processOf.set(shortComponent(line.service), line);
  }

  #collect(kind: number, moments: Map<string, number[]>): void {
    const { trace } = this.assembly;
    for (const row of trace.rowsOfKind(kind)) {
      const { service = '', elapsed, uid } = trace.event(row);
      if (uid !== undefined) this.#uidOf.set(service, uid);
      moments.set(service, [...(moments.get(service) ?? []), elapsed]);
    }
  }

  events(): NewEvent[] {
    // Without a clock in the log nothing can be set beside it.
    if (Number.isNaN(this.assembly.clock.localAtZero)) return [];
    return [
      ...this.account.lines.flatMap((line) => this.#inputsOf(line)),
      ...this.account.stops.flatMap((stop) => this.#stop(stop)),
    ];
  }

  #stop({ className, wallMs }: ShellStop): readonly NewEvent[] {
    const [service, host] = [...this.#processOf].find(([name]) => name.endsWith(`.${className}`)) ?? [];
    if (service === undefined || host === undefined) return [];
    const subject = this.#subject({ ...host, wall: wallMs }, service);
    const isTold = isWithin(this.#stopped.get(service), subject.elapsed - SAME_CALL_MS, 2 * SAME_CALL_MS);
    return isTold ? [] : [{ ...subject, kind: EventKind.stopService }];
  }

  #inputsOf(line: JournalLine): readonly NewEvent[] {
    switch (line.event) {
      case 'foreground': {
        const subject = this.#subject(line, line.service);
        const isTold = this.#takeTold(subject.service, subject.elapsed);
        return isTold ? [] : [{ ...subject, kind: EventKind.startForeground, types: line.types ?? line.asked }];
      }
      case 'start-command':
        return this.#start(line);
      case 'stop-self': {
        const subject = this.#subject(line, line.service);
        const isTold = isWithin(this.#stopped.get(subject.service), subject.elapsed - SAME_CALL_MS, 2 * SAME_CALL_MS);
        return isTold ? [] : [{ ...subject, kind: EventKind.stopSelf }];
      }
      case 'bind-asked':
        return [{ ...this.#subject(line, line.service), kind: EventKind.bindService }];
      case 'unbind-asked':
        return [{ ...this.#subject(line, line.service), kind: EventKind.unbindService }];
      default:
        return [];
    }
  }

  /** The system tells the first call of a row of calls: each of its lines stands for one. */
  #takeTold(service: string, elapsed: number): boolean {
    const untold = this.#untaken.get(service) ?? [...(this.#toForeground.get(service) ?? [])];
    this.#untaken.set(service, untold);
    const at = untold.findIndex((moment) => Math.abs(moment - elapsed) <= SAME_CALL_MS);
    if (at >= 0) untold.splice(at, 1);
    return at >= 0;
  }

  /** A promise is told only where it was not kept at once: else the system's own row of the start tells enough. */
  #start(line: Extract<JournalLine, { event: 'start-command' }>): readonly NewEvent[] {
    const subject = this.#subject(line, line.service);
    const before = { ...subject, elapsed: subject.elapsed - JUST_BEFORE_MS, uptime: subject.uptime - JUST_BEFORE_MS };
    const events: NewEvent[] = [];
    if (line.returns !== NOT_STICKY) events.push({ ...before, kind: EventKind.serviceSticky, argument: 1 });
    if (line.restart) return events;
    const className = line.service.slice(line.service.lastIndexOf('.') + 1);
    const count = this.#starts.get(className) ?? 0;
    this.#starts.set(className, count + 1);
    const isPromise = this.account.calls.get(className)?.[count] === 'startForegroundService';
    if (isPromise && !isWithin(this.#toForeground.get(subject.service), subject.elapsed - SAME_CALL_MS, PROMISE_MS))
      events.push({ ...before, kind: EventKind.startForegroundService });
    return events;
  }

  #subject(
    { wall, uid, process }: JournalLine,
    component: string,
  ): Required<Pick<NewEvent, 'elapsed' | 'uptime' | 'uid' | 'process' | 'service'>> {
    const { clock } = this.assembly;
    const elapsed = withoutJumps(
      wall + (clock.calendar.zoneMinutes ?? 0) * MS_PER_MINUTE - clock.localAtZero,
      clock.jumps,
    );
    const service = shortComponent(component);
    // Whoever binds or is asked may be in another process than the service.
    const host = this.#processOf.get(service)?.process ?? process;
    const uptime = clock.uptime.uptimeAt(elapsed);
    return { elapsed, uptime, uid: this.#uidOf.get(service) ?? uid, process: host, service };
  }
}

function isWithin(moments: readonly number[] | undefined, from: number, forMs: number): boolean {
  return moments?.some((elapsed) => elapsed >= from && elapsed <= from + forMs) === true;
}

/** Jumps of the wall clock are taken out of the trace's clock. */
function withoutJumps(sinceZero: number, jumps: Assembly['clock']['jumps']): number {
  return jumps.reduce((left, { elapsed, jumpMs }) => (left >= elapsed + jumpMs ? left - jumpMs : left), sinceZero);
}
