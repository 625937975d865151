/**
 * Restart of services whose process died. Source: ActiveServices.scheduleServiceRestartLocked, unscheduleServiceRestartLocked,
 * performServiceRestartLocked, rescheduleServiceRestartIfPossibleLocked, AppErrors.handleAppCrashLSPB (spec/fgs-limits.md 5.8;
 * docs/corrections.md K-14, K-15 and the row on the delay).
 *
 *     delay      1 s first · 30 min × (crashes − 1) after repeated crashes · 1 s when it ran a minute · else the last one × 4
 *     then       10 s away from the restart of any other waiting record
 *     at once    when its process comes up for whatever reason; those that still wait are spread anew then
 *     never      when the process crashed twice in two minutes, or with this record 16 times
 */
import type { LiveConstants } from '../policy/constants.js';
import type { HandlerQueue } from '../replay/handler-queue.js';
import type { PlatformState } from '../replay/platform-state.js';
import type { AppRecord, ProcessRecord, ServiceRecord } from '../replay/records.js';

export const RESTART_MESSAGE = 200;
/** The runnable of rescheduleServiceRestartIfPossibleLocked. */
export const SPREAD_MESSAGE = 201;

const NO_TICKET = 0;
/** ActivityManagerConstants.MIN_CRASH_INTERVAL, BOUND_SERVICE_MAX_CRASH_RETRY. */
const MIN_CRASH_INTERVAL_MS = 120_000;
const MAX_CRASHES = 16;

/** What the platform keeps of one record for its restarts. Times are uptimes. */
class Restart {
  ticket = NO_TICKET;
  /** When it is planned. */
  at = 0;
  /** `mEarliestRestartTime`, `mRestartSchedulingTime`. */
  earliest = 0;
  scheduledAt = 0;
  /** The last one, with the distance to others; 0: none since the record was made or the app called it. */
  delay = 0;
  broughtUpAt = 0;
  crashes = 0;
}

export class StickyRestart {
  readonly #restarts: readonly Restart[];
  /** `mRestartingServices`: the records that wait, by time of their restart. */
  #waiting: ServiceRecord[] = [];
  /** By process: uptime of its last crash. */
  readonly #lastCrash: Float64Array;

  constructor(
    readonly state: PlatformState,
    readonly constants: LiveConstants,
    readonly queue: HandlerQueue,
    /** The record gets its process back. */
    readonly onRestart: (service: ServiceRecord) => void,
  ) {
    this.#restarts = state.services.map(() => new Restart());
    this.#lastCrash = new Float64Array(state.processes.length).fill(Number.NEGATIVE_INFINITY);
  }

  /** A record came into its process. */
  noteBringUp(service: ServiceRecord): void {
    this.#leaveList(service);
    this.#restarts[service.index]!.broughtUpAt = this.state.now.uptime;
  }

  /** The app started or bound the record itself: one that waits begins with the first delay again, one that runs does not. */
  noteCall(service: ServiceRecord): void {
    const restart = this.#restarts[service.index]!;
    if (restart.delay === 0 || !this.#leaveList(service)) return;
    restart.delay = 0;
    restart.ticket = NO_TICKET;
  }

  /** The record is gone. */
  forget(service: ServiceRecord): void {
    this.#leaveList(service);
    Object.assign(this.#restarts[service.index]!, new Restart());
  }

  #leaveList(service: ServiceRecord): boolean {
    const at = this.#waiting.indexOf(service);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
  }

  /** `scheduleServiceRestartLocked`: the record waits from now on. */
  schedule(service: ServiceRecord): void {
    const { uptime } = this.state.now;
    const restart = this.#restarts[service.index]!;
    this.#leaveList(service);
    const delay = this.#nextDelay(restart, uptime);
    restart.earliest = uptime + delay;
    restart.scheduledAt = uptime;
    restart.at = this.#awayFromOthers(restart.earliest);
    const next = this.#waiting.findIndex((other) => this.#atOf(other) > restart.at);
    this.#waiting.splice(next < 0 ? this.#waiting.length : next, 0, service);
    this.#post(service, restart);
  }

  #nextDelay({ delay, crashes, broughtUpAt }: Restart, uptime: number): number {
    const { constants } = this;
    const first = constants.service_restart_duration;
    if (delay === 0) return first;
    if (crashes > 1) return constants.service_crash_restart_duration * (crashes - 1);
    if (uptime > broughtUpAt + constants.service_reset_run_duration) return first;
    return Math.max(first, delay * constants.service_restart_duration_factor);
  }

