import { ServiceType } from '../../engine/android/service-types.js';
import type { ActivityManagerService } from './activity-manager-service.js';
import type { ServiceRecord } from './service-record.js';
import { ShortFgsInfo } from './short-fgs-info.js';

/** The type shortService: its three timers (specification 3). */
export class ShortServices {
  private readonly am: ActivityManagerService;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** `maybeUpdateShortFgsTrackingLocked`, after a startForeground that was accepted. */
  track(record: ServiceRecord, isExtended: boolean): void {
    if (!record.isShortFgs) {
      this.stopTracking(record);
      return;
    }
    if (record.shortFgsInfo !== null && !isExtended) {
      record.shortFgsInfo.update(record);
      return;
    }
    this.stopTracking(record);
    record.shortFgsInfo = new ShortFgsInfo(record, this.am.clock.uptime);
    this.am.handler.post('SERVICE_SHORT_FGS_TIMEOUT', record, this.timeoutOf(record.shortFgsInfo));
  }

  /** `maybeStopShortFgsTimeoutLocked`: on stopForeground, stopService, stopSelf and on a change to another type. */
  stopTracking(record: ServiceRecord): void {
    if (record.shortFgsInfo === null) return;
    record.shortFgsInfo = null;
    this.am.handler.remove('SERVICE_SHORT_FGS_TIMEOUT', record);
    this.am.handler.remove('SERVICE_SHORT_FGS_PROCSTATE_TIMEOUT', record);
    this.am.handler.remove('SERVICE_SHORT_FGS_ANR_TIMEOUT', record);
  }

  /** `onShortFgsTimeout`. */
  onTimeout(record: ServiceRecord): void {
    const info = this.validInfo(record);
    if (info === null || this.timeoutOf(info) > this.am.clock.uptime || record.app === null) return;
    this.am.report('timeout-callback', record.name, 'shortService');
    this.am.handler.post('SERVICE_SHORT_FGS_PROCSTATE_TIMEOUT', record, this.demoteOf(info));
    this.am.handler.post('SERVICE_SHORT_FGS_ANR_TIMEOUT', record, this.anrOf(info));
    this.am.app.onTimeout(record, record.app);
  }

  /** `onShortFgsProcstateTimeout`. */
  onProcstateTimeout(record: ServiceRecord): void {
    const info = this.validInfo(record);
    if (info === null || this.demoteOf(info) > this.am.clock.uptime) return;
    this.am.report('short-service-demoted', record.name, 'shortService');
  }

  /** `onShortFgsAnrTimeout`: told, and nothing is killed or stopped. */
  onAnrTimeout(record: ServiceRecord): void {
    const info = this.validInfo(record);
    if (info === null || this.anrOf(info) > this.am.clock.uptime) return;
    this.am.report('anr-short-service', record.name, 'shortService');
  }

  /** `shouldTriggerShortFgsTimeout` and its sisters, apart from the due time: still the same run as a shortService. */
  private validInfo(record: ServiceRecord): ShortFgsInfo | null {
    const isShort = record.foregroundServiceType === ServiceType.shortService;
    const isValid = record.app !== null && record.startRequested && isShort;
    return isValid && record.shortFgsInfo?.isCurrent(record) === true ? record.shortFgsInfo : null;
  }

  /** `areAllShortForegroundServicesProcstateTimedOut`, of one: it holds its process up no more (K-13). */
  isDemoted(record: ServiceRecord): boolean {
    const info = record.shortFgsInfo;
    return info === null || this.demoteOf(info) <= this.am.clock.uptime;
  }

  /** The instants of specification 3.1; the configuration is read when they are asked for. */
  private timeoutOf(info: ShortFgsInfo): number {
    return info.startTime + this.am.constants.get('short_fgs_timeout_duration');
  }

  private demoteOf(info: ShortFgsInfo): number {
    return this.timeoutOf(info) + this.am.constants.get('short_fgs_proc_state_extra_wait_duration');
  }

  private anrOf(info: ShortFgsInfo): number {
    return this.timeoutOf(info) + this.am.constants.get('short_fgs_anr_extra_wait_duration');
  }
}
