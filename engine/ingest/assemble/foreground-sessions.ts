/**
 * From lines about a service to what the world did: started, went to the foreground, left it, was stopped.
 *
 * With the event log every start and stop is told (30100, 30102). Without it, "Background started FGS" tells the start and
 * vendor lines the stop. What began before the log is inferred from what ends in it:
 *
 *     stop event with its duration       start = stop − duration, exact on uptime
 *     timed-out event with its duration  start = timeout − duration
 *     a timeout, a cancelled timer       some time before the log begins: an open interval
 */
import { packageOf } from '../../android/components.js';
import { maskOfLabel, ServiceType, type TypeMask } from '../../android/service-types.js';
import { EventKind } from '../../trace/event-kind.js';
import type { Trust } from '../../trace/columns.js';
import type { TimedFact } from '../clock/moments.js';
import type { Provenance } from '../record.js';
import type { InferredMoment, RowSink } from './row-sink.js';

/** One stretch of a service in the foreground. */
export interface ForegroundSession {
  readonly component: string;
  readonly uid: number;
  /** `undefined` when no source says them. */
  readonly types: TypeMask | undefined;
  readonly start: SessionMoment;
  stop: (SessionMoment & { readonly reason: string }) | undefined;
}

export interface SessionMoment extends InferredMoment {
  readonly provenance: Provenance | undefined;
  /** How the moment is known when no line shows it. */
  readonly inferredFrom?: string;
}

interface ServiceState {
  running: ForegroundSession | undefined;
  /** A start was seen and no stop since. */
  isStarted: boolean;
  /** Stopped while bound: still foreground, no longer limited. */
  isStoppedWhileBound: boolean;
  lastStop: number;
}

/** The stop event follows "Stop FGS timeout" within this time when the service really goes. */
const STOP_FOLLOWS_MS = 2_000;
/** The event of a bring-down lies this close to the death that caused it. */
const DEATH_EXPLAINS_STOP_MS = 1_000;
const RESTART_FOLLOWS_MS = 60_000;

export class ForegroundSessions {
  readonly sessions: ForegroundSession[] = [];
  readonly #states = new Map<string, ServiceState>();
  readonly #hasEvents: boolean;
  readonly #stops: ReadonlyMap<string, readonly TimedFact[]>;
  readonly #restarts: ReadonlyMap<string, readonly number[]>;
  readonly #deaths: readonly { readonly elapsed: number; readonly process: string }[];
  readonly #cancels: ReadonlyMap<string, readonly number[]>;
  readonly #knownTarget = new Set<number>();

