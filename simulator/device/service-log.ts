import { ServiceType } from '../../engine/android/service-types.js';
import { shortComponent } from '../../engine/android/components.js';
import type { ServiceRecord } from '../limits/service-record.js';
import type { SimulatedOutcome } from '../limits/script.js';
import { relativeTime } from './relative-time.js';
import type { LogBuffers, LogPriority } from './log-buffers.js';

const SYSTEM_SERVER = { pid: 1612, tid: 1650, uid: 1000 } as const;

/** Numbers of event-log-tags (specification fgs-limits, 7.1). */
const Tag = {
  am_anr: 30008,
  am_proc_bound: 30010,
  am_proc_died: 30011,
  am_proc_start: 30014,
  am_kill: 30023,
  am_schedule_service_restart: 30035,
  am_crash: 30039,
  am_stop_idle_service: 30056,
  am_foreground_service_start: 30100,
  am_foreground_service_denied: 30101,
  am_foreground_service_stop: 30102,
  am_foreground_service_timed_out: 30103,
} as const;

export interface AppProcessFacts {
  readonly pid: number;
  readonly uid: number;
  readonly name: string;
}

interface ForegroundFacts {
  readonly durationMs: number;
  readonly startCount: number;
  readonly stopReason: 'UNKNOWN' | 'STOP_FOREGROUND' | 'STOP_SERVICE';
  readonly types: number;
}

/** What the system writes about one app's services, in the platform's texts (specification fgs-limits, 7.1 and 7.2). */
export class ServiceLog {
  readonly #hashes = new WeakMap<ServiceRecord, string>();
  #nextHash = 0x60b6c7d;

  constructor(
    private readonly log: LogBuffers,
    private readonly packageName: string,
    private readonly targetSdk: number,
  ) {}

