/**
 * The limits beside the timers, on a recording. A plan says all that happens and its replay plays them out; a recording tells
 * what followed by itself and leaves out much of what went before, so that here each rule speaks only of inputs that it is given:
 *
 *     start promise    a recorded startForegroundService, until startForeground or startService; what a broken one does to the app
 *                      is recorded
 *     boot             a recorded start whose printed reason is BOOT_COMPLETED
 *     idle             where the system says that a uid is idle; no minute of our own, because bindings and receivers keep a uid
 *                      active and no log tells them all
 *     execution        a service that is proved to have still been executing
 */
import { ServiceType } from '../android/service-types.js';
import type { LiveConstants } from '../policy/constants.js';
import type { HandlerQueue } from '../replay/handler-queue.js';
import { LedgerCode, NONE, type Ledger } from '../replay/ledger.js';
import type { OutcomeLog } from '../replay/outcome-log.js';
import type { PlatformState } from '../replay/platform-state.js';
import type { AppRecord, ProcessRecord, ServiceRecord } from '../replay/records.js';
import { BOOT_REASON } from '../replay/whole-runs.js';
import { EXECUTION_MESSAGE, ExecutionTimeoutRule } from './execution-timeout.js';
import type { ShortServiceRule } from './short-service.js';
import { PROMISE_ANR_MESSAGE, PROMISE_MESSAGE, StartPromiseRule } from './start-promise.js';

/** Release and target SDK from which BOOT_COMPLETED may not start some types (FGS_BOOT_COMPLETED_RESTRICTIONS). */
const BOOT_RESTRICTED_RELEASE = 15;
const BOOT_RESTRICTED_SINCE = 35;

export class RecordedNeighbours {
  readonly #promise: StartPromiseRule;
  readonly #execution: ExecutionTimeoutRule;
  /** By service: 1 when the reason recorded at its last start is BOOT_COMPLETED. */
  readonly #isFromBoot: Uint8Array;

  constructor(
    readonly state: PlatformState,
    /** Of the policy; `null` when it is no release. */
    readonly release: number | null,
    readonly constants: LiveConstants,
    queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
    readonly shortService: ShortServiceRule,
  ) {
    this.#isFromBoot = new Uint8Array(state.services.length);
    this.#execution = new ExecutionTimeoutRule(state, queue, ledger, outcomes);
    this.#promise = new StartPromiseRule(
      state,
      constants,
      queue,
      ledger,
      outcomes,
      // The platform stops the service now, which breaks the promise unless it is bound; the log tells what became of it.
      (service) => {
        if (service.bindings === 0) this.#promise.bringDown(service, service.host);
      },
      // What the crash does stands in the recording.
      (service) => {
        this.#promise.tellBroken(service);
      },
    );
  }

  handle(what: number, subject: number, ticket: number): void {
    if (what === PROMISE_MESSAGE || what === PROMISE_ANR_MESSAGE) this.#promise.handle(what, subject, ticket);
    else if (what === EXECUTION_MESSAGE) this.#execution.handle(subject, ticket);
  }

  /** A start was accepted. `reason`: the reason code that the system printed, or empty. */
  started(service: ServiceRecord, isForegroundStart: boolean, reason: string): void {
    this.#isFromBoot[service.index] = reason === BOOT_REASON ? 1 : 0;
    this.#promise.noteStart(service, isForegroundStart);
    this.#promise.deliver(service);
  }

  /** startForeground: the promise is kept, also by a call that is refused then (spec/fgs-limits.md 2.4 steps 4 and 5). */
  refuses(service: ServiceRecord, types: number): boolean {
    this.#promise.keep(service);
    const isRefused =
      this.#isFromBoot[service.index] === 1 &&
      this.#isRestrictedAtBoot(service.app) &&
      // No types: no source says them, and what is not known is not refused.
      types !== 0 &&
      (types & this.constants.fgs_boot_completed_allowlist) === 0;
    if (!isRefused) return false;
    this.ledger.write(LedgerCode.deniedBoot, service.index, NONE, 0, 0);
    this.outcomes.write('start-denied-boot', service.index, types, this.ledger.length);
    return true;
  }

  #isRestrictedAtBoot({ targetSdk }: AppRecord): boolean {
    if (this.release === null || this.release < BOOT_RESTRICTED_RELEASE) return false;
    return targetSdk === 0 || targetSdk >= BOOT_RESTRICTED_SINCE;
  }

  /** The record went by a stop; `host`: the process it lived in. */
  stopped(service: ServiceRecord, host: ProcessRecord | null): void {
    this.#isFromBoot[service.index] = 0;
    this.#promise.bringDown(service, host);
  }

  /** The record went with its process, or by force-stop. */
  lost(service: ServiceRecord): void {
    this.#isFromBoot[service.index] = 0;
    this.#promise.forget(service);
  }

  /** The process of a record died and the record waits for its restart. */
  waits(service: ServiceRecord): void {
    this.#promise.loseProcess(service);
  }

  /** A process was started, or attached: only then are its starts delivered, and a promise counts from there. */
  processUp(process: ProcessRecord): void {
    for (const service of process.app.services)
      if (service.exists && service.host === process && service.startRequested) this.#promise.deliverAgain(service);
  }

  /**
   * The system says that the app is idle: its started services are stopped. Not where the trace shows it on screen or held up
   * by a foreground service: such an app is not idle, and a stop would be against the rule.
   */
  uidIdle(app: AppRecord, stop: (service: ServiceRecord) => void): void {
    if (app.hasTop() || app.services.some((service) => this.#holdsUp(service))) return;
    for (const service of app.services) {
      if (!service.exists || !service.startRequested) continue;
      this.ledger.write(LedgerCode.idleStopped, service.index, NONE, 0, 0);
      this.outcomes.write('service-stopped-idle', service.index, 0, this.ledger.length);
      stop(service);
    }
  }

  /** Not a shortService that was demoted, or that was stopped while it is bound (docs/corrections.md K-13). */
  #holdsUp(service: ServiceRecord): boolean {
    if (!service.exists || !service.isForeground) return false;
    if (service.typeMask !== ServiceType.shortService) return true;
    return service.isRunningShortService && !this.shortService.isDemoted(service);
  }

  executionBegun(service: ServiceRecord, process: ProcessRecord, isInForegroundGroup: boolean): void {
    this.#execution.begin(service, process, isInForegroundGroup);
  }

  forgetBoot(): void {
    for (const app of this.state.walked) for (const { index } of app.services) this.#isFromBoot[index] = 0;
    this.#promise.forgetBoot();
    this.#execution.forgetBoot();
  }
}
