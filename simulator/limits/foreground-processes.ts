import { ServiceType } from '../../engine/android/service-types.js';
import type { ActivityManagerService } from './activity-manager-service.js';
import type { ProcessRecord } from './process-record.js';

/** How near to the user the app is, as far as `OomAdjuster.computeOomAdjLSP` asks for it here. */
export type UidState = 'top' | 'foregroundService' | 'shortService' | 'service' | 'empty';

/** Which processes are foreground-service processes (`ProcessServiceRecord`, K-02, K-03), and what that makes of the app. */
export class ForegroundProcesses {
  private readonly am: ActivityManagerService;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** `ActiveServices.updateServiceForegroundLocked`: asked at certain moments only, so that it may be out of date. */
  update(process: ProcessRecord): void {
    let has = false;
    let types = 0;
    let hasTypeNone = false;
    for (const record of this.am.services.all) {
      if (record.app !== process || !(record.isForeground || record.fgRequired)) continue;
      has = true;
      types |= record.foregroundServiceType;
      if (record.foregroundServiceType === ServiceType.none) hasTypeNone = true;
    }
    // `areForegroundServiceTypesSame`: fewer types than before count as the same.
    const areTypesSame = (process.fgTypes & types) === types && process.hasTypeNone === hasTypeNone;
    if (has === process.hasForegroundServices && areTypesSame) return;
    process.hasForegroundServices = has;
    process.fgTypes = types;
    process.hasTypeNone = hasTypeNone;
  }

  /** `ProcessServiceRecord.hasNonShortForegroundServices` of any process. */
  get isAnyNonShort(): boolean {
    return this.am.processes.all.some((process) => process.hasNonShortForegroundServices);
  }

  get uidState(): UidState {
    if (this.am.processes.isAnyTop) return 'top';
    if (this.isAnyNonShort) return 'foregroundService';
    if (this.am.processes.all.some((process) => this.isHeldUpByShort(process))) return 'shortService';
    return this.am.services.all.some((record) => record.app !== null) ? 'service' : 'empty';
  }

  /** Not `areAllShortForegroundServicesProcstateTimedOut`. */
  private isHeldUpByShort(process: ProcessRecord): boolean {
    if (!process.hasForegroundServices) return false;
    const { services, short } = this.am;
    return services.all.some((record) => record.app === process && record.isShortFgs && !short.isDemoted(record));
  }
}
