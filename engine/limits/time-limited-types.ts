/**
 * The rule of the time-limited types `dataSync` and `mediaProcessing`, as shipped in the variants V1 to V4.
 * Source: ActiveServices (spec/fgs-limits.md section 2); each method names the platform method that it follows.
 *
 *     startForeground ──► admit (exhausted? reset?) ──► commit ──► track ──► TIMEOUT at last + limit − total
 *                                                                                │
 *     stop ──► stopTracking: charge, cancel                                       ▼
 *                                               TOP lately? ──yes──► TIMEOUT again at lastTop + limit
 *                                                   │no
 *                                                   ▼
 *                                             onTimeout, CRASH after the grace
 */
import { ServiceType } from '../android/service-types.js';
import {
  CRASH_GRACE_KEY,
  DATA_SYNC_LIMIT_KEY,
  MEDIA_PROCESSING_LIMIT_KEY,
  type TimeLimitedTypes,
  type Variant,
} from '../policy/policy.js';
import type { HandlerQueue } from '../replay/handler-queue.js';
import { LedgerCode, LossReason, NONE, ResetReason, StaleReason, type Ledger } from '../replay/ledger.js';
import type { OutcomeLog } from '../replay/outcome-log.js';
import type { PlatformState } from '../replay/platform-state.js';
import { isTop } from '../replay/program.js';
import { Budgets, DATA_SYNC, MEDIA_PROCESSING } from './budgets.js';
import { ChargedServices } from './charged-services.js';

/** Handler messages (`SERVICE_FGS_TIMEOUT_MSG` 84, `SERVICE_FGS_CRASH_TIMEOUT_MSG` 85). */
const TIMEOUT_MESSAGE = 84;
const CRASH_MESSAGE = 85;

const NO_TICKET = 0;
/** Moves of one deadline that are written down. A tiny limit on an app that stays on screen moves it without end. */
const MAX_MOVES_WRITTEN = 1_000;
const OVERRIDE_ENABLED = 1;
const OVERRIDE_DISABLED = 2;

/** A pending message whose record is gone: handler messages are keyed by the record object and survive it. */
interface OrphanedMessage {
  readonly service: number;
  readonly typeMask: number;
}

/** What the rule does to the app. */
export interface AppOfLimits {
  /** `Service.onTimeout(int, int)` is called. */
  callback(service: number): void;
  /** The app crashes. */
  crash(service: number): void;
}

export class TimeLimitedTypesRule {
  readonly budgets: Budgets;
  readonly #timeoutTicket: Uint32Array;
  readonly #crashTicket: Uint32Array;
  /** By service: moves of its deadline since it was set. */
  readonly #moves: Uint32Array;
  readonly #orphans = new Map<number, OrphanedMessage>();
  readonly #charged: ChargedServices;
  #dataSyncLimit: number;
  #mediaProcessingLimit: number;
  #crashGrace: number;

  /** Apps whose target SDK no source tells and that were taken to be subject to the limits. */
  readonly assumedTargetSdk = new Set<number>();
  /** Bug P charged an uptime that is only assumed, because no source tells when the device booted. */
  chargedAssumedUptime = false;

  constructor(
    readonly state: PlatformState,
    readonly rules: TimeLimitedTypes,
    readonly variant: Variant,
    readonly queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
    readonly app: AppOfLimits,
  ) {
    this.budgets = new Budgets(state.program.apps.length);
    this.#charged = new ChargedServices(state.program.services.length, this.budgets.exists.length);
    this.#timeoutTicket = new Uint32Array(state.program.services.length);
    this.#crashTicket = new Uint32Array(state.program.services.length);
    this.#moves = new Uint32Array(state.program.services.length);
    this.#dataSyncLimit = rules.dataSyncLimit;
    this.#mediaProcessingLimit = rules.mediaProcessingLimit;
    this.#crashGrace = rules.crashGrace;
  }

