import type { TypeMask } from '../../engine/android/service-types.js';
import { ServiceType } from '../../engine/android/service-types.js';
import { MIN_CRASH_INTERVAL } from './activity-manager-constants.js';
import type { ActivityManagerService } from './activity-manager-service.js';
import type { ProcessRecord } from './process-record.js';
import type { BackgroundStart, ScriptService } from './script.js';
import { ServiceRecord } from './service-record.js';
import { setServiceForeground } from './set-service-foreground.js';

/** `ActiveServices.BOUND_SERVICE_MAX_CRASH_RETRY`: a record with so many crashes is not restarted. */
const MAX_CRASH_RETRY = 16;

/** `com.android.server.am.ActiveServices`: which records there are, how they come and how they go. */
export class ActiveServices {
  private readonly am: ActivityManagerService;
  private readonly definitions: readonly ScriptService[];
  /** At most one record of each service, in the order of the script's list. */
  private records: (ServiceRecord | undefined)[];

  constructor(am: ActivityManagerService, definitions: readonly ScriptService[]) {
    this.am = am;
    this.definitions = definitions;
    this.records = definitions.map(() => undefined);
  }

  find(isWanted: (record: ServiceRecord) => boolean): ServiceRecord | undefined {
    return this.all.find(isWanted);
  }

  get all(): ServiceRecord[] {
    return this.records.filter((record) => record !== undefined);
  }

  /** The record is the one that a call to the service would find now (`findServiceLocked` compares the token). */
  isCurrent(record: ServiceRecord): boolean {
    return this.recordOf(record.name) === record;
  }

  /** `ProcessServiceRecord.incServiceCrashCountLocked`: counts a crash, and says whether a foreground service is worth a new try. */
  incServiceCrashCount(process: ProcessRecord): boolean {
    let tryAgain = false;
    for (const record of this.records) {
      if (record?.app !== process) continue;
      const isFirst = this.am.clock.uptime > record.restartTime + MIN_CRASH_INTERVAL;
      record.crashCount = isFirst ? 1 : record.crashCount + 1;
      if (record.crashCount < MAX_CRASH_RETRY && record.isForeground) tryAgain = true;
    }
    return tryAgain;
  }

  /** `Context.startService`: always accepted. */
  startService(service: string, word: BackgroundStart | undefined): void {
    this.startServiceLocked(service, false, word);
  }

  /** `Context.startForegroundService`: refused as a whole when the app may not start from the background. */
  startForegroundService(service: string, word: BackgroundStart | undefined): void {
    this.startServiceLocked(service, true, word);
  }

  /** `Context.bindService` with BIND_AUTO_CREATE: always accepted. */
  bindService(service: string, word: BackgroundStart | undefined): void {
    const record = this.retrieveServiceLocked(service);
    if (record.isBound) return;
    this.am.restarts.unschedule(record, false);
    record.isBound = true;
    this.bringUpServiceLocked(record);
    this.am.backgroundStarts.recordBind(record, word);
  }

  unbindService(service: string): void {
    const record = this.recordOf(service);
    if (record === undefined) return;
    record.isBound = false;
    this.bringDownServiceIfNeededLocked(record);
  }

  /** `Context.stopService` and `Service.stopSelf`. */
  stopService(service: string): void {
    const record = this.recordOf(service);
    if (record !== undefined) this.stopServiceLocked(record);
  }

  /** `Service.startForeground`; -1 means the types of the manifest. */
  startForeground(service: string, types: TypeMask, word: BackgroundStart | undefined): void {
    const record = this.recordOf(service);
    if (record?.app == null) return;
    const mask = types === ServiceType.manifest ? record.definition.declared : types;
    setServiceForeground(this.am, record, mask, word);
  }

  /** `Service.stopForeground`: `setServiceForegroundInnerLocked` with id 0. */
  stopForeground(service: string): void {
    const record = this.recordOf(service);
    if (record?.isForeground !== true) return;
    this.am.timeLimited.stopTracking(record);
    this.am.short.stopTracking(record);
    record.isForeground = false;
    record.foregroundServiceType = ServiceType.none;
    this.am.backgroundStarts.forget(record);
    if (record.app !== null) this.am.foreground.update(record.app);
  }

  /** `stopServiceLocked` and `stopServiceTokenLocked`. A bound record stays, in the foreground if it was there. */
  stopServiceLocked(record: ServiceRecord): void {
    this.am.short.stopTracking(record);
    this.am.timeLimited.stopTracking(record);
    record.startRequested = false;
    this.bringDownServiceIfNeededLocked(record);
  }

