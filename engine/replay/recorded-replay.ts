/**
 * Replays what was recorded: one pass over the rows, with the platform's handler queue in between.
 *
 *     for each row:   run the messages that are due at or before the row's uptime, then let the row act
 *     after the last: run what is still pending, up to the horizon
 *
 * A message that is due at the very instant of a row runs first: it was in the queue before the row's call came in.
 * Deterministic: no clock, no randomness; same trace and policy, same prediction.
 */
import { ServiceType } from '../android/service-types.js';
import { ShortServiceRule } from '../limits/short-service.js';
import { TimeLimitedTypesRule } from '../limits/time-limited-types.js';
import { defaultConstants, isConstantName, type LiveConstants } from '../policy/constants.js';
import { FGS_INTRODUCE_TIME_LIMITS, type ShippedPolicy } from '../policy/policy.js';
import { MS_PER_DAY } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import { EndlessGuard } from './endless-guard.js';
import { HandlerQueue } from './handler-queue.js';
import { Ledger, LedgerCode, NONE } from './ledger.js';
import { OutcomeLog } from './outcome-log.js';
import { PlatformState } from './platform-state.js';
import { assumptionsOf, predictedBudgets, predictedEvents } from './predicted-events.js';
import type { Prediction } from './prediction.js';
import { acceptedTypes, isProcessKind, isServiceKind, isTop, type Program } from './program.js';
import type { ReplayOptions } from './replay-options.js';

/** A trace that does not tell when the device booted is taken to begin this long after it. It matters for bug P only. */
const ASSUMED_UPTIME = 7 * MS_PER_DAY;

/** Stamps with microseconds are decimals of a millisecond: a difference below this is no sleep but rounding. */
const CLOCK_RESOLUTION = 0.001;

export class RecordedReplay {
  protected readonly queue = new HandlerQueue();
  protected readonly ledger = new Ledger();
  protected readonly outcomes = new OutcomeLog();
  protected readonly state: PlatformState;
  protected readonly rule: TimeLimitedTypesRule | null;
  protected readonly shortService: ShortServiceRule;
  /** Values of DeviceConfig and its siblings, read live. */
  protected readonly constants: LiveConstants = { ...defaultConstants };
  /** By service: its foreground time may have begun this much earlier than the trace shows. */
  readonly #beganEarlierBy: Float64Array;
  /** Uptime and elapsed time of the row replayed last. */
  #rowUptime: number;
  #rowElapsed: number;

  constructor(
    readonly program: Program,
    readonly policy: ShippedPolicy,
    readonly options: ReplayOptions,
  ) {
    this.#rowUptime = program.uptime[0] ?? 0;
    this.#rowElapsed = program.elapsed[0] ?? 0;
    this.#setMoment(this.#rowUptime, this.#rowElapsed, this.#rowElapsed, NONE);
    this.state = new PlatformState(program, this.#beginning());
    this.#beganEarlierBy = new Float64Array(program.services.length);
    const { timeLimitedTypes, variant } = policy;
    this.rule =
      timeLimitedTypes === null
        ? null
        : new TimeLimitedTypesRule(this.state, timeLimitedTypes, variant, this.queue, this.ledger, this.outcomes, {
            callback: (service) => this.callback(service),
            crash: (service) => this.crash(service),
          });
    this.shortService = new ShortServiceRule(
      this.state,
      this.constants,
      this.queue,
      this.ledger,
      this.outcomes,
      (service) => this.callback(service),
    );
    this.#useBefore();
  }

  #beginning(): { uptime: number; elapsed: number; isAssumed: boolean } {
    if (this.program.trace.meta.zero === 'boot') return { uptime: 0, elapsed: 0, isAssumed: false };
    const uptime = this.#rowUptime - ASSUMED_UPTIME;
    return { uptime, elapsed: this.#rowElapsed - ASSUMED_UPTIME, isAssumed: true };
  }

  #useBefore(): void {
    const rule = this.rule;
    if (rule === null) return;
    for (const use of this.options.usedBefore ?? []) {
      const app = this.program.apps.findIndex((known) => known.uid === use.uid);
      if (app < 0) continue;
      const budget = rule.budgetOf(app, use.type);
      rule.budgets.exists[budget] = 1;
      rule.budgets.total[budget] = use.totalMs;
      rule.budgets.firstReal[budget] = this.#rowElapsed - this.state.bootElapsed;
    }
  }

