/**
 * The promise of startForegroundService(): startForeground must follow within 30 s. Source: ActiveServices.
 * scheduleServiceForegroundTransitionTimeoutLocked, serviceForegroundTimeout, serviceForegroundTimeoutANR,
 * bringDownServiceLocked (spec/fgs-limits.md 5.1, docs/scenarios.md).
 *
 *     promise ──30 s──► stop the service ──goes──► crash at once
 *                            │──────────── +10 s ──────────► ANR, if the same process still lives
 *     stop before startForeground ──► crash at once
 */
import type { LiveConstants } from '../policy/constants.js';
import type { HandlerQueue } from '../replay/handler-queue.js';
import { LedgerCode, NONE, type Ledger } from '../replay/ledger.js';
import type { OutcomeLog } from '../replay/outcome-log.js';
import type { PlatformState } from '../replay/platform-state.js';

/** SERVICE_FOREGROUND_TIMEOUT_MSG, SERVICE_FOREGROUND_TIMEOUT_ANR_MSG. */
export const PROMISE_MESSAGE = 66;
export const PROMISE_ANR_MESSAGE = 67;

const NO_TICKET = 0;

export class StartPromiseRule {
  readonly #isPending: Uint8Array;
  readonly #ticket: Uint32Array;
  /** For ANR messages: which life of which process they are about. */
  readonly #anrs = new Map<number, { readonly process: number; readonly life: number }>();

  constructor(
    readonly state: PlatformState,
    readonly constants: LiveConstants,
    readonly queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
    /** Stops the service as stopService does. */
    readonly stop: (service: number) => void,
    /** The app crashes in this process. */
    readonly onCrash: (process: number) => void,
  ) {
    this.#isPending = new Uint8Array(state.program.services.length);
    this.#ticket = new Uint32Array(state.program.services.length);
  }

  /** startForegroundService was accepted. */
  promise(service: number): void {
    if (this.state.isForeground[service] === 1 || this.#isPending[service] === 1) return;
    this.#isPending[service] = 1;
    this.#arm(service);
  }

  #arm(service: number): void {
    const deadline = this.ledger.uptime + this.constants.service_start_foreground_timeout_ms;
    this.#ticket[service] = this.queue.post(deadline, PROMISE_MESSAGE, service);
    this.ledger.write(LedgerCode.promised, service, NONE, deadline, 0);
  }

  /** startForeground came, accepted or refused. */
  keep(service: number): void {
    this.#isPending[service] = 0;
    this.#ticket[service] = NO_TICKET;
  }

  /** The process died while the promise was open: the timer goes, the restart arms it anew. */
  loseProcess(service: number): void {
    this.#ticket[service] = NO_TICKET;
  }

  restart(service: number): void {
    if (this.#isPending[service] === 1) this.#arm(service);
  }

  /**
   * The record is being brought down by a stop. With the promise open the app crashes at once
   * (`bringDownServiceLocked`); a process that hangs never gets to it.
   */
  bringDown(service: number, host: number): void {
    if (this.#isPending[service] === 0) return;
    this.keep(service);
    if (host === NONE || this.state.isHanging[host] === 1) return;
    this.ledger.write(LedgerCode.promiseBroken, service, NONE, 0, 0);
    this.outcomes.write('crash-did-not-start', service, 0, this.ledger.length);
    this.onCrash(host);
  }

  /** The record goes without a stop (process death, force-stop): nobody is blamed. */
  forget(service: number): void {
    this.keep(service);
  }

  handle(what: number, service: number, ticket: number): void {
    if (what === PROMISE_MESSAGE && this.#ticket[service] === ticket) this.#onTimeout(service);
    else if (what === PROMISE_ANR_MESSAGE) this.#onAnr(service, ticket);
  }

  #onTimeout(service: number): void {
    this.#ticket[service] = NO_TICKET;
    const host = this.state.host[service]!;
    if (host !== NONE) {
      const at = this.ledger.uptime + this.constants.service_start_foreground_anr_delay_ms;
      const anr = this.queue.post(at, PROMISE_ANR_MESSAGE, service);
      this.#anrs.set(anr, { process: host, life: this.state.life[host]! });
    }
    this.stop(service);
    // A bound service stays; its promise is over.
    this.keep(service);
  }

  #onAnr(service: number, ticket: number): void {
    const about = this.#anrs.get(ticket);
    this.#anrs.delete(ticket);
    if (about === undefined || this.state.isAlive[about.process] === 0 || this.state.life[about.process] !== about.life)
      return;
    this.ledger.write(LedgerCode.promiseAnr, service, NONE, 0, 0);
    this.outcomes.write('anr-did-not-start', service, 0, this.ledger.length);
  }

  forgetBoot(): void {
    this.#isPending.fill(0);
    this.#ticket.fill(NO_TICKET);
    this.#anrs.clear();
  }
}
