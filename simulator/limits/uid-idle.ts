import type { ActivityManagerService } from './activity-manager-service.js';
import type { UidState } from './foreground-processes.js';

/** An app that was long in the background is idle: its started services are stopped (specification 5.5; K-10 to K-13). */
export class UidIdle {
  private readonly am: ActivityManagerService;
  /** `UidRecord` is there while a process of the app lives; it comes idle. */
  private exists = false;
  /** As it was when last looked at; null for a record that was just made. */
  private state: UidState | null = null;
  private isIdle = true;
  /** Elapsed time since boot; 0: it is not in the background, was not made idle by its minute. */
  private lastBackgroundTime = 0;
  private lastIdleTime = 0;
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
    if (!this.exists) this.make();
    const previous = this.state;
    const state = am.foreground.uidState;
    if (state === previous) return;
    this.state = state;
    if (!isBackground(state)) {
      this.isIdle = false;
      this.lastBackgroundTime = 0;
      this.lastIdleTime = 0;
      return;
    }
    const wasBackground = previous === null || isBackground(previous);
    if (wasBackground && this.lastBackgroundTime !== 0) return;
    this.lastBackgroundTime = am.clock.elapsedRealtime;
    if (!this.hasMessage) this.post(am.constants.get('background_settle_time'));
  }

  /** `gone`: no process of the app lives. */
  get standing(): 'gone' | 'active' | 'idle' {
    if (!this.exists) return 'gone';
    return this.isIdle ? 'idle' : 'active';
  }

  private make(): void {
    this.exists = true;
    this.state = null;
    this.isIdle = true;
    this.lastBackgroundTime = 0;
    this.lastIdleTime = 0;
  }

  private post(delay: number): void {
    this.hasMessage = true;
    this.am.handler.post('IDLE_UIDS', this.am.uid, this.am.clock.uptime + delay);
  }

  /** `idleUidsLocked`: the message comes by uptime, and asks for elapsed time. */
  idleUids(): void {
    const { am } = this;
    this.hasMessage = false;
    if (!this.exists || this.lastBackgroundTime === 0) return;
    const isToBeMadeIdle = !this.isIdle || (am.constants.isIdleCheckedAnew && this.lastIdleTime === 0);
    if (!isToBeMadeIdle) return;
    const now = am.clock.elapsedRealtime;
    const due = this.lastBackgroundTime + am.constants.get('background_settle_time');
    if (due > now) {
      this.post(due - now);
      return;
    }
    this.isIdle = true;
    this.lastIdleTime = now;
    am.services.stopInBackgroundLocked();
  }

  /** `am make-uid-idle` (`makePackageIdle`). */
  idleUid(): void {
    if (!this.exists || this.lastBackgroundTime === 0 || this.isIdle) return;
    this.isIdle = true;
    this.am.services.stopInBackgroundLocked();
  }
}

function isBackground(state: UidState): boolean {
  return state === 'service' || state === 'empty';
}
