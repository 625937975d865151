import type { ActivityManagerService } from './activity-manager-service.js';
import type { ServiceRecord } from './service-record.js';

/** Restarts of services whose process died (specification 5.8). */
export class ServiceRestarts {
  private readonly am: ActivityManagerService;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** `scheduleServiceRestartLocked`. */
  schedule(record: ServiceRecord): void {
    const { clock, handler } = this.am;
    record.restartDelay = this.nextDelay(record);
    record.nextRestartTime = this.spaced(record, clock.uptime + record.restartDelay);
    handler.post('SERVICE_RESTART', record, record.nextRestartTime);
  }

  /** `unscheduleServiceRestartLocked`. */
  unschedule(record: ServiceRecord): void {
    if (record.nextRestartTime === null) return;
    record.nextRestartTime = null;
    this.am.handler.remove('SERVICE_RESTART', record);
  }

  /** `performServiceRestartLocked`. */
  onRestart(record: ServiceRecord): void {
    if (record.nextRestartTime !== null) this.am.services.bringUpServiceLocked(record);
  }

  private nextDelay(record: ServiceRecord): number {
    const { constants, clock } = this.am;
    const first = constants.get('service_restart_duration');
    const ranFor = clock.uptime - record.restartTime;
    const isSoonAgain = record.restartDelay > 0 && ranFor < constants.get('service_reset_run_duration');
    const delay = isSoonAgain ? record.restartDelay * constants.get('service_restart_duration_factor') : first;
    if (record.crashCount <= 1) return delay;
    return Math.max(delay, constants.get('service_crash_restart_duration') * (record.crashCount - 1));
  }

  /** Not near the restart of another record: each is moved behind the one that it is too near to. */
  private spaced(record: ServiceRecord, wanted: number): number {
    const distance = this.am.constants.get('service_min_restart_time_between');
    let time = wanted;
    while (true) {
      const near = this.am.services.find((other) => {
        if (other === record || other.nextRestartTime === null) return false;
        return Math.abs(other.nextRestartTime - time) < distance;
      });
      if (near?.nextRestartTime == null) return time;
      time = near.nextRestartTime + distance;
    }
  }
}
