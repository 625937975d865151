/** What is on the screen: one activity of one app, or the launcher. */
import { shortComponent } from '../../engine/android/components.js';
import { SystemLog } from './system-log.js';
import type { LogBuffers } from '../device/log-buffers.js';

/** An app as the screen sees it. */
export interface ScreenApp {
  /** `pkg/full.class` of its activity; undefined when it has none. */
  readonly activityName: () => string | undefined;
  /** Its activity comes to the top. */
  readonly resumed: () => void;
  /** Its activity is covered: paused, and stopped. */
  readonly covered: () => void;
}

const LAUNCHER = 'com.android.launcher3/com.android.launcher3.uioverrides.QuickstepLauncher';

export class Screen {
  #isOn = true;
  #isLocked = false;
  #top: ScreenApp | undefined;
  readonly #log: SystemLog;

  constructor(
    buffers: LogBuffers,
    private readonly hasLock: () => boolean,
  ) {
    this.#log = new SystemLog(buffers);
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Behind the lock screen nothing is on top. */
  get isShowingApps(): boolean {
    return this.#isOn && !this.#isLocked;
  }

  isOnTop(app: ScreenApp): boolean {
    return this.#top === app && this.isShowingApps;
  }

  /** The component on top, or the launcher. */
  get topComponent(): string {
    return this.#top?.activityName() ?? LAUNCHER;
  }

  /** An app's activity comes to the front; behind a dark screen or a lock it waits there. */
  bringToTop(app: ScreenApp): void {
    if (this.#top !== undefined && this.#top !== app) this.#cover(this.#top);
    this.#top = app;
    if (this.isShowingApps) this.#resume(app);
  }

  /** HOME. */
  goHome(): void {
    const app = this.#top;
    if (app === undefined) return;
    this.#cover(app);
    this.#top = undefined;
    this.#tellLauncher();
  }

  /** The app went to the back, finished its activity or died. */
  leave(app: ScreenApp): void {
    if (this.#top !== app) return;
    this.#top = undefined;
    this.#tellLauncher();
  }

  turnOff(): void {
    if (!this.#isOn) return;
    if (this.#top !== undefined && this.isShowingApps) this.#cover(this.#top);
    this.#isOn = false;
    this.#isLocked = this.hasLock();
    this.#log.line('I', 'Powering off display group due to power_button (groupId= 0, uid= 1000)...', 'PowerGroup');
    this.#log.event('power_screen_state', 0, 2, 0, 0, 412);
    this.#log.event('screen_toggled', 0);
  }

  turnOn(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#log.line('I', 'Powering on display group fromAsleep (groupId=0, uid=1000)', 'PowerGroup');
    this.#log.event('power_screen_state', 1, 0, 0, 0, 215);
    this.#log.event('screen_toggled', 1);
    if (this.#top !== undefined && this.isShowingApps) this.#resume(this.#top);
  }

  dismissLock(): void {
    if (!this.#isLocked) return;
    this.#isLocked = false;
    if (this.#top !== undefined && this.isShowingApps) this.#resume(this.#top);
  }

  restart(): void {
    this.#isOn = true;
    this.#isLocked = false;
    this.#top = undefined;
  }

  #resume(app: ScreenApp): void {
    const name = app.activityName();
    if (name === undefined) return;
    app.resumed();
    this.#log.event('wm_set_resumed_activity', 0, shortComponent(name), 'resumeTopActivity');
  }

  #cover(app: ScreenApp): void {
    const name = app.activityName();
    if (name !== undefined) {
      this.#log.event('wm_pause_activity', 0, 112_233, shortComponent(name), 'userLeaving=true', 'pauseBackTasks');
    }
    app.covered();
  }

  #tellLauncher(): void {
    if (this.isShowingApps)
      this.#log.event('wm_set_resumed_activity', 0, shortComponent(LAUNCHER), 'resumeTopActivity');
  }
}