  constructor(
    readonly rows: RowSink,
    facts: readonly TimedFact[],
    readonly trustOf: (fact: TimedFact) => Trust,
    /** Where the logs begin. */
    readonly begin: InferredMoment,
  ) {
    const believed = facts.filter((fact) => trustOf(fact) !== 'claim');
    this.#hasEvents = believed.some((fact) => fact.body.kind === 'fgs-event' && fact.body.transition !== 'denied');
    this.#stops = group(believed, ({ body }) =>
      body.kind === 'fgs-event' && body.transition === 'stop' ? body.component : undefined,
    );
    this.#restarts = times(
      group(believed, ({ body }) => (body.kind === 'restart-scheduled' ? body.component : undefined)),
    );
    this.#cancels = times(
      group(believed, ({ body }) => (body.kind === 'fgs-timer-cancelled' ? body.service.component : undefined)),
    );
    this.#deaths = believed.flatMap(({ body, elapsed }) =>
      body.kind === 'process-died' || body.kind === 'process-killed' ? [{ elapsed, process: body.processName }] : [],
    );
  }

  take(fact: TimedFact): void {
    const { body } = fact;
    switch (body.kind) {
      case 'fgs-start-decision':
        this.#decided(fact);
        return;
      case 'fgs-event':
        if (body.transition === 'start') this.#started(fact, body.component, body.user, body.types, body.targetSdk);
        else if (body.transition === 'stop') this.#stopped(fact, body.component, body.user);
        else if (body.transition === 'timed-out')
          this.#ranBefore(fact, body.component, body.user, body.types, body.durationMs);
        return;
      case 'fgs-timed-out':
        this.#ranBefore(fact, body.service.component, body.service.user, maskOfLabel(body.typeLabel), undefined);
        return;
      case 'fgs-timer-cancelled':
        this.#timerCancelled(fact, body.service.component, body.service.user);
        return;
      case 'fgs-logger':
        if (body.transition === 'stop' && !this.#hasEvents) this.#leftByUid(fact, body.uid);
        return;
      case 'service-stopped-idle':
        this.#stop(fact, body.component, 0, EventKind.stopService, 'app idle');
        return;
      case 'service-snapshot':
        if (body.isForeground) this.#seenInDump(fact);
        return;
      case 'process-died':
      case 'process-killed':
        this.#lostProcess(fact, body.processName);
        return;
      case 'force-stopped':
      case 'package-removed':
        this.#endAll(fact, body.packageName, body.kind === 'force-stopped' ? 'force-stop' : 'uninstalled');
        return;
      case 'boot':
        if (body.stage === 'system-server' || body.stage === 'kernel') this.#endAll(fact, undefined, 'reboot');
        return;
      default:
        return;
    }
  }

  #state(component: string, user: number): ServiceState {
    const key = `${user}/${component}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state = {
      running: undefined,
      isStarted: false,
      isStoppedWhileBound: false,
      lastStop: Number.NEGATIVE_INFINITY,
    };
    this.#states.set(key, state);
    return state;
  }

  #decided(fact: TimedFact): void {
    if (fact.body.kind !== 'fgs-start-decision') return;
    const { allowed, component, targetSdk } = fact.body;
    if (component === undefined || !allowed) return;
    const subject = this.rows.service(component);
    if (targetSdk !== undefined) this.#targetSdk(fact, subject.uid, subject.process, targetSdk);
    const state = this.#state(component, 0);
    this.rows.proven(EventKind.startForegroundService, fact, subject);
    state.isStarted = true;
    if (this.#hasEvents || state.running !== undefined) return;
    const types = this.rows.identities.typesOf(component);
    this.rows.proven(EventKind.startForeground, fact, { ...subject, types: types ?? ServiceType.none });
    this.#open(state, component, subject.uid, types, momentOf(fact));
  }

  #started(fact: TimedFact, component: string, user: number, types: TypeMask | undefined, targetSdk: number): void {
    const state = this.#state(component, user);
    const subject = this.rows.service(component, user);
    this.#targetSdk(fact, subject.uid, subject.process, targetSdk);
    if (state.running !== undefined) this.#close(state, fact, 'not recorded: the next start came');
    // Something started it before it could go to the foreground; bound-only services are rare and not told apart here.
    if (!state.isStarted) this.rows.inferred(EventKind.startService, fact, subject);
    state.isStarted = true;
    const mask = types ?? this.rows.identities.typesOf(component);
    this.rows.proven(EventKind.startForeground, fact, { ...subject, types: mask ?? ServiceType.none });
    this.#open(state, component, subject.uid, mask, momentOf(fact));
  }

  #stopped(fact: TimedFact, component: string, user: number): void {
    if (fact.body.kind !== 'fgs-event') return;
    const { types, durationMs, stopReason } = fact.body;
    const state = this.#state(component, user);
    if (state.isStoppedWhileBound) {
      state.isStoppedWhileBound = false;
      this.rows.proven(EventKind.unbindService, fact, this.rows.service(component, user));
      this.#close(state, fact, stopReason);
      return;
    }
    if (state.running === undefined && fact.elapsed - state.lastStop <= STOP_FOLLOWS_MS) return;
    if (state.running === undefined) this.#ranBefore(fact, component, user, types, durationMs);
    if (this.#isBringDownOfDead(fact, component)) {
      this.#close(state, fact, 'process died');
      return;
    }
    this.#stop(
      fact,
      component,
      user,
      stopReason === 'STOP_FOREGROUND' ? EventKind.stopForeground : EventKind.stopService,
      stopReason,
    );
  }

  /** A service that goes because its process died is not stopped: nothing is charged and no timer is cancelled. */
  #isBringDownOfDead(fact: TimedFact, component: string): boolean {
    const process = this.rows.identities.processOf(component);
    const isNear = (elapsed: number): boolean => Math.abs(elapsed - fact.elapsed) <= DEATH_EXPLAINS_STOP_MS;
    const wasCancelled = (this.#cancels.get(component) ?? []).some(isNear);
    return !wasCancelled && this.#deaths.some((death) => death.process === process && isNear(death.elapsed));
  }

  #timerCancelled(fact: TimedFact, component: string, user: number): void {
    const state = this.#state(component, user);
    if (state.running === undefined && fact.elapsed - state.lastStop <= STOP_FOLLOWS_MS) return;
    if (state.running === undefined) {
      const types = this.rows.identities.typesOf(component) ?? ServiceType.dataSync;
      this.#ranBefore(fact, component, user, types, undefined);
    }
    const follows = (this.#stops.get(component) ?? []).find(
      (stop) => stop.elapsed >= fact.elapsed && stop.elapsed - fact.elapsed <= STOP_FOLLOWS_MS,
    );
    if (follows?.body.kind === 'fgs-event' && follows.body.stopReason === 'STOP_FOREGROUND') {
      this.#stop(fact, component, user, EventKind.stopForeground, 'STOP_FOREGROUND');
    } else if (follows !== undefined || !this.#hasEvents) {
      this.#stop(fact, component, user, EventKind.stopService, 'STOP_SERVICE');
    } else {
      // The timer was cancelled and the service stayed in the foreground: it is bound.
      const subject = this.rows.service(component, user);
      this.rows.inferred(EventKind.bindService, fact, subject);
      this.rows.proven(EventKind.stopService, fact, subject);
      state.isStoppedWhileBound = true;
    }
  }

  #leftByUid(fact: TimedFact, uid: number): void {
    const running = [...this.#states.values()].filter((state) => state.running?.uid === uid);
    const [only] = running;
    if (running.length !== 1 || only?.running === undefined) return;
    this.#stop(fact, only.running.component, 0, EventKind.stopService, 'not stated');
  }

  /** A service that is in the foreground although no start was seen: it began before the log, or earlier than told. */
  #ranBefore(
    fact: TimedFact,
    component: string,
    user: number,
    types: TypeMask | undefined,
    durationMs: number | undefined,
  ): void {
    const state = this.#state(component, user);
    if (state.running !== undefined) return;
    const hasDuration = durationMs !== undefined && durationMs > 0;
    const start: SessionMoment = hasDuration
      ? {
          elapsed: fact.elapsed - durationMs,
          uptime: fact.uptime - durationMs,
          provenance: undefined,
          inferredFrom: `the duration that the system printed at line ${fact.provenance.line}`,
        }
      : {
          ...this.begin,
          earlierBy: Number.POSITIVE_INFINITY,
          provenance: undefined,
          inferredFrom: `in the foreground before the log begins (line ${fact.provenance.line})`,
        };
    this.#openInferred(state, component, user, types, start);
  }

  #seenInDump(fact: TimedFact): void {
    if (fact.body.kind !== 'service-snapshot') return;
    const { service, types, ageMs, targetSdk } = fact.body;
    const state = this.#state(service.component, service.user);
    if (state.running !== undefined || fact.elapsed < this.begin.elapsed) return;
    const createdAt = ageMs === undefined ? Number.NEGATIVE_INFINITY : fact.elapsed - ageMs;
    const elapsed = Math.max(this.begin.elapsed, createdAt);
    const subject = this.rows.service(service.component, service.user);
    if (targetSdk !== undefined) this.#targetSdk(fact, subject.uid, subject.process, targetSdk);
    this.#openInferred(state, service.component, service.user, types, {
      elapsed,
      uptime: fact.uptime - (fact.elapsed - elapsed),
      earlierBy: elapsed - createdAt,
      provenance: undefined,
      inferredFrom: `in the foreground when the dump was made (line ${fact.provenance.line}); created ${ageMs === undefined ? 'at an unknown time' : 'no earlier than its record'}`,
    });
  }

  #openInferred(
    state: ServiceState,
    component: string,
    user: number,
    types: TypeMask | undefined,
    start: SessionMoment,
  ): void {
    const subject = this.rows.service(component, user);
    const at = { elapsed: start.elapsed, uptime: start.uptime, earlierBy: start.earlierBy ?? 0 };
    this.rows.inferred(EventKind.startService, at, subject);
    this.rows.inferred(EventKind.startForeground, at, { ...subject, types: types ?? ServiceType.none });
    state.isStarted = true;
    this.#open(state, component, subject.uid, types, start);
  }

  #open(state: ServiceState, component: string, uid: number, types: TypeMask | undefined, start: SessionMoment): void {
    state.running = { component, uid, types, start, stop: undefined };
    this.sessions.push(state.running);
  }

  #stop(fact: TimedFact, component: string, user: number, kind: number, reason: string): void {
    const state = this.#state(component, user);
    this.rows.proven(kind, fact, this.rows.service(component, user));
    if (kind !== EventKind.stopForeground) state.isStarted = false;
    this.#close(state, fact, reason);
  }

  #close(state: ServiceState, fact: TimedFact, reason: string): void {
    state.lastStop = fact.elapsed;
    if (state.running === undefined) return;
    state.running.stop = { ...momentOf(fact), reason };
    state.running = undefined;
  }

  #lostProcess(fact: TimedFact, process: string): void {
    for (const [key, state] of this.#states) {
      const { running } = state;
      const component = key.slice(key.indexOf('/') + 1);
      if (!state.isStarted || this.rows.identities.processOf(component) !== process) continue;
      const comesBack = (this.#restarts.get(component) ?? []).some(
        (elapsed) => Math.abs(elapsed - fact.elapsed) <= RESTART_FOLLOWS_MS,
      );
      if (comesBack) {
        this.rows.inferred(EventKind.serviceSticky, fact, { ...this.rows.service(component), argument: 1 });
        continue;
      }
      state.isStarted = false;
      state.isStoppedWhileBound = false;
      if (running !== undefined) this.#close(state, fact, 'process died');
    }
  }

  #endAll(fact: TimedFact, packageName: string | undefined, reason: string): void {
    for (const [key, state] of this.#states) {
      const component = key.slice(key.indexOf('/') + 1);
      if (packageName !== undefined && packageOf(component) !== packageName) continue;
      state.isStarted = false;
      state.isStoppedWhileBound = false;
      this.#close(state, fact, reason);
    }
  }

  #targetSdk(fact: TimedFact, uid: number, process: string, targetSdk: number): void {
    if (this.#knownTarget.has(uid) || targetSdk <= 0) return;
    this.#knownTarget.add(uid);
    this.rows.proven(EventKind.targetSdk, fact, { uid, process, argument: targetSdk });
  }
}

function momentOf(fact: TimedFact): SessionMoment {
  return { elapsed: fact.elapsed, uptime: fact.uptime, provenance: fact.provenance };
}

function group(
  facts: readonly TimedFact[],
  keyOf: (fact: TimedFact) => string | undefined,
): ReadonlyMap<string, readonly TimedFact[]> {
  const groups = new Map<string, TimedFact[]>();
  for (const fact of facts) {
    const key = keyOf(fact);
    if (key === undefined) continue;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [fact]);
    else known.push(fact);
  }
  return groups;
}

function times(groups: ReadonlyMap<string, readonly TimedFact[]>): ReadonlyMap<string, readonly number[]> {
  return new Map([...groups].map(([key, facts]) => [key, facts.map((fact) => fact.elapsed)]));
}
