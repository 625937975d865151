import type { ActivityManagerService } from './activity-manager-service.js';
import type { ProcessRecord } from './process-record.js';
import type { ServiceRecord } from './service-record.js';

/** The promise that startForegroundService() makes: startForeground() follows in time (specification 5.1). */
export class StartPromise {
  private readonly am: ActivityManagerService;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** A start was accepted; startService() takes an open promise back (`r.fgRequired = fgRequired`, K-07). */
  make(record: ServiceRecord, isPromise: boolean): void {
    record.fgRequired = isPromise && this.am.constants.isStartForegroundPromised;
  }

  /** `sendServiceArgsLocked`: a start is delivered to the process. A timer that runs is not set anew. */
  sent(record: ServiceRecord): void {
    if (!record.fgRequired || record.fgWaiting) return;
    if (record.isForeground) record.fgRequired = false;
    else this.arm(record);
  }

  /** startForeground() was called; it may still be refused. The timer of a promise that was taken back goes on. */
  keep(record: ServiceRecord): void {
    if (!record.fgRequired) return;
    record.fgRequired = false;
    record.fgWaiting = false;
    this.am.handler.remove('SERVICE_FOREGROUND_TIMEOUT', record);
  }

  /** The process died: the promise stays open, its timer goes. */
  disarm(record: ServiceRecord): void {
    if (!record.fgRequired || !record.fgWaiting) return;
    record.fgWaiting = false;
    this.am.handler.remove('SERVICE_FOREGROUND_TIMEOUT', record);
  }

  /** `bringDownServiceLocked` of a record that `host` held: an open promise is broken, and the app crashes by a message. */
  breakAtBringDown(record: ServiceRecord, host: ProcessRecord | null): void {
    if (!record.fgRequired) return;
    record.fgRequired = false;
    record.fgWaiting = false;
    this.am.handler.remove('SERVICE_FOREGROUND_TIMEOUT', record);
    if (host !== null) this.am.handler.post('START_CRASH', record, this.am.clock.uptime, host);
  }

  /** `serviceForegroundTimeout`. A bound record stays, and its promise stays open without a timer (K-08). */
  onTimeout(record: ServiceRecord): void {
    const host = record.app;
    if (!record.fgRequired || !record.fgWaiting || record.isDestroying) return;
    record.fgWaiting = false;
    this.am.services.stopServiceLocked(record);
    if (host === null) return;
    const due = this.am.clock.uptime + this.am.constants.get('service_start_foreground_anr_delay_ms');
    this.am.handler.post('SERVICE_FOREGROUND_TIMEOUT_ANR', record, due, host);
  }

  /** `serviceForegroundTimeoutANR`: whatever happened since, if the same process lives. */
  onAnr(record: ServiceRecord, host: ProcessRecord | null): void {
    if (host?.isAlive === true) this.am.report('anr-did-not-start', record.name, null);
  }

  private arm(record: ServiceRecord): void {
    record.fgWaiting = true;
    const due = this.am.clock.uptime + this.am.constants.get('service_start_foreground_timeout_ms');
    this.am.handler.post('SERVICE_FOREGROUND_TIMEOUT', record, due);
  }
}
