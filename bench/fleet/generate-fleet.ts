/**
 * Makes the recordings of a fleet: one trace per device, the same for the same seed. By default a device of 200 apps over 30
 * days, about 400,000 events: process states 45 %, calls of services 35 %, the rest processes, jobs, screen, power and sleep.
 *
 * An app lives in sessions: its process comes, a service starts, goes to the foreground, ends, and the process goes or stays.
 * One app in ten runs long services of a limited type, so that some budgets run out. What Android would do then does not stand in
 * the recording: it is made for its size and its mix, not for its plot.
 */
import { ProcessState } from '../../engine/android/process-states.js';
import { ServiceType } from '../../engine/android/service-types.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../engine/time.js';
import { EventKind } from '../../engine/trace/event-kind.js';
import { TraceBuilder, type NewEvent } from '../../engine/trace/trace-builder.js';
import { emptyMeta, type Trace } from '../../engine/trace/trace.js';

export interface FleetShape {
  readonly apps: number;
  readonly days: number;
  /** Sessions of an app in a day, on average. */
  readonly sessions: number;
}

/** About 400,000 events a device; 50 such devices are 20 million. */
export const wholeFleet: FleetShape = { apps: 200, days: 30, sessions: 3.74 };

/** Numbers in [0, 1): mulberry32, which is small, quick and good enough for a mix. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Deep sleeps, by the uptime at which they begin. Events are laid out on uptime and stretched onto elapsed time. */
class Sleeps {
  readonly begins: number[] = [];
  readonly lengths: number[] = [];
  readonly #sleptBefore: number[] = [];
  #slept = 0;

  constructor(days: number, random: () => number) {
    for (let at = MS_PER_HOUR; at < days * MS_PER_DAY; at += Math.floor((0.5 + random()) * MS_PER_HOUR)) {
      this.begins.push(at);
      this.#sleptBefore.push(this.#slept);
      const length = Math.floor((1 + random() * 9) * MS_PER_MINUTE);
      this.lengths.push(length);
      this.#slept += length;
    }
  }

  /** What happens at the very moment of a sleep happens before it. */
  elapsedAt(uptime: number): number {
    let low = 0;
    let high = this.begins.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.begins[middle]! < uptime) low = middle + 1;
      else high = middle;
    }
    return uptime + (low === 0 ? 0 : this.#sleptBefore[low - 1]! + this.lengths[low - 1]!);
  }
}

type Row = Omit<NewEvent, 'elapsed' | 'uptime'>;

class Device {
  readonly #builder: TraceBuilder;
  readonly #sleeps: Sleeps;
  readonly #end: number;
  readonly random: () => number;

  constructor(
    seed: number,
    readonly shape: FleetShape,
  ) {
    this.random = randomOf(seed);
    this.#sleeps = new Sleeps(shape.days, this.random);
    this.#end = shape.days * MS_PER_DAY;
    const capacity = Math.ceil(shape.apps * shape.days * shape.sessions * 15);
    this.#builder = new TraceBuilder({ shared: true, capacity });
  }

  between(least: number, most: number): number {
    return Math.floor(least + this.random() * (most - least));
  }