  /** `stopInBackgroundLocked`: the app is idle. */
  stopInBackgroundLocked(): void {
    for (const service of this.definitions) {
      const record = this.recordOf(service.name);
      if (record?.startRequested !== true) continue;
      this.am.report('service-stopped-idle', record.name, null);
      this.stopServiceLocked(record);
    }
  }

  /** `bringUpServiceLocked`: into its process, which comes up if it is down; drops a restart that is scheduled. */
  bringUpServiceLocked(record: ServiceRecord): void {
    if (record.app === null) {
      this.am.restarts.remove(record);
      record.app = this.am.processes.startIfDown(record.definition.process);
      record.restartTime = this.am.clock.uptime;
      this.am.foreground.update(record.app);
      // `realStartServiceLocked`: a record that is still started gets its last start delivered again, a bound one does not (K-09).
      if (record.startRequested) record.hasPendingStart = true;
    }
    if (record.hasPendingStart) this.am.promise.sent(record);
    record.hasPendingStart = false;
  }

  /** `killServicesLocked`: the process is gone. Nothing is charged, and no timer of a limit is cancelled. */
  killServicesLocked(process: ProcessRecord, allowRestart: boolean): void {
    for (const record of this.records) {
      if (record?.app !== process) continue;
      record.app = null;
      const canStop = record.isShortFgs || (record.startRequested && !record.definition.sticky);
      if (!allowRestart || record.crashCount >= MAX_CRASH_RETRY || (canStop && !record.isBound)) {
        this.bringDown(record);
        continue;
      }
      this.am.restarts.schedule(record);
      if (canStop) record.startRequested = false;
    }
    if (!allowRestart) this.am.restarts.removeProcess(process);
  }

  /** `bringDownDisabledPackageServicesLocked`, as force-stop uses it; all processes are gone already. */
  removeAll(): void {
    for (const record of this.records) {
      if (record === undefined) continue;
      record.app = null;
      this.bringDown(record);
    }
  }

  private startServiceLocked(service: string, fgRequired: boolean, word: BackgroundStart | undefined): void {
    const record = this.retrieveServiceLocked(service);
    this.am.backgroundStarts.recordStart(record, word);
    if (fgRequired && !this.am.backgroundStarts.isAllowed(record)) {
      this.am.report('start-denied-background', record.name, null);
      return;
    }
    this.am.restarts.unschedule(record, false);
    record.startRequested = true;
    this.am.promise.make(record, fgRequired);
    record.lastStartId += 1;
    record.hasPendingStart = true;
    this.bringUpServiceLocked(record);
  }

  /** `retrieveServiceLocked`: the record of a service, made if there is none. */
  private retrieveServiceLocked(service: string): ServiceRecord {
    const index = this.indexOf(service);
    const existing = this.records[index];
    if (existing !== undefined) return existing;
    const record = new ServiceRecord(this.definitionOf(service), this.am.clock.elapsedRealtime);
    this.records[index] = record;
    return record;
  }

  /** `bringDownServiceIfNeededLocked` */
  private bringDownServiceIfNeededLocked(record: ServiceRecord): void {
    if (record.startRequested || record.isBound) return;
    this.bringDown(record);
  }

  /** `bringDownServiceLocked`. The handler messages of the limits stay in the queue. */
  private bringDown(record: ServiceRecord): void {
    const host = record.app;
    if (record.isShortFgs) this.am.short.stopTracking(record);
    this.am.promise.breakAtBringDown(record, host);
    this.am.restarts.unschedule(record, true);
    this.records[this.indexOf(record.name)] = undefined;
    record.isDestroying = true;
    record.isForeground = false;
    record.app = null;
    if (host !== null) this.am.foreground.update(host);
  }

  private recordOf(service: string): ServiceRecord | undefined {
    return this.records[this.indexOf(service)];
  }

  private definitionOf(service: string): ScriptService {
    const definition = this.definitions[this.indexOf(service)];
    if (definition === undefined) throw new Error(`the script has no service "${service}"`);
    return definition;
  }

  private indexOf(service: string): number {
    const index = this.definitions.findIndex((definition) => definition.name === service);
    if (index < 0) throw new Error(`the script has no service "${service}"`);
    return index;
  }
}
