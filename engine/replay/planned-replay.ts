/**
 * Replays a plan: a scenario, in which everything that happens is either a step or follows from one. Beside the limits of
 * a recording it plays what a recording tells by itself: crashes that kill, restarts, the app's reactions to onTimeout,
 * the start promise, the boot broadcast, the idle minute, and who may start from the background. docs/scenarios.md is
 * the contract; every method here follows a paragraph of it.
 */
import { ServiceType } from '../android/service-types.js';
import { BackgroundStarts, StartReason } from '../limits/background-start.js';
import { BootStarts } from '../limits/boot-start.js';
import { ForegroundProcesses } from '../limits/foreground-process.js';
import { IDLE_MESSAGE, IdleStop } from '../limits/idle-stop.js';
import { PROMISE_ANR_MESSAGE, PROMISE_MESSAGE, StartPromiseRule } from '../limits/start-promise.js';
import { RESTART_MESSAGE, SPREAD_MESSAGE, StickyRestart } from '../limits/sticky-restart.js';
import {
  BACKGROUND_START_RESTRICTION,
  BINDS_GIVE_NO_RIGHT,
  BOOT_START_RESTRICTION,
  isChangeEnabled,
  PROMISE_SINCE,
  targetsAtLeast,
} from '../limits/target-sdk-changes.js';
import type { ShippedPolicy } from '../policy/policy.js';
import { EventKind } from '../trace/event-kind.js';
import { AppCrashes, CRASH_APP_MESSAGE } from './app-crashes.js';
import { AppReactions, type PendingReaction } from './app-reactions.js';
import { LedgerCode, NONE } from './ledger.js';
import { acceptedTypes, type Program } from './program.js';
import { isStillAlive, type AppRecord, type ProcessRecord, type ServiceRecord } from './records.js';
import { RecordedReplay } from './recorded-replay.js';
import type { ReplayOptions } from './replay-options.js';

/** The record was not made yet. */
const NEVER = Number.NaN;
/** The release with these changes; a policy that is no release has them too. */
const ANDROID_15 = 15;

export class PlannedReplay extends RecordedReplay {
  protected override readonly mostActions = 100_000;
  readonly #processes: ForegroundProcesses;
  readonly #background: BackgroundStarts;
  readonly #boot: BootStarts;
  readonly #promise: StartPromiseRule;
  readonly #idle: IdleStop;
  readonly #restart: StickyRestart;
  readonly #reactions = new AppReactions();
  #tookMessage = false;
  readonly #crashes: AppCrashes;
  /** Processes that came up by what acts now, in this order. */
  #cameUp: ProcessRecord[] = [];
  /** All processes, in the order in which they last came up: the order of their pids. */
  #byPid: ProcessRecord[] = [];
  /** The process that dies now crashed so often that its services are not restarted. */
  #isGivenUp = false;
  /** By service: elapsed time at which its record was made, by a start that was refused too. */
  readonly #createdElapsed: Float64Array;
  readonly #wasForeground: Uint8Array;

