import type { ActivityPhase, Extras } from './app-code.js';
import type { AppCore } from './app-core.js';
import type { AppProcess } from './app-process.js';
import type { Screen, ScreenApp } from './screen.js';

/** TRIM_MEMORY_UI_HIDDEN */
const UI_HIDDEN = 20;
const TOKEN = 112_233;

interface Activity {
  readonly className: string;
  readonly process: AppProcess;
  isResumed: boolean;
}

/** The one activity of an app, and what makes its process TOP. */
export class AppScreen implements ScreenApp {
  #activity: Activity | undefined;
  /** An intent that the activity has not been given yet. */
  #intent: { readonly className: string; readonly extras: Extras } | undefined;

  constructor(
    private readonly core: AppCore,
    private readonly screen: Screen,
    /** The keys of the device reach an app whose clock stands where it last did something. */
    private readonly syncClock: () => void,
  ) {}

  get isOnTop(): boolean {
    return this.screen.isOnTop(this);
  }

  /** `startActivity`, allowed. Says what the activity manager tells of it. */
  launch(className: string, extras: Extras): 'new' | 'delivered-to-top' | 'brought-to-front' {
    const before = this.#activity;
    this.#intent = { className, extras };
    if (before?.isResumed === true && this.isOnTop) {
      this.#post(before, 'pause');
      this.#giveIntent(before);
      this.#post(before, 'resume');
      return 'delivered-to-top';
    }
    this.screen.bringToTop(this);
    return before === undefined ? 'new' : 'brought-to-front';
  }

  leave(): void {
    if (this.isOnTop) this.screen.goHome();
  }

  finish(): void {
    const activity = this.#activity;
    if (activity === undefined) return;
    this.leave();
    this.#post(activity, 'destroy');
    this.#activity = undefined;
    this.screen.leave(this);
  }

  /** After something was done: an activity goes with its process. */
  noticeDeath(): void {
    if (this.#activity === undefined || this.#activity.process.isAlive) return;
    this.#activity = undefined;
    this.screen.leave(this);
  }

  activityName(): string | undefined {
    const className = this.#intent?.className ?? this.#activity?.className;
    return className === undefined ? undefined : `${this.core.app.facts.packageName}/${className}`;
  }

  resumed(): void {
    this.syncClock();
    const { packageName } = this.core.app.facts;
    const component = this.activityName() ?? packageName;
    const { processes } = this.core.am;
    this.core.perform(
      () => {
        processes.startIfDown(packageName).isTop = true;
      },
      { hosting: { type: 'next-top-activity', component } },
    );
    const process = this.core.processes.named(packageName);
    if (process === undefined) return;
    const activity = this.#activity ?? this.#create(process);
    if (activity === undefined) return;
    activity.isResumed = true;
    this.#giveIntent(activity);
    this.#post(activity, 'resume');
  }

  covered(): void {
    this.syncClock();
    const activity = this.#activity;
    if (activity === undefined) return;
    activity.isResumed = false;
    const { process } = activity;
    this.core.perform(() => process.record.leaveTop(this.core.uptime));
    this.#post(activity, 'pause');
    this.#post(activity, 'stop');
    process.main.post(() => process.code.memoryTrimmed(UI_HIDDEN));
  }

  #create(process: AppProcess): Activity | undefined {
    const intent = this.#intent;
    if (intent === undefined) return undefined;
    this.#intent = undefined;
    const activity = { className: intent.className, process, isResumed: false };
    this.#activity = activity;
    this.#post(activity, 'create', intent.extras);
    return activity;
  }

  #giveIntent({ process, className }: Activity): void {
    const intent = this.#intent;
    this.#intent = undefined;
    if (intent === undefined || !hasOrders(className)) return;
    process.main.post(() => process.code.activityChanged('newIntent', intent.extras));
  }

  #post({ process, className }: Activity, phase: ActivityPhase, extras?: Extras): void {
    process.main.post(() => {
      const event = phase === 'resume' ? 'wm_on_resume_called' : phase === 'pause' ? 'wm_on_paused_called' : undefined;
      const reason = phase === 'resume' ? 'RESUME_ACTIVITY' : 'STOP_ACTIVITY_ITEM';
      if (event !== undefined) {
        this.core.systemLog.appEvent(event, process.facts, TOKEN, className, reason, 0);
      }
      return hasOrders(className) ? process.code.activityChanged(phase, extras) : undefined;
    });
  }
}

/** The page of the probe in the launcher takes no orders. */
const hasOrders = (className: string): boolean => className.endsWith('.ScreenActivity');