  /**
   * A DeviceConfig value changed: read live by the handlers, posted messages are not moved (spec/fgs-limits.md 2.9).
   * NaN: the value was deleted or is no number, and `DeviceConfig.getLong` gives the default.
   */
  setConfig(key: string, value: number): void {
    const { rules } = this;
    if (key === DATA_SYNC_LIMIT_KEY) this.#dataSyncLimit = Number.isNaN(value) ? rules.dataSyncLimit : value;
    else if (key === MEDIA_PROCESSING_LIMIT_KEY)
      this.#mediaProcessingLimit = Number.isNaN(value) ? rules.mediaProcessingLimit : value;
    else if (key === CRASH_GRACE_KEY) this.#crashGrace = Number.isNaN(value) ? rules.crashGrace : value;
  }

  /**
   * The one type that a mask is charged to, or 0 (`getTimeLimitedFgsType`): mediaProcessing first, dataSync only when its
   * limit is strictly greater.
   */
  trackedType(mask: number): number {
    let pick: number = ServiceType.none;
    let limit = 0;
    if ((mask & ServiceType.mediaProcessing) !== 0) {
      pick = ServiceType.mediaProcessing;
      limit = this.#mediaProcessingLimit;
    }
    if ((mask & ServiceType.dataSync) !== 0 && (limit === 0 || this.#dataSyncLimit > limit))
      pick = ServiceType.dataSync;
    return pick;
  }

  limitOf(type: number): number {
    return type === ServiceType.dataSync ? this.#dataSyncLimit : this.#mediaProcessingLimit;
  }

  budgetOf(app: number, type: number): number {
    return app * 2 + (type === ServiceType.dataSync ? DATA_SYNC : MEDIA_PROCESSING);
  }

  /** Whether the limits are on for an app: compat change FGS_INTRODUCE_TIME_LIMITS, and the feature flag up to V3. */
  applies(app: number): boolean {
    if (this.variant !== 'V4' && !this.rules.flags.introduceNewServiceOntimeoutCallback) return false;
    const override = this.state.timeLimitOverride[app];
    if (override === OVERRIDE_ENABLED) return true;
    if (override === OVERRIDE_DISABLED) return false;
    const target = this.state.targetSdk[app]!;
    if (target === 0) this.assumedTargetSdk.add(app);
    return target === 0 || target >= this.rules.enabledSinceTargetSdk;
  }

  /**
   * `setServiceForegroundInnerLocked`, the branch for limited types: resets the budget where it may, refuses the start
   * where it is exhausted. Called only when the start is not refused for being in the background.
   * @returns false when the start is refused
   */
  admit(service: number, types: number): boolean {
    const type = this.trackedType(types);
    const app = this.state.appOf(service);
    const budget = this.budgetOf(app, type);
    if (type === ServiceType.none || this.budgets.exists[budget] === 0) return true;
    const reason = this.#reasonToReset(service, budget);
    if (reason !== 0) {
      this.#reset(service, budget, type, reason);
      return true;
    }
    const exceededAt = this.budgets.exceededAt[budget]!;
    if (!(exceededAt > 0)) return true;
    if (this.variant !== 'V4' && !this.rules.flags.enableFgsTimeoutCrashBehavior) {
      // Only a wtf line, and the app starts anew.
      this.#reset(service, budget, type, ResetReason.onlyLogged);
      return true;
    }
    this.ledger.write(LedgerCode.denied, service, budget, exceededAt + this.state.bootUptime, 0);
    this.outcomes.write('start-denied-exhausted', service, type, this.ledger.length);
    return false;
  }

  #reasonToReset(service: number, budget: number): number {
    const { state, budgets, rules } = this;
    const elapsedSinceBoot = this.ledger.elapsed - state.bootElapsed;
    const dayAgo = Math.max(0, elapsedSinceBoot - rules.window);
    if (budgets.firstReal[budget]! < dayAgo) return ResetReason.windowPassed;
    const host = state.host[service]!;
    if (host === NONE) return 0;
    if (isTop(state.processState[host]!)) return ResetReason.top;
    const exceededAt = budgets.exceededAt[budget]!;
    const lastTop = state.lastTop[host]! - state.bootUptime;
    return exceededAt !== Number.NEGATIVE_INFINITY && lastTop > exceededAt ? ResetReason.topSinceExceeded : 0;
  }

  #reset(service: number, budget: number, type: number, reason: number): void {
    const total = this.budgets.total[budget]!;
    const wasExceeded = this.budgets.exceededAt[budget]! > 0;
    this.budgets.reset(budget);
    this.ledger.write(LedgerCode.reset, service, budget, reason, total);
    if (total > 0 || wasExceeded) this.outcomes.write('budget-reset', service, type, this.ledger.length);
  }