  #atOf(service: ServiceRecord): number {
    return this.#restarts[service.index]!.at;
  }

  /** Looks from the last waiting record downwards until one lies far enough before; moves behind those that are too near. */
  #awayFromOthers(wanted: number): number {
    const between = this.constants.service_min_restart_time_between;
    let at = wanted;
    let place = this.#waiting.length - 1;
    while (place >= 0) {
      const other = this.#atOf(this.#waiting[place]!);
      if (at >= other + between) return at;
      if (at >= other - between) {
        at = other + between;
        place = this.#waiting.length;
      }
      place--;
    }
    return at;
  }

  /** `performScheduleRestartLocked` */
  #post(service: ServiceRecord, restart: Restart): void {
    restart.delay = restart.at - this.state.now.uptime;
    restart.ticket = this.queue.post(restart.at, RESTART_MESSAGE, service.index);
  }

  handle(what: number, subject: number, ticket: number): void {
    if (what === SPREAD_MESSAGE) {
      this.#spread();
      return;
    }
    const restart = this.#restarts[subject]!;
    const service = this.state.services[subject]!;
    if (restart.ticket === ticket && this.#waiting.includes(service)) this.onRestart(service);
  }

  /** `attachApplicationLocked`: a process came up; all records that wait for it come back now (K-14). */
  attach(process: ProcessRecord): void {
    const { uptime } = this.state.now;
    const own = this.#waiting.filter((service) => service.lastHost === process);
    for (const { index } of own) this.#restarts[index]!.ticket = this.queue.post(uptime, RESTART_MESSAGE, index);
    if (own.length > 0) this.queue.post(uptime, SPREAD_MESSAGE, process.index);
  }

  /**
   * `rescheduleServiceRestartIfPossibleLocked`: the records that still wait move up, each as early as its own delay and the
   * distance to the one before allow; one that finds room before others goes there.
   */
  #spread(): void {
    const { uptime } = this.state.now;
    const between = this.constants.service_min_restart_time_between;
    const list = this.#waiting;
    let last = uptime;
    let lastPlace = -1;
    for (let place = 0; place < list.length; place++) {
      const service = list[place]!;
      const restart = this.#restarts[service.index]!;
      if (last + between <= restart.earliest) {
        const behind = place > 0 ? this.#atOf(list[place - 1]!) + between : 0;
        restart.at = Math.max(uptime, restart.earliest, behind);
      } else {
        restart.at =
          last <= uptime ? Math.max(uptime, restart.earliest, restart.scheduledAt) : Math.max(uptime, last + between);
        if (place > lastPlace + 1) {
          list.splice(place, 1);
          list.splice(lastPlace + 1, 0, service);
        }
      }
      // The last one behind which there is no room for another.
      for (let next = lastPlace + 1; next <= place; next++) {
        const at = this.#atOf(list[next]!);
        const before = next === 0 ? last : this.#atOf(list[next - 1]!);
        if (at - before >= between * 2) break;
        last = at;
        lastPlace = next;
      }
      this.#post(service, restart);
    }
  }

  /**
   * `handleAppCrashLSPB`: the process crashes now. Returns whether its records may be restarted: not when it crashed in the last
   * two minutes too, unless a service in the foreground has few crashes yet (K-15).
   */
  noteCrash(process: ProcessRecord): boolean {
    const { uptime } = this.state.now;
    let mayTryAgain = false;
    for (const service of process.app.services) {
      if (!service.exists || service.host !== process) continue;
      const restart = this.#restarts[service.index]!;
      restart.crashes = uptime > restart.broughtUpAt + MIN_CRASH_INTERVAL_MS ? 1 : restart.crashes + 1;
      if (restart.crashes < MAX_CRASHES && service.isForeground) mayTryAgain = true;
    }
    const isRepeated = uptime < this.#lastCrash[process.index]! + MIN_CRASH_INTERVAL_MS;
    this.#lastCrash[process.index] = uptime;
    return !isRepeated || mayTryAgain;
  }

  hasCrashedTooOften({ index }: ServiceRecord): boolean {
    return this.#restarts[index]!.crashes >= MAX_CRASHES;
  }

  /** The process was removed without restarts: what waits for it is brought back by nothing but a call. */
  giveUp(process: ProcessRecord): void {
    this.#waiting = this.#waiting.filter((service) => service.lastHost !== process);
  }

  /** Force-stop. */
  forgetCrashes(app: AppRecord): void {
    for (const { index } of app.processes) this.#lastCrash[index] = Number.NEGATIVE_INFINITY;
  }

  forgetBoot(): void {
    for (const service of this.state.services) this.forget(service);
    this.#lastCrash.fill(Number.NEGATIVE_INFINITY);
  }
}
