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
import { userOfCaller, userOfUid } from '../../android/uids.js';
import { EventKind } from '../../trace/event-kind.js';
import type { ResolvedClock, TimedFact } from '../clock/moments.js';
import type { Remarks } from './remarks.js';
import type { ForegroundSession, SessionMoment } from './foreground-session.js';
import type { RowSink } from './row-sink.js';
import { serviceKey, SessionEvidence } from './session-evidence.js';
import { isAllowedByInputs, type StartDecision } from './start-inputs.js';

interface ServiceState {
  readonly component: string;
  readonly user: number;
  running: ForegroundSession | undefined;
  /** A start was seen and no stop since. */
  isStarted: boolean;
  /** Stopped while bound: still foreground, no longer limited. */
  isStoppedWhileBound: boolean;
  lastStop: number;
}

/** The stop event follows "Stop FGS timeout" within this time when the service really goes. */
const STOP_FOLLOWS_MS = 2_000;
/** `argument` of a start: whether the app may start it from the background. */
const DENIED = 1;
const ALLOWED = 2;
/** background_settle_time: an app is that long in the background before it is idle, and cannot start services there. */
const IDLE_AFTER_MS = 60_000;

export class ForegroundSessions {
  readonly sessions: ForegroundSession[] = [];
  readonly #states = new Map<string, ServiceState>();
  readonly #evidence: SessionEvidence;
  readonly #knownTarget = new Set<number>();

  constructor(
    readonly rows: RowSink,
    believed: readonly TimedFact[],
    readonly clock: Pick<ResolvedClock, 'uptime' | 'span'>,
    readonly remarks: Remarks,
  ) {
    this.#evidence = new SessionEvidence(believed, rows.identities);
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
        else if (body.transition === 'timed-out') this.#ranBefore(fact, body.component, body.user, body.types);
        return;
      case 'fgs-timed-out':
        this.#ranBefore(fact, body.service.component, body.service.user, maskOfLabel(body.typeLabel));
        return;
      case 'short-fgs':
        if (body.stage === 'timed-out')
          this.#ranBefore(fact, body.service.component, body.service.user, ServiceType.shortService);
        else if (body.stage === 'brought-down') this.#broughtDown(fact, body.service.component, body.service.user);
        return;
      case 'fgs-timer-cancelled':
        this.#timerCancelled(fact, body.service.component, body.service.user);
        return;
      case 'fgs-logger':
        if (body.transition === 'stop' && !this.#evidence.tellsStartsAt(fact.elapsed))
          this.#leftByUid(fact, body.uid, body.packageName);
        return;
      case 'service-stopped-idle':
        this.#stoppedIdle(fact, body.component, userOfUid(body.uid));
        return;
      case 'service-snapshot':
        if (body.isForeground) this.#seenInDump(fact);
        return;
      case 'process-died':
        this.#lostProcess(fact, body.processName, undefined, body.pid);
        return;
      case 'process-killed':
      case 'exit-info':
        this.#lostProcess(fact, body.processName, body.uid, body.pid);
        return;
      case 'force-stopped':
      case 'package-removed':
        this.endAll(fact, body, body.kind === 'force-stopped' ? 'force-stop' : 'uninstalled');
        return;
      case 'boot':
        if (body.stage === 'system-server' || body.stage === 'kernel') this.endAll(fact, undefined, 'reboot');
        return;
      case 'shutdown':
        this.endAll(fact, undefined, 'shutdown');
        return;
      default:
        return;
    }
  }

