import { ServiceType, labelOfMask } from '../../engine/android/service-types.js';
import type { TypeMask } from '../../engine/android/service-types.js';
import type { ActivityManagerService } from './activity-manager-service.js';
import type { ServiceRecord } from './service-record.js';
import { TimeLimitedFgsInfo } from './time-limited-fgs-info.js';
import type { TimeLimitedType } from './uid-record.js';

/** The window after which a start finds a fresh budget; hard-coded in the platform, elapsed time. */
const WINDOW = 24 * 60 * 60 * 1000;

/** dataSync and mediaProcessing: the part of `ActiveServices` that charges them and ends them (specification 2). */
export class TimeLimitedTypes {
  private readonly am: ActivityManagerService;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** `getTimeLimitedFgsType`: the one type that a mask is charged to (2.2). */
  trackedType(mask: TypeMask): TimeLimitedType | null {
    let picked: TimeLimitedType | null = null;
    let limit = 0;
    if ((mask & ServiceType.mediaProcessing) !== 0) {
      picked = ServiceType.mediaProcessing;
      limit = this.limitOf(picked);
    }
    if ((mask & ServiceType.dataSync) !== 0 && (limit === 0 || this.limitOf(ServiceType.dataSync) > limit))
      picked = ServiceType.dataSync;
    return picked;
  }

  /** Whether startForeground with this mask falls under a limit that is in force. */
  isLimitInForce(mask: TypeMask): boolean {
    return this.am.constants.areTimeLimitsInForce && this.trackedType(mask) !== null;
  }

  /**
   * The part of `setServiceForegroundInnerLocked` that looks at the budget of an allowed start (2.4, 8B): resets it
   * when there is cause to. Returns whether the start is to be refused because the budget is exhausted.
   */
  resetOrRefuse(record: ServiceRecord, mask: TypeMask): boolean {
    const info = this.infoOf(this.trackedType(mask));
    if (info === undefined) return false;
    const dayAgo = Math.max(0, this.am.clock.elapsedRealtime - WINDOW);
    const wasExceeded = info.timeLimitExceededAt !== -Infinity;
    const wasTopSince = wasExceeded && (record.app?.lastTopTime ?? -Infinity) > info.timeLimitExceededAt;
    if (info.firstFgsStartRealtime < dayAgo || record.app?.isTop === true || wasTopSince) {
      info.reset();
      return false;
    }
    if (info.timeLimitExceededAt <= 0) return false;
    if (this.am.constants.isCrashBehaviorEnabled) return true;
    this.am.noteOnly('exhausted', record.name, labelOfMask(this.trackedType(mask) ?? ServiceType.none));
    info.reset();
    return false;
  }

  /** `maybeUpdateFgsTrackingLocked`, after a startForeground that was accepted (2.5). */
  track(record: ServiceRecord, previousMask: TypeMask): void {
    if (!this.am.constants.areTimeLimitsInForce) return;
    const { uptime, elapsedRealtime } = this.am.clock;
    const previous = this.trackedType(previousMask);
    const current = this.trackedType(record.foregroundServiceType);
    const isLimited = record.startRequested && record.isForeground && current !== null;
    if (previous === null && !isLimited) return;
    this.charge(previous);
    // V1: the grace is an AnrTimer; a new start does not save the app from it, only a stop or another type does (2.7, D-09).
    if (this.am.constants.isGraceAnAnrTimer && isLimited) this.am.handler.remove('SERVICE_FGS_TIMEOUT', record);
    else this.cancelTimers(record);
    if (!isLimited) return;

    const info = this.infoOf(current) ?? new TimeLimitedFgsInfo();
    this.am.uid.timeLimitedFgsInfo.set(current, info);
    info.noteFgsStart(uptime, elapsedRealtime);
    const remaining = Math.max(0, this.limitOf(current) - info.totalRuntime);
    this.am.handler.post('SERVICE_FGS_TIMEOUT', record, info.lastFgsStartTime + remaining);
  }

  /** `maybeStopFgsTimeoutLocked`: on stopForeground, stopService and stopSelf, and on nothing else (2.5). */
  stopTracking(record: ServiceRecord): void {
    const type = this.trackedType(record.foregroundServiceType);
    if (type === null) return;
    this.charge(type);
    this.cancelTimers(record);
  }

  /** `onFgsTimeout` (2.6). */
  onFgsTimeout(record: ServiceRecord): void {
    const { am } = this;
    const type = this.trackedType(record.foregroundServiceType);
    if (type === null || record.app === null) {
      am.handler.remove('SERVICE_FGS_CRASH_TIMEOUT', record);
      return;
    }
    const now = am.clock.uptime;
    const lastTop = record.app.isTop && am.constants.seesCurrentTop ? now : record.app.lastTopTime;
    const limit = this.limitOf(type);
    if (lastTop !== -Infinity && limit > now - lastTop) {
      am.handler.post('SERVICE_FGS_TIMEOUT', record, lastTop + limit);
      return;
    }
    const info = this.infoOf(type);
    if (info !== undefined) {
      info.updateTotalRuntime(now);
      info.timeLimitExceededAt = now;
    }
    am.report('timeout-callback', record.name, labelOfMask(type));
    // A grace that runs already begins anew.
    am.handler.remove('SERVICE_FGS_CRASH_TIMEOUT', record);
    am.handler.post('SERVICE_FGS_CRASH_TIMEOUT', record, now + am.constants.get('fgs_crash_extra_wait_duration'));
    am.app.onTimeout(record, record.app);
  }

  /** `onFgsCrashTimeout` (2.7). The budget counts a service less even when the record is gone by now. */
  onFgsCrashTimeout(record: ServiceRecord): void {
    const type = this.trackedType(record.foregroundServiceType);
    if (type === null) return;
    this.infoOf(type)?.decNumParallelServices();
    // Otherwise the system only notes it for itself; V1 may tell an ANR, for which there is no outcome.
    if (this.am.constants.isCrashGated || !this.am.constants.isCrashBehaviorEnabled) {
      this.am.noteOnly('did-not-stop', record.name, labelOfMask(type));
      return;
    }
    if (record.app !== null) this.am.crashApplication(record.app, 'crash-did-not-stop', record.name, labelOfMask(type));
  }

  private limitOf(type: TimeLimitedType): number {
    return type === ServiceType.dataSync
      ? this.am.constants.get('data_sync_fgs_timeout_duration')
      : this.am.constants.get('media_processing_fgs_timeout_duration');
  }

  private infoOf(type: TimeLimitedType | null): TimeLimitedFgsInfo | undefined {
    return type === null ? undefined : this.am.uid.timeLimitedFgsInfo.get(type);
  }

  private charge(type: TimeLimitedType | null): void {
    const info = this.infoOf(type);
    info?.updateTotalRuntime(this.am.clock.uptime);
    info?.decNumParallelServices();
  }

  private cancelTimers(record: ServiceRecord): void {
    this.am.handler.remove('SERVICE_FGS_TIMEOUT', record);
    this.am.handler.remove('SERVICE_FGS_CRASH_TIMEOUT', record);
  }
}