  run(): Prediction {
    const { uptime, elapsed, length } = this.program;
    for (let at = 0; at < length; at++) {
      const rowUptime = uptime[at]!;
      if (this.nextDue() <= rowUptime) {
        const slept = elapsed[at]! - this.#rowElapsed - (rowUptime - this.#rowUptime);
        this.#runMessages(rowUptime, slept > CLOCK_RESOLUTION ? slept : 0);
      }
      this.#rowUptime = rowUptime;
      this.#rowElapsed = elapsed[at]!;
      if (this.#guard.isCut) return this.#prediction();
      this.#setMoment(rowUptime, this.#rowElapsed, this.#rowElapsed, this.program.row[at]!);
      this.act(at);
    }
    this.#runMessages(this.#rowUptime + this.options.horizon, 0);
    return this.#prediction();
  }

  /**
   * Runs messages due up to `untilUptime`. `slept`: for how long the device slept between the row before and that moment;
   * a message in between may lie before the sleep or after it, so that its elapsed time is an interval.
   */
  #runMessages(untilUptime: number, slept: number): void {
    while (this.nextDue() <= untilUptime) {
      // A deadline in the past is due now, not then.
      const at = Math.max(this.takeNext(), this.ledger.uptime, this.#rowUptime);
      const earliest = this.#rowElapsed + (at - this.#rowUptime);
      this.#setMoment(at, earliest, earliest + slept, NONE);
      const written = this.ledger.length;
      this.actOnTaken();
      if (this.#guard.note(at, this.ledger.length > written, this.mostActions)) return;
    }
  }

  /** Messages and reactions that one replay may run. A recording is bounded by its rows, a plan is not. */
  protected readonly mostActions: number = Number.POSITIVE_INFINITY;
  readonly #guard = new EndlessGuard();

  /** Uptime at which something is due next; Infinity when nothing is pending. */
  protected nextDue(): number {
    return this.queue.nextAt;
  }

  /** Takes what is due next and returns when it was due. */
  protected takeNext(): number {
    this.queue.take();
    return this.queue.takenAt;
  }

  protected actOnTaken(): void {
    this.handle(this.queue.takenWhat, this.queue.takenSubject, this.queue.takenTicket);
  }

  protected handle(what: number, subject: number, ticket: number): void {
    this.rule?.handle(what, subject, ticket);
    this.shortService.handle(what, subject, ticket);
  }

  #setMoment(uptime: number, earliestElapsed: number, latestElapsed: number, row: number): void {
    this.ledger.uptime = uptime;
    this.ledger.elapsed = earliestElapsed;
    this.ledger.row = row;
    this.outcomes.uptime = uptime;
    this.outcomes.earliestElapsed = earliestElapsed;
    this.outcomes.latestElapsed = latestElapsed;
    this.outcomes.row = row;
  }

  /** Rows that name no service, process or app, where their kind needs one, say nothing. */
  protected act(at: number): void {
    const { program } = this;
    const kind = program.kind[at]!;
    const service = program.service[at]!;
    const process = program.process[at]!;
    if (isServiceKind(kind)) {
      if (service !== NONE) this.#actOnService(at, kind, service, process);
    } else if (isProcessKind(kind)) {
      if (process !== NONE) this.#actOnProcess(at, kind, process);
    } else this.#actOnAppOrDevice(at, kind, program.app[at]!);
  }

  #actOnService(at: number, kind: number, service: number, process: number): void {
    switch (kind) {
      case EventKind.startForegroundService:
      case EventKind.startService:
        this.startService(at, kind, service, process);
        return;
      case EventKind.startForeground:
        this.startForeground(at, service, process);
        return;
      case EventKind.stopForeground:
        this.stopForeground(service);
        return;
      case EventKind.stopService:
      case EventKind.stopSelf:
        this.stopService(service);
        return;
      case EventKind.bindService:
        this.bindService(at, service, process);
        return;
      case EventKind.unbindService:
        this.#unbind(service);
        return;
      case EventKind.serviceSticky:
        this.state.sticky[service] = this.program.argument[at] === 1 ? 1 : 0;
        return;
      default:
        return;
    }
  }

