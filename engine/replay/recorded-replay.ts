/**
 * Replays what was recorded: what each row does to records, processes and apps, and what the limits make of it.
 * The walk over the rows is in replay-walk.ts.
 */
import { ServiceType } from '../android/service-types.js';
import { userOfUid } from '../android/uids.js';
import { RecordedNeighbours } from '../limits/recorded-neighbours.js';
import { ShortServiceRule } from '../limits/short-service.js';
import { TimeLimitedTypesRule, WholeRun } from '../limits/time-limited-types.js';
import { constantsOf, isConstantName, type LiveConstants } from '../policy/constants.js';
import { FGS_INTRODUCE_TIME_LIMITS, type ShippedPolicy } from '../policy/policy.js';
import { EventKind } from '../trace/event-kind.js';
import { LedgerCode, NONE } from './ledger.js';
import type { OutcomeColumns } from './outcome-columns.js';
import { assumptionsOf, earlierBy, predictedBudgets, predictedEvents } from './predicted-events.js';
import type { Prediction } from './prediction.js';
import { acceptedTypes, type Program } from './program.js';
import { TimeLimitOverride, type AppRecord, type ProcessRecord, type ServiceRecord } from './records.js';
import type { ReplayOptions } from './replay-options.js';
import { ReplayWalk } from './replay-walk.js';

const FIRST_SERVICE_KIND = EventKind.startService;
const LAST_SERVICE_KIND = EventKind.executionBegun;
const FIRST_PROCESS_KIND = EventKind.processStarted;
const LAST_PROCESS_KIND = EventKind.processBound;

export class RecordedReplay extends ReplayWalk {
  protected readonly rule: TimeLimitedTypesRule | null;
  protected readonly shortService: ShortServiceRule;
  /** Values of DeviceConfig and its siblings, read live. */
  protected readonly constants: LiveConstants;
  /** What a recording tells of the other limits; a plan has rules of its own for them. */
  readonly #neighbours: RecordedNeighbours | null;
  /** By service: its foreground time may have begun this much earlier than the trace shows. */
  readonly #beganEarlierBy: Float64Array;

  constructor(
    program: Program,
    readonly policy: ShippedPolicy,
    options: ReplayOptions,
  ) {
    super(program, options);
    this.constants = constantsOf(policy);
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
    this.#neighbours =
      options.reactions === undefined
        ? new RecordedNeighbours(
            this.state,
            policy.release,
            this.constants,
            this.queue,
            this.ledger,
            this.outcomes,
            this.shortService,
          )
        : null;
    this.#useBefore();
  }

