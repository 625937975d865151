/**
 * Replays a plan: a scenario, in which everything that happens is either a step or follows from one. Beside the limits of
 * a recording it plays what a recording tells by itself: crashes that kill, restarts, the app's reactions to onTimeout,
 * the start promise, the boot broadcast, the idle minute, and who may start from the background. docs/scenarios.md is
 * the contract; every method here follows a paragraph of it.
 */
import { ServiceType } from '../android/service-types.js';
import { BackgroundStarts } from '../limits/background-start.js';
import { BootStarts } from '../limits/boot-start.js';
import { IDLE_MESSAGE, IdleStop } from '../limits/idle-stop.js';
import { PROMISE_ANR_MESSAGE, PROMISE_MESSAGE, StartPromiseRule } from '../limits/start-promise.js';
import { RESTART_MESSAGE, StickyRestart } from '../limits/sticky-restart.js';
import type { ShippedPolicy } from '../policy/policy.js';
import { EventKind } from '../trace/event-kind.js';
import { HandlerQueue } from './handler-queue.js';
import { LedgerCode, NONE } from './ledger.js';
import { acceptedTypes, type Program } from './program.js';
import type { Reaction } from './reactions.js';
import { RecordedReplay } from './recorded-replay.js';
import type { ReplayOptions } from './replay-options.js';

const REACTION = 1;
/** What a step says about itself in its `argument`: whether it may start from the background. */
const DENIED = 1;
const ALLOWED = 2;
/** Target SDK from which an app may not start foreground services from the background (FGS_BG_START_RESTRICTION_CHANGE_ID). */
const BACKGROUND_RESTRICTED_SINCE = 31;
/** Target SDK from which startForegroundService is a promise. */
const PROMISE_SINCE = 26;
/** Target SDK from which, on Android 15, BOOT_COMPLETED may not start some types. */
const BOOT_RESTRICTED_SINCE = 35;
const BOOT_RESTRICTED_RELEASE = 15;

interface PendingReaction {
  readonly service: number;
  readonly process: number;
  readonly life: number;
  readonly reaction: Reaction;
  /** Types at the callback, for "again". */
  readonly types: number;
}

export class PlannedReplay extends RecordedReplay {
  protected override readonly mostActions = 100_000;
  readonly #background: BackgroundStarts;
  readonly #boot: BootStarts;
  readonly #promise: StartPromiseRule;
  readonly #idle: IdleStop;
  readonly #restart: StickyRestart;
  /** Reactions of the app; after messages of the same instant, before its steps. */
  readonly #reactionQueue = new HandlerQueue();
  readonly #reactions = new Map<number, PendingReaction>();
  #tookMessage = false;
  /** By service: uptime-independent age, for startForeground long after startService. */
  readonly #createdElapsed: Float64Array;
  readonly #wasForeground: Uint8Array;
  readonly #startedLastByStartService: Uint8Array;