  #actOnProcess(at: number, kind: number, process: number): void {
    if (kind === EventKind.processStarted) this.#processStarted(process);
    else if (kind === EventKind.processDied) this.processDied(process);
    else this.processState(process, this.program.argument[at]!);
  }

  #actOnAppOrDevice(at: number, kind: number, app: number): void {
    switch (kind) {
      case EventKind.forceStop:
        this.#forceStop(app);
        return;
      case EventKind.packageRemoved:
        this.#forceStop(app);
        if (app !== NONE) this.rule?.forgetApp(app);
        return;
      case EventKind.targetSdk:
        if (app !== NONE) this.state.targetSdk[app] = this.program.argument[at]!;
        return;
      // What runs ends with the shutdown; the boot that follows sets the clocks.
      case EventKind.boot:
      case EventKind.shutdown:
        this.boot();
        return;
      case EventKind.configSet:
        this.#setConfig(this.#note(at), this.program.argument[at]!);
        return;
      case EventKind.compatSet:
        if (app !== NONE && this.#note(at) === String(FGS_INTRODUCE_TIME_LIMITS))
          this.state.overrideTimeLimits(app, this.program.argument[at]!);
        return;
      default:
        return;
    }
  }

  #setConfig(key: string, value: number): void {
    this.rule?.setConfig(key, value);
    if (isConstantName(key)) this.constants[key] = Number.isNaN(value) ? defaultConstants[key] : value;
  }

  #note(at: number): string {
    const { trace } = this.program;
    return trace.strings.at(trace.core.note[this.program.row[at]!]!);
  }

  protected startService(at: number, kind: number, service: number, process: number): void {
    if (kind === EventKind.startForegroundService && this.program.argument[at] === 1) {
      this.denyBackground(service, ServiceType.none);
      return;
    }
    this.state.bringUp(service, process);
    this.state.startRequested[service] = 1;
  }

  protected bindService(_at: number, service: number, process: number): void {
    this.state.bringUp(service, process);
    this.state.bindings[service]!++;
  }

  /** `setServiceForegroundInnerLocked`, the order of spec/fgs-limits.md 2.4. */
  protected startForeground(at: number, service: number, process: number): void {
    const state = this.state;
    if (state.exists[service] === 0) return;
    if (state.host[service] === NONE) state.host[service] = process;
    const types = acceptedTypes(this.program.types[at]!);
    const previousMask = state.typeMask[service]!;
    const applies = this.rule?.applies(state.appOf(service)) === true;
    const isRunningShortService = state.isForeground[service] === 1 && previousMask === ServiceType.shortService;
    if (this.program.argument[at] === 1 && !this.#isAllowedAnyway(service, types, applies)) {
      this.denyBackground(service, types);
      return;
    }
    if (applies && !isRunningShortService && this.rule?.admit(service, types) === false) return;
    this.#beganEarlierBy[service] = this.program.trace.core.earlierBy[this.program.row[at]!]!;
    this.commitForeground(service, types, previousMask, applies, this.program.argument[at] !== 1);
  }

  /** The accepted call: types, foreground flag, and the timers of both kinds of limits. */
  protected commitForeground(
    service: number,
    types: number,
    previousMask: number,
    applies: boolean,
    mayExtend: boolean,
  ): void {
    const { state } = this;
    state.typeMask[service] = types;
    if (state.isForeground[service] === 0) state.startForegroundCount[service]!++;
    state.isForeground[service] = 1;
    if (types !== ServiceType.shortService) this.shortService.cancel(service);
    else this.shortService.track(service, mayExtend || previousMask !== ServiceType.shortService);
    if (applies) this.rule?.track(service, previousMask);
  }

  /**
   * Starts that are accepted although the app may not start from the background now: an earlier "allowed" holds while the
   * service is in the foreground (2.4 step 8 D), except to or from a limited type (8 B) and from shortService (8 A);
   * shortService again, or a change to it, is always accepted (3.4).
   */
  #isAllowedAnyway(service: number, types: number, applies: boolean): boolean {
    const state = this.state;
    if (state.isForeground[service] === 0) return false;
    if (types === ServiceType.shortService) return true;
    if (state.typeMask[service] === ServiceType.shortService) return false;
    return !(applies && this.rule?.trackedType(types) !== ServiceType.none);
  }

  protected denyBackground(service: number, types: number): void {
    this.ledger.write(LedgerCode.deniedBackground, service, NONE, 0, 0);
    this.outcomes.write('start-denied-background', service, types, this.ledger.length);
  }

  protected stopForeground(service: number): void {
    const state = this.state;
    if (state.exists[service] === 0 || state.isForeground[service] === 0) return;
    this.rule?.stopTracking(service);
    this.shortService.cancel(service);
    state.isForeground[service] = 0;
    state.typeMask[service] = 0;
  }

  protected stopService(service: number): void {
    const state = this.state;
    if (state.exists[service] === 0) return;
    this.rule?.stopTracking(service);
    this.shortService.cancel(service);
    state.startRequested[service] = 0;
    if (state.isUnneeded(service)) this.stopped(service);
  }

  #unbind(service: number): void {
    const state = this.state;
    if (state.exists[service] === 0 || state.bindings[service] === 0) return;
    state.bindings[service]!--;
    if (state.isUnneeded(service)) this.stopped(service);
  }

  /** The record goes because nobody needs it any more. */
  protected stopped(service: number): void {
    this.#bringDown(service);
  }

  /** The record goes with its process, or by force-stop: nothing is charged, no message is cancelled. */
  protected lostRecord(service: number): void {
    this.#bringDown(service);
  }

  /** The record waits for its restart. */
  protected waits(service: number): void {
    this.state.loseHost(service);
  }

  #bringDown(service: number): void {
    this.rule?.noteLoss(service);
    this.rule?.orphanMessages(service);
    this.shortService.cancel(service);
    this.state.bringDown(service);
  }

  /** A sticky record that waits for its process gets it back. */
  #processStarted(process: number): void {
    const state = this.state;
    state.startProcess(process);
    for (let service = 0; service < state.exists.length; service++) {
      const isWaiting = state.exists[service] === 1 && state.host[service] === NONE;
      if (isWaiting && state.lastHost[service] === process) state.host[service] = process;
    }
  }

  protected processDied(process: number): void {
    const state = this.state;
    for (let service = 0; service < state.exists.length; service++) {
      if (state.exists[service] === 1 && state.host[service] === process) this.#loseHost(service);
    }
    state.endProcess(process);
  }

  /** `killServicesLocked`: no charge, no cancel. A started sticky record, or a bound one, waits for a restart. */
  #loseHost(service: number): void {
    const state = this.state;
    const isSticky = state.sticky[service] === 1 && state.startRequested[service] === 1;
    const isShortService = state.typeMask[service] === ServiceType.shortService;
    this.ledger.write(LedgerCode.processDied, service, NONE, 0, 0);
    if (isSticky && !isShortService) {
      this.rule?.loseHost(service);
      this.waits(service);
      return;
    }
    state.startRequested[service] = 0;
    if (state.bindings[service] === 0) {
      this.lostRecord(service);
      return;
    }
    this.rule?.noteLoss(service);
    this.waits(service);
  }

  protected processState(process: number, processState: number): void {
    if (Number.isNaN(processState)) return;
    const state = this.state;
    const wasTop = isTop(state.processState[process]!);
    state.setProcessState(process, processState, this.ledger.uptime);
    if (wasTop === isTop(processState)) return;
    for (let service = 0; service < state.exists.length; service++) {
      if (state.exists[service] === 1 && state.host[service] === process)
        this.ledger.write(wasTop ? LedgerCode.leftTop : LedgerCode.enteredTop, service, NONE, 0, 0);
    }
  }

  /** Force-stop kills every process of the app and removes its services, sticky or not. Budgets are kept. */
  #forceStop(app: number): void {
    const state = this.state;
    for (let service = 0; service < state.exists.length; service++) {
      if (state.exists[service] === 0 || state.appOf(service) !== app) continue;
      if (state.host[service] !== NONE) this.ledger.write(LedgerCode.processDied, service, NONE, 0, 0);
      this.lostRecord(service);
    }
    this.program.processes.forEach((process, index) => {
      if (process.app === app) state.endProcess(index);
    });
  }

  protected boot(): void {
    this.queue.clear();
    this.rule?.forgetBoot();
    this.shortService.forgetBoot();
    this.state.forgetBoot(this.#rowUptime, this.#rowElapsed);
  }

  /** The app was told that its time is over. */
  protected callback(_service: number): void {
    // What the app does about it stands in a recording.
  }

  /** The app crashes in the process of this service. */
  protected crash(service: number): void {
    const host = this.state.host[service]!;
    if (this.options.consequences === 'simulated' && host !== NONE) this.processDied(host);
  }

  #endlessWords(): string[] {
    if (!this.#guard.isCut) return [];
    return [
      'The app and the system answer each other without end; the prediction stops at the instant where that begins.',
    ];
  }

  #prediction(): Prediction {
    const { program, policy } = this;
    const rule = this.rule;
    return {
      policy,
      program,
      outcomes: predictedEvents(program, this.outcomes, rule, this.#beganEarlierBy, this.constants),
      budgets: rule === null ? [] : predictedBudgets(program, rule),
      ledger: this.ledger,
      isCutShort: this.#guard.isCut,
      assumptions: [...(rule === null ? [] : assumptionsOf(program, rule)), ...this.#endlessWords()],
    };
  }
}
