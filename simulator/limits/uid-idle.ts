import type { ActivityManagerService } from './activity-manager-service.js';

/** An app that was long in the background is idle: its started services are stopped (specification 5.5). */
export class UidIdle {
  private readonly am: ActivityManagerService;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** `OomAdjuster.updateUidsLSP`: after everything that may have changed the state of the app. */
  updateUidState(): void {
    const { am } = this;
    const isInBackground = !am.processes.isAnyTop && !am.services.some((record) => record.isRunningFgs);
    if (isInBackground === am.uid.isInBackground) return;
    am.uid.isInBackground = isInBackground;
    if (isInBackground)
      am.handler.post('IDLE_UIDS', am.uid, am.clock.uptime + am.constants.get('background_settle_time'));
    else am.handler.remove('IDLE_UIDS', am.uid);
  }

  /** `idleUids`, and `am make-uid-idle`. */
  idleUid(): void {
    const { am } = this;
    if (!am.uid.isInBackground) return;
    // An app that is idle does not become idle a second time.
    am.handler.remove('IDLE_UIDS', am.uid);
    am.services.stopInBackgroundLocked();
  }
}