  #state(component: string, user: number): ServiceState {
    const key = serviceKey(user, component);
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state = {
      component,
      user,
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
    const { component, targetSdk, callingUid, reasonCode } = fact.body;
    if (component === undefined) return;
    const user = userOfCaller(callingUid);
    const subject = { ...this.rows.service(component, user), note: reasonCode ?? '' };
    if (targetSdk !== undefined) this.#targetSdk(fact, subject.uid, subject.process, targetSdk);
    const state = this.#state(component, user);
    if (!fact.body.allowed || !isAllowedByInputs(fact.body)) {
      this.#disallowed(fact, fact.body, state);
      return;
    }
    this.rows.proven(EventKind.startForegroundService, fact, subject);
    state.isStarted = true;
    if (this.#evidence.tellsStartsAt(fact.elapsed) || state.running !== undefined) return;
    // The event log may begin between the decision and the event of the same start.
    if (this.#evidence.hasStartAfter(serviceKey(user, component), fact.elapsed)) return;
    const types = this.rows.identities.typesOf(component);
    this.rows.proven(EventKind.startForeground, fact, { ...subject, types: types ?? ServiceType.none });
    this.#open(state, component, subject.uid, types, momentOf(fact));
  }

  /**
   * The system refuses, or by the inputs should have. The refusal that follows tells which call it was. A start that should have
   * been accepted is written as a plain one: nothing was promised, because the app got an exception.
   */
  #disallowed(fact: TimedFact, decision: StartDecision, state: ServiceState): void {
    const { component, reasonCode } = decision;
    const subject = { ...this.rows.service(state.component, state.user), note: reasonCode ?? '' };
    if (isAllowedByInputs(decision)) {
      this.rows.proven(EventKind.startService, fact, { ...subject, argument: ALLOWED });
      return;
    }
    if (component === undefined || this.#evidence.refusedCallAfter(component, fact.elapsed) !== 'startForeground') {
      this.rows.proven(EventKind.startForegroundService, fact, { ...subject, argument: DENIED });
      return;
    }
    if (!state.isStarted) this.rows.inferred(EventKind.startService, fact, subject);
    state.isStarted = true;
    const types = this.rows.identities.typesOf(component) ?? ServiceType.none;
    this.rows.proven(EventKind.startForeground, fact, { ...subject, types, argument: DENIED });
  }

  #started(fact: TimedFact, component: string, user: number, types: TypeMask | undefined, targetSdk: number): void {
    const state = this.#state(component, user);
    const subject = this.rows.service(component, user);
    this.#targetSdk(fact, subject.uid, subject.process, targetSdk);
    const mask = types ?? this.rows.identities.typesOf(component);
    if (state.running !== undefined) this.#close(state, fact, 'not recorded: the next start came');
    // Something started it before it could go to the foreground; bound-only services are rare and not told apart here.
    if (!state.isStarted) this.rows.inferred(EventKind.startService, fact, subject);
    state.isStarted = true;
    this.rows.proven(EventKind.startForeground, fact, { ...subject, types: mask ?? ServiceType.none });
    this.#open(state, component, subject.uid, mask, momentOf(fact));
  }