  /** `maybeUpdateFgsTrackingLocked`: after startForeground was accepted. `previousMask` is the mask before it. */
  track(service: number, previousMask: number): void {
    const { state, budgets, ledger } = this;
    const app = state.appOf(service);
    const uptime = ledger.uptime - state.bootUptime;
    const previousType = this.trackedType(previousMask);
    const isLimited = this.#isLimited(service);
    if (previousType === ServiceType.none && !isLimited) return;
    if (previousType !== ServiceType.none) {
      const previousBudget = this.budgetOf(app, previousType);
      if (budgets.exists[previousBudget] === 1) this.#chargeAndRelease(service, previousBudget, previousType, uptime);
      if (!isLimited) {
        this.#cancel(service);
        return;
      }
    }
    const type = this.trackedType(state.typeMask[service]!);
    const budget = this.budgetOf(app, type);
    this.#note(service, budget, type, uptime);
    // V1: the grace is an AnrTimer, and a new start does not end it (spec/fgs-limits.md 2.7, 8.4 D-09).
    if (this.variant === 'V1') this.#timeoutTicket[service] = NO_TICKET;
    else this.#cancel(service);
    const left = Math.max(0, this.limitOf(type) - budgets.total[budget]!);
    const deadline = budgets.last[budget]! + left + state.bootUptime;
    this.#timeoutTicket[service] = this.queue.post(deadline, TIMEOUT_MESSAGE, service);
    this.#moves[service] = 0;
    ledger.write(LedgerCode.armed, service, budget, deadline, left);
  }

