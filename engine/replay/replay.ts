/**
 * Replays a trace through the limits of a policy: one pass over the rows, with the platform's handler queue in between.
 *
 *     for each row:   run the messages that are due at or before the row's uptime, then let the row act
 *     after the last: run what is still pending, up to the horizon
 *
 * A message that is due at the very instant of a row runs first: it was in the queue before the row's call came in.
 * Deterministic: no clock, no randomness; same trace and policy, same prediction.
 */
import { ServiceType } from '../android/service-types.js';
import { replayDocumented } from '../limits/documented-reading.js';
import { TimeLimitedTypesRule } from '../limits/time-limited-types.js';
import { FGS_INTRODUCE_TIME_LIMITS, type Policy, type ShippedPolicy } from '../policy/policy.js';
import { MS_PER_DAY, type DurationMs } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import { HandlerQueue } from './handler-queue.js';
import { Ledger, LedgerCode, NONE } from './ledger.js';
import { OutcomeLog } from './outcome-log.js';
import { PlatformState } from './platform-state.js';
import { assumptionsOf, predictedBudgets, predictedEvents } from './predicted-events.js';
import type { Prediction } from './prediction.js';
import { isTop, type Program } from './program.js';

export interface ReplayOptions {
  /**
   * `recorded`: what follows a crash is in the trace (a log). `simulated`: the replay lets the crashed process die (a plan).
   */
  readonly consequences: 'recorded' | 'simulated';
  /** How long after the last row pending messages still run. */
  readonly horizon: DurationMs;
  /**
   * Budget that was used before the trace begins, by app and type: unknown to the trace, set by whoever tests a hypothesis.
   */
  readonly usedBefore?: readonly { readonly uid: number; readonly type: number; readonly totalMs: number }[];
}

export const defaultReplayOptions: ReplayOptions = {
  consequences: 'recorded',
  horizon: MS_PER_DAY as DurationMs,
};

/** A trace that does not tell when the device booted is taken to begin this long after it. It matters for bug P only. */
const ASSUMED_UPTIME = 7 * MS_PER_DAY;

export function replay(program: Program, policy: Policy, options: ReplayOptions = defaultReplayOptions): Prediction {
  if (policy.reading === 'documented') return replayDocumented(program, policy, options);
  return new ShippedReplay(program, policy, options).run();
}

class ShippedReplay {
  readonly #queue = new HandlerQueue();
  readonly #ledger = new Ledger();
  readonly #outcomes = new OutcomeLog();
  readonly #state: PlatformState;
  readonly #rule: TimeLimitedTypesRule | null;
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
    const beginning = { uptime: this.#rowUptime - ASSUMED_UPTIME, elapsed: this.#rowElapsed - ASSUMED_UPTIME };
    this.#state = new PlatformState(program, beginning);
    this.#beganEarlierBy = new Float64Array(program.services.length);
    const { timeLimitedTypes, variant } = policy;
    this.#rule =
      timeLimitedTypes === null
        ? null
        : new TimeLimitedTypesRule(
            this.#state,
            timeLimitedTypes,
            variant,
            this.#queue,
            this.#ledger,
            this.#outcomes,
            (service) => this.#onCrash(service),
          );
    this.#useBefore();
  }

