import type { ActivityManagerService } from './activity-manager-service.js';
import type { BackgroundStart } from './script.js';
import type { Reason, ServiceRecord } from './service-record.js';

/**
 * Whether the app may start a foreground service now (specification 5.2, 5.4), as far as a script can say it: the many
 * reasons of the platform are one flag, TOP, and a foreground service of the app itself.
 */
export class BackgroundStarts {
  /** `grantBackgroundStart` and `revokeBackgroundStart`. */
  isGranted = true;
  private bootAllowlistEnds = -Infinity;
  private readonly am: ActivityManagerService;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** `shouldAllowFgsStartForegroundLocked`; the word of one step overrides the flag. */
  reasonNow(word: BackgroundStart | undefined): Reason {
    if (this.am.processes.isAnyTop || this.am.foreground.isAnyNonShort) return 'other';
    if (word !== undefined) return word === 'allowed' ? 'other' : null;
    if (this.am.clock.elapsedRealtime <= this.bootAllowlistEnds) return 'boot';
    return this.isGranted ? 'other' : null;
  }

  /** `setFgsRestrictionLocked`: a reason that is recorded stays. */
  recordStart(record: ServiceRecord, word: BackgroundStart | undefined): void {
    record.allowNoBinding ??= this.reasonNow(word);
  }

  /** Of a field of its own, which new apps do not ask (K-05). */
  recordBind(record: ServiceRecord, word: BackgroundStart | undefined): void {
    record.allowInBind ??= this.reasonNow(word);
  }

  /** The first startForeground of a record that is not started. */
  recordBoundForeground(record: ServiceRecord, word: BackgroundStart | undefined): void {
    record.allowByBindings ??= record.allowNoBinding ?? this.reasonNow(word);
  }

  /** `clearFgsAllowStart`: at stopForeground. */
  forget(record: ServiceRecord): void {
    record.allowNoBinding = null;
    record.allowInBind = null;
    record.allowByBindings = null;
  }

  /** `clearFgsAllowStart` and `setFgsRestrictionLocked`: what was recorded before is forgotten. */
  recordAnew(record: ServiceRecord, word: BackgroundStart | undefined): void {
    this.forget(record);
    record.allowNoBinding = this.reasonNow(word);
  }

  /** `ServiceRecord.getFgsAllowStart` */
  reasonOf(record: ServiceRecord): Reason {
    if (this.am.constants.isNewBfslLogic) return record.allowNoBinding ?? record.allowByBindings;
    return record.allowNoBinding ?? record.allowInBind ?? record.allowByBindings;
  }

  /** Eligible, or an app to which the restriction does not apply. */
  isAllowed(record: ServiceRecord): boolean {
    return this.reasonOf(record) !== null || !this.am.constants.areBackgroundStartsRestricted;
  }

  /** The entry of the temporary allowlist goes with the last process (K-17). */
  lastProcessGone(): void {
    this.bootAllowlistEnds = -Infinity;
  }

  /** The broadcast BOOT_COMPLETED puts the app on the temporary allowlist. */
  bootCompleted(): void {
    const duration = this.am.constants.get('boot_time_temp_allowlist_duration');
    // The list takes no entry without a duration (FgsTempAllowList.add, K-18).
    if (duration <= 0) return;
    this.bootAllowlistEnds = this.am.clock.elapsedRealtime + duration;
  }

  reboot(): void {
    this.bootAllowlistEnds = -Infinity;
  }
}