  #isLimited(service: number): boolean {
    const { state } = this;
    return (
      state.startRequested[service] === 1 &&
      state.isForeground[service] === 1 &&
      this.trackedType(state.typeMask[service]!) !== ServiceType.none
    );
  }

  #note(service: number, budget: number, type: number, uptime: number): void {
    const { budgets, ledger, state } = this;
    const last = budgets.last[budget]!;
    const elapsed = ledger.elapsed - state.bootElapsed;
    this.#charged.leave(service);
    if (this.#charged.isAnyOn(budget) && last > 0 && uptime > last)
      ledger.write(LedgerCode.uncharged, service, budget, uptime - last, LossReason.parallelStart);
    const anchor = budgets.firstReal[budget]!;
    const hadUse = budgets.exists[budget] === 1 && budgets.total[budget]! > 0;
    budgets.note(budget, uptime, elapsed);
    this.#charged.join(service, budget);
    ledger.write(LedgerCode.charging, service, budget, budgets.running[budget]!, budgets.total[budget]!);
    // After a reset there is no older anchor (0) that could have moved.
    if (hadUse && budgets.running[budget] === 1 && anchor > 0 && anchor !== elapsed) {
      ledger.write(LedgerCode.reAnchored, service, budget, anchor, elapsed);
      this.outcomes.write('window-re-anchored', service, type, ledger.length);
    }
  }

  #chargeAndRelease(service: number, budget: number, type: number, uptime: number): void {
    this.#charge(service, budget, type, uptime);
    this.#charged.leave(service);
    this.budgets.release(budget);
    this.ledger.write(LedgerCode.released, service, budget, this.budgets.running[budget]!, 0);
  }

  #charge(service: number, budget: number, type: number, uptime: number): void {
    const { budgets, ledger, state } = this;
    const poisons = budgets.last[budget] === 0;
    const charged = budgets.charge(budget, uptime);
    ledger.write(poisons ? LedgerCode.poisoned : LedgerCode.charged, service, budget, charged, budgets.total[budget]!);
    if (!poisons) return;
    this.outcomes.write('budget-poisoned', service, type, ledger.length);
    if (state.isBootAssumed) this.chargedAssumedUptime = true;
  }

  /**
   * `maybeStopFgsTimeoutLocked`: called from exactly three places, stopForeground, stopService (idle stop included) and
   * stopSelf. It looks neither at isForeground nor at startRequested.
   */
  stopTracking(service: number): void {
    const type = this.trackedType(this.state.typeMask[service]!);
    if (type === ServiceType.none) return;
    const budget = this.budgetOf(this.state.appOf(service), type);
    if (this.budgets.exists[budget] === 1)
      this.#chargeAndRelease(service, budget, type, this.ledger.uptime - this.state.bootUptime);
    if (this.#timeoutTicket[service] !== NO_TICKET || this.#crashTicket[service] !== NO_TICKET)
      this.ledger.write(LedgerCode.disarmed, service, budget, 0, 0);
    this.#cancel(service);
  }

  #cancel(service: number): void {
    this.#timeoutTicket[service] = NO_TICKET;
    this.#crashTicket[service] = NO_TICKET;
  }

  /** The record is about to be brought down without a stop: its messages stay in the queue and will find it gone. */
  orphanMessages(service: number): void {
    const orphan = { service, typeMask: this.state.typeMask[service]! };
    for (const tickets of [this.#timeoutTicket, this.#crashTicket]) {
      if (tickets[service] !== NO_TICKET) this.#orphans.set(tickets[service]!, orphan);
      tickets[service] = NO_TICKET;
    }
  }

  /** The hosting process died and the record waits for its restart: what runs may still be charged. */
  loseHost(service: number): void {
    this.#charged.loseHost(service, this.ledger.uptime - this.state.bootUptime);
  }

  /** Time that nobody will charge because the hosting process died (no method of the platform looks at it). */
  noteLoss(service: number): void {
    const isWaiting = this.state.host[service] === NONE;
    const now = this.ledger.uptime - this.state.bootUptime;
    const ceasedAt = this.#charged.ceasedAt(service, isWaiting, now);
    const budget = this.#charged.leave(service);
    // While another service of the type runs, its own charge covers the time.
    if (budget === NONE || this.#charged.isAnyOn(budget)) return;
    const last = this.budgets.last[budget]!;
    const lost = ceasedAt - last;
    if (last <= 0 || lost <= 0) return;
    this.ledger.write(LedgerCode.uncharged, service, budget, lost, LossReason.processDeath);
  }

  /** A message of the queue is due. */
  handle(what: number, service: number, ticket: number): void {
    const orphan = this.#orphans.get(ticket);
    if (orphan !== undefined) this.#handleOrphan(what, ticket, orphan);
    else if (what === TIMEOUT_MESSAGE && this.#timeoutTicket[service] === ticket) this.#onTimeout(service);
    else if (what === CRASH_MESSAGE && this.#crashTicket[service] === ticket) this.#onCrashTimeout(service);
    // Else: the message was cancelled.
  }

  #handleOrphan(what: number, ticket: number, orphan: OrphanedMessage): void {
    this.#orphans.delete(ticket);
    const type = this.trackedType(orphan.typeMask);
    const budget = type === ServiceType.none ? NONE : this.budgetOf(this.state.appOf(orphan.service), type);
    if (what === TIMEOUT_MESSAGE) {
      for (const [other, candidate] of this.#orphans) if (candidate === orphan) this.#orphans.delete(other);
    } else if (budget !== NONE && this.budgets.exists[budget] === 1) {
      // onFgsCrashTimeout does not look for a process before it decrements; there is none left to crash.
      this.budgets.release(budget);
    }
    this.ledger.write(LedgerCode.stale, orphan.service, budget, StaleReason.processGone, 0);
    this.outcomes.write('stale-timer-ignored', orphan.service, type, this.ledger.length);
  }

  /** `onFgsTimeout` */
  #onTimeout(service: number): void {
    const { state, ledger, budgets } = this;
    this.#timeoutTicket[service] = NO_TICKET;
    const type = this.trackedType(state.typeMask[service]!);
    const host = state.host[service]!;
    const budget = type === ServiceType.none ? NONE : this.budgetOf(state.appOf(service), type);
    if (type === ServiceType.none || host === NONE) {
      this.#crashTicket[service] = NO_TICKET;
      const reason = host === NONE ? StaleReason.processGone : StaleReason.notLimited;
      ledger.write(LedgerCode.stale, service, budget, reason, 0);
      this.outcomes.write('stale-timer-ignored', service, type, ledger.length);
      return;
    }
    const now = ledger.uptime;
    const isTopNow = this.rules.checksCurrentlyTop && isTop(state.processState[host]!);
    const top = isTopNow ? now : state.lastTop[host]!;
    const limit = this.limitOf(type);
    if (top !== Number.NEGATIVE_INFINITY && limit > now - top) {
      this.#timeoutTicket[service] = this.queue.post(top + limit, TIMEOUT_MESSAGE, service);
      if (++this.#moves[service]! > MAX_MOVES_WRITTEN) return;
      ledger.write(LedgerCode.moved, service, budget, top, top + limit);
      this.outcomes.write('deadline-moved', service, type, ledger.length);
      return;
    }
    const uptime = now - state.bootUptime;
    if (budgets.exists[budget] === 1) {
      this.#charge(service, budget, type, uptime);
      budgets.exceededAt[budget] = uptime;
    }
    ledger.write(
      LedgerCode.expired,
      service,
      budget,
      budgets.total[budget]!,
      budgets.firstUp[budget]! + state.bootUptime,
    );
    this.outcomes.write('timeout-callback', service, type, ledger.length);
    this.#crashTicket[service] = this.queue.post(now + this.#crashGrace, CRASH_MESSAGE, service);
    this.app.callback(service);
  }

  /** `onFgsCrashTimeout` */
  #onCrashTimeout(service: number): void {
    const { state, ledger } = this;
    this.#crashTicket[service] = NO_TICKET;
    const type = this.trackedType(state.typeMask[service]!);
    if (type === ServiceType.none) return;
    const budget = this.budgetOf(state.appOf(service), type);
    if (this.budgets.exists[budget] === 1) this.budgets.release(budget);
    if (state.host[service] === NONE) {
      ledger.write(LedgerCode.stale, service, budget, StaleReason.processGone, 0);
      this.outcomes.write('stale-timer-ignored', service, type, ledger.length);
      return;
    }
    // The exception waits for the app's main thread (force = false); one that hangs never gets to it.
    if (!this.#crashes() || state.isHanging[state.host[service]!] === 1) return;
    ledger.write(LedgerCode.graceEnded, service, budget, this.#crashGrace, 0);
    this.outcomes.write('crash-did-not-stop', service, type, ledger.length);
    this.app.crash(service);
  }

  /** V1: gate flag → only a wtf; then, in all of V1 to V3, the crash flag. V4 always crashes. */
  #crashes(): boolean {
    const { flags } = this.rules;
    if (this.variant === 'V4') return true;
    if (this.variant === 'V1' && flags.gateFgsTimeoutAnrBehavior) return false;
    return flags.enableFgsTimeoutCrashBehavior;
  }

  /** The app was removed: its budgets go with it. */
  forgetApp(app: number): void {
    this.budgets.forget(app * 2 + DATA_SYNC);
    this.budgets.forget(app * 2 + MEDIA_PROCESSING);
  }

  /** A reboot: budgets and messages live in memory only. */
  forgetBoot(): void {
    for (let budget = 0; budget < this.budgets.exists.length; budget++) this.budgets.forget(budget);
    this.#timeoutTicket.fill(NO_TICKET);
    this.#crashTicket.fill(NO_TICKET);
    this.#orphans.clear();
    this.#charged.forgetAll();
  }
}