  constructor(program: Program, policy: ShippedPolicy, options: ReplayOptions) {
    super(program, policy, options);
    const { state, constants, queue, ledger, outcomes } = this;
    const services = program.services.length;
    const stop = (service: ServiceRecord): void => this.stopService(service);
    this.#crashes = new AppCrashes(queue);
    this.#promise = new StartPromiseRule(state, constants, queue, ledger, outcomes, stop, (service, host) =>
      this.#crashes.post(this.now.uptime, service, host),
    );
    this.#processes = new ForegroundProcesses(
      state,
      (service) => this.#promise.isOpen(service),
      (service) => this.shortService.isDemoted(service),
    );
    this.#boot = new BootStarts(state.apps.length, constants);
    const isFrom15 = policy.release === null || policy.release >= ANDROID_15;
    const ignoresBinds = (app: AppRecord): boolean => isFrom15 && isChangeEnabled(app, BINDS_GIVE_NO_RIGHT);
    this.#background = new BackgroundStarts(state, this.#processes, this.#boot, ignoresBinds);
    const nearnessOf = (app: AppRecord): number => this.#processes.nearnessOf(app);
    this.#idle = new IdleStop(state, constants, queue, ledger, outcomes, nearnessOf, isFrom15, stop);
    this.#restart = new StickyRestart(state, constants, queue, (service) => this.#restarted(service));
    this.#createdElapsed = new Float64Array(services).fill(NEVER);
    this.#wasForeground = new Uint8Array(services);
  }

  protected override nothingDueBefore(): number {
    return Math.min(this.queue.nextAt, this.#reactions.nextAt);
  }

  protected override nextDue(until: number): number {
    return Math.min(super.nextDue(until), this.#reactions.nextAt);
  }

  protected override takeNext(): number {
    const reactions = this.#reactions;
    this.#tookMessage = this.queue.nextAt <= reactions.nextAt;
    return this.#tookMessage ? super.takeNext() : reactions.take();
  }

  protected override actOnTaken(): void {
    if (this.#tookMessage) super.actOnTaken();
    else this.#react(this.#reactions.taken());
    this.#settle();
  }

  /** What follows at the same instant: processes that came up attach, and the apps are looked at anew. */
  #settle(): void {
    for (const process of this.#cameUp) if (process.isAlive) this.#restart.attach(process);
    this.#cameUp = [];
    this.#idle.updateAll();
  }

  protected override handle(what: number, subject: number, ticket: number): void {
    switch (what) {
      case PROMISE_MESSAGE:
      case PROMISE_ANR_MESSAGE:
        this.#promise.handle(what, subject, ticket);
        return;
      case IDLE_MESSAGE:
        this.#idle.handle(subject);
        return;
      case RESTART_MESSAGE:
      case SPREAD_MESSAGE:
        this.#restart.handle(what, subject, ticket);
        return;
      case CRASH_APP_MESSAGE:
        this.#crashApp(ticket);
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
        break;
      case EventKind.bootCompleted:
        this.#boot.open(this.now.elapsed);
        break;
      case EventKind.uidIdle:
        this.#idle.makeIdle(this.appAt(at));
        break;
      default:
        super.act(at);
    }
    this.#settle();
  }

  protected override startService(at: number, kind: number, service: ServiceRecord, process: ProcessRecord): void {
    this.#background.noteStart(service, this.program.argument[at]!);
    this.#noteRecord(service);
    const isForegroundStart = kind === EventKind.startForegroundService;
    if (isForegroundStart && !this.#isAllowed(service)) {
      this.denyBackground(service, ServiceType.none);
      return;
    }
    this.#restart.noteCall(service);
    this.#promise.noteStart(service, isForegroundStart && targetsAtLeast(service.app, PROMISE_SINCE));
    this.#bringUp(service, process);
    service.startRequested = true;
    this.#promise.deliver(service);
  }

  #isAllowed(service: ServiceRecord): boolean {
    return (
      this.#background.reasonOf(service) !== StartReason.none ||
      !isChangeEnabled(service.app, BACKGROUND_START_RESTRICTION)
    );
  }

  protected override bindService(at: number, service: ServiceRecord, process: ProcessRecord): void {
    // Several binds of a plan are one binding.
    if (service.exists && service.bindings > 0) return;
    this.#noteRecord(service);
    this.#restart.noteCall(service);
    this.#bringUp(service, process);
    service.bindings = 1;
    this.#background.noteBind(service, this.program.argument[at]!);
  }

  /** `retrieveServiceLocked`: a start that is refused makes a record too, and its age counts. */
  #noteRecord({ index }: ServiceRecord): void {
    if (Number.isNaN(this.#createdElapsed[index]!)) this.#createdElapsed[index] = this.now.elapsed;
  }

  /** The record, made when there is none, brought back when it waits; its process comes up. */
  #bringUp(service: ServiceRecord, process: ProcessRecord): void {
    if (service.exists && service.host !== null) return;
    const isStartedAgain = service.exists && service.startRequested;
    this.#comeUp(process);
    service.bringUp(process);
    this.#restart.noteBringUp(service);
    this.#processes.recount(process);
    // Only a start is delivered again, not a binding (K-09).
    if (isStartedAgain) this.#promise.deliver(service);
  }

  #comeUp(process: ProcessRecord): void {
    if (process.isAlive) return;
    process.start();
    this.#processes.forget(process);
    this.#cameUp.push(process);
    this.#byPid = [...this.#byPid.filter((other) => other !== process), process];
  }

  protected override startForeground(at: number, service: ServiceRecord): void {
    const { program } = this;
    this.#goForeground(service, acceptedTypes(program.types[at]!), program.argument[at]!);
  }

  /** The order inside startForeground (docs/scenarios.md; spec/fgs-limits.md 2.4). */
  #goForeground(service: ServiceRecord, types: number, argument: number): void {
    const { app, host, typeMask: previousMask, isRunningShortService } = service;
    if (!service.exists || host === null) return;
    this.#promise.keep(service);
    const isFromBoot = this.#background.reasonOf(service) === StartReason.boot;
    if (isFromBoot && this.#isRestrictedAtBoot(app) && this.#boot.refuses(types)) {
      this.#deny('start-denied-boot', service);
      return;
    }
    const isShort = types === ServiceType.shortService;
    if (isShort && !service.startRequested) {
      this.#deny('start-denied-type', service);
      return;
    }
    const applies = this.rule?.applies(app) === true;
    const isLimited = applies && this.rule?.trackedType(types) !== ServiceType.none;
    if (isLimited || isRunningShortService) this.#background.noteAnew(service, argument);
    else this.#lookAgain(service, argument);
    const isAllowed = this.#isAllowed(service);
    if (isLimited && !isRunningShortService && isAllowed && this.rule?.admit(service, types) === false) return;
    if (!isAllowed && !(isRunningShortService && isShort)) {
      this.denyBackground(service, types);
      this.#processes.recount(host);
      return;
    }
    this.commitForeground(service, types, previousMask, applies, isAllowed);
    this.#wasForeground[service.index] = 1;
    this.#processes.recount(host);
  }

  /** Whether the service may start from the background, for types that the platform does not always look at anew. */
  #lookAgain(service: ServiceRecord, argument: number): void {
    const background = this.#background;
    const age = this.now.elapsed - this.#createdElapsed[service.index]!;
    if (this.#wasForeground[service.index] === 1) background.noteStart(service, argument);
    else if (age > this.constants.fgs_start_foreground_timeout) background.noteAnew(service, argument);
    else if (!service.startRequested) background.noteBoundForeground(service, argument);
  }

  #isRestrictedAtBoot(app: AppRecord): boolean {
    const { release } = this.policy;
    return release !== null && release >= ANDROID_15 && isChangeEnabled(app, BOOT_START_RESTRICTION);
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
    if (!service.exists || !service.isForeground) return;
    super.stopForeground(service);
    this.#background.forget(service);
    if (service.host !== null) this.#processes.recount(service.host);
  }

  protected override stopService(service: ServiceRecord): void {
    if (service.exists) super.stopService(service);
    else this.#forgetRecord(service);
  }

  protected override unbindService(service: ServiceRecord): void {
    if (service.exists) super.unbindService(service);
    else this.#forgetRecord(service);
  }

  /** A record that goes by a stop; with a promise open, the app crashes. */
  protected override stopped(service: ServiceRecord): void {
    const { host } = service;
    super.stopped(service);
    this.#promise.bringDown(service, host);
    this.#forgetRecord(service);
    if (host !== null) this.#processes.recount(host);
  }

  #forgetRecord(service: ServiceRecord): void {
    this.#background.forget(service);
    this.#restart.forget(service);
    this.#createdElapsed[service.index] = NEVER;
    this.#wasForeground[service.index] = 0;
  }

  protected override lostRecord(service: ServiceRecord): void {
    super.lostRecord(service);
    this.#forgetRecord(service);
    this.#promise.forget(service);
  }

  protected override waits(service: ServiceRecord): void {
    super.waits(service);
    this.#promise.loseProcess(service);
    this.#restart.schedule(service);
  }

  protected override mayRestart(service: ServiceRecord): boolean {
    return !this.#isGivenUp && !this.#restart.hasCrashedTooOften(service);
  }

  protected override processDied(process: ProcessRecord): void {
    if (!process.isAlive) return;
    super.processDied(process);
    if (!process.app.isRunning()) this.#boot.close(process.app);
  }

  protected override forceStop(app: AppRecord): void {
    if (app.isRunning()) this.#boot.close(app);
    super.forceStop(app);
    for (const service of app.services) this.#forgetRecord(service);
    this.#restart.forgetCrashes(app);
  }

  #crashProcess(process: ProcessRecord): void {
    this.#isGivenUp = !this.#restart.noteCrash(process);
    this.processDied(process);
    if (this.#isGivenUp) this.#restart.giveUp(process);
    this.#isGivenUp = false;
  }

  protected override crash({ host }: ServiceRecord): void {
    if (host !== null) this.#crashProcess(host);
  }

  /** `AppErrors.scheduleAppCrashLocked`: a process that is gone is replaced by another one of the app. */
  #crashApp(ticket: number): void {
    const crash = this.#crashes.take(ticket);
    if (crash === undefined) return;
    const { service, process } = crash;
    const target = isStillAlive(crash)
      ? process
      : this.#byPid.findLast((other) => other.isAlive && other.app === process.app);
    // The exception waits for the main thread; one that hangs never gets to it.
    if (target === undefined || target.isHanging) return;
    this.#promise.tellBroken(service);
    this.#crashProcess(target);
  }

  #restarted(service: ServiceRecord): void {
    const process = service.lastHost;
    if (!service.exists || service.host !== null || process === null) return;
    this.#bringUp(service, process);
    this.ledger.write(LedgerCode.restarted, service.index, NONE, 0, 0);
  }

  protected override callback(service: ServiceRecord): void {
    const { host: process } = service;
    const reaction = this.options.reactions?.get(this.program.services[service.index]!.component);
    if (reaction === undefined || process === null || process.isHanging) return;
    if (reaction.do === 'hang' && reaction.afterMs === 0) process.isHanging = true;
    else this.#reactions.post(this.now.uptime, service, process, reaction);
  }

  #react(pending: PendingReaction): void {
    const { service, record, process, reaction, types } = pending;
    if (!isStillAlive(pending) || process.isHanging) return;
    const isSameRecord = service.exists && service.record === record;
    if (!isSameRecord && reaction.do !== 'hang') return;
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
    if (processState <= 2) this.#comeUp(process);
    else if (!process.isAlive) return;
    super.processState(process, processState);
  }

  protected override boot(): void {
    super.boot();
    this.#reactions.clear();
    this.#crashes.clear();
    this.#cameUp = [];
    this.#createdElapsed.fill(NEVER);
    this.#wasForeground.fill(0);
    this.#background.forgetBoot();
    this.#boot.forgetBoot();
    this.#promise.forgetBoot();
    this.#idle.forgetBoot();
    this.#restart.forgetBoot();
  }
}
