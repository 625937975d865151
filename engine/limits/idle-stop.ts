/**
 * An app that is in the background for a minute becomes idle, and its started services are stopped. Source:
 * ActiveServices.stopInBackgroundLocked, OomAdjuster (background_settle_time); spec/fgs-limits.md 5.5, docs/scenarios.md.
 */
import type { LiveConstants } from '../policy/constants.js';
import type { HandlerQueue } from '../replay/handler-queue.js';
import { LedgerCode, NONE, type Ledger } from '../replay/ledger.js';
import type { OutcomeLog } from '../replay/outcome-log.js';
import type { PlatformState } from '../replay/platform-state.js';
import type { AppRecord, ServiceRecord } from '../replay/records.js';

/** IDLE_UIDS_MSG */
export const IDLE_MESSAGE = 58;

const NO_TICKET = 0;

export class IdleStop {
  readonly #isInBackground: Uint8Array;
  readonly #ticket: Uint32Array;

  constructor(
    readonly state: PlatformState,
    readonly constants: LiveConstants,
    readonly queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
    readonly stop: (service: ServiceRecord) => void,
  ) {
    // An app begins in the background; only one that came to the fore can go there.
    this.#isInBackground = new Uint8Array(state.apps.length).fill(1);
    this.#ticket = new Uint32Array(state.apps.length);
  }

  /** To be told after everything that can bring an app to the fore or take it from there. */
  updateAll(): void {
    for (const app of this.state.apps) this.#update(app);
  }

  #update(app: AppRecord): void {
    const { index } = app;
    const isInBackground = isBackground(app) ? 1 : 0;
    if (isInBackground === this.#isInBackground[index]) return;
    this.#isInBackground[index] = isInBackground;
    this.#ticket[index] =
      isInBackground === 1
        ? this.queue.post(this.state.now.uptime + this.constants.background_settle_time, IDLE_MESSAGE, index)
        : NO_TICKET;
  }

  handle(app: number, ticket: number): void {
    if (this.#ticket[app] !== ticket) return;
    this.makeIdle(this.state.apps[app]!);
  }

  /** `am make-uid-idle`, or the end of the minute. */
  makeIdle(app: AppRecord): void {
    if (!isBackground(app)) return;
    this.#ticket[app.index] = NO_TICKET;
    for (const service of app.services) {
      if (!service.exists || !service.startRequested) continue;
      this.ledger.write(LedgerCode.idleStopped, service.index, NONE, 0, 0);
      this.outcomes.write('service-stopped-idle', service.index, 0, this.ledger.length);
      this.stop(service);
    }
  }

  forgetBoot(): void {
    this.#isInBackground.fill(1);
    this.#ticket.fill(NO_TICKET);
  }
}

function isBackground(app: AppRecord): boolean {
  if (app.hasTop()) return false;
  return !app.services.some((service) => service.exists && service.isForeground && service.host !== null);
}
