/**
 * An app that is in the background for a minute becomes idle, and its started services are stopped. Source:
 * ActiveServices.stopInBackgroundLocked, OomAdjuster (background_settle_time); spec/fgs-limits.md 5.5, docs/scenarios.md.
 */
import type { LiveConstants } from '../policy/constants.js';
import type { HandlerQueue } from '../replay/handler-queue.js';
import { LedgerCode, NONE, type Ledger } from '../replay/ledger.js';
import type { OutcomeLog } from '../replay/outcome-log.js';
import type { PlatformState } from '../replay/platform-state.js';
import { isTop } from '../replay/program.js';

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
    readonly stop: (service: number) => void,
  ) {
    // An app begins in the background; only one that came to the fore can go there.
    this.#isInBackground = new Uint8Array(state.program.apps.length).fill(1);
    this.#ticket = new Uint32Array(state.program.apps.length);
  }

  /** To be told after everything that can bring the app to the fore or take it from there. */
  update(app: number): void {
    const isInBackground = this.#isBackground(app) ? 1 : 0;
    if (isInBackground === this.#isInBackground[app]) return;
    this.#isInBackground[app] = isInBackground;
    this.#ticket[app] =
      isInBackground === 1
        ? this.queue.post(this.ledger.uptime + this.constants.background_settle_time, IDLE_MESSAGE, app)
        : NO_TICKET;
  }

  #isBackground(app: number): boolean {
    const { state } = this;
    for (let process = 0; process < state.processState.length; process++)
      if (state.program.processes[process]!.app === app && isTop(state.processState[process]!)) return false;
    for (let service = 0; service < state.exists.length; service++) {
      const isForeground =
        state.exists[service] === 1 && state.isForeground[service] === 1 && state.host[service] !== NONE;
      if (isForeground && state.appOf(service) === app) return false;
    }
    return true;
  }

  handle(app: number, ticket: number): void {
    if (this.#ticket[app] !== ticket) return;
    this.#ticket[app] = NO_TICKET;
    this.makeIdle(app);
  }

  /** `am make-uid-idle`, or the end of the minute. */
  makeIdle(app: number): void {
    const { state } = this;
    if (!this.#isBackground(app)) return;
    this.#ticket[app] = NO_TICKET;
    for (let service = 0; service < state.exists.length; service++) {
      const isStarted = state.exists[service] === 1 && state.startRequested[service] === 1;
      if (!isStarted || state.appOf(service) !== app) continue;
      this.ledger.write(LedgerCode.idleStopped, service, NONE, 0, 0);
      this.outcomes.write('service-stopped-idle', service, 0, this.ledger.length);
      this.stop(service);
    }
  }

  forgetBoot(): void {
    this.#isInBackground.fill(1);
    this.#ticket.fill(NO_TICKET);
  }
}
