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
import type { AppRecord, ProcessRecord, ServiceRecord } from './records.js';
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
  readonly service: ServiceRecord;
  readonly process: ProcessRecord;
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
    this.#boot = new BootStarts(services, constants);
    const stop = (service: ServiceRecord): void => this.stopService(service);
    this.#promise = new StartPromiseRule(state, constants, queue, ledger, outcomes, stop, (process) =>
      this.#crashProcess(process),
    );
    this.#idle = new IdleStop(state, constants, queue, ledger, outcomes, stop);
    this.#restart = new StickyRestart(state, constants, queue, (service) => this.#restarted(service));
    this.#createdElapsed = new Float64Array(services);
    this.#wasForeground = new Uint8Array(services);
    this.#startedLastByStartService = new Uint8Array(services);
  }

  protected override nothingDueBefore(): number {
    return Math.min(this.queue.nextAt, this.#reactionQueue.nextAt);
  }

  protected override nextDue(): number {
    return Math.min(super.nextDue(), this.#reactionQueue.nextAt);
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
    this.#idle.updateAll();
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
        this.#background.setFlag(this.appAt(at), program.argument[at] === 1);
        return;
      case EventKind.bootCompleted:
        this.#boot.open(this.now.elapsed);
        return;
      case EventKind.uidIdle:
        this.#idle.makeIdle(this.appAt(at));
        break;
      default:
        super.act(at);
    }
    this.#idle.updateAll();
  }

  protected override startService(at: number, kind: number, service: ServiceRecord, process: ProcessRecord): void {
    const { program } = this;
    const { app } = service;
    const argument = program.argument[at]!;
    const isEligible = this.#background.isEligible(app, argument);
    const isForegroundStart = kind === EventKind.startForegroundService;
    if (isForegroundStart && !isEligible && isSince(app, BACKGROUND_RESTRICTED_SINCE)) {
      this.denyBackground(service, ServiceType.none);
      return;
    }
    this.#boot.noteStart(service, this.now.elapsed, argument === DENIED || argument === ALLOWED);
    this.#bringUp(service, process);
    service.startRequested = true;
    this.#startedLastByStartService[service.index] = isForegroundStart ? 0 : 1;
    this.#background.noteStart(service, isEligible);
    if (isForegroundStart && isSince(app, PROMISE_SINCE)) this.#promise.promise(service);
  }

  protected override bindService(at: number, service: ServiceRecord, process: ProcessRecord): void {
    const isEligible = this.#background.isEligible(service.app, this.program.argument[at]!);
    this.#bringUp(service, process);
    // Several binds of a plan are one binding.
    service.bindings = 1;
    this.#background.noteStart(service, isEligible);
  }

  /** The record, made when there is none, brought back when it waits; its process comes up. */
  #bringUp(service: ServiceRecord, process: ProcessRecord): void {
    const isNew = !service.exists;
    const isWaiting = !isNew && service.host === null;
    comeUp(process);
    service.bringUp(process);
    if (isNew) {
      this.#createdElapsed[service.index] = this.now.elapsed;
      this.#wasForeground[service.index] = 0;
      this.#startedLastByStartService[service.index] = 0;
      this.#background.forget(service);
    }
    if (isNew || isWaiting) this.#restart.noteBringUp(service, this.now.uptime, isNew);
    if (!isWaiting) return;
    this.#restart.drop(service);
    this.#promise.restart(service);
  }

  protected override startForeground(at: number, service: ServiceRecord): void {
    const { program } = this;
    this.#goForeground(service, acceptedTypes(program.types[at]!), program.argument[at]!);
  }

  /** The order inside startForeground (docs/scenarios.md; spec/fgs-limits.md 2.4). */
  #goForeground(service: ServiceRecord, types: number, argument: number): void {
    if (!service.exists || service.host === null) return;
    const { app, isForeground, typeMask: previousMask } = service;
    const isRunningShort = isForeground && previousMask === ServiceType.shortService;
    this.#promise.keep(service);
    if (this.#refusesAtBoot(app) && this.#boot.refuses(service, types)) {
      this.#deny('start-denied-boot', service);
      return;
    }
    if (types === ServiceType.shortService && !service.startRequested) {
      this.#deny('start-denied-type', service);
      return;
    }
    const applies = this.rule?.applies(app) === true;
    const isLimited = applies && this.rule?.trackedType(types) !== ServiceType.none;
    this.#evaluate(service, argument, isRunningShort, isLimited);
    const isAllowed = this.#background.get(service) || !isSince(app, BACKGROUND_RESTRICTED_SINCE);
    if (isLimited && !isRunningShort && isAllowed && this.rule?.admit(service, types) === false) return;
    const isToShort = types === ServiceType.shortService && isForeground;
    if (!isAllowed && !isToShort) {
      this.denyBackground(service, types);
      return;
    }
    this.commitForeground(service, types, previousMask, applies, isAllowed);
    this.#wasForeground[service.index] = 1;
  }

  /** Records anew whether the service may start from the background, where the platform looks again. */
  #evaluate(service: ServiceRecord, argument: number, isRunningShort: boolean, isLimited: boolean): void {
    const background = this.#background;
    const { app } = service;
    // The recorded reason is forgotten and found anew too (2.4 step 8 B).
    if (isLimited && !isRunningShort)
      this.#boot.noteStart(service, this.now.elapsed, argument === DENIED || argument === ALLOWED);
    if (isRunningShort || isLimited) {
      background.set(service, background.isEligible(app, argument));
      return;
    }
    const age = this.now.elapsed - this.#createdElapsed[service.index]!;
    const isLateStart =
      this.#wasForeground[service.index] === 0 &&
      this.#startedLastByStartService[service.index] === 1 &&
      age > this.constants.fgs_start_foreground_timeout;
    const isStillDenied = this.#wasForeground[service.index] === 1 && !background.get(service);
    if (isLateStart || isStillDenied) background.set(service, background.isEligible(app, argument));
  }

  #refusesAtBoot(app: AppRecord): boolean {
    const { release } = this.policy;
    const isRelease = release !== null && release >= BOOT_RESTRICTED_RELEASE;
    return isRelease && isSince(app, BOOT_RESTRICTED_SINCE);
  }

  #deny(outcome: 'start-denied-boot' | 'start-denied-type', { index }: ServiceRecord): void {
    this.ledger.write(
      outcome === 'start-denied-boot' ? LedgerCode.deniedBoot : LedgerCode.deniedType,
      index,
      NONE,
      0,
      0,
    );
    this.outcomes.write(outcome, index, ServiceType.none, this.ledger.length);
  }

  protected override stopForeground(service: ServiceRecord): void {
    const wasForeground = service.exists && service.isForeground;
    super.stopForeground(service);
    if (wasForeground) this.#background.forget(service);
  }

  /** A record that goes by a stop; with a promise open, the app crashes. */
  protected override stopped(service: ServiceRecord): void {
    const { host } = service;
    super.stopped(service);
    this.#forgetRecord(service);
    this.#promise.bringDown(service, host);
  }

  #forgetRecord(service: ServiceRecord): void {
    this.#background.forget(service);
    this.#boot.forget(service);
    this.#restart.drop(service);
  }

  protected override lostRecord(service: ServiceRecord): void {
    super.lostRecord(service);
    this.#forgetRecord(service);
    this.#promise.forget(service);
  }

  protected override waits(service: ServiceRecord): void {
    super.waits(service);
    this.#promise.loseProcess(service);
    this.#restart.schedule(service, this.now.uptime, this.#crashing);
  }

  /** The process that dies now dies of a crash. */
  #crashing = false;

  #crashProcess(process: ProcessRecord): void {
    this.#crashing = true;
    this.processDied(process);
    this.#crashing = false;
  }

  protected override crash({ host }: ServiceRecord): void {
    if (host !== null) this.#crashProcess(host);
  }

  #restarted(service: ServiceRecord): void {
    const process = service.lastHost;
    if (!service.exists || service.host !== null || process === null) return;
    comeUp(process);
    service.host = process;
    this.ledger.write(LedgerCode.restarted, service.index, NONE, 0, 0);
    this.#restart.noteBringUp(service, this.now.uptime, false);
    this.#promise.restart(service);
  }

  protected override callback(service: ServiceRecord): void {
    const { host: process, typeMask: types } = service;
    const reaction = this.options.reactions?.get(this.program.services[service.index]!.component);
    if (reaction === undefined || process === null || process.isHanging) return;
    if (reaction.do === 'hang' && reaction.afterMs === 0) {
      process.isHanging = true;
      return;
    }
    const ticket = this.#reactionQueue.post(this.now.uptime + reaction.afterMs, REACTION, service.index);
    this.#reactions.set(ticket, { service, process, life: process.life, reaction, types });
  }

  #react(ticket: number): void {
    const pending = this.#reactions.get(ticket);
    this.#reactions.delete(ticket);
    if (pending === undefined) return;
    const { service, process, life, reaction, types } = pending;
    if (!process.isAlive || process.life !== life || process.isHanging) return;
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
        process.isHanging = true;
    }
  }

  protected override processState(process: ProcessRecord, processState: number): void {
    // appToTop brings the process up; a process that is down cannot leave TOP.
    if (processState <= 2) comeUp(process);
    else if (!process.isAlive) return;
    super.processState(process, processState);
  }

  protected override boot(): void {
    super.boot();
    this.#reactionQueue.clear();
    this.#reactions.clear();
    this.#boot.forgetBoot();
    this.#promise.forgetBoot();
    this.#idle.forgetBoot();
    this.#restart.forgetBoot();
  }
}

function comeUp(process: ProcessRecord): void {
  if (!process.isAlive) process.start();
}

/** Whether a change that begins with a target SDK concerns an app; one whose target nobody tells is taken to be concerned. */
function isSince({ targetSdk }: AppRecord, since: number): boolean {
  return targetSdk === 0 || targetSdk >= since;
}
