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
import type { ProcessRecord, ServiceRecord } from '../replay/records.js';
import { ServiceTimer } from '../replay/service-timer.js';

/** SERVICE_FOREGROUND_TIMEOUT_MSG, SERVICE_FOREGROUND_TIMEOUT_ANR_MSG. */
export const PROMISE_MESSAGE = 66;
export const PROMISE_ANR_MESSAGE = 67;

/** The open promise of one service. */
class StartPromise {
  isPending = false;
  readonly timer: ServiceTimer;

  constructor(queue: HandlerQueue, service: number) {
    this.timer = new ServiceTimer(queue, PROMISE_MESSAGE, service);
  }
}

export class StartPromiseRule {
  readonly #promises: readonly StartPromise[];
  /** For ANR messages: which life of which process they are about. */
  readonly #anrs = new Map<number, { readonly process: ProcessRecord; readonly life: number }>();

  constructor(
    readonly state: PlatformState,
    readonly constants: LiveConstants,
    readonly queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
    /** Stops the service as stopService does. */
    readonly stop: (service: ServiceRecord) => void,
    /** The app crashes in this process. */
    readonly onCrash: (process: ProcessRecord) => void,
  ) {
    this.#promises = state.services.map(({ index }) => new StartPromise(queue, index));
  }

  /** startForegroundService was accepted. */
  promise(service: ServiceRecord): void {
    const promise = this.#promises[service.index]!;
    if (service.isForeground || promise.isPending) return;
    promise.isPending = true;
    this.#arm(service, promise);
  }

  #arm(service: ServiceRecord, promise: StartPromise): void {
    const deadline = this.state.now.uptime + this.constants.service_start_foreground_timeout_ms;
    promise.timer.set(deadline);
    this.ledger.write(LedgerCode.promised, service.index, NONE, deadline, 0);
  }

  /** startForeground came, accepted or refused. */
  keep(service: ServiceRecord): void {
    const promise = this.#promises[service.index]!;
    promise.isPending = false;
    promise.timer.cancel();
  }

  /** The process died while the promise was open: the timer goes, the restart arms it anew. */
  loseProcess(service: ServiceRecord): void {
    this.#promises[service.index]!.timer.cancel();
  }

  restart(service: ServiceRecord): void {
    const promise = this.#promises[service.index]!;
    if (promise.isPending) this.#arm(service, promise);
  }

  /**
   * The record is being brought down by a stop. With the promise open the app crashes at once
   * (`bringDownServiceLocked`); a process that hangs never gets to it.
   */
  bringDown(service: ServiceRecord, host: ProcessRecord | null): void {
    if (!this.#promises[service.index]!.isPending) return;
    this.keep(service);
    if (host === null || host.isHanging) return;
    this.ledger.write(LedgerCode.promiseBroken, service.index, NONE, 0, 0);
    this.outcomes.write('crash-did-not-start', service.index, 0, this.ledger.length);
    this.onCrash(host);
  }

  /** The record goes without a stop (process death, force-stop): nobody is blamed. */
  forget(service: ServiceRecord): void {
    this.keep(service);
  }

  handle(what: number, subject: number, ticket: number): void {
    const service = this.state.services[subject]!;
    if (what === PROMISE_MESSAGE) {
      if (this.#promises[subject]!.timer.comesUp(ticket)) this.#onTimeout(service);
    } else if (what === PROMISE_ANR_MESSAGE) this.#onAnr(service, ticket);
  }

  #onTimeout(service: ServiceRecord): void {
    const { host } = service;
    if (host !== null) {
      const at = this.state.now.uptime + this.constants.service_start_foreground_anr_delay_ms;
      const anr = this.queue.post(at, PROMISE_ANR_MESSAGE, service.index);
      this.#anrs.set(anr, { process: host, life: host.life });
    }
    this.stop(service);
    // A bound service stays; its promise is over.
    this.keep(service);
  }

  #onAnr(service: ServiceRecord, ticket: number): void {
    const about = this.#anrs.get(ticket);
    this.#anrs.delete(ticket);
    if (about === undefined || !about.process.isAlive || about.process.life !== about.life) return;
    this.ledger.write(LedgerCode.promiseAnr, service.index, NONE, 0, 0);
    this.outcomes.write('anr-did-not-start', service.index, 0, this.ledger.length);
  }

  forgetBoot(): void {
    for (const app of this.state.walked)
      for (const { index } of app.services) {
        this.#promises[index]!.isPending = false;
        this.#promises[index]!.timer.forget();
      }
    this.#anrs.clear();
  }
}
