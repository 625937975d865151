import { ServiceType } from '../../engine/android/service-types.js';
import type { ServiceRecord } from '../limits/service-record.js';
import type { AppProcess } from './app-process.js';
import type { ForegroundFacts, ServiceLog, StopReason } from './service-log.js';
import type { ServiceState } from './service-state.js';

interface Told {
  readonly record: ServiceRecord;
  readonly process: AppProcess | undefined;
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

  /** After something was done. A process that died tells no stop: its record waits for a restart, or is gone. */
  update(service: ServiceState, record: ServiceRecord | undefined, stopReason: StopReason): void {
    const isForeground = record?.isRunningFgs === true;
    const told = this.#told.get(service);
    if (told !== undefined && (!isForeground || told.record !== record)) {
      this.#told.delete(service);
      if (told.process?.isAlive === true) this.#stopped(service, told, stopReason);
    }
    const current = this.#told.get(service);
    if (!isForeground) return;
    if (current !== undefined) {
      current.types = record.foregroundServiceType;
      return;
    }
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
    const isLimited = (told.types & (ServiceType.dataSync | ServiceType.mediaProcessing)) !== 0;
    if (isLimited && hasLimits) log.normalStop(told.record);
    log.foreground('stop', service.name, this.#facts(told, uptime() - told.since, stopReason));
  }

  #facts({ types, startCount, startReason }: Told, durationMs: number, stopReason: StopReason): ForegroundFacts {
    return { types, startCount, startReason, durationMs, stopReason };
  }
}
