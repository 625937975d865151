/**
 * Restart of services whose process died. Source: ActiveServices.scheduleServiceRestartLocked, performServiceRestartLocked
 * (spec/fgs-limits.md 5.8; docs/scenarios.md fixes what a trace cannot tell).
 *
 *     delay   1 s first · × 4 when it lived less than a minute · at least 30 min × (crashes − 1) after repeated crashes
 *     then    10 s away from the restart of any other waiting record
 */
import type { LiveConstants } from '../policy/constants.js';
import type { HandlerQueue } from '../replay/handler-queue.js';
import type { PlatformState } from '../replay/platform-state.js';

export const RESTART_MESSAGE = 200;

const NO_TICKET = 0;

export class StickyRestart {
  readonly #ticket: Uint32Array;
  readonly #restartAt: Float64Array;
  readonly #delay: Float64Array;
  readonly #broughtUpAt: Float64Array;
  readonly #crashes: Uint32Array;

  constructor(
    readonly state: PlatformState,
    readonly constants: LiveConstants,
    readonly queue: HandlerQueue,
    /** The record gets its process back. */
    readonly onRestart: (service: number) => void,
  ) {
    const services = state.program.services.length;
    this.#ticket = new Uint32Array(services);
    this.#restartAt = new Float64Array(services).fill(Number.NaN);
    this.#delay = new Float64Array(services);
    this.#broughtUpAt = new Float64Array(services);
    this.#crashes = new Uint32Array(services);
  }

  /** A record was made, or got its process back. */
  noteBringUp(service: number, uptime: number, isNew: boolean): void {
    this.#broughtUpAt[service] = uptime;
    if (!isNew) return;
    this.#delay[service] = 0;
    this.#crashes[service] = 0;
  }

  /** The record waits from now on. */
  schedule(service: number, uptime: number, byCrash: boolean): void {
    const { constants } = this;
    if (byCrash) this.#crashes[service]!++;
    const livedBriefly = uptime - this.#broughtUpAt[service]! < constants.service_reset_run_duration;
    const last = this.#delay[service]!;
    let delay =
      last > 0 && livedBriefly ? last * constants.service_restart_duration_factor : constants.service_restart_duration;
    const crashes = this.#crashes[service]!;
    if (crashes > 1) delay = Math.max(delay, constants.service_crash_restart_duration * (crashes - 1));
    this.#delay[service] = delay;
    const at = this.#awayFromOthers(service, uptime + delay);
    this.#restartAt[service] = at;
    this.#ticket[service] = this.queue.post(at, RESTART_MESSAGE, service);
  }

  #awayFromOthers(service: number, wanted: number): number {
    const between = this.constants.service_min_restart_time_between;
    const app = this.state.appOf(service);
    let at = wanted;
    for (let moved = true; moved;) {
      moved = false;
      for (let other = 0; other < this.#restartAt.length && !moved; other++) {
        const otherAt = this.#restartAt[other]!;
        if (other === service || Number.isNaN(otherAt) || this.state.appOf(other) !== app) continue;
        if (Math.abs(at - otherAt) >= between) continue;
        at = otherAt + between;
        moved = true;
      }
    }
    return at;
  }

  /** A step brought the record back itself, or it is gone. */
  drop(service: number): void {
    this.#ticket[service] = NO_TICKET;
    this.#restartAt[service] = Number.NaN;
  }

  handle(service: number, ticket: number): void {
    if (this.#ticket[service] !== ticket) return;
    this.drop(service);
    this.onRestart(service);
  }

  forgetBoot(): void {
    this.#ticket.fill(NO_TICKET);
    this.#restartAt.fill(Number.NaN);
    this.#delay.fill(0);
    this.#crashes.fill(0);
  }
}