  #useBefore(): void {
    const rule = this.rule;
    if (rule === null) return;
    for (const use of this.options.usedBefore ?? []) {
      const app = this.state.apps[this.program.apps.findIndex((known) => known.uid === use.uid)];
      if (app === undefined) continue;
      const budget = rule.budgetOf(app, use.type);
      budget.exists = true;
      budget.total = use.totalMs;
      budget.firstReal = this.state.elapsedSinceBoot;
    }
  }

  protected beginApp(): void {
    Object.assign(this.constants, constantsOf(this.policy));
    this.rule?.resetConfig();
  }

  run(): Prediction {
    this.walk();
    return this.#prediction();
  }

  /** The same walk, for callers who want many results and no sentences. */
  runForColumns(): OutcomeColumns {
    this.walk();
    const isExact = this.#beganEarlierBy.every((began) => began === 0);
    return this.outcomes.columns(isExact ? null : earlierBy(this.#beganEarlierBy, this.rule, this.constants));
  }

  protected handle(what: number, subject: number, ticket: number): void {
    this.rule?.handle(what, subject, ticket);
    this.shortService.handle(what, subject, ticket);
    this.#neighbours?.handle(what, subject, ticket);
  }

  protected act(at: number): void {
    const kind = this.program.kind[at]!;
    if (kind >= FIRST_SERVICE_KIND && kind <= LAST_SERVICE_KIND) this.#actOnService(at, kind, this.serviceAt(at));
    else if (kind >= FIRST_PROCESS_KIND && kind <= LAST_PROCESS_KIND) this.#actOnProcess(at, kind, this.processAt(at));
    else this.#actOnAppOrDevice(at, kind);
  }

  /** The rows are start, startForeground, stops: what they do to a record goes with it, what they do to a budget stays. */
  protected actAtOnce(at: number): boolean {
    const { program, constants, rule } = this;
    const { kind, uptime, elapsed, row } = program;
    const foreground = at + 1;
    const began = uptime[foreground]!;
    const end = uptime[at + 2]!;
    const isPromise = kind[at] === EventKind.startForegroundService;
    if (isPromise && !(began < uptime[at]! + constants.service_start_foreground_timeout_ms)) return false;
    const types = acceptedTypes(program.types[foreground]!);
    if (types === ServiceType.shortService && !(end < began + constants.short_fgs_timeout_duration)) return false;
    const service = this.serviceAt(at);
    if (rule?.applies(service.app) === true) {
      this.now.set(began, elapsed[foreground]!, elapsed[foreground]!, row[foreground]!);
      const became = rule.runWhole(service, this.processAt(at), types, end);
      if (became !== WholeRun.accepted) return became === WholeRun.refused;
    } else if (rule?.chargesAnyway(service.app, types) === true) return false;
    this.#beganEarlierBy[service.index] = program.earlierBy[foreground]!;
    return true;
  }

  protected serviceAt(at: number): ServiceRecord {
    return this.state.services[this.program.service[at]!]!;
  }

  /** Every row of a service names a process too: its main process when none is said. */
  protected processAt(at: number): ProcessRecord {
    return this.state.processes[this.program.process[at]!]!;
  }

  protected appAt(at: number): AppRecord {
    return this.state.apps[this.program.app[at]!]!;
  }

  #actOnService(at: number, kind: number, service: ServiceRecord): void {
    switch (kind) {
      case EventKind.startForeground:
        this.startForeground(at, service, this.processAt(at));
        return;
      case EventKind.stopForeground:
        this.stopForeground(service);
        return;
      case EventKind.startForegroundService:
      case EventKind.startService:
        this.startService(at, kind, service, this.processAt(at));
        return;
      case EventKind.stopService:
      case EventKind.stopSelf:
        this.stopService(service);
        return;
      case EventKind.bindService:
        this.bindService(at, service, this.processAt(at));
        return;
      case EventKind.unbindService:
        this.unbindService(service);
        return;
      case EventKind.serviceSticky:
        service.isSticky = this.program.argument[at] === 1;
        return;
      case EventKind.executionBegun:
        this.#neighbours?.executionBegun(service, this.processAt(at), this.program.argument[at] === 1);
        return;
      default:
        return;
    }
  }

  #actOnProcess(at: number, kind: number, process: ProcessRecord): void {
    switch (kind) {
      case EventKind.processState:
        this.processState(process, this.program.argument[at]!);
        return;
      case EventKind.processStarted:
        this.#processStarted(process);
        return;
      case EventKind.processDied:
        this.processDied(process);
        return;
      case EventKind.processBound:
        this.#neighbours?.processUp(process);
        return;
      default:
        return;
    }
  }

  #actOnAppOrDevice(at: number, kind: number): void {
    switch (kind) {
      case EventKind.forceStop:
        this.forceStop(this.appAt(at));
        return;
      case EventKind.packageRemoved:
        this.forceStop(this.appAt(at));
        this.rule?.forgetApp(this.appAt(at));
        return;
      case EventKind.targetSdk:
        this.appAt(at).targetSdk = this.program.argument[at]!;
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
        if (this.#note(at) === String(FGS_INTRODUCE_TIME_LIMITS))
          this.appAt(at).timeLimitOverride = overrideOf(this.program.argument[at]!);
        return;
      case EventKind.uidIdle:
        this.#neighbours?.uidIdle(this.appAt(at), (service) => this.stopService(service));
        return;
      default:
        return;
    }
  }

  #setConfig(key: string, value: number): void {
    this.rule?.setConfig(key, value);
    if (isConstantName(key)) this.constants[key] = Number.isNaN(value) ? constantsOf(this.policy)[key] : value;
  }

  #note(at: number): string {
    const note = this.program.note[at]!;
    return note === 0 ? '' : this.program.trace.strings.at(note);
  }

  protected startService(at: number, kind: number, service: ServiceRecord, process: ProcessRecord): void {
    if (kind === EventKind.startForegroundService && this.program.argument[at] === 1) {
      this.denyBackground(service, ServiceType.none);
      return;
    }
    service.bringUp(process);
    service.startRequested = true;
    this.#neighbours?.started(service, kind === EventKind.startForegroundService, this.#note(at));
  }

  protected bindService(_at: number, service: ServiceRecord, process: ProcessRecord): void {
    service.bringUp(process);
    service.bindings++;
  }

  /** `setServiceForegroundInnerLocked`, the order of spec/fgs-limits.md 2.4. */
  protected startForeground(at: number, service: ServiceRecord, process: ProcessRecord): void {
    if (!service.exists) return;
    service.host ??= process;
    const { argument, earlierBy: began } = this.program;
    const types = acceptedTypes(this.program.types[at]!);
    const previousMask = service.typeMask;
    const applies = this.rule?.applies(service.app) === true;
    if (this.#neighbours?.refuses(service, types) === true) return;
    const isRunningShortService = service.isForeground && previousMask === ServiceType.shortService;
    const isDenied = argument[at] === 1;
    if (isDenied && !this.#isAllowedAnyway(service, types, applies)) {
      this.denyBackground(service, types);
      return;
    }
    if (applies && !isRunningShortService && this.rule?.admit(service, types) === false) return;
    this.#beganEarlierBy[service.index] = began[at]!;
    this.commitForeground(service, types, previousMask, applies, !isDenied);
  }

  /** The accepted call: types, foreground flag, and the timers of both kinds of limits. */
  protected commitForeground(
    service: ServiceRecord,
    types: number,
    previousMask: number,
    applies: boolean,
    mayExtend: boolean,
  ): void {
    service.typeMask = types;
    if (!service.isForeground) service.foregroundStretches++;
    service.isForeground = true;
    if (types !== ServiceType.shortService) this.shortService.cancel(service);
    else this.shortService.track(service, mayExtend || previousMask !== ServiceType.shortService);
    if (applies) this.rule?.track(service, previousMask);
  }

  /**
   * Starts that are accepted although the app may not start from the background now: an earlier "allowed" holds while the
   * service is in the foreground (2.4 step 8 D), except to or from a limited type (8 B) and from shortService (8 A);
   * shortService again, or a change to it, is always accepted (3.4).
   */
  #isAllowedAnyway(service: ServiceRecord, types: number, applies: boolean): boolean {
    if (!service.isForeground) return false;
    if (types === ServiceType.shortService) return true;
    if (service.typeMask === ServiceType.shortService) return false;
    return !(applies && this.rule?.trackedType(types) !== ServiceType.none);
  }

  protected denyBackground(service: ServiceRecord, types: number): void {
    this.ledger.write(LedgerCode.deniedBackground, service.index, NONE, 0, 0);
    this.outcomes.write('start-denied-background', service.index, types, this.ledger.length);
  }

  protected stopForeground(service: ServiceRecord): void {
    if (!service.exists || !service.isForeground) return;
    this.rule?.stopTracking(service);
    this.shortService.cancel(service);
    service.isForeground = false;
    service.typeMask = ServiceType.none;
  }

  protected stopService(service: ServiceRecord): void {
    if (!service.exists) return;
    this.rule?.stopTracking(service);
    this.shortService.cancel(service);
    service.startRequested = false;
    if (service.isUnneeded) this.stopped(service);
  }

  protected unbindService(service: ServiceRecord): void {
    if (!service.exists || service.bindings === 0) return;
    service.bindings--;
    if (service.isUnneeded) this.stopped(service);
  }

  /** The record goes because nobody needs it any more. */
  protected stopped(service: ServiceRecord): void {
    const { host } = service;
    this.#bringDown(service);
    this.#neighbours?.stopped(service, host);
  }

  /** The record goes with its process, or by force-stop: nothing is charged, no message is cancelled. */
  protected lostRecord(service: ServiceRecord): void {
    this.#bringDown(service);
    this.#neighbours?.lost(service);
  }

  /** The record waits for its restart. */
  protected waits(service: ServiceRecord): void {
    service.loseHost();
    this.#neighbours?.waits(service);
  }

  #bringDown(service: ServiceRecord): void {
    this.rule?.noteLoss(service);
    this.rule?.orphanMessages(service);
    this.shortService.cancel(service);
    service.bringDown();
  }

  /** A sticky record that waits for its process gets it back. */
  #processStarted(process: ProcessRecord): void {
    process.start();
    for (const service of process.app.services) {
      if (!service.exists || service.host !== null || service.lastHost !== process) continue;
      service.host = process;
      this.ledger.write(LedgerCode.restarted, service.index, NONE, 0, 0);
    }
    this.#neighbours?.processUp(process);
  }

  protected processDied(process: ProcessRecord): void {
    for (const service of process.app.services) if (service.exists && service.host === process) this.#loseHost(service);
    process.end();
  }

  /** `killServicesLocked`: no charge, no cancel. A started sticky record, or a bound one, waits for a restart. */
  #loseHost(service: ServiceRecord): void {
    const restarts = service.isSticky && service.startRequested && service.typeMask !== ServiceType.shortService;
    this.#noteDeath(service);
    if (!this.mayRestart(service)) {
      this.lostRecord(service);
      return;
    }
    if (restarts) {
      this.rule?.loseHost(service);
      this.waits(service);
      return;
    }
    service.startRequested = false;
    if (service.bindings === 0) {
      this.lostRecord(service);
      return;
    }
    this.rule?.noteLoss(service);
    this.waits(service);
  }

  /** A recording tells itself which restarts there were not. */
  protected mayRestart(_service: ServiceRecord): boolean {
    return true;
  }

  #noteDeath({ host, index }: ServiceRecord): void {
    if (host === null) return;
    const lastTop = host.isTop ? this.now.uptime : host.lastTop;
    this.ledger.write(LedgerCode.processDied, index, NONE, Number.isFinite(lastTop) ? lastTop : 0, 0);
  }

  protected processState(process: ProcessRecord, processState: number): void {
    if (Number.isNaN(processState)) return;
    const wasTop = process.isTop;
    process.setState(processState, this.now.uptime);
    if (wasTop === process.isTop || !this.ledger.isKept) return;
    for (const service of process.app.services) {
      if (service.exists && service.host === process)
        this.ledger.write(wasTop ? LedgerCode.leftTop : LedgerCode.enteredTop, service.index, NONE, 0, 0);
    }
  }

  /**
   * Force-stop kills every process of the app and removes its services, sticky or not, and then the budgets of the uid that the
   * package has in user 0, whichever user it is stopped for (`onUidRemovedLocked`; docs/corrections.md K-01). What a force-stop
   * for another user erases in user 0 is left out: the apps are replayed one by one.
   */
  protected forceStop(app: AppRecord): void {
    for (const service of app.services) {
      if (!service.exists) continue;
      this.#noteDeath(service);
      this.lostRecord(service);
    }
    for (const process of app.processes) process.end();
    if (userOfUid(this.program.apps[app.index]!.uid) <= 0) this.rule?.forgetApp(app);
  }

  protected boot(): void {
    this.queue.clear();
    this.rule?.forgetBoot();
    this.shortService.forgetBoot();
    this.#neighbours?.forgetBoot();
    this.state.forgetBoot(this.rowUptime, this.rowElapsed);
  }

  /** The app was told that its time is over. */
  protected callback(_service: ServiceRecord): void {
    // What the app does about it stands in a recording.
  }

  /** The app crashes in the process of this service. */
  protected crash({ host }: ServiceRecord): void {
    if (this.options.consequences === 'simulated' && host !== null) this.processDied(host);
  }

  #prediction(): Prediction {
    const { program, policy } = this;
    const rule = this.rule;
    return {
      policy,
      program,
      outcomes: predictedEvents(program, this.outcomes, earlierBy(this.#beganEarlierBy, rule, this.constants)),
      budgets: rule === null ? [] : predictedBudgets(program, this.state, rule),
      ledger: this.ledger,
      isCutShort: this.guard.isCut,
      assumptions: [...(rule === null ? [] : assumptionsOf(program, this.state, rule)), ...this.guard.assumptions],
    };
  }
}

/** 1: enabled, 0: disabled for this app; NaN: the override was taken back. */
function overrideOf(value: number): number {
  if (Number.isNaN(value)) return TimeLimitOverride.none;
  return value === 1 ? TimeLimitOverride.enabled : TimeLimitOverride.disabled;
}
