import type { ActivityManagerService } from './activity-manager-service.js';
import type { ProcessRecord } from './process-record.js';
import type { ServiceRecord } from './service-record.js';

/** Restarts of services whose process died (specification 5.8). */
export class ServiceRestarts {
  private readonly am: ActivityManagerService;
  /** `mRestartingServices`, by time of restart. */
  restarting: ServiceRecord[] = [];

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  schedule(r: ServiceRecord): void {
    const { clock, constants } = this.am;
    const now = clock.uptime;
    const first = constants.get('service_restart_duration');
    if (r.restartDelay === 0) r.restartDelay = first;
    else if (r.crashCount > 1) r.restartDelay = constants.get('service_crash_restart_duration') * (r.crashCount - 1);
    else if (now > r.restartTime + constants.get('service_reset_run_duration')) r.restartDelay = first;
    else r.restartDelay = Math.max(first, r.restartDelay * constants.get('service_restart_duration_factor'));
    let next = now + r.restartDelay;
    r.earliestRestartTime = next;
    this.restarting = this.restarting.filter((other) => other !== r);
    const between = constants.get('service_min_restart_time_between');
    for (let repeat = true; repeat;) {
      repeat = false;
      for (let i = this.restarting.length - 1; i >= 0; i--) {
        const other = this.restarting[i]!.nextRestartTime!;
        if (next >= other - between && next < other + between) {
          next = other + between;
          r.restartDelay = next - now;
          repeat = true;
          break;
        } else if (next >= other + between) break;
      }
    }
    r.nextRestartTime = next;
    r.restartSchedulingTime = now;
    const at = this.restarting.findIndex((other) => other.nextRestartTime! > next);
    if (at < 0) this.restarting.push(r);
    else this.restarting.splice(at, 0, r);
    this.perform(r, now);
  }

  private perform(r: ServiceRecord, now: number): void {
    this.am.promise.disarm(r);
    this.am.handler.remove('SERVICE_RESTART', r);
    this.am.handler.post('SERVICE_RESTART', r, r.nextRestartTime!);
    r.nextRestartTime = now + r.restartDelay;
  }

  /** `unscheduleServiceRestartLocked` by the app itself, or by force. */
  unschedule(r: ServiceRecord, isForced: boolean): void {
    if (!isForced && r.restartDelay === 0) return;
    const removed = this.restarting.includes(r);
    this.restarting = this.restarting.filter((other) => other !== r);
    if (removed || isForced) {
      r.restartDelay = 0;
      r.restartTime = 0;
      r.earliestRestartTime = 0;
      r.restartSchedulingTime = 0;
    }
    this.am.handler.remove('SERVICE_RESTART', r);
  }

  remove(r: ServiceRecord): void {
    this.restarting = this.restarting.filter((other) => other !== r);
  }

  /** `performServiceRestartLocked`. */
  onRestart(r: ServiceRecord): void {
    if (!this.restarting.includes(r)) return;
    this.am.services.bringUpServiceLocked(r);
  }

  /** `attachApplicationLocked` */
  attached(process: ProcessRecord): void {
    let did = false;
    for (const r of this.restarting) {
      if (r.definition.process !== process.name) continue;
      this.am.handler.remove('SERVICE_RESTART', r);
      this.am.handler.post('SERVICE_RESTART', r, this.am.clock.uptime);
      did = true;
    }
    if (did) this.am.handler.post('RESCHEDULE', this.restarting[0]!, this.am.clock.uptime);
  }

  /** `rescheduleServiceRestartIfPossibleLocked` */
  reschedule(): void {
    const list = this.restarting;
    const now = this.am.clock.uptime;
    const between = this.am.constants.get('service_min_restart_time_between');
    let lastTime = now;
    let lastPos = -1;
    for (let i = 0; i < list.length; i++) {
      const r = list[i]!;
      if (lastTime + between <= r.earliestRestartTime) {
        r.nextRestartTime = Math.max(
          now,
          Math.max(r.earliestRestartTime, i > 0 ? list[i - 1]!.nextRestartTime! + between : 0),
        );
      } else {
        if (lastTime <= now)
          r.nextRestartTime = Math.max(now, Math.max(r.earliestRestartTime, r.restartSchedulingTime));
        else r.nextRestartTime = Math.max(now, lastTime + between);
        if (i > lastPos + 1) {
          list.splice(i, 1);
          list.splice(lastPos + 1, 0, r);
        }
      }
      for (let j = lastPos + 1; j <= i; lastPos = j++) {
        const r2 = list[j]!;
        const gap = r2.nextRestartTime! - (j === 0 ? lastTime : list[j - 1]!.nextRestartTime!);
        if (gap >= between * 2) break;
        lastTime = r2.nextRestartTime!;
      }
      r.restartDelay = r.nextRestartTime - now;
      this.perform(r, now);
    }
  }
}
