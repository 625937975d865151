import { shortComponent } from '../../engine/android/components.js';
import type { ServiceRecord } from '../limits/service-record.js';
import type { SimulatedOutcome } from '../limits/script.js';
import { relativeTime } from '../device/relative-time.js';
import type { LogBuffers } from '../device/log-buffers.js';
import { refusedByBackground, type ServiceNames } from './exceptions.js';
import { printedUid, SYSTEM_SERVER, SystemLog } from './system-log.js';

export interface ForegroundFacts {
  readonly durationMs: number;
  readonly startCount: number;
  readonly stopReason: StopReason;
  readonly types: number;
  /** Why the start was allowed, by name (specification fgs-limits, 5.2). */
  readonly startReason: string;
}

type Told = Pick<SimulatedOutcome, 'outcome' | 'service' | 'type'>;

export type StopReason = 'UNKNOWN' | 'STOP_FOREGROUND' | 'STOP_SERVICE';

/** What the system writes about one app's services, in the platform's texts (specification fgs-limits, 7.1 and 7.2). */
export class ServiceLog {
  readonly #log: SystemLog;
  readonly #hashes = new WeakMap<ServiceRecord, string>();
  #nextHash = 0x60b6c7d;

  constructor(
    buffers: LogBuffers,
    private readonly app: { readonly packageName: string; readonly targetSdk: number; readonly release: number },
  ) {
    this.#log = new SystemLog(buffers);
  }

  component(service: string): string {
    return shortComponent(`${this.app.packageName}/${service}`);
  }

  names(service: string, record: ServiceRecord | undefined): ServiceNames {
    const short = this.component(service);
    return {
      short,
      info: `ComponentInfo{${this.app.packageName}/${service}}`,
      record: record === undefined ? `ServiceRecord{0 u0 ${short}}` : this.record(record),
    };
  }

  /** `<rec>`: the printed form of a record. */
  record(record: ServiceRecord): string {
    let hash = this.#hashes.get(record);
    if (hash === undefined) {
      this.#nextHash = (this.#nextHash * 31 + 17) & 0xfffffff;
      hash = this.#nextHash.toString(16);
      this.#hashes.set(record, hash);
    }
    return `ServiceRecord{${hash} u0 ${this.component(record.name)} c:com.android.shell}`;
  }

  foreground(change: 'start' | 'stop' | 'timed_out' | 'denied', service: string, facts: ForegroundFacts): void {
    const { packageName, targetSdk } = this.app;
    this.#log.event(
      `am_foreground_service_${change}`,
      0,
      shortComponent(`${packageName}/${service}`),
      change === 'denied' ? 0 : 1,
      facts.startReason,
      targetSdk,
      targetSdk,
      0,
      change === 'denied' ? 0 : 1,
      facts.durationMs,
      facts.startCount,
      facts.stopReason,
      facts.types,
    );
  }

  normalStop(record: ServiceRecord): void {
    this.#log.line('D', `Stop FGS timeout: ${this.record(record)}`);
  }

  /** `ActiveServices.stopInBackgroundLocked`; the time is that of the last activity, here of the record. */
  stoppedIdle(service: string, uid: number, lastActivityMs: number): void {
    const component = this.component(service);
    this.#log.event('am_stop_idle_service', uid, component);
    this.#log.line(
      'W',
      `Stopping service due to app idle: ${printedUid(uid)} ${relativeTime(lastActivityMs)} ${component}`,
    );
  }

  executesTooLong(record: ServiceRecord): void {
    this.#log.line('W', `Timeout executing service: ${this.record(record)}`);
  }

  restartScheduled(service: string, delayMs: number): void {
    const component = this.component(service);
    this.#log.event('am_schedule_service_restart', 0, component, BigInt(delayMs));
    this.#log.line('W', `Scheduling restart of crashed service ${component} in ${delayMs}ms for start-requested`);
  }

  /** `Slog.wtf` of builds whose crash is switched off (specification fgs-limits, 2.7). */
  notedOnly(what: 'did-not-stop' | 'exhausted', service: string, type: string): void {
    const message =
      what === 'exhausted'
        ? `Time limit already exhausted for foreground service type ${type}`
        : `A foreground service of type ${type} did not stop within its timeout: ComponentInfo{${this.app.packageName}/${service}}`;
    this.#log.line('F', message);
    this.#log.event('am_wtf', 0, SYSTEM_SERVER.pid, 'system_server', -1, 'ActivityManager', message);
  }

  brokePromise(record: ServiceRecord): void {
    this.#log.line('W', `Bringing down service while still waiting for start foreground: ${this.record(record)}`);
  }

  denied(call: 'Service.startForeground' | 'startForegroundService', service: string, types: number): void {
    this.foreground('denied', service, {
      durationMs: 0,
      startCount: 0,
      stopReason: 'UNKNOWN',
      types,
      startReason: 'DENIED',
    });
    this.#log.line('W', refusedByBackground(call, this.app.release, this.component(service)));
  }

  /** Lines of one outcome; `record` is absent where the service is gone already. */
  outcome({ outcome, service, type }: Told, record: ServiceRecord | undefined): void {
    const { record: printed } = this.names(service, record);
    switch (outcome) {
      case 'timeout-callback': {
        const what = type === 'shortService' ? 'Short FGS timed out' : `FGS (${type ?? 'unknown'}) timed out`;
        return this.#log.line('E', `${what}: ${printed}`);
      }
      case 'crash-did-not-stop':
        return this.#log.line('E', `FGS Crashed: ${printed}`);
      case 'anr-short-service':
        return this.#log.line('E', `Short FGS ANR'ed: ${printed}`);
      case 'short-service-demoted':
        return this.#log.line('E', `Short FGS procstate demoted: ${printed}`);
      default:
        // Exhaustion, boot and type refusals are exceptions in the app, of which the system writes nothing; the others
        // have lines of their own.
        return;
    }
  }
}