  add(uptime: number, row: Row): void {
    if (uptime <= this.#end) this.#builder.add({ ...row, uptime, elapsed: this.#sleeps.elapsedAt(uptime) });
  }

  trace(): Trace {
    this.add(0, { kind: EventKind.boot });
    this.#sleeps.begins.forEach((begin, index) => {
      const elapsed = this.#sleeps.elapsedAt(begin);
      const length = this.#sleeps.lengths[index]!;
      this.#builder.add({ kind: EventKind.sleepBegin, uptime: begin, elapsed });
      this.#builder.add({ kind: EventKind.sleepEnd, uptime: begin, elapsed: elapsed + length });
    });
    for (let at = 0; at < this.#end; at += this.between(20, 60) * MS_PER_MINUTE) {
      this.add(at, { kind: EventKind.screenOn });
      this.add(at + this.between(1, 15) * MS_PER_MINUTE, { kind: EventKind.screenOff });
    }
    for (let day = 0; day < this.shape.days; day++) {
      this.add(day * MS_PER_DAY + 20 * MS_PER_HOUR, { kind: EventKind.powerPlugged });
      this.add(day * MS_PER_DAY + 23 * MS_PER_HOUR, { kind: EventKind.powerUnplugged });
    }
    for (let app = 0; app < this.shape.apps; app++) this.#addApp(app);
    return this.#builder.finish({ ...emptyMeta, release: 15, zero: 'boot', topIsSampled: false });
  }

  #addApp(app: number): void {
    const packageName = `com.example.fleet.app${app}`;
    const uid = 10_000 + app;
    this.add(0, { kind: EventKind.targetSdk, uid, process: packageName, argument: app % 5 === 0 ? 34 : 35 });
    const pause = MS_PER_DAY / this.shape.sessions;
    for (let at = this.between(0, pause); at < this.#end;)
      at = this.#addSession(at, app, packageName, uid) + this.between(0.2 * pause, 1.4 * pause);
  }

  /** Returns the uptime of its end. */
  #addSession(begin: number, app: number, packageName: string, uid: number): number {
    const process = this.random() < 0.1 ? `${packageName}:sync` : packageName;
    const of = { uid, process };
    const state = (at: number, argument: number): void => {
      this.add(at, { kind: EventKind.processState, ...of, argument });
    };
    let at = begin;
    const second = (): number => (at += this.between(1, 4 * MS_PER_SECOND));
    this.add(at, { kind: EventKind.processStarted, ...of });
    state(second(), ProcessState.SERVICE);
    if (this.random() < 0.4) {
      state(second(), ProcessState.TOP);
      state((at += this.between(5, 300) * MS_PER_SECOND), ProcessState.LAST_ACTIVITY);
    }
    const runs = this.random() < 0.5 ? 1 : 2;
    for (let run = 0; run < runs; run++) at = this.#addRun(second(), app, packageName, of, state);
    state(second(), ProcessState.CACHED_EMPTY);
    if (this.random() < 0.6) {
      this.add(second(), { kind: EventKind.jobStarted, ...of, service: `${packageName}/.SyncJob`, argument: 7 });
      this.add(second(), { kind: EventKind.jobFinished, ...of, service: `${packageName}/.SyncJob`, argument: 7 });
    }
    if (this.random() < 0.6) this.add((at += MS_PER_MINUTE), { kind: EventKind.processDied, ...of });
    return at;
  }

  /** One run of a service, from its start to its end; returns the uptime of its end. */
  #addRun(
    begin: number,
    app: number,
    packageName: string,
    of: { readonly uid: number; readonly process: string },
    state: (at: number, argument: number) => void,
  ): number {
    const isLong = app % 10 === 0;
    const types = isLong ? [ServiceType.dataSync, ServiceType.mediaProcessing] : everyType;
    const type = types[this.between(0, types.length)]!;
    const service = `${packageName}/.Service${this.between(0, 4)}`;
    const call = (at: number, kind: number, more: Partial<Row> = {}): void => {
      this.add(at, { kind, ...of, service, argument: 2, ...more });
    };
    call(begin, EventKind.startForegroundService);
    state(begin + 20, ProcessState.FOREGROUND_SERVICE);
    call(begin + 40, EventKind.startForeground, { types: type });
    const minutes = isLong ? this.between(30, 240) : this.between(1, type === ServiceType.shortService ? 3 : 30);
    const end = begin + minutes * MS_PER_MINUTE + this.between(0, MS_PER_MINUTE);
    state(begin + this.between(100, minutes * MS_PER_MINUTE), ProcessState.BOUND_FOREGROUND_SERVICE);
    call(end, EventKind.stopForeground);
    call(end + 5, EventKind.stopSelf);
    state(end + 30, ProcessState.SERVICE);
    return end + 30;
  }
}

const everyType = [
  ServiceType.dataSync,
  ServiceType.mediaPlayback,
  ServiceType.location,
  ServiceType.mediaProcessing,
  ServiceType.shortService,
  ServiceType.connectedDevice,
];

/** The trace of one device; its columns lie in shared memory. */
export function deviceTrace(seed: number, shape: FleetShape = wholeFleet): Trace {
  return new Device(seed, shape).trace();
}
