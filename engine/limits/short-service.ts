/**
 * shortService: three minutes, alone, then onTimeout, a demotion, an ANR. Source: ActiveServices.maybeUpdateShortFgsTrackingLocked,
 * onShortFgsTimeout, onShortFgsProcstateTimeout, onShortFgsAnrTimeout; ServiceRecord.ShortFgsInfo (spec/fgs-limits.md section 3).
 *
 *     T0 ────────── timeout ───────────► onTimeout(int)
 *                      │── demote wait ──► process may become cached
 *                      │───── anr wait ───────► ANR
 *
 * T0 is the first startForeground(shortService) or the last one that was allowed to extend it. Each handler looks again
 * whether it is still meant: started, exactly this type, the same stretch in the foreground, its time really reached.
 */
import { ServiceType } from '../android/service-types.js';
import type { LiveConstants } from '../policy/constants.js';
import type { HandlerQueue } from '../replay/handler-queue.js';
import { LedgerCode, NONE, type Ledger } from '../replay/ledger.js';
import type { OutcomeLog } from '../replay/outcome-log.js';
import type { PlatformState } from '../replay/platform-state.js';
import type { ServiceRecord } from '../replay/records.js';
import { ServiceTimer } from '../replay/service-timer.js';

/** Handler messages SERVICE_SHORT_FGS_TIMEOUT_MSG, _PROCSTATE_TIMEOUT_MSG, _ANR_TIMEOUT_MSG. */
const TIMEOUT_MESSAGE = 76;
const DEMOTE_MESSAGE = 77;
const ANR_MESSAGE = 78;

/** `ServiceRecord.ShortFgsInfo` */
class ShortService {
  isRunning = false;
  /** T0, uptime. */
  began = Number.NaN;
  /** The stretch in the foreground that T0 belongs to. */
  stretch = 0;
  readonly timeout: ServiceTimer;
  readonly demote: ServiceTimer;
  readonly anr: ServiceTimer;

  constructor(queue: HandlerQueue, service: number) {
    this.timeout = new ServiceTimer(queue, TIMEOUT_MESSAGE, service);
    this.demote = new ServiceTimer(queue, DEMOTE_MESSAGE, service);
    this.anr = new ServiceTimer(queue, ANR_MESSAGE, service);
  }

  cancel(): void {
    this.isRunning = false;
    this.timeout.cancel();
    this.demote.cancel();
    this.anr.cancel();
  }

  forget(): void {
    this.isRunning = false;
    for (const timer of [this.timeout, this.demote, this.anr]) timer.forget();
  }
}

export class ShortServiceRule {
  readonly #short: readonly ShortService[];

  constructor(
    readonly state: PlatformState,
    readonly constants: LiveConstants,
    queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
    /** The callback reached the app. */
    readonly onCallback: (service: ServiceRecord) => void,
  ) {
    this.#short = state.services.map(({ index }) => new ShortService(queue, index));
  }

  /** `startForeground(shortService)` was accepted. `mayExtend`: whether T0 is now, also for one that runs already. */
  track(service: ServiceRecord, mayExtend: boolean): void {
    const short = this.#short[service.index]!;
    if (short.isRunning && !mayExtend) return;
    short.cancel();
    const now = this.state.now.uptime;
    const deadline = now + this.constants.short_fgs_timeout_duration;
    short.isRunning = true;
    short.began = now;
    short.stretch = service.foregroundStretches;
    short.timeout.set(deadline);
    this.ledger.write(LedgerCode.shortArmed, service.index, NONE, deadline, 0);
  }

  /** Its process is no longer held up by it: past the demotion, or stopped while it was bound (docs/corrections.md K-13). */
  isDemoted({ index }: ServiceRecord): boolean {
    const { began, isRunning } = this.#short[index]!;
    const { short_fgs_timeout_duration: timeout, short_fgs_proc_state_extra_wait_duration: wait } = this.constants;
    return !isRunning || began + timeout + wait <= this.state.now.uptime;
  }

  /** The service stopped, left the foreground, changed its type or lost its record: `unscheduleShortFgsTimeoutLocked`. */
  cancel(service: ServiceRecord): void {
    const short = this.#short[service.index]!;
    if (short.isRunning) short.cancel();
  }

  handle(what: number, subject: number, ticket: number): void {
    if (what !== TIMEOUT_MESSAGE && what !== DEMOTE_MESSAGE && what !== ANR_MESSAGE) return;
    const { constants } = this;
    const service = this.state.services[subject]!;
    const short = this.#short[subject]!;
    const timeoutAt = short.began + constants.short_fgs_timeout_duration;
    if (what === TIMEOUT_MESSAGE) {
      if (short.timeout.comesUp(ticket)) this.#onTimeout(service, short, timeoutAt);
    } else if (what === DEMOTE_MESSAGE) {
      if (!short.demote.comesUp(ticket)) return;
      if (!this.#isMeant(service, short, timeoutAt + constants.short_fgs_proc_state_extra_wait_duration)) return;
      this.#tell('short-service-demoted', LedgerCode.shortDemoted, service);
    } else {
      if (!short.anr.comesUp(ticket)) return;
      if (!this.#isMeant(service, short, timeoutAt + constants.short_fgs_anr_extra_wait_duration)) return;
      this.#tell('anr-short-service', LedgerCode.shortAnr, service);
    }
  }

  #onTimeout(service: ServiceRecord, short: ShortService, timeoutAt: number): void {
    if (!this.#isMeant(service, short, timeoutAt)) return;
    this.#tell('timeout-callback', LedgerCode.shortExpired, service);
    short.demote.set(timeoutAt + this.constants.short_fgs_proc_state_extra_wait_duration);
    short.anr.set(timeoutAt + this.constants.short_fgs_anr_extra_wait_duration);
    this.onCallback(service);
  }

  /** `ServiceRecord.shouldTriggerShortFgsTimeout` and its siblings. */
  #isMeant(service: ServiceRecord, short: ShortService, notBefore: number): boolean {
    return (
      service.exists &&
      service.host !== null &&
      service.startRequested &&
      service.typeMask === ServiceType.shortService &&
      short.stretch === service.foregroundStretches &&
      notBefore <= this.state.now.uptime
    );
  }

  #tell(
    outcome: 'timeout-callback' | 'short-service-demoted' | 'anr-short-service',
    code: number,
    { index }: ServiceRecord,
  ): void {
    this.ledger.write(code, index, NONE, 0, 0);
    this.outcomes.write(outcome, index, ServiceType.shortService, this.ledger.length);
  }

  forgetBoot(): void {
    for (const app of this.state.walked) for (const { index } of app.services) this.#short[index]!.forget();
  }
}
