import { ServiceType } from '../../engine/android/service-types.js';
import type { ServiceRecord } from '../limits/service-record.js';
import type { AppProcess } from './app-process.js';
import type { ForegroundFacts, ServiceLog, StopReason } from './service-log.js';
import type { ServiceState } from './service-state.js';

interface Told {
  readonly record: ServiceRecord;
  /** The one that it entered the foreground in, or that brought it back; `undefined` while its record waits for a restart. */
  process: AppProcess | undefined;
  readonly since: number;
  /** As it is now: another startForeground changes it without an event. */
  types: number;
  readonly startCount: number;
  readonly startReason: string;
}

interface Parts {
  readonly log: ServiceLog;
  readonly uptime: () => number;
  readonly hasLimits: boolean;
  readonly startReason: (record: ServiceRecord) => string;
  readonly processOf: (record: ServiceRecord) => AppProcess | undefined;
  readonly wentToForeground: () => void;
}

/** The events about a service in the foreground: start, stop, timed out. */
export class ForegroundLog {
  readonly #told = new Map<ServiceState, Told>();

  constructor(private readonly parts: Parts) {}

  /**
   * After something was done, deaths of processes included. A record that waits for a restart stays in the foreground, and
   * its restart tells nothing (`realStartServiceLocked`); one that goes with its process tells a stop (`bringDownServiceLocked`).
   */
  update(service: ServiceState, record: ServiceRecord | undefined, stopReason: StopReason): void {
    const isForeground = record?.isForeground === true;
    const told = this.#told.get(service);
    if (told !== undefined && (!isForeground || told.record !== record)) {
      this.#told.delete(service);
      this.#stopped(service, told, stopReason);
    }
    if (!isForeground) return;
    const current = this.#told.get(service);
    if (current === undefined) return this.#started(service, record);
    current.types = record.foregroundServiceType;
    current.process = this.parts.processOf(record);
  }

  #started(service: ServiceState, record: ServiceRecord): void {
    const { log, uptime, startReason, processOf, wentToForeground } = this.parts;
    const begun = {
      record,
      process: processOf(record),
      since: uptime(),
      types: record.foregroundServiceType,
      startCount: record.startForegroundCount,
      startReason: startReason(record),
    };
    this.#told.set(service, begun);
    log.foreground('start', service.name, this.#facts(begun, 0, 'UNKNOWN'));
    wentToForeground();
  }

  timedOut(service: ServiceState): void {
    const told = this.#told.get(service);
    if (told === undefined) return;
    const durationMs = this.parts.uptime() - told.since;
    this.parts.log.foreground('timed_out', service.name, this.#facts(told, durationMs, 'UNKNOWN'));
  }

  #stopped(service: ServiceState, told: Told, stopReason: StopReason): void {
    const { log, uptime, hasLimits } = this.parts;
    // With its process it is brought down, and its timer is not stopped.
    const wentWithProcess = told.process !== undefined && !told.process.isAlive;
    const isLimited = (told.types & (ServiceType.dataSync | ServiceType.mediaProcessing)) !== 0;
    if (isLimited && hasLimits && !wentWithProcess) log.normalStop(told.record);
    const reason = wentWithProcess ? 'STOP_SERVICE' : stopReason;
    log.foreground('stop', service.name, this.#facts(told, uptime() - told.since, reason));
  }

  #facts({ types, startCount, startReason }: Told, durationMs: number, stopReason: StopReason): ForegroundFacts {
    return { types, startCount, startReason, durationMs, stopReason };
  }
}