  #stopped(fact: TimedFact, component: string, user: number): void {
    if (fact.body.kind !== 'fgs-event') return;
    const { types, stopReason } = fact.body;
    const state = this.#state(component, user);
    if (state.isStoppedWhileBound) {
      state.isStoppedWhileBound = false;
      this.rows.proven(EventKind.unbindService, fact, this.rows.service(component, user));
      this.#close(state, fact, stopReason);
      return;
    }
    if (state.running === undefined && fact.elapsed - state.lastStop <= STOP_FOLLOWS_MS) return;
    if (state.running === undefined) this.#ranBefore(fact, component, user, types);
    if (this.#isBringDownOfDead(fact, component, user)) {
      this.#close(state, fact, 'process died');
      return;
    }
    const isStopForeground = stopReason === 'STOP_FOREGROUND';
    this.#stop(fact, state, isStopForeground ? EventKind.stopForeground : EventKind.stopService, stopReason);
  }

  /** A service that goes because its process died is not stopped: nothing is charged and no timer is cancelled. */
  #isBringDownOfDead(fact: TimedFact, component: string, user: number): boolean {
    if (this.#evidence.isTimerCancelledNear(serviceKey(user, component), fact.elapsed)) return false;
    return this.#evidence.hasDeathNear(this.rows.identities.processOf(component), user, fact.elapsed);
  }

  #timerCancelled(fact: TimedFact, component: string, user: number): void {
    const state = this.#state(component, user);
    if (state.running === undefined && fact.elapsed - state.lastStop <= STOP_FOLLOWS_MS) return;
    const known = this.rows.identities.typesOf(component);
    if (state.running === undefined) this.#ranBefore(fact, component, user, known ?? ServiceType.dataSync);
    const follows = this.#evidence.stopAfter(serviceKey(user, component), fact.elapsed);
    const isCutOff = (this.clock.span?.last ?? 0) - fact.elapsed <= STOP_FOLLOWS_MS;
    if (follows?.stopReason === 'STOP_FOREGROUND') {
      this.#stop(fact, state, EventKind.stopForeground, 'STOP_FOREGROUND');
    } else if (follows !== undefined || isCutOff || !this.#evidence.tellsStartsAt(fact.elapsed)) {
      this.#stop(fact, state, EventKind.stopService, 'STOP_SERVICE');
    } else {
      // The timer was cancelled and the service stayed in the foreground: it is bound.
      const subject = this.rows.service(component, user);
      this.rows.inferred(EventKind.bindService, fact, subject);
      this.rows.proven(EventKind.stopService, fact, subject);
      state.isStarted = false;
      state.isStoppedWhileBound = true;
      this.remarks.add(
        'a service was stopped while bound: it stays in the foreground, and no limit counts any more',
        fact,
      );
    }
  }

  /** Vendors name the uid alone: sure only where it runs one service. Batterystats tells when a package's last one left. */
  #leftByUid(fact: TimedFact, uid: number, packageName: string | undefined): void {
    const running = [...this.#states.values()].filter(
      (state) =>
        state.running?.uid === uid && (packageName === undefined || packageOf(state.component) === packageName),
    );
    if (running.length > 1 && packageName === undefined) return;
    for (const state of running) this.#stop(fact, state, EventKind.stopService, 'not stated');
  }

  /** The event log and the main log both tell it; what is not known to be started is a background service. */
  #stoppedIdle(fact: TimedFact, component: string, user: number): void {
    const state = this.#state(component, user);
    const isStanding = state.isStarted || state.running !== undefined;
    // Told twice: by the line and by the event.
    if (!isStanding && fact.elapsed - state.lastStop <= STOP_FOLLOWS_MS) return;
    if (!isStanding) {
      // Only started services are stopped, and a start in the background writes no line.
      const age = this.#evidence.idleAgeAt(serviceKey(user, component), fact.elapsed) ?? IDLE_AFTER_MS;
      const elapsed = fact.elapsed - age;
      const at = { elapsed, uptime: this.clock.uptime.uptimeAt(elapsed) };
      this.rows.inferred(EventKind.startService, at, this.rows.service(component, user));
    }
    this.#stop(fact, state, EventKind.stopService, 'app idle');
  }

  /** `Short FGS brought down without stopping`: force-stop, or the Task Manager of the system. */
  #broughtDown(fact: TimedFact, component: string, user: number): void {
    const state = this.#state(component, user);
    if (state.running !== undefined) this.#stop(fact, state, EventKind.stopService, 'brought down without stopping');
  }

  /** A service that is in the foreground although no start was seen: it began before the log, or earlier than told. */
  #ranBefore(fact: TimedFact, component: string, user: number, types: TypeMask | undefined): void {
    const state = this.#state(component, user);
    if (state.running !== undefined) return;
    const durationMs = this.#evidence.durationAt(serviceKey(user, component), fact.elapsed);
    const { line } = fact.provenance;
    if (durationMs !== undefined && durationMs > 0) {
      const uptime = fact.uptime - durationMs;
      const inferredFrom = `the duration that the system printed at line ${line}`;
      const elapsed = this.clock.uptime.elapsedAt(uptime);
      this.#openInferred(state, types, { elapsed, uptime, provenance: undefined, inferredFrom });
      return;
    }
    const elapsed = Math.min(fact.elapsed, this.#evidence.watchedFrom ?? fact.elapsed);
    this.#openInferred(state, types, {
      elapsed,
      uptime: this.clock.uptime.uptimeAt(elapsed),
      earlierBy: Number.POSITIVE_INFINITY,
      provenance: undefined,
      inferredFrom: `in the foreground before the log begins (line ${line})`,
    });
  }

  /** Between the creation of its record and the dump, and before the event log where that would have told the start. */
  #seenInDump(fact: TimedFact): void {
    if (fact.body.kind !== 'service-snapshot') return;
    const { service, types, ageMs, targetSdk } = fact.body;
    const state = this.#state(service.component, service.user);
    if (state.running !== undefined || fact.elapsed < (this.clock.span?.first ?? 0)) return;
    const createdAt = ageMs === undefined ? Number.NEGATIVE_INFINITY : fact.elapsed - ageMs;
    const earliest = Math.max(createdAt, state.lastStop);
    const { watchedFrom } = this.#evidence;
    const isTold = watchedFrom !== undefined && earliest < watchedFrom && this.#evidence.tellsStartsAt(watchedFrom);
    const elapsed = isTold ? watchedFrom : fact.elapsed;
    const subject = this.rows.service(service.component, service.user);
    if (targetSdk !== undefined) this.#targetSdk(fact, subject.uid, subject.process, targetSdk);
    this.#openInferred(state, types, {
      elapsed,
      uptime: this.clock.uptime.uptimeAt(elapsed),
      earlierBy: elapsed - earliest,
      provenance: undefined,
      inferredFrom: `in the foreground when the dump was made (line ${fact.provenance.line}); created ${ageMs === undefined ? 'at an unknown time' : 'no earlier than its record'}`,
    });
  }

  #openInferred(state: ServiceState, types: TypeMask | undefined, start: SessionMoment): void {
    const subject = this.rows.service(state.component, state.user);
    const at = { elapsed: start.elapsed, uptime: start.uptime, earlierBy: start.earlierBy ?? 0 };
    this.rows.inferred(EventKind.startService, at, subject);
    this.rows.inferred(EventKind.startForeground, at, { ...subject, types: types ?? ServiceType.none });
    state.isStarted = true;
    this.#open(state, state.component, subject.uid, types, start);
  }

  #open(state: ServiceState, component: string, uid: number, types: TypeMask | undefined, start: SessionMoment): void {
    state.isStoppedWhileBound = false;
    state.running = { component, uid, types, start, stop: undefined };
    this.sessions.push(state.running);
  }

  #stop(fact: TimedFact, state: ServiceState, kind: number, reason: string): void {
    this.rows.proven(kind, fact, this.rows.service(state.component, state.user));
    if (kind !== EventKind.stopForeground) state.isStarted = false;
    this.#close(state, fact, reason);
  }

  #close(state: ServiceState, fact: TimedFact, reason: string): void {
    state.lastStop = fact.elapsed;
    if (state.running === undefined) return;
    state.running.stop = { ...momentOf(fact), reason };
    state.running = undefined;
  }

  #lostProcess(fact: TimedFact, process: string, uid: number | undefined, pid: number): void {
    const known = uid ?? this.rows.identities.uidOfPid(pid, fact.elapsed);
    const user = known === undefined ? undefined : userOfUid(known);
    for (const state of this.#states.values()) {
      const { component } = state;
      const isStanding = state.isStarted || state.running !== undefined;
      if (!isStanding || this.rows.identities.processOf(component) !== process) continue;
      if (user !== undefined && state.user !== user) continue;
      if (state.isStarted && this.#evidence.isRestarted(component, fact.elapsed)) {
        this.rows.inferred(EventKind.serviceSticky, fact, {
          ...this.rows.service(component, state.user),
          argument: 1,
        });
        continue;
      }
      this.#end(state, fact, 'process died');
    }
  }

  /** Everything of one app, or of the whole device, ends. */
  endAll(
    fact: TimedFact,
    app: { readonly packageName: string; readonly uid: number | undefined } | undefined,
    reason: string,
  ): void {
    for (const state of this.#states.values()) {
      if (app !== undefined && packageOf(state.component) !== app.packageName) continue;
      if (app?.uid !== undefined && userOfUid(app.uid) !== state.user) continue;
      this.#end(state, fact, reason);
    }
  }

  #end(state: ServiceState, fact: TimedFact, reason: string): void {
    state.isStarted = false;
    state.isStoppedWhileBound = false;
    if (state.running !== undefined) this.#close(state, fact, reason);
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
