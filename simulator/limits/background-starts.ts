import type { ActivityManagerService } from './activity-manager-service.js';
import type { BackgroundStart } from './script.js';
import type { ServiceRecord } from './service-record.js';

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
  isEligible(word: BackgroundStart | undefined): boolean {
    const isGranted = word === undefined ? this.isGranted : word === 'allowed';
    return isGranted || this.am.processes.isAnyTop || this.am.services.some((record) => record.grantsForegroundStarts);
  }

  /** A start or bind that was accepted: an eligible one makes the record eligible until stopForeground. */
  recordStart(record: ServiceRecord, word: BackgroundStart | undefined): void {
    if (this.isEligible(word)) record.allowStartForeground = true;
  }

  /** `resetFgsRestrictionLocked` and `setFgsRestrictionLocked`: what was recorded before is forgotten. */
  recordAnew(record: ServiceRecord, word: BackgroundStart | undefined): void {
    record.allowStartForeground = this.isEligible(word);
  }

  /** Eligible, or an app to which the restriction does not apply. */
  isAllowed(record: ServiceRecord): boolean {
    return record.allowStartForeground || !this.am.constants.areBackgroundStartsRestricted;
  }

  /** The broadcast BOOT_COMPLETED puts the app on the temporary allowlist. */
  bootCompleted(): void {
    const duration = this.am.constants.get('boot_time_temp_allowlist_duration');
    this.bootAllowlistEnds = this.am.clock.elapsedRealtime + duration;
  }

  reboot(): void {
    this.bootAllowlistEnds = -Infinity;
  }

  /** Whether REASON_BOOT_COMPLETED is what a start of the record is recorded with. */
  isBootTheReason(record: ServiceRecord | undefined, word: BackgroundStart | undefined): boolean {
    if (word !== undefined || this.am.clock.elapsedRealtime >= this.bootAllowlistEnds) return false;
    if (this.am.processes.isAnyTop) return false;
    return !this.am.services.some((other) => other !== record && other.grantsForegroundStarts);
  }
}