  component(service: string): string {
    return shortComponent(`${this.packageName}/${service}`);
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

  line(priority: LogPriority, message: string): void {
    this.log.write('system', priority, 'ActivityManager', message, SYSTEM_SERVER);
  }

  processStarted({ pid, uid, name }: AppProcessFacts, service: string): void {
    const component = `{${this.packageName}/${service}}`;
    this.#event('am_proc_start', [0, pid, uid, name, 'service', component]);
    this.line('I', `Start proc ${pid}:${name}/u0a${(uid % 100_000) - 10_000} for service ${component}`);
    this.#event('am_proc_bound', [0, pid, name]);
  }

  processDied({ pid, name }: AppProcessFacts, wasForeground: boolean): void {
    this.#event('am_proc_died', [0, pid, name, wasForeground ? 50 : 900, wasForeground ? 4 : 16]);
    this.line('I', `Process ${name} (pid ${pid}) has died: ${wasForeground ? 'prcp FGS ' : 'cch  CEM '}`);
  }

  killed({ pid, name, uid }: AppProcessFacts, reason: string): void {
    this.#event('am_kill', [0, pid, name, 50, reason, 104_448n]);
    this.line('I', `Killing ${pid}:${name}/u0a${(uid % 100_000) - 10_000} (adj 50): ${reason}`);
  }

  foreground(change: 'start' | 'stop' | 'timed_out', service: string, facts: ForegroundFacts): void {
    this.#event(`am_foreground_service_${change}`, [
      0,
      this.component(service),
      1,
      'SYSTEM_UID',
      this.targetSdk,
      this.targetSdk,
      0,
      1,
      facts.durationMs,
      facts.startCount,
      facts.stopReason,
      facts.types,
    ]);
  }

  normalStop(record: ServiceRecord): void {
    this.line('D', `Stop FGS timeout: ${this.record(record)}`);
  }

  /** `ActiveServices.stopInBackgroundLocked`; the time is that of the last activity, here of the record. */
  stoppedIdle(service: string, uid: number, lastActivityMs: number): void {
    const component = this.component(service);
    this.#event('am_stop_idle_service', [uid, component]);
    this.line('W', `Stopping service due to app idle: u0a${uid - 10_000} ${relativeTime(lastActivityMs)} ${component}`);
  }

  restartScheduled(service: string, delayMs: number): void {
    const component = this.component(service);
    this.#event('am_schedule_service_restart', [0, component, BigInt(delayMs)]);
    this.line('W', `Scheduling restart of crashed service ${component} in ${delayMs}ms for start-requested`);
  }

  /** Lines of one outcome; `record` is absent where the service is gone already. */
  outcome(
    { outcome, service, type }: SimulatedOutcome,
    record: ServiceRecord | undefined,
    process?: AppProcessFacts,
  ): void {
    const printed = record === undefined ? `ServiceRecord{0 u0 ${this.component(service)}}` : this.record(record);
    switch (outcome) {
      case 'timeout-callback':
        this.line(
          'E',
          type === 'shortService' ? `Short FGS timed out: ${printed}` : `FGS (${type}) timed out: ${printed}`,
        );
        return;
      case 'crash-did-not-stop':
        this.line('E', `FGS Crashed: ${printed}`);
        this.#crash(
          'android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException',
          `A foreground service of type ${type} did not stop within its timeout: ${this.#info(service)}`,
          process,
        );
        return;
      case 'crash-did-not-start':
        this.#crash(
          'android.app.RemoteServiceException$ForegroundServiceDidNotStartInTimeException',
          `Context.startForegroundService() did not then call Service.startForeground(): ${printed}`,
          process,
        );
        return;
      case 'anr-short-service':
        this.line('E', `Short FGS ANR'ed: ${printed}`);
        this.#anr(
          `A foreground service of FOREGROUND_SERVICE_TYPE_SHORT_SERVICE did not stop within a timeout: ${this.#info(service)}`,
          process,
        );
        return;
      case 'short-service-demoted':
        this.line('E', `Short FGS procstate demoted: ${printed}`);
        return;
      case 'anr-did-not-start':
        this.#anr(`Context.startForegroundService() did not then call Service.startForeground(): ${printed}`, process);
        return;
      case 'start-denied-background':
        this.#event('am_foreground_service_denied', [
          0,
          this.component(service),
          0,
          'DENIED',
          this.targetSdk,
          this.targetSdk,
          0,
          0,
          0,
          0,
          'UNKNOWN',
          record?.foregroundServiceType ?? ServiceType.none,
        ]);
        this.line(
          'W',
          `Service.startForeground() not allowed due to mAllowStartForeground false: service ${this.component(service)}`,
        );
        return;
      default:
        // Exhaustion, boot and type refusals are exceptions in the app, of which the system writes nothing; an idle app's
        // service has its own line.
        return;
    }
  }

  #info(service: string): string {
    return `ComponentInfo{${this.packageName}/${service}}`;
  }

  #crash(exception: string, message: string, process: AppProcessFacts | undefined): void {
    if (process === undefined) return;
    const { pid, uid, name } = process;
    const source = { pid, tid: pid, uid };
    const lines = [
      'FATAL EXCEPTION: main',
      `Process: ${name}, PID: ${pid}`,
      `${exception}: ${message}`,
      `\tat android.app.ActivityThread.generate${exception.replace(/^.*\$/, '')}(ActivityThread.java:2282)`,
    ];
    this.log.write('crash', 'E', 'AndroidRuntime', lines.join('\n'), source);
    this.#event('am_crash', [0, pid, name, 0, exception, message, 'ActivityThread.java', 2282, 0]);
  }

  #anr(reason: string, process: AppProcessFacts | undefined): void {
    if (process === undefined) return;
    const { pid, name } = process;
    this.#event('am_anr', [0, pid, name, 0, reason]);
    this.line('E', `ANR in ${name}\nPID: ${pid}\nReason: ${reason}`);
  }

  #event(name: keyof typeof Tag, values: readonly (number | bigint | string)[]): void {
    this.log.writeEvent(Tag[name], name, values, SYSTEM_SERVER);
  }
}
