import type { ActivityManagerService } from './activity-manager-service.js';
import type { ProcessRecord } from './process-record.js';
import type { ServiceRecord } from './service-record.js';

/** The promise that startForegroundService() makes: startForeground() follows in time (specification 5.1). */
export class StartPromise {
  private readonly am: ActivityManagerService;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** startForegroundService() was accepted. */
  make(record: ServiceRecord, isPromise: boolean): void {
    record.fgRequired = isPromise && this.am.constants.isStartForegroundPromised;
  }

  /** `sendServiceArgsLocked` */
  sent(record: ServiceRecord): void {
    if (!record.fgRequired || record.fgWaiting) return;
    if (record.isForeground) record.fgRequired = false;
    else this.arm(record);
  }

  /** The record came into a process, new or again: `scheduleServiceForegroundTransitionTimeoutLocked` if one is open. */
  rearm(record: ServiceRecord): void {
    this.sent(record);
  }

  /** startForeground() was called; it may still be refused. */
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

  /** `bringDownServiceLocked` of a record that `host` held: an open promise is broken now. */
  breakAtBringDown(record: ServiceRecord, host: ProcessRecord | null): void {
    if (!record.fgRequired) return;
    record.fgRequired = false;
    record.fgWaiting = false;
    this.am.handler.remove('SERVICE_FOREGROUND_TIMEOUT', record);
    if (host !== null) this.am.handler.post('START_CRASH', record, this.am.clock.uptime, host);
  }

  /** `serviceForegroundTimeout`. */
  onTimeout(record: ServiceRecord): void {
    const host = record.app;
    if (!record.fgRequired || !record.fgWaiting || record.destroying) return;
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