  constructor(program: Program, policy: ShippedPolicy, options: ReplayOptions) {
    super(program, policy, options);
    const { state, constants, queue, ledger, outcomes } = this;
    const services = program.services.length;
    this.#background = new BackgroundStarts(state);
    this.#boot = new BootStarts(services, constants, this.#background);
    const stop = (service: number): void => this.stopService(service);
    this.#promise = new StartPromiseRule(state, constants, queue, ledger, outcomes, stop, (process) =>
      this.#crashProcess(process),
    );
    this.#idle = new IdleStop(state, constants, queue, ledger, outcomes, stop);
    this.#restart = new StickyRestart(state, constants, queue, (service) => this.#restarted(service));
    this.#createdElapsed = new Float64Array(services);
    this.#wasForeground = new Uint8Array(services);
    this.#startedLastByStartService = new Uint8Array(services);
  }

  protected override nextDue(): number {
    return Math.min(this.queue.nextAt, this.#reactionQueue.nextAt);
  }

  protected override takeNext(): number {
    const reactions = this.#reactionQueue;
    this.#tookMessage = this.queue.nextAt <= reactions.nextAt;
    if (this.#tookMessage) return super.takeNext();
    reactions.take();
    return reactions.takenAt;
  }

  protected override actOnTaken(): void {
    if (this.#tookMessage) super.actOnTaken();
    else this.#react(this.#reactionQueue.takenTicket);
    this.#updateIdle();
  }

  protected override handle(what: number, subject: number, ticket: number): void {
    switch (what) {
      case PROMISE_MESSAGE:
      case PROMISE_ANR_MESSAGE:
        this.#promise.handle(what, subject, ticket);
        return;
      case IDLE_MESSAGE:
        this.#idle.handle(subject, ticket);
        return;
      case RESTART_MESSAGE:
        this.#restart.handle(subject, ticket);
        return;
      default:
        super.handle(what, subject, ticket);
    }
  }

  protected override act(at: number): void {
    const { program } = this;
    switch (program.kind[at]) {
      case EventKind.backgroundFlag:
        this.#background.setFlag(program.app[at]!, program.argument[at] === 1);
        return;
      case EventKind.bootCompleted:
        this.#boot.open(this.ledger.elapsed);
        return;
      case EventKind.uidIdle:
        this.#idle.makeIdle(program.app[at]!);
        break;
      default:
        super.act(at);
    }
    this.#updateIdle();
  }

  #updateIdle(): void {
    for (let app = 0; app < this.program.apps.length; app++) this.#idle.update(app);
  }

  protected override startService(at: number, kind: number, service: number, process: number): void {
    const { state, program } = this;
    const app = state.appOf(service);
    const argument = program.argument[at]!;
    const isEligible = this.#background.isEligible(app, argument);
    const isForegroundStart = kind === EventKind.startForegroundService;
    if (isForegroundStart && !isEligible && this.#isRestricted(app)) {
      this.denyBackground(service, ServiceType.none);
      return;
    }
    this.#boot.noteStart(service, app, this.ledger.elapsed, argument === DENIED || argument === ALLOWED);
    this.#bringUp(service, process);
    state.startRequested[service] = 1;
    this.#startedLastByStartService[service] = isForegroundStart ? 0 : 1;
    this.#background.noteStart(service, isEligible);
    const target = state.targetSdk[app]!;
    if (isForegroundStart && (target === 0 || target >= PROMISE_SINCE)) this.#promise.promise(service);
  }

  protected override bindService(at: number, service: number, process: number): void {
    const isEligible = this.#background.isEligible(this.state.appOf(service), this.program.argument[at]!);
    this.#bringUp(service, process);
    // Several binds of a plan are one binding.
    this.state.bindings[service] = 1;
    this.#background.noteStart(service, isEligible);
  }

  /** The record, made when there is none, brought back when it waits; its process comes up. */
  #bringUp(service: number, process: number): void {
    const { state } = this;
    const isNew = state.exists[service] === 0;
    const isWaiting = !isNew && state.host[service] === NONE;
    this.#comeUp(process);
    state.bringUp(service, process);
    if (isNew) {
      this.#createdElapsed[service] = this.ledger.elapsed;
      this.#wasForeground[service] = 0;
      this.#startedLastByStartService[service] = 0;
      this.#background.forget(service);
    }
    if (isNew || isWaiting) this.#restart.noteBringUp(service, this.ledger.uptime, isNew);
    if (!isWaiting) return;
    this.#restart.drop(service);
    this.#promise.restart(service);
  }

  #comeUp(process: number): void {
    if (this.state.isAlive[process] === 0) this.state.startProcess(process);
  }

  #isRestricted(app: number): boolean {
    const target = this.state.targetSdk[app]!;
    return target === 0 || target >= BACKGROUND_RESTRICTED_SINCE;
  }

  protected override startForeground(at: number, service: number): void {
    const { program } = this;
    this.#goForeground(service, acceptedTypes(program.types[at]!), program.argument[at]!);
  }

  /** The order inside startForeground (docs/scenarios.md; spec/fgs-limits.md 2.4). */
  #goForeground(service: number, types: number, argument: number): void {
    const { state } = this;
    const host = state.host[service]!;
    if (state.exists[service] === 0 || host === NONE) return;
    const app = state.appOf(service);
    const previousMask = state.typeMask[service]!;
    const isForeground = state.isForeground[service] === 1;
    const isRunningShort = isForeground && previousMask === ServiceType.shortService;
    this.#promise.keep(service);
    if (this.#refusesAtBoot(app) && this.#boot.refuses(service, types)) {
      this.#deny('start-denied-boot', service);
      return;
    }
    if (types === ServiceType.shortService && state.startRequested[service] === 0) {
      this.#deny('start-denied-type', service);
      return;
    }
    const applies = this.rule?.applies(app) === true;
    const isLimited = applies && this.rule?.trackedType(types) !== ServiceType.none;
    this.#evaluate(service, app, argument, isRunningShort, isLimited);
    const isAllowed = this.#background.get(service) || !this.#isRestricted(app);
    if (isLimited && !isRunningShort && isAllowed && this.rule?.admit(service, types) === false) return;
    const isToShort = types === ServiceType.shortService && isForeground;
    if (!isAllowed && !isToShort) {
      this.denyBackground(service, types);
      return;
    }
    this.commitForeground(service, types, previousMask, applies, isAllowed);
    this.#wasForeground[service] = 1;
  }

  /** Records anew whether the service may start from the background, where the platform looks again. */
  #evaluate(service: number, app: number, argument: number, isRunningShort: boolean, isLimited: boolean): void {
    const background = this.#background;
    // The recorded reason is forgotten and found anew too (2.4 step 8 B).
    if (isLimited && !isRunningShort)
      this.#boot.noteStart(service, app, this.ledger.elapsed, argument === DENIED || argument === ALLOWED);
    if (isRunningShort || isLimited) {
      background.set(service, background.isEligible(app, argument));
      return;
    }
    const age = this.ledger.elapsed - this.#createdElapsed[service]!;
    const isLateStart =
      this.#wasForeground[service] === 0 &&
      this.#startedLastByStartService[service] === 1 &&
      age > this.constants.fgs_start_foreground_timeout;
    const isStillDenied = this.#wasForeground[service] === 1 && !background.get(service);
    if (isLateStart || isStillDenied) background.set(service, background.isEligible(app, argument));
  }

  #refusesAtBoot(app: number): boolean {
    const { release } = this.policy;
    const target = this.state.targetSdk[app]!;
    const isRelease = release !== null && release >= BOOT_RESTRICTED_RELEASE;
    return isRelease && (target === 0 || target >= BOOT_RESTRICTED_SINCE);
  }

  #deny(outcome: 'start-denied-boot' | 'start-denied-type', service: number): void {
    this.ledger.write(
      outcome === 'start-denied-boot' ? LedgerCode.deniedBoot : LedgerCode.deniedType,
      service,
      NONE,
      0,
      0,
    );
    this.outcomes.write(outcome, service, ServiceType.none, this.ledger.length);
  }

  protected override stopForeground(service: number): void {
    const wasForeground = this.state.exists[service] === 1 && this.state.isForeground[service] === 1;
    super.stopForeground(service);
    if (wasForeground) this.#background.forget(service);
  }

  /** A record that goes by a stop; with a promise open, the app crashes. */
  protected override stopped(service: number): void {
    const host = this.state.host[service]!;
    super.stopped(service);
    this.#forgetRecord(service);
    this.#promise.bringDown(service, host);
  }

  #forgetRecord(service: number): void {
    this.#background.forget(service);
    this.#boot.forget(service);
    this.#restart.drop(service);
  }

  protected override lostRecord(service: number): void {
    super.lostRecord(service);
    this.#forgetRecord(service);
    this.#promise.forget(service);
  }

  protected override waits(service: number): void {
    super.waits(service);
    this.#promise.loseProcess(service);
    this.#restart.schedule(service, this.ledger.uptime, this.#crashing);
  }

  /** The process that dies now dies of a crash. */
  #crashing = false;

  #crashProcess(process: number): void {
    this.#crashing = true;
    this.processDied(process);
    this.#crashing = false;
  }

  protected override crash(service: number): void {
    const host = this.state.host[service]!;
    if (host !== NONE) this.#crashProcess(host);
  }

  #restarted(service: number): void {
    const { state } = this;
    if (state.exists[service] === 0 || state.host[service] !== NONE) return;
    const process = state.lastHost[service]!;
    this.#comeUp(process);
    state.host[service] = process;
    this.#restart.noteBringUp(service, this.ledger.uptime, false);
    this.#promise.restart(service);
  }

  protected override callback(service: number): void {
    const { state, program } = this;
    const process = state.host[service]!;
    const reaction = this.options.reactions?.get(program.services[service]!.component);
    if (reaction === undefined || process === NONE || state.isHanging[process] === 1) return;
    if (reaction.do === 'hang' && reaction.afterMs === 0) {
      state.isHanging[process] = 1;
      return;
    }
    const ticket = this.#reactionQueue.post(this.ledger.uptime + reaction.afterMs, REACTION, service);
    const types = state.typeMask[service]!;
    this.#reactions.set(ticket, { service, process, life: state.life[process]!, reaction, types });
  }

  #react(ticket: number): void {
    const pending = this.#reactions.get(ticket);
    this.#reactions.delete(ticket);
    if (pending === undefined) return;
    const { service, process, life, reaction, types } = pending;
    const { state } = this;
    if (state.isAlive[process] === 0 || state.life[process] !== life || state.isHanging[process] === 1) return;
    switch (reaction.do) {
      case 'stopSelf':
        this.stopService(service);
        return;
      case 'stopForeground':
        this.stopForeground(service);
        return;
      case 'startForegroundAgain':
        this.#goForeground(service, types, Number.NaN);
        return;
      case 'switchType':
        this.#goForeground(service, acceptedTypes(reaction.types), Number.NaN);
        return;
      case 'hang':
        state.isHanging[process] = 1;
    }
  }

  protected override processState(process: number, processState: number): void {
    // appToTop brings the process up; a process that is down cannot leave TOP.
    if (processState <= 2) this.#comeUp(process);
    else if (this.state.isAlive[process] === 0) return;
    super.processState(process, processState);
  }

  protected override boot(): void {
    super.boot();
    this.#reactionQueue.clear();
    this.#reactions.clear();
    this.#background.forgetBoot();
    this.#boot.forgetBoot();
    this.#promise.forgetBoot();
    this.#idle.forgetBoot();
    this.#restart.forgetBoot();
  }
}
