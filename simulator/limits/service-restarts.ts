import type { ActivityManagerService } from './activity-manager-service.js';
import type { ProcessRecord } from './process-record.js';
import type { ServiceRecord } from './service-record.js';

/** Restarts of services whose process died (specification 5.8; K-14). */
export class ServiceRestarts {
  private readonly am: ActivityManagerService;
  /** `mRestartingServices`, by time of restart. */
  private restarting: ServiceRecord[] = [];

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** `scheduleServiceRestartLocked`: the record waits from now on. */
  schedule(record: ServiceRecord): void {
    const now = this.am.clock.uptime;
    record.restartDelay = this.nextDelay(record, now);
    record.earliestRestartTime = now + record.restartDelay;
    this.remove(record);
    record.nextRestartTime = this.spaced(record.earliestRestartTime);
    record.restartSchedulingTime = now;
    const at = this.restarting.findIndex((other) => other.nextRestartTime > record.nextRestartTime);
    if (at < 0) this.restarting.push(record);
    else this.restarting.splice(at, 0, record);
    this.perform(record, now);
  }

  private nextDelay(record: ServiceRecord, now: number): number {
    const { constants } = this.am;
    const first = constants.get('service_restart_duration');
    if (record.restartDelay === 0) return first;
    if (record.crashCount > 1) return constants.get('service_crash_restart_duration') * (record.crashCount - 1);
    if (now > record.restartTime + constants.get('service_reset_run_duration')) return first;
    return Math.max(first, record.restartDelay * constants.get('service_restart_duration_factor'));
  }

  /** Not near the restart of another record: looked for from the last one downwards, until one lies far enough before. */
  private spaced(wanted: number): number {
    const between = this.am.constants.get('service_min_restart_time_between');
    let time = wanted;
    for (let repeat = true; repeat;) {
      repeat = false;
      for (const { nextRestartTime: other } of this.restarting.toReversed()) {
        if (time >= other + between) break;
        if (time < other - between) continue;
        time = other + between;
        repeat = true;
        break;
      }
    }
    return time;
  }

  /** `performScheduleRestartLocked`. The delay of the next time is four times this one, distance included. */
  private perform(record: ServiceRecord, now: number): void {
    record.restartDelay = record.nextRestartTime - now;
    this.am.promise.disarm(record);
    this.am.handler.remove('SERVICE_RESTART', record);
    this.am.handler.post('SERVICE_RESTART', record, record.nextRestartTime);
  }

  /** `unscheduleServiceRestartLocked`: the app called the record, or (forced) it goes. Only one that waits forgets its delay. */
  unschedule(record: ServiceRecord, isForced: boolean): void {
    if (!isForced && record.restartDelay === 0) return;
    const didWait = this.restarting.includes(record);
    this.remove(record);
    if (didWait || isForced) record.restartDelay = 0;
    this.am.handler.remove('SERVICE_RESTART', record);
  }

  /** It waits no more; its message, if any, will find that. */
  remove(record: ServiceRecord): void {
    this.restarting = this.restarting.filter((other) => other !== record);
  }

  /** The process is given up after its crashes (K-15). */
  removeProcess(process: ProcessRecord): void {
    this.restarting = this.restarting.filter((record) => record.definition.process !== process.name);
  }

  reboot(): void {
    this.restarting = [];
  }

  /** `performServiceRestartLocked`. */
  onRestart(record: ServiceRecord): void {
    if (this.restarting.includes(record)) this.am.services.bringUpServiceLocked(record);
  }

  /** `attachApplicationLocked`: the process came up; everything that waits for it comes back at once. */
  attached(process: ProcessRecord): void {
    const { handler, clock } = this.am;
    const own = this.restarting.filter((record) => record.definition.process === process.name);
    for (const record of own) {
      handler.remove('SERVICE_RESTART', record);
      handler.post('SERVICE_RESTART', record, clock.uptime);
    }
    const [first] = own;
    if (first !== undefined) handler.post('RESCHEDULE', first, clock.uptime);
  }

  /** `rescheduleServiceRestartIfPossibleLocked`: those that still wait move up, where there is room. */
  reschedule(): void {
    const list = this.restarting;
    const now = this.am.clock.uptime;
    const between = this.am.constants.get('service_min_restart_time_between');
    let lastTime = now;
    let lastPosition = -1;
    for (const [i, record] of [...list.entries()]) {
      if (lastTime + between <= record.earliestRestartTime) {
        const afterPrevious = i > 0 ? this.timeAt(i - 1) + between : 0;
        record.nextRestartTime = Math.max(now, record.earliestRestartTime, afterPrevious);
      } else {
        const first = Math.max(record.earliestRestartTime, record.restartSchedulingTime);
        record.nextRestartTime = Math.max(now, lastTime <= now ? first : lastTime + between);
        if (i > lastPosition + 1) {
          list.splice(i, 1);
          list.splice(lastPosition + 1, 0, record);
        }
      }
      while (lastPosition < i) {
        const before = lastPosition < 0 ? lastTime : this.timeAt(lastPosition);
        if (this.timeAt(lastPosition + 1) - before >= between * 2) break;
        lastPosition += 1;
        lastTime = this.timeAt(lastPosition);
      }
      this.perform(record, now);
    }
  }

  private timeAt(index: number): number {
    const record = this.restarting[index];
    if (record === undefined) throw new RangeError(`no record waits at place ${index}`);
    return record.nextRestartTime;
  }
}