  #useBefore(): void {
    const rule = this.#rule;
    if (rule === null) return;
    for (const use of this.options.usedBefore ?? []) {
      const app = this.program.apps.findIndex((known) => known.uid === use.uid);
      if (app < 0) continue;
      const budget = rule.budgetOf(app, use.type);
      rule.budgets.exists[budget] = 1;
      rule.budgets.total[budget] = use.totalMs;
      rule.budgets.firstReal[budget] = ASSUMED_UPTIME;
    }
  }

  run(): Prediction {
    const { uptime, elapsed, length } = this.program;
    for (let at = 0; at < length; at++) {
      const rowUptime = uptime[at]!;
      if (this.#queue.nextAt <= rowUptime) this.#runMessages(rowUptime, elapsed[at]!);
      this.#rowUptime = rowUptime;
      this.#rowElapsed = elapsed[at]!;
      this.#setMoment(rowUptime, this.#rowElapsed, this.#rowElapsed, this.program.row[at]!);
      this.#act(at);
    }
    this.#runMessages(this.#rowUptime + this.options.horizon, Number.POSITIVE_INFINITY);
    return this.#prediction();
  }

  /** Runs messages due up to `untilUptime`. Between two rows the device may have slept: then elapsed time is an interval. */
  #runMessages(untilUptime: number, nextElapsed: number): void {
    const queue = this.#queue;
    const isBeyondTrace = nextElapsed === Number.POSITIVE_INFINITY;
    while (queue.nextAt <= untilUptime) {
      queue.take();
      // A deadline in the past is due now, not then.
      const at = Math.max(queue.takenAt, this.#rowUptime);
      const earliest = this.#rowElapsed + (at - this.#rowUptime);
      const latest = isBeyondTrace ? earliest : nextElapsed - (untilUptime - at);
      this.#setMoment(at, earliest, latest, NONE);
      this.#rule?.handle(queue.takenWhat, queue.takenSubject, queue.takenTicket);
    }
  }

  #setMoment(uptime: number, earliestElapsed: number, latestElapsed: number, row: number): void {
    this.#ledger.uptime = uptime;
    this.#ledger.elapsed = earliestElapsed;
    this.#ledger.row = row;
    this.#outcomes.uptime = uptime;
    this.#outcomes.earliestElapsed = earliestElapsed;
    this.#outcomes.latestElapsed = latestElapsed;
    this.#outcomes.row = row;
  }

  #act(at: number): void {
    const { program } = this;
    const service = program.service[at]!;
    const process = program.process[at]!;
    const app = program.app[at]!;
    switch (program.kind[at]) {
      case EventKind.startService:
      case EventKind.startForegroundService:
        this.#state.bringUp(service, process);
        this.#state.startRequested[service] = 1;
        return;
      case EventKind.startForeground:
        this.#startForeground(at, service);
        return;
      case EventKind.stopForeground:
        this.#stopForeground(service);
        return;
      case EventKind.stopService:
      case EventKind.stopSelf:
        this.#stopService(service);
        return;
      case EventKind.bindService:
        this.#state.bringUp(service, process);
        this.#state.bindings[service]!++;
        return;
      case EventKind.unbindService:
        this.#unbind(service);
        return;
      case EventKind.serviceSticky:
        this.#state.sticky[service] = program.argument[at] === 1 ? 1 : 0;
        return;
      case EventKind.processStarted:
        this.#processStarted(process);
        return;
      case EventKind.processDied:
        this.#processDied(process);
        return;
      case EventKind.processState:
        this.#processState(process, program.argument[at]!);
        return;
      case EventKind.forceStop:
        this.#forceStop(app);
        return;
      case EventKind.packageRemoved:
        this.#forceStop(app);
        this.#rule?.forgetApp(app);
        return;
      case EventKind.targetSdk:
        this.#state.targetSdk[app] = program.argument[at]!;
        return;
      case EventKind.boot:
        this.#boot();
        return;
      case EventKind.configSet:
        this.#rule?.setConfig(this.#note(at), program.argument[at]!);
        return;
      case EventKind.compatSet:
        if (this.#note(at) === String(FGS_INTRODUCE_TIME_LIMITS))
          this.#state.timeLimitOverride[app] = program.argument[at] === 1 ? 1 : 2;
        return;
      default:
        return;
    }
  }

  #note(at: number): string {
    const { trace } = this.program;
    return trace.strings.at(trace.core.note[this.program.row[at]!]!);
  }

  /** `setServiceForegroundInnerLocked`, the order of spec/fgs-limits.md 2.4. */
  #startForeground(at: number, service: number): void {
    const state = this.#state;
    if (state.exists[service] === 0) return;
    const process = this.program.process[at]!;
    if (state.host[service] === NONE) state.host[service] = process;
    const types = withoutCombinedShortService(this.program.types[at]!);
    const previousMask = state.typeMask[service]!;
    const isDenied = this.program.argument[at] === 1;
    const applies = this.#rule?.applies(state.appOf(service)) === true;
    const isRunningShortService = state.isForeground[service] === 1 && previousMask === ServiceType.shortService;
    if (applies && !isDenied && !isRunningShortService && this.#rule?.admit(service, types) === false) return;
    if (isDenied) {
      this.#ledger.write(LedgerCode.deniedBackground, service, NONE, 0, 0);
      this.#outcomes.write('start-denied-background', service, types, this.#ledger.length);
      return;
    }
    state.typeMask[service] = types;
    state.isForeground[service] = 1;
    const earlierBy = this.program.trace.core.earlierBy[this.program.row[at]!]!;
    this.#beganEarlierBy[service] = earlierBy;
    if (applies) this.#rule?.track(service, previousMask);
  }

  #stopForeground(service: number): void {
    const state = this.#state;
    if (state.exists[service] === 0 || state.isForeground[service] === 0) return;
    this.#rule?.stopTracking(service);
    state.isForeground[service] = 0;
    state.typeMask[service] = 0;
  }

  #stopService(service: number): void {
    const state = this.#state;
    if (state.exists[service] === 0) return;
    this.#rule?.stopTracking(service);
    state.startRequested[service] = 0;
    state.bringDownIfUnneeded(service);
  }

  #unbind(service: number): void {
    const state = this.#state;
    if (state.exists[service] === 0 || state.bindings[service] === 0) return;
    state.bindings[service]!--;
    if (state.startRequested[service] === 0 && state.bindings[service] === 0) this.#bringDown(service);
  }

  #bringDown(service: number): void {
    this.#rule?.orphanMessages(service);
    this.#state.bringDown(service);
  }

  /** A sticky record that waits for its process gets it back. */
  #processStarted(process: number): void {
    const state = this.#state;
    state.forgetProcess(process);
    for (let service = 0; service < state.exists.length; service++) {
      if (state.exists[service] === 1 && state.host[service] === NONE && this.#livesIn(service, process))
        state.host[service] = process;
    }
  }

  #livesIn(service: number, process: number): boolean {
    return this.#lastHost.get(service) === process;
  }

  /** The process each waiting record lived in. */
  readonly #lastHost = new Map<number, number>();

  #processDied(process: number): void {
    const state = this.#state;
    for (let service = 0; service < state.exists.length; service++) {
      if (state.exists[service] === 1 && state.host[service] === process) this.#loseHost(service, process);
    }
    state.forgetProcess(process);
  }

  /** `killServicesLocked`: no charge, no cancel. A started sticky record, or a bound one, waits for a restart. */
  #loseHost(service: number, process: number): void {
    const state = this.#state;
    const isSticky = state.sticky[service] === 1 && state.startRequested[service] === 1;
    const isShortService = state.typeMask[service] === ServiceType.shortService;
    this.#ledger.write(LedgerCode.processDied, service, NONE, 0, 0);
    if (isSticky && !isShortService) {
      state.host[service] = NONE;
      this.#lastHost.set(service, process);
      return;
    }
    this.#rule?.noteLoss(service);
    state.startRequested[service] = 0;
    if (state.bindings[service] === 0) this.#bringDown(service);
    else {
      state.host[service] = NONE;
      this.#lastHost.set(service, process);
    }
  }

  #processState(process: number, processState: number): void {
    const state = this.#state;
    const wasTop = isTop(state.processState[process]!);
    state.setProcessState(process, processState, this.#ledger.uptime);
    if (wasTop === isTop(processState)) return;
    for (let service = 0; service < state.exists.length; service++) {
      if (state.exists[service] === 1 && state.host[service] === process)
        this.#ledger.write(wasTop ? LedgerCode.leftTop : LedgerCode.enteredTop, service, NONE, 0, 0);
    }
  }

  /** Force-stop kills every process of the app and removes its services, sticky or not. Budgets are kept. */
  #forceStop(app: number): void {
    const state = this.#state;
    for (let service = 0; service < state.exists.length; service++) {
      if (state.exists[service] === 0 || state.appOf(service) !== app) continue;
      this.#rule?.noteLoss(service);
      this.#bringDown(service);
    }
    this.program.processes.forEach((process, index) => {
      if (process.app === app) state.forgetProcess(index);
    });
  }

  #boot(): void {
    this.#queue.clear();
    this.#rule?.forgetBoot();
    this.#state.forgetBoot(this.#rowUptime, this.#rowElapsed);
  }

  #onCrash(service: number): void {
    const host = this.#state.host[service]!;
    if (this.options.consequences === 'simulated' && host !== NONE) this.#processDied(host);
  }

  #prediction(): Prediction {
    const { program, policy } = this;
    const rule = this.#rule;
    return {
      policy,
      program,
      outcomes: predictedEvents(program, this.#outcomes, rule, this.#beganEarlierBy),
      budgets: rule === null ? [] : predictedBudgets(program, rule),
      ledger: this.#ledger,
      assumptions: rule === null ? [] : assumptionsOf(program, rule),
    };
  }
}

/** `startForeground` drops the short bit of a combined mask (spec/fgs-limits.md 2.4 step 3). */
function withoutCombinedShortService(types: number): number {
  const isCombined = (types & ServiceType.shortService) !== 0 && types !== ServiceType.shortService;
  return types !== ServiceType.manifest && isCombined ? types & ~ServiceType.shortService : types;
}
