import type { TypeMask } from '../../engine/android/service-types.js';
import { ServiceType } from '../../engine/android/service-types.js';
import type { ActivityManagerService } from './activity-manager-service.js';
import type { ProcessRecord } from './process-record.js';
import type { BackgroundStart, ScriptService } from './script.js';
import { ServiceRecord } from './service-record.js';
import { setServiceForeground } from './set-service-foreground.js';

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
    for (const record of this.records) if (record !== undefined && isWanted(record)) return record;
    return undefined;
  }

  some(isWanted: (record: ServiceRecord) => boolean): boolean {
    return this.find(isWanted) !== undefined;
  }

  get isAnyForeground(): boolean {
    return this.am.processes.all.some((process) => process.hasNonShort || this.isShortForeground(process));
  }

  private isShortForeground(process: ProcessRecord): boolean {
    return (
      process.hasForegroundServices &&
      !process.hasNonShort &&
      this.some((r) => r.app === process && r.isShortFgs && !this.am.short.isDemoted(r))
    );
  }

  isCurrent(record: ServiceRecord): boolean {
    return this.recordOf(record.name) === record;
  }

  /** `updateServiceForegroundLocked` */
  updateServiceForeground(process: ProcessRecord): void {
    let any = false;
    let types = 0;
    let none = false;
    for (const r of this.records) {
      if (r === undefined || r.app !== process || !(r.isForeground || r.fgRequired)) continue;
      any = true;
      types |= r.foregroundServiceType;
      if (r.foregroundServiceType === 0) none = true;
    }
    // `areForegroundServiceTypesSame`: fewer types than before count as the same.
    if (any === process.hasForegroundServices && (process.fgTypes & types) === types && process.hasTypeNone === none)
      return;
    process.hasForegroundServices = any;
    process.fgTypes = types;
    process.hasTypeNone = none;
  }

  /** `incServiceCrashCountLocked` */
  incServiceCrashCount(process: ProcessRecord): boolean {
    let tryAgain = false;
    for (const r of this.records) {
      if (r?.app !== process) continue;
      r.crashCount = this.am.clock.uptime > r.restartTime + 120_000 ? 1 : r.crashCount + 1;
      if (r.crashCount < 16 && r.isForeground) tryAgain = true;
    }
    return tryAgain;
  }

  stateKey(): string {
    if (this.am.processes.isAnyTop) return 'top';
    if (this.isAnyForeground) return this.am.processes.all.some((p) => p.hasNonShort) ? 'fgs' : 'short';
    return this.some((r) => r.app !== null) ? 'service' : 'empty';
  }

  /** `Context.startService`: always accepted. */
  startService(service: string, word: BackgroundStart | undefined): void {
    this.startServiceLocked(service, 'startService', word);
  }

  /** `Context.startForegroundService`: refused as a whole when the app may not start from the background. */
  startForegroundService(service: string, word: BackgroundStart | undefined): void {
    this.startServiceLocked(service, 'startForegroundService', word);
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
    if (record.app !== null) this.updateServiceForeground(record.app);
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
    if (record.app !== null) {
      this.sendArgs(record);
      return;
    }
    this.am.restarts.remove(record);
    record.app = this.am.processes.startIfDown(record.definition.process);
    record.restartTime = this.am.clock.uptime;
    this.updateServiceForeground(record.app);
    if (record.startRequested && record.callStart) record.pendingStart = true;
    this.sendArgs(record);
  }

  private sendArgs(record: ServiceRecord): void {
    if (!record.pendingStart) return;
    record.pendingStart = false;
    record.callStart = true;
    this.am.promise.sent(record);
  }

  /** `killServicesLocked`: the process is gone. Nothing is charged, and no timer of a limit is cancelled. */
  killServicesLocked(process: ProcessRecord, allowRestart: boolean): void {
    for (const record of this.records) {
      if (record?.app !== process) continue;
      record.app = null;
      const canStop = record.isShortFgs || (record.startRequested && !record.definition.sticky);
      if (!allowRestart || record.crashCount >= 16 || (canStop && !record.isBound)) {
        this.bringDown(record);
        continue;
      }
      this.am.restarts.schedule(record);
      if (canStop) record.startRequested = false;
    }
    if (!allowRestart)
      this.am.restarts.restarting = this.am.restarts.restarting.filter((r) => r.definition.process !== process.name);
  }

  /** `bringDownDisabledPackageServicesLocked`, as force-stop uses it; all processes are gone already. */
  removeAll(): void {
    for (const record of this.records) {
      if (record === undefined) continue;
      record.app = null;
      this.bringDown(record);
    }
  }

  private startServiceLocked(
    service: string,
    how: 'startService' | 'startForegroundService',
    word: BackgroundStart | undefined,
  ): ServiceRecord {
    const record = this.retrieveServiceLocked(service);
    this.am.backgroundStarts.recordStart(record, word);
    if (how === 'startForegroundService' && !this.am.backgroundStarts.isAllowed(record)) {
      this.am.report('start-denied-background', record.name, null);
      return record;
    }
    this.am.restarts.unschedule(record, false);
    record.startRequested = true;
    this.am.promise.make(record, how === 'startForegroundService');
    record.lastStartId += 1;
    record.pendingStart = true;
    record.callStart = false;
    this.bringUpServiceLocked(record);
    return record;
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

  /** `bringDownServiceIfNeededLocked` and `bringDownServiceLocked`. */
  private bringDownServiceIfNeededLocked(record: ServiceRecord): void {
    if (record.startRequested || record.isBound) return;
    this.bringDown(record);
  }

  private bringDown(record: ServiceRecord): void {
    const host = record.app;
    if (record.isShortFgs) this.am.short.stopTracking(record);
    this.am.promise.breakAtBringDown(record, host);
    this.remove(record);
    record.destroying = true;
    record.isForeground = false;
    record.app = null;
    if (host !== null) this.updateServiceForeground(host);
  }

  private remove(record: ServiceRecord): void {
    this.am.restarts.unschedule(record, true);
    this.records[this.indexOf(record.name)] = undefined;
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
