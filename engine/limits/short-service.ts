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

/** Handler messages SERVICE_SHORT_FGS_TIMEOUT_MSG, _PROCSTATE_TIMEOUT_MSG, _ANR_TIMEOUT_MSG. */
const SHORT_TIMEOUT_MESSAGE = 76;
const SHORT_DEMOTE_MESSAGE = 77;
const SHORT_ANR_MESSAGE = 78;

const NO_TICKET = 0;

export class ShortServiceRule {
  /** T0 by service, uptime; NaN when it is no shortService. */
  readonly #began: Float64Array;
  /** The stretch in the foreground that T0 belongs to. */
  readonly #count: Uint32Array;
  readonly #timeoutTicket: Uint32Array;
  readonly #demoteTicket: Uint32Array;
  readonly #anrTicket: Uint32Array;

  constructor(
    readonly state: PlatformState,
    readonly constants: LiveConstants,
    readonly queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
    /** The callback reached the app. */
    readonly onCallback: (service: number) => void,
  ) {
    const services = state.program.services.length;
    this.#began = new Float64Array(services).fill(Number.NaN);
    this.#count = new Uint32Array(services);
    this.#timeoutTicket = new Uint32Array(services);
    this.#demoteTicket = new Uint32Array(services);
    this.#anrTicket = new Uint32Array(services);
  }

  /** `startForeground(shortService)` was accepted. `extends`: whether T0 is now, also for one that runs already. */
  track(service: number, mayExtend: boolean): void {
    if (!Number.isNaN(this.#began[service]!) && !mayExtend) return;
    this.cancel(service);
    const now = this.ledger.uptime;
    this.#began[service] = now;
    this.#count[service] = this.state.startForegroundCount[service]!;
    const deadline = now + this.constants.short_fgs_timeout_duration;
    this.#timeoutTicket[service] = this.queue.post(deadline, SHORT_TIMEOUT_MESSAGE, service);
    this.ledger.write(LedgerCode.shortArmed, service, NONE, deadline, 0);
  }

  /** The service stopped, left the foreground, changed its type or lost its record: `unscheduleShortFgsTimeoutLocked`. */
  cancel(service: number): void {
    this.#began[service] = Number.NaN;
    this.#timeoutTicket[service] = NO_TICKET;
    this.#demoteTicket[service] = NO_TICKET;
    this.#anrTicket[service] = NO_TICKET;
  }

  handle(what: number, service: number, ticket: number): void {
    const { constants } = this;
    const timeoutAt = this.#began[service]! + constants.short_fgs_timeout_duration;
    if (what === SHORT_TIMEOUT_MESSAGE && this.#timeoutTicket[service] === ticket) this.#onTimeout(service, timeoutAt);
    else if (what === SHORT_DEMOTE_MESSAGE && this.#demoteTicket[service] === ticket) {
      if (!this.#isMeant(service, timeoutAt + constants.short_fgs_proc_state_extra_wait_duration)) return;
      this.#tell('short-service-demoted', LedgerCode.shortDemoted, service);
    } else if (what === SHORT_ANR_MESSAGE && this.#anrTicket[service] === ticket) {
      if (!this.#isMeant(service, timeoutAt + constants.short_fgs_anr_extra_wait_duration)) return;
      this.#tell('anr-short-service', LedgerCode.shortAnr, service);
    }
  }

  #onTimeout(service: number, timeoutAt: number): void {
    this.#timeoutTicket[service] = NO_TICKET;
    if (!this.#isMeant(service, timeoutAt)) return;
    const { constants, queue } = this;
    this.#tell('timeout-callback', LedgerCode.shortExpired, service);
    const demoteAt = timeoutAt + constants.short_fgs_proc_state_extra_wait_duration;
    const anrAt = timeoutAt + constants.short_fgs_anr_extra_wait_duration;
    this.#demoteTicket[service] = queue.post(demoteAt, SHORT_DEMOTE_MESSAGE, service);
    this.#anrTicket[service] = queue.post(anrAt, SHORT_ANR_MESSAGE, service);
    this.onCallback(service);
  }

  /** `ServiceRecord.shouldTriggerShortFgsTimeout` and its siblings. */
  #isMeant(service: number, notBefore: number): boolean {
    const { state } = this;
    return (
      state.exists[service] === 1 &&
      state.host[service] !== NONE &&
      state.startRequested[service] === 1 &&
      state.typeMask[service] === ServiceType.shortService &&
      this.#count[service] === state.startForegroundCount[service] &&
      notBefore <= this.ledger.uptime
    );
  }

  #tell(
    outcome: 'timeout-callback' | 'short-service-demoted' | 'anr-short-service',
    code: number,
    service: number,
  ): void {
    this.ledger.write(code, service, NONE, 0, 0);
    this.outcomes.write(outcome, service, ServiceType.shortService, this.ledger.length);
  }

  forgetBoot(): void {
    for (let service = 0; service < this.#began.length; service++) this.cancel(service);
  }
}
