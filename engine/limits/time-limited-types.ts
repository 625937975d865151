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
import { LedgerCode, LossReason, NONE, PoisonCause, ResetReason, StaleReason, type Ledger } from '../replay/ledger.js';
import type { OutcomeLog } from '../replay/outcome-log.js';
import type { PlatformState } from '../replay/platform-state.js';
import { TimeLimitOverride, type AppRecord, type ProcessRecord, type ServiceRecord } from '../replay/records.js';
import type { Budget } from './budget.js';
import { CRASH_MESSAGE, TIMEOUT_MESSAGE, Tracking } from './tracking.js';

/** Moves of one deadline that are written down. A tiny limit on an app that stays on screen moves it without end. */
const MAX_MOVES_WRITTEN = 1_000;

/** A pending message whose record is gone: handler messages are keyed by the record object and survive it. */
interface OrphanedMessage {
  readonly service: ServiceRecord;
  readonly typeMask: number;
  /** Uptime. */
  readonly processWentAt: number;
}

/** What becomes of a run that is played at once; `notSimple`: it has to be played row by row, and nothing was changed. */
export const WholeRun = { notSimple: 0, refused: 1, accepted: 2 } as const;

/** What the rule does to the app. */
export interface AppOfLimits {
  /** `Service.onTimeout(int, int)` is called. */
  callback(service: ServiceRecord): void;
  /** The app crashes. */
  crash(service: ServiceRecord): void;
}

export class TimeLimitedTypesRule {
  /** By service. */
  readonly #tracking: readonly Tracking[];
  readonly #orphans = new Map<number, OrphanedMessage>();
  #dataSyncLimit: number;
  #mediaProcessingLimit: number;
  #crashGrace: number;

  /** Bug P charged an uptime that is only assumed, because no source tells when the device booted. */
  chargedAssumedUptime = false;

  constructor(
    readonly state: PlatformState,
    readonly rules: TimeLimitedTypes,
    readonly variant: Variant,
    queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
    readonly app: AppOfLimits,
  ) {
    this.#tracking = state.services.map(({ index }) => new Tracking(queue, index));
    this.#dataSyncLimit = rules.dataSyncLimit;
    this.#mediaProcessingLimit = rules.mediaProcessingLimit;
    this.#crashGrace = rules.crashGrace;
  }

  /** The values with which the device begins. */
  resetConfig(): void {
    for (const key of [DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY, CRASH_GRACE_KEY])
      this.setConfig(key, Number.NaN);
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

  budgetOf(app: AppRecord, type: number): Budget {
    return type === ServiceType.dataSync ? app.dataSync : app.mediaProcessing;
  }

  /** Whether the limits are on for an app: compat change FGS_INTRODUCE_TIME_LIMITS, and the feature flag up to V3. */
  applies(app: AppRecord): boolean {
    if (this.variant !== 'V4' && !this.rules.flags.introduceNewServiceOntimeoutCallback) return false;
    if (app.timeLimitOverride !== TimeLimitOverride.none) return app.timeLimitOverride === TimeLimitOverride.enabled;
    if (app.targetSdk !== 0) return app.targetSdk >= this.rules.enabledSinceTargetSdk;
    app.assumesTargetSdk = true;
    return true;
  }

  /**
   * `setServiceForegroundInnerLocked`, the branch for limited types: resets the budget where it may, refuses the start
   * where it is exhausted. Called only when the start is not refused for being in the background.
   * @returns false when the start is refused
   */
  admit(service: ServiceRecord, types: number): boolean {
    const type = this.trackedType(types);
    if (type === ServiceType.none) return true;
    const budget = this.budgetOf(service.app, type);
    if (!budget.exists) return true;
    const reason = this.#reasonToReset(service.host, budget);
    if (reason !== 0) {
      this.#reset(service, budget, type, reason);
      return true;
    }
    if (!(budget.exceededAt > 0)) return true;
    if (this.#onlyLogs()) {
      this.#reset(service, budget, type, ResetReason.onlyLogged);
      return true;
    }
    this.#refuse(service, budget, type);
    return false;
  }

  /** Exhaustion is only a wtf line, and the app starts anew. */
  #onlyLogs(): boolean {
    return this.variant !== 'V4' && !this.rules.flags.enableFgsTimeoutCrashBehavior;
  }

