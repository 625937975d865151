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
import type { ServiceRecord } from '../replay/records.js';

export const RESTART_MESSAGE = 200;

const NO_TICKET = 0;

/** What the platform keeps of one record for its restarts. */
class Restart {
  ticket = NO_TICKET;
  /** Uptime at which it is planned; NaN when none is. */
  at = Number.NaN;
  delay = 0;
  broughtUpAt = 0;
  crashes = 0;
}

export class StickyRestart {
  readonly #restarts: readonly Restart[];

  constructor(
    readonly state: PlatformState,
    readonly constants: LiveConstants,
    readonly queue: HandlerQueue,
    /** The record gets its process back. */
    readonly onRestart: (service: ServiceRecord) => void,
  ) {
    this.#restarts = state.services.map(() => new Restart());
  }

  /** A record was made, or got its process back. */
  noteBringUp(service: ServiceRecord, uptime: number, isNew: boolean): void {
    const restart = this.#restarts[service.index]!;
    restart.broughtUpAt = uptime;
    if (!isNew) return;
    restart.delay = 0;
    restart.crashes = 0;
  }

  /** The record waits from now on. */
  schedule(service: ServiceRecord, uptime: number, byCrash: boolean): void {
    const { constants } = this;
    const restart = this.#restarts[service.index]!;
    if (byCrash) restart.crashes++;
    const { crashes } = restart;
    const livedBriefly = uptime - restart.broughtUpAt < constants.service_reset_run_duration;
    restart.delay =
      restart.delay > 0 && livedBriefly
        ? restart.delay * constants.service_restart_duration_factor
        : constants.service_restart_duration;
    if (crashes > 1) restart.delay = Math.max(restart.delay, constants.service_crash_restart_duration * (crashes - 1));
    restart.at = this.#awayFromOthers(service, uptime + restart.delay);
    restart.ticket = this.queue.post(restart.at, RESTART_MESSAGE, service.index);
  }

  /** Of the service itself nothing is planned yet. */
  #awayFromOthers(service: ServiceRecord, wanted: number): number {
    const between = this.constants.service_min_restart_time_between;
    let at = wanted;
    for (let moved = true; moved;) {
      moved = false;
      for (const other of service.app.services) {
        const otherAt = this.#restarts[other.index]!.at;
        if (Number.isNaN(otherAt) || Math.abs(at - otherAt) >= between) continue;
        at = otherAt + between;
        moved = true;
        break;
      }
    }
    return at;
  }

  /** A step brought the record back itself, or it is gone. */
  drop(service: ServiceRecord): void {
    const restart = this.#restarts[service.index]!;
    restart.ticket = NO_TICKET;
    restart.at = Number.NaN;
  }

  handle(subject: number, ticket: number): void {
    if (this.#restarts[subject]!.ticket !== ticket) return;
    const service = this.state.services[subject]!;
    this.drop(service);
    this.onRestart(service);
  }

  forgetBoot(): void {
    for (const service of this.state.services) this.drop(service);
  }
}
