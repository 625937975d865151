/**
 * What calls, deaths and reboots do to the records of a recording, and what the limits make of it. Which row means which of
 * these is in recorded-replay.ts.
 */
import { ServiceType } from '../android/service-types.js';
import { userOfUid } from '../android/uids.js';
import { RecordedNeighbours } from '../limits/recorded-neighbours.js';
import { ShortServiceRule } from '../limits/short-service.js';
import { TimeLimitedTypesRule } from '../limits/time-limited-types.js';
import { constantsOf, type LiveConstants } from '../policy/constants.js';
import type { ShippedPolicy } from '../policy/policy.js';
import { EventKind } from '../trace/event-kind.js';
import { LedgerCode, NONE } from './ledger.js';
import { acceptedTypes, type Program } from './program.js';
import type { AppRecord, ProcessRecord, ServiceRecord } from './records.js';
import type { ReplayOptions } from './replay-options.js';
import { ReplayWalk } from './replay-walk.js';

export abstract class RecordLife extends ReplayWalk {
  protected readonly rule: TimeLimitedTypesRule | null;
  protected readonly shortService: ShortServiceRule;
  /** Values of DeviceConfig and its siblings, read live. */
  protected readonly constants: LiveConstants;
  /** What a recording tells of the other limits; a plan has rules of its own for them. */
  protected readonly neighbours: RecordedNeighbours | null;
  /** By service: its foreground time may have begun this much earlier than the trace shows. */
  protected readonly beganEarlierBy: Float64Array;

  constructor(
    program: Program,
    readonly policy: ShippedPolicy,
    options: ReplayOptions,
  ) {
    super(program, options);
    this.constants = constantsOf(policy);
    this.beganEarlierBy = new Float64Array(program.services.length);
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
    this.neighbours =
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

  protected noteAt(at: number): string {
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
    this.neighbours?.started(service, kind === EventKind.startForegroundService, this.noteAt(at));
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
    if (this.neighbours?.refuses(service, types) === true) return;
    const isRunningShortService = service.isForeground && previousMask === ServiceType.shortService;
    const isDenied = argument[at] === 1;
    if (isDenied && !this.#isAllowedAnyway(service, types, applies)) {
      this.denyBackground(service, types);
      return;
    }
    if (applies && !isRunningShortService && this.rule?.admit(service, types) === false) return;
    this.beganEarlierBy[service.index] = began[at]!;
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
    this.neighbours?.stopped(service, host);
  }

  /** The record goes with its process, or by force-stop: nothing is charged, no message is cancelled. */
  protected lostRecord(service: ServiceRecord): void {
    this.#bringDown(service);
    this.neighbours?.lost(service);
  }

  /** The record waits for its restart. */
  protected waits(service: ServiceRecord): void {
    service.loseHost();
    this.neighbours?.waits(service);
  }

  #bringDown(service: ServiceRecord): void {
    this.rule?.noteLoss(service);
    this.rule?.orphanMessages(service);
    this.shortService.cancel(service);
    service.bringDown();
  }

  /** A sticky record that waits for its process gets it back. */
  protected processStarted(process: ProcessRecord): void {
    process.start();
    for (const service of process.app.services) {
      if (!service.exists || service.host !== null || service.lastHost !== process) continue;
      service.host = process;
      this.ledger.write(LedgerCode.restarted, service.index, NONE, 0, 0);
    }
    this.neighbours?.processUp(process);
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
    this.neighbours?.forgetBoot();
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
}