  #refuse(service: ServiceRecord, budget: Budget, type: number): void {
    this.#write(LedgerCode.denied, service, budget, budget.exceededAt + this.state.bootUptime, 0);
    this.outcomes.write('start-denied-exhausted', service.index, type, this.ledger.length);
  }

  #reasonToReset(host: ProcessRecord | null, budget: Budget): number {
    const { state, rules } = this;
    const dayAgo = Math.max(0, state.elapsedSinceBoot - rules.window);
    if (budget.firstReal < dayAgo) return ResetReason.windowPassed;
    if (host === null) return 0;
    if (host.isTop) return ResetReason.top;
    if (budget.exceededAt === Number.NEGATIVE_INFINITY) return 0;
    return host.lastTop - state.bootUptime > budget.exceededAt ? ResetReason.topSinceExceeded : 0;
  }

  #reset(service: ServiceRecord, budget: Budget, type: number, reason: number): void {
    const { total } = budget;
    const wasExceeded = budget.exceededAt > 0;
    budget.reset();
    budget.resetAt = this.state.uptimeSinceBoot;
    budget.resetReason = reason;
    this.#write(LedgerCode.reset, service, budget, reason, total);
    if (total > 0 || wasExceeded) this.outcomes.write('budget-reset', service.index, type, this.ledger.length);
  }

  /**
   * `admit`, `track` and `stopTracking` in one, for a new record that is stopped at uptime `end`: the replay stands at its
   * startForeground. Returns a `WholeRun`.
   */
  runWhole(service: ServiceRecord, host: ProcessRecord, types: number, end: number): number {
    const type = this.trackedType(types);
    if (type === ServiceType.none) return WholeRun.accepted;
    const { state } = this;
    const budget = this.budgetOf(service.app, type);
    const reason = budget.exists ? this.#reasonToReset(host, budget) : 0;
    if (reason === 0 && budget.exceededAt > 0) {
      if (this.#onlyLogs()) return WholeRun.notSimple;
      this.#refuse(service, budget, type);
      return WholeRun.refused;
    }
    const began = state.uptimeSinceBoot;
    const left = Math.max(0, this.limitOf(type) - (reason === 0 ? budget.total : 0));
    // A charge that begins at 0 is bug P.
    if (!(began > 0) || !(began + left + state.bootUptime > end)) return WholeRun.notSimple;
    if (reason !== 0) this.#reset(service, budget, type, reason);
    const tracking = this.#tracking[service.index]!;
    this.#note(service, tracking, budget, type);
    budget.charge(end - state.bootUptime);
    tracking.leave();
    budget.release();
    return WholeRun.accepted;
  }

  /** Whether a stop would be charged although the limits are not on for the app: they were. */
  chargesAnyway(app: AppRecord, types: number): boolean {
    const type = this.trackedType(types);
    return type !== ServiceType.none && this.budgetOf(app, type).exists;
  }

  /** `maybeUpdateFgsTrackingLocked`: after startForeground was accepted. `previousMask` is the mask before it. */
  track(service: ServiceRecord, previousMask: number): void {
    const previousType = this.trackedType(previousMask);
    const type = this.trackedType(service.typeMask);
    const isLimited = service.startRequested && service.isForeground && type !== ServiceType.none;
    if (previousType === ServiceType.none && !isLimited) return;
    const tracking = this.#tracking[service.index]!;
    if (previousType !== ServiceType.none) {
      const previous = this.budgetOf(service.app, previousType);
      if (previous.exists)
        this.#chargeAndRelease(service, tracking, previous, previousType, this.#startedAgainWith(tracking, previous));
      if (!isLimited) {
        tracking.cancel();
        return;
      }
    }
    const budget = this.budgetOf(service.app, type);
    this.#note(service, tracking, budget, type);
    this.#arm(service, tracking, budget, type);
  }

  #arm(service: ServiceRecord, tracking: Tracking, budget: Budget, type: number): void {
    // V1: the grace is an AnrTimer, and a new start does not end it (spec/fgs-limits.md 2.7, 8.4 D-09).
    if (this.variant !== 'V1') tracking.crash.cancel();
    const left = Math.max(0, this.limitOf(type) - budget.total);
    const deadline = budget.last + left + this.state.bootUptime;
    tracking.timeout.set(deadline);
    tracking.moves = 0;
    tracking.isReleased = false;
    this.#write(LedgerCode.armed, service, budget, deadline, left);
  }

  #note(service: ServiceRecord, tracking: Tracking, budget: Budget, type: number): void {
    const { state } = this;
    const uptime = state.uptimeSinceBoot;
    const elapsed = state.elapsedSinceBoot;
    const { last, firstReal: anchor } = budget;
    tracking.leave();
    if (budget.reallyRunning > 0 && last > 0 && uptime > last)
      this.#write(LedgerCode.uncharged, service, budget, uptime - last, LossReason.parallelStart);
    const hadUse = budget.total > 0;
    budget.note(uptime, elapsed);
    tracking.join(budget);
    this.#write(LedgerCode.charging, service, budget, budget.running, budget.total);
    // After a reset there is no older anchor (0) that could have moved.
    if (hadUse && budget.running === 1 && anchor > 0 && anchor !== elapsed) {
      this.#write(LedgerCode.reAnchored, service, budget, anchor, elapsed);
      this.outcomes.write('window-re-anchored', service.index, type, this.ledger.length);
    }
  }

  /** Why a charge by startForeground of a service that was in the foreground may find no start. */
  #startedAgainWith(tracking: Tracking, budget: Budget): number {
    if (budget.resetAt === this.state.uptimeSinceBoot) return budget.resetReason;
    return tracking.budget === budget ? PoisonCause.resetWhileRunning : PoisonCause.boundBefore;
  }

  #chargeAndRelease(
    service: ServiceRecord,
    tracking: Tracking,
    budget: Budget,
    type: number,
    poisonCause: number,
  ): void {
    this.#charge(service, budget, type, poisonCause);
    tracking.leave();
    budget.release();
    this.#write(LedgerCode.released, service, budget, budget.running, 0);
  }

  /** `poisonCause`: why, should it turn out that the budget knows no start. */
  #charge(service: ServiceRecord, budget: Budget, type: number, poisonCause: number): void {
    const { state } = this;
    const poisons = budget.last === 0;
    const charged = budget.charge(state.uptimeSinceBoot);
    if (!poisons) {
      this.#write(LedgerCode.charged, service, budget, charged, budget.total);
      return;
    }
    this.#write(LedgerCode.poisoned, service, budget, charged, budget.total, poisonCause);
    this.outcomes.write('budget-poisoned', service.index, type, this.ledger.length);
    if (state.isBootAssumed) this.chargedAssumedUptime = true;
  }

  /**
   * `maybeStopFgsTimeoutLocked`: called from exactly three places, stopForeground, stopService (idle stop included) and
   * stopSelf. It looks neither at isForeground nor at startRequested.
   */
  stopTracking(service: ServiceRecord): void {
    const type = this.trackedType(service.typeMask);
    if (type === ServiceType.none) return;
    const tracking = this.#tracking[service.index]!;
    const budget = this.budgetOf(service.app, type);
    if (budget.exists) this.#chargeAndRelease(service, tracking, budget, type, endedWith(tracking, budget));
    if (tracking.isArmed) this.#write(LedgerCode.disarmed, service, budget, 0, 0);
    tracking.cancel();
  }

  /** The record is about to be brought down without a stop: its messages stay in the queue and will find it gone. */
  orphanMessages(service: ServiceRecord): void {
    const tracking = this.#tracking[service.index]!;
    if (!tracking.isArmed) return;
    const orphan = { service, typeMask: service.typeMask, processWentAt: this.#processWentAt(service) };
    for (const timer of [tracking.timeout, tracking.crash]) if (timer.isSet) this.#orphans.set(timer.orphan(), orphan);
  }

  /** The hosting process died and the record waits for its restart: what runs may still be charged. */
  loseHost(service: ServiceRecord): void {
    this.#tracking[service.index]!.loseHost(this.state.uptimeSinceBoot);
  }

  /** Time that nobody will charge because the hosting process died (no method of the platform looks at it). */
  noteLoss(service: ServiceRecord): void {
    const tracking = this.#tracking[service.index]!;
    const budget = tracking.budget;
    if (budget === null) return;
    const ceasedAt = tracking.ceasedAt(service.host === null, this.state.uptimeSinceBoot);
    tracking.leave();
    // While another service of the type runs, its own charge covers the time.
    if (budget.reallyRunning > 0) return;
    const lost = ceasedAt - budget.last;
    if (budget.last <= 0 || lost <= 0) return;
    this.#write(LedgerCode.uncharged, service, budget, lost, LossReason.processDeath);
  }

  /** A message of the queue is due. */
  handle(what: number, subject: number, ticket: number): void {
    if (what !== TIMEOUT_MESSAGE && what !== CRASH_MESSAGE) return;
    const orphan = this.#orphans.size === 0 ? undefined : this.#orphans.get(ticket);
    if (orphan !== undefined) {
      this.#handleOrphan(what, ticket, orphan);
      return;
    }
    const service = this.state.services[subject]!;
    const { timeout, crash } = this.#tracking[subject]!;
    if (what === TIMEOUT_MESSAGE) {
      if (timeout.comesUp(ticket)) this.#onTimeout(service);
    } else if (crash.comesUp(ticket)) this.#onCrashTimeout(service);
  }

  #handleOrphan(what: number, ticket: number, orphan: OrphanedMessage): void {
    this.#orphans.delete(ticket);
    const { service } = orphan;
    const type = this.trackedType(orphan.typeMask);
    const budget = type === ServiceType.none ? null : this.budgetOf(service.app, type);
    if (what === TIMEOUT_MESSAGE) {
      for (const [other, candidate] of this.#orphans) if (candidate === orphan) this.#orphans.delete(other);
    } else if (budget?.exists === true) {
      // onFgsCrashTimeout does not look for a process before it decrements; there is none left to crash.
      budget.release();
    }
    this.#ignore(service, budget, type, StaleReason.processGone, orphan.processWentAt);
  }

  /** Uptime at which the service lost its process, or loses it now. */
  #processWentAt({ index, host }: ServiceRecord): number {
    const { state } = this;
    return this.#tracking[index]!.ceasedAt(host === null, state.uptimeSinceBoot) + state.bootUptime;
  }

  /** A timer fired and finds nothing to do. */
  #ignore(service: ServiceRecord, budget: Budget | null, type: number, reason: number, processWentAt = 0): void {
    this.#write(LedgerCode.stale, service, budget, reason, processWentAt);
    this.outcomes.write('stale-timer-ignored', service.index, type, this.ledger.length);
  }

  /** `onFgsTimeout` */
  #onTimeout(service: ServiceRecord): void {
    const { state } = this;
    const { host } = service;
    const tracking = this.#tracking[service.index]!;
    const type = this.trackedType(service.typeMask);
    const budget = type === ServiceType.none ? null : this.budgetOf(service.app, type);
    if (budget === null || host === null) {
      tracking.crash.cancel();
      if (host === null) this.#ignore(service, budget, type, StaleReason.processGone, this.#processWentAt(service));
      else this.#ignore(service, budget, type, StaleReason.notLimited);
      return;
    }
    const now = state.now.uptime;
    const top = this.rules.checksCurrentlyTop && host.isTop ? now : host.lastTop;
    const limit = this.limitOf(type);
    if (top !== Number.NEGATIVE_INFINITY && limit > now - top) {
      tracking.timeout.set(top + limit);
      if (++tracking.moves > MAX_MOVES_WRITTEN) return;
      this.#write(LedgerCode.moved, service, budget, top, top + limit);
      this.outcomes.write('deadline-moved', service.index, type, this.ledger.length);
      return;
    }
    if (budget.exists) {
      this.#charge(service, budget, type, endedWith(tracking, budget));
      budget.exceededAt = state.uptimeSinceBoot;
    }
    this.#write(LedgerCode.expired, service, budget, budget.total, budget.firstUp + state.bootUptime);
    this.outcomes.write('timeout-callback', service.index, type, this.ledger.length);
    tracking.crash.set(now + this.#crashGrace);
    this.app.callback(service);
  }

  /** `onFgsCrashTimeout` */
  #onCrashTimeout(service: ServiceRecord): void {
    const type = this.trackedType(service.typeMask);
    if (type === ServiceType.none) return;
    const budget = this.budgetOf(service.app, type);
    if (budget.exists) budget.release();
    this.#tracking[service.index]!.isReleased = true;
    if (service.host === null) {
      this.#ignore(service, budget, type, StaleReason.processGone, this.#processWentAt(service));
      return;
    }
    // The exception waits for the app's main thread (force = false); one that hangs never gets to it.
    if (!this.#crashes() || service.host.isHanging) return;
    this.#write(LedgerCode.graceEnded, service, budget, this.#crashGrace, 0);
    this.outcomes.write('crash-did-not-stop', service.index, type, this.ledger.length);
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
  forgetApp(app: AppRecord): void {
    app.dataSync.forget();
    app.mediaProcessing.forget();
  }

  /** A reboot: budgets and messages live in memory only. */
  forgetBoot(): void {
    for (const app of this.state.walked) {
      for (const budget of [app.dataSync, app.mediaProcessing]) this.#noteReboot(budget);
      this.forgetApp(app);
      for (const { index } of app.services) this.#tracking[index]!.forget();
    }
    this.#orphans.clear();
  }

  /** For whoever asks later why the budget is full. */
  #noteReboot({ exists, index, total }: Budget): void {
    if (exists) this.ledger.write(LedgerCode.reset, NONE, index, ResetReason.reboot, total);
  }

  #write(code: number, service: ServiceRecord, budget: Budget | null, first: number, second: number, detail = 0): void {
    this.ledger.write(code, service.index, budget === null ? NONE : budget.index, first, second, detail);
  }
}

/** The same for a charge by a stop, or by the deadline. */
function endedWith(tracking: Tracking, budget: Budget): number {
  const wasCharged = tracking.budget === budget && !tracking.isReleased;
  return wasCharged ? PoisonCause.resetWhileRunning : PoisonCause.notCharged;
}
