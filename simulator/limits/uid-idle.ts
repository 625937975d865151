import type { ActivityManagerService } from './activity-manager-service.js';

/** An app that was long in the background is idle: its started services are stopped (specification 5.5). */
export class UidIdle {
  private readonly am: ActivityManagerService;
  /** The UidRecord: there while a process of the app lives. */
  private exists = false;
  private state: string | null = null;
  private wasBackground = true;
  private idle = true;
  private backgroundSince = 0;
  private idleSince = 0;
  private hasMessage = false;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  reboot(): void {
    this.exists = false;
    this.hasMessage = false;
  }

  /** `OomAdjuster.updateUidsLSP`: after everything that may have changed the state of the app. */
  updateUidState(): void {
    const { am } = this;
    if (!am.processes.isAny) {
      this.exists = false;
      return;
    }
    if (!this.exists) {
      this.exists = true;
      this.state = null;
      this.wasBackground = true;
      this.idle = true;
      this.backgroundSince = 0;
      this.idleSince = 0;
    }
    const isBackground = !am.processes.isAnyTop && !am.services.isAnyForeground;
    const state = am.services.stateKey();
    if (state === this.state) return;
    this.state = state;
    if (isBackground) {
      if (!this.wasBackground || this.backgroundSince === 0) {
        this.backgroundSince = am.clock.elapsedRealtime;
        if (!this.hasMessage) this.post(am.constants.get('background_settle_time'));
      }
    } else {
      this.idle = false;
      this.backgroundSince = 0;
      this.idleSince = 0;
    }
    this.wasBackground = isBackground;
  }

  private post(delay: number): void {
    this.hasMessage = true;
    this.am.handler.post('IDLE_UIDS', this.am.uid, this.am.clock.uptime + delay);
  }

  /** `idleUidsLocked` */
  idleUids(): void {
    const { am } = this;
    this.hasMessage = false;
    if (!this.exists) return;
    if (this.backgroundSince > 0 && (!this.idle || (am.constants.isIdleCheckedAnew && this.idleSince === 0))) {
      const now = am.clock.elapsedRealtime;
      const settle = am.constants.get('background_settle_time');
      if (this.backgroundSince <= now - settle) {
        this.idle = true;
        this.idleSince = now;
        am.services.stopInBackgroundLocked();
      } else this.post(this.backgroundSince + settle - now);
    }
  }

  /** `am make-uid-idle`. */
  idleUid(): void {
    if (!this.exists || this.backgroundSince === 0 || this.idle) return;
    this.idle = true;
    this.am.services.stopInBackgroundLocked();
  }
}
