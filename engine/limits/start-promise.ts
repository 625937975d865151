/**
 * The promise of startForegroundService(): startForeground must follow within 30 s. Source: ActiveServices.
 * startServiceInnerLocked, sendServiceArgsLocked, serviceForegroundTimeout, serviceForegroundTimeoutANR, bringDownServiceLocked
 * (spec/fgs-limits.md 5.1; docs/corrections.md K-07 to K-09; docs/scenarios.md).
 *
 *     promise ──30 s──► stop the service ──goes──► crash at once
 *                            │   └──bound──► the promise stays open, without a timer
 *                            │──────────── +10 s ──────────► ANR, if the same process still lives
 *     the record goes before startForeground ──► crash at once
 *     startService ──► the promise is taken back; its timer goes on for nothing, and a new promise lies under it
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

/** What the platform keeps of one record. */
class StartPromise {
  /** `fgRequired` */
  isOpen = false;
  /** `fgWaiting`: a timer was set for it; stays after a timer that found no promise. */
  isTimed = false;
  readonly timer: ServiceTimer;

  constructor(queue: HandlerQueue, service: number) {
    this.timer = new ServiceTimer(queue, PROMISE_MESSAGE, service);
  }

  close(): void {
    this.isOpen = false;
    this.stopTimer();
  }

  stopTimer(): void {
    this.isTimed = false;
    this.timer.cancel();
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
    /** A promise was broken in this process: the app crashes, as `tellBroken` says. */
    readonly onBroken: (service: ServiceRecord, host: ProcessRecord) => void,
  ) {
    this.#promises = state.services.map(({ index }) => new StartPromise(queue, index));
  }

  isOpen({ index }: ServiceRecord): boolean {
    return this.#promises[index]!.isOpen;
  }

  /** A start was accepted: a promise by startForegroundService, none by startService (`r.fgRequired = fgRequired`, K-07). */
  noteStart(service: ServiceRecord, isPromise: boolean): void {
    this.#promises[service.index]!.isOpen = isPromise;
  }

  /** `sendServiceArgsLocked`: a start is delivered to the process of the record, for the first time or by a restart. */
  deliver(service: ServiceRecord): void {
    const promise = this.#promises[service.index]!;
    if (!promise.isOpen || promise.isTimed) return;
    if (service.isForeground) promise.isOpen = false;
    else this.#arm(service, promise);
  }

  /** The process of a record that was started before attached only now: an open promise counts from here. */
  deliverAgain(service: ServiceRecord): void {
    const promise = this.#promises[service.index]!;
    if (promise.isOpen) promise.stopTimer();
    this.deliver(service);
  }

  #arm(service: ServiceRecord, promise: StartPromise): void {
    const deadline = this.state.now.uptime + this.constants.service_start_foreground_timeout_ms;
    promise.isTimed = true;
    promise.timer.set(deadline);
    this.ledger.write(LedgerCode.promised, service.index, NONE, deadline, 0);
  }

  /** startForeground came, accepted or refused. The timer of a promise that was taken back goes on. */
  keep(service: ServiceRecord): void {
    const promise = this.#promises[service.index]!;
    if (promise.isOpen) promise.close();
  }

  /** The process died while the promise was open: the timer goes, a start that is delivered again sets it anew. */
  loseProcess(service: ServiceRecord): void {
    const promise = this.#promises[service.index]!;
    if (promise.isOpen) promise.stopTimer();
  }

  /** `bringDownServiceLocked`: the record goes, by a stop or an unbind. `host`: the process it lived in. */
  bringDown(service: ServiceRecord, host: ProcessRecord | null): void {
    const promise = this.#promises[service.index]!;
    const isBroken = promise.isOpen;
    promise.close();
    if (isBroken && host !== null) this.onBroken(service, host);
  }

  /** The app crashes because of the promise of this service. */
  tellBroken({ index }: ServiceRecord): void {
    this.ledger.write(LedgerCode.promiseBroken, index, NONE, 0, 0);
    this.outcomes.write('crash-did-not-start', index, 0, this.ledger.length);
  }

  /** The record goes without a stop (process death, force-stop): nobody is blamed. */
  forget(service: ServiceRecord): void {
    this.#promises[service.index]!.close();
  }

  handle(what: number, subject: number, ticket: number): void {
    const service = this.state.services[subject]!;
    if (what === PROMISE_MESSAGE) {
      if (this.#promises[subject]!.timer.comesUp(ticket)) this.#onTimeout(service);
    } else if (what === PROMISE_ANR_MESSAGE) this.#onAnr(service, ticket);
  }

  #onTimeout(service: ServiceRecord): void {
    const promise = this.#promises[service.index]!;
    // Taken back meanwhile: the timer ran for nothing, and the platform goes on to believe that one runs (K-07).
    if (!promise.isOpen) return;
    promise.isTimed = false;
    const { host } = service;
    // A bound service stays, and its promise stays open (K-08).
    this.stop(service);
    if (host !== null) this.#postAnr(service, host);
  }

  /** After the crash that the stop leads to: without a delay that comes first, and there is nobody left to respond. */
  #postAnr({ index }: ServiceRecord, process: ProcessRecord): void {
    const at = this.state.now.uptime + this.constants.service_start_foreground_anr_delay_ms;
    this.#anrs.set(this.queue.post(at, PROMISE_ANR_MESSAGE, index), { process, life: process.life });
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
        const promise = this.#promises[index]!;
        promise.close();
        promise.timer.forget();
      }
    this.#anrs.clear();
  }
}
