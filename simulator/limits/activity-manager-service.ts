import type { OutcomeName } from '../../engine/android/outcomes.js';
import { ActiveServices } from './active-services.js';
import { ActivityManagerConstants, MIN_CRASH_INTERVAL } from './activity-manager-constants.js';
import { App } from './app.js';
import { BackgroundStarts } from './background-starts.js';
import { DeviceClock } from './device-clock.js';
import { ForegroundProcesses } from './foreground-processes.js';
import { MessageQueue } from './message-queue.js';
import type { Message } from './message-queue.js';
import { ProcessList } from './process-list.js';
import type { ProcessRecord } from './process-record.js';
import type { Script, SimulatedOutcome } from './script.js';
import { ServiceRestarts } from './service-restarts.js';
import { ShortServices } from './short-services.js';
import { StartPromise } from './start-promise.js';
import { TimeLimitedTypes } from './time-limited-types.js';
import { UidIdle } from './uid-idle.js';
import { UidRecord } from './uid-record.js';

/** `com.android.server.am.ActivityManagerService`: holds the parts together, hands out messages, kills processes. */
export class ActivityManagerService {
  readonly clock: DeviceClock;
  readonly handler: MessageQueue;
  readonly constants: ActivityManagerConstants;
  readonly outcomes: SimulatedOutcome[] = [];
  /** `AppErrors.mProcessCrashTimes`: uptime of the last crash, by process name. */
  private readonly crashTimes = new Map<string, number>();
  uid = new UidRecord();

  readonly processes = new ProcessList();
  readonly services: ActiveServices;
  readonly timeLimited: TimeLimitedTypes;
  readonly short: ShortServices;
  readonly promise: StartPromise;
  readonly backgroundStarts: BackgroundStarts;
  readonly foreground: ForegroundProcesses;
  readonly restarts: ServiceRestarts;
  readonly idle: UidIdle;
  readonly app: App;
  /** A crash is a message on the app's main thread: while that is blocked it waits here. Nothing does it in a script. */
  holdBackCrash: (process: ProcessRecord, crash: () => void) => void = () => undefined;
  /** `Slog.wtf` instead of a consequence: told to nobody but the log, which a script has not. */
  noteOnly: (what: 'did-not-stop' | 'exhausted', service: string, type: string) => void = () => undefined;
  private readonly pendingAttach: ProcessRecord[] = [];

  constructor(script: Script) {
    this.clock = new DeviceClock(script.bootUptimeMs);
    this.handler = new MessageQueue(this.clock);
    this.constants = new ActivityManagerConstants(script);
    this.services = new ActiveServices(this, script.services);
    this.timeLimited = new TimeLimitedTypes(this);
    this.short = new ShortServices(this);
    this.promise = new StartPromise(this);
    this.backgroundStarts = new BackgroundStarts(this);
    this.foreground = new ForegroundProcesses(this);
    this.restarts = new ServiceRestarts(this);
    this.idle = new UidIdle(this);
    this.app = new App(this);
    this.processes.onStart = (process) => {
      this.pendingAttach.push(process);
    };
  }

  /** What follows at once on everything that acts: processes that came up attach, and the uid is looked at anew. */
  settle(): void {
    for (let process = this.pendingAttach.shift(); process !== undefined; process = this.pendingAttach.shift())
      if (process.isAlive) this.restarts.attached(process);
    this.idle.updateUidState();
  }

  report(outcome: OutcomeName, service: string, type: string | null): void {
    this.outcomes.push({ outcome, service, type, elapsedMs: this.clock.elapsed, uptimeMs: this.clock.uptime });
  }

  /** `MainHandler.handleMessage` and `ServiceRestarter`. */
  handleMessage({ what, obj, process }: Message): void {
    if (obj instanceof UidRecord) return this.idle.idleUids();
    switch (what) {
      case 'SERVICE_FGS_TIMEOUT':
        return this.timeLimited.onFgsTimeout(obj);
      case 'SERVICE_FGS_CRASH_TIMEOUT':
        return this.timeLimited.onFgsCrashTimeout(obj);
      case 'SERVICE_SHORT_FGS_TIMEOUT':
        return this.short.onTimeout(obj);
      case 'SERVICE_SHORT_FGS_PROCSTATE_TIMEOUT':
        return this.short.onProcstateTimeout(obj);
      case 'SERVICE_SHORT_FGS_ANR_TIMEOUT':
        return this.short.onAnrTimeout(obj);
      case 'SERVICE_FOREGROUND_TIMEOUT':
        return this.promise.onTimeout(obj);
      case 'SERVICE_FOREGROUND_TIMEOUT_ANR':
        return this.promise.onAnr(obj, process);
      case 'SERVICE_RESTART':
        return this.restarts.onRestart(obj);
      case 'RESCHEDULE':
        return this.restarts.reschedule();
      case 'START_CRASH':
        if (process !== null) this.crashByPid(process, obj.name);
        return;
      case 'IDLE_UIDS':
        throw new TypeError('IDLE_UIDS is about a uid, not about a service');
    }
  }

  /** `crashApplicationWithTypeWithExtras`, not forced: a blocked main thread never gets to it. */
  crashApplication(process: ProcessRecord, outcome: OutcomeName, service: string, type: string | null): void {
    if (process.isHung) {
      this.holdBackCrash(process, () => this.crashApplication(process, outcome, service, type));
      return;
    }
    this.report(outcome, service, type);
    this.appDied(process, true);
  }

  /** `AppErrors.scheduleAppCrashLocked`: the process, or another one of the app when it is gone. */
  private crashByPid(process: ProcessRecord, service: string): void {
    const target = process.isAlive ? process : this.processes.lastByPid;
    if (target !== undefined) this.crashApplication(target, 'crash-did-not-start', service, null);
  }

  /** `appDiedLocked`, for whatever reason the process went. */
  appDied(process: ProcessRecord, isCrash: boolean): void {
    const allowRestart = !isCrash || this.handleAppCrash(process);
    this.processes.remove(process);
    this.app.forget(process);
    this.services.killServicesLocked(process, allowRestart);
    if (!this.processes.isAny) this.backgroundStarts.lastProcessGone();
  }

  /** `AppErrors.handleAppCrashLSPB`: whether services of the process may be restarted (K-15). */
  private handleAppCrash(process: ProcessRecord): boolean {
    const now = this.clock.uptime;
    const tryAgain = this.services.incServiceCrashCount(process);
    const last = this.crashTimes.get(process.name);
    this.crashTimes.set(process.name, now);
    const crashedLately = last !== undefined && now < last + MIN_CRASH_INTERVAL;
    return !crashedLately || tryAgain;
  }

  /** `forceStopPackageLocked`; the budgets of the uid go with it (`onUidRemovedLocked`, K-01). */
  forceStop(): void {
    const hadProcess = this.processes.isAny;
    this.processes.removeAll();
    this.app.forget();
    this.services.removeAll();
    this.uid.timeLimitedFgsInfo.clear();
    if (hadProcess) this.backgroundStarts.lastProcessGone();
    this.crashTimes.clear();
  }

  /** Nothing that this class holds is written to disk, apart from the configuration and the compat changes. */
  reboot(): void {
    this.forceStop();
    this.handler.clear();
    this.backgroundStarts.reboot();
    this.uid = new UidRecord();
    this.idle.reboot();
    this.restarts.reboot();
    this.clock.reboot();
  }
}
