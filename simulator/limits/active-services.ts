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

  /** `Context.startService`: always accepted. */
  startService(service: string, word: BackgroundStart | undefined): void {
    this.startServiceLocked(service, 'startService', word);
  }

  /** `Context.startForegroundService`: refused as a whole when the app may not start from the background. */
  startForegroundService(service: string, word: BackgroundStart | undefined): void {
    if (this.am.constants.areBackgroundStartsRestricted && !this.am.backgroundStarts.isEligible(word)) {
      this.am.report('start-denied-background', this.definitionOf(service).name, null);
      return;
    }
    this.am.promise.make(this.startServiceLocked(service, 'startForegroundService', word));
  }

  /** `Context.bindService` with BIND_AUTO_CREATE: always accepted. */
  bindService(service: string, word: BackgroundStart | undefined): void {
    const record = this.retrieveServiceLocked(service);
    this.am.backgroundStarts.recordStart(record, word);
    record.isBound = true;
    this.bringUpServiceLocked(record);
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
    record.allowStartForeground = false;
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
    if (record.app !== null) return;
    this.am.restarts.unschedule(record);
    record.app = this.am.processes.startIfDown(record.definition.process);
    record.restartTime = this.am.clock.uptime;
    this.am.promise.rearm(record);
  }

  /** `killServicesLocked`: the process is gone. Nothing is charged, and no timer of a limit is cancelled. */
  killServicesLocked(process: ProcessRecord, isCrash: boolean): void {
    for (const record of this.records) {
      if (record?.app !== process) continue;
      record.app = null;
      this.am.promise.disarm(record);
      if (isCrash) record.crashCount += 1;
      const staysStarted = record.startRequested && record.definition.sticky && !record.isShortFgs;
      if (!staysStarted) record.startRequested = false;
      if (staysStarted || record.isBound) this.am.restarts.schedule(record);
      else this.remove(record);
    }
  }

  /** `bringDownDisabledPackageServicesLocked`, as force-stop uses it; all processes are gone already. */
  removeAll(): void {
    for (const record of this.records) {
      if (record === undefined) continue;
      record.app = null;
      this.am.promise.disarm(record);
      this.remove(record);
    }
  }

  private startServiceLocked(
    service: string,
    how: 'startService' | 'startForegroundService',
    word: BackgroundStart | undefined,
  ): ServiceRecord {
    const record = this.retrieveServiceLocked(service);
    this.am.backgroundStarts.recordStart(record, word);
    record.wasStartedByBoot = this.am.backgroundStarts.isBootTheReason(record, word);
    record.startRequested = true;
    record.lastStartId += 1;
    record.lastStartedBy = how;
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
    const host = record.app;
    record.app = null;
    this.remove(record);
    this.am.promise.breakAtBringDown(record, host);
  }

  private remove(record: ServiceRecord): void {
    this.am.restarts.unschedule(record);
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
