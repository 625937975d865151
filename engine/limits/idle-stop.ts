/**
 * An app that is in the background for a minute becomes idle, and its started services are stopped. Source:
 * ActiveServices.stopInBackgroundLocked, OomAdjuster.updateUidsLSP and idleUidsLocked (background_settle_time);
 * spec/fgs-limits.md 5.5, docs/corrections.md K-10 to K-13, docs/scenarios.md.
 *
 *     the uid is there    while a process of the app lives
 *     one message         due by uptime after the minute; asks whether the minute is over by elapsed time, else comes again
 */
import type { LiveConstants } from '../policy/constants.js';
import type { HandlerQueue } from '../replay/handler-queue.js';
import { LedgerCode, NONE, type Ledger } from '../replay/ledger.js';
import type { OutcomeLog } from '../replay/outcome-log.js';
import type { PlatformState } from '../replay/platform-state.js';
import type { AppRecord, ServiceRecord } from '../replay/records.js';
import { Nearness } from './foreground-process.js';

/** IDLE_UIDS_MSG */
export const IDLE_MESSAGE = 58;

const NO_UID = -1;
const NOT_SEEN_YET = -2;

/** `UidRecord`, as far as it is about being idle. Times are elapsed since boot; 0 says "not", as in the platform. */
class Uid {
  /** A `Nearness`; how it was when last looked at. */
  nearness = NO_UID;
  isIdle = true;
  backgroundSince = 0;
  idleSince = 0;
  hasMessage = false;

  comeUp(): void {
    this.nearness = NOT_SEEN_YET;
    this.isIdle = true;
    this.backgroundSince = 0;
    this.idleSince = 0;
  }
}

export class IdleStop {
  readonly #uids: readonly Uid[];

  constructor(
    readonly state: PlatformState,
    readonly constants: LiveConstants,
    readonly queue: HandlerQueue,
    readonly ledger: Ledger,
    readonly outcomes: OutcomeLog,
    readonly nearnessOf: (app: AppRecord) => number,
    /** Android 15 on: a uid that is idle from its beginning, or by `am make-uid-idle`, is made idle once more (K-10, K-12). */
    readonly asksIdleAgain: boolean,
    readonly stop: (service: ServiceRecord) => void,
  ) {
    this.#uids = state.apps.map(() => new Uid());
  }

  /** `updateUidsLSP`: to be told after everything that can change how near to the user an app is. */
  updateAll(): void {
    for (const app of this.state.apps) this.#update(app);
  }

  #update(app: AppRecord): void {
    const uid = this.#uids[app.index]!;
    if (!app.isRunning()) {
      uid.nearness = NO_UID;
      return;
    }
    if (uid.nearness === NO_UID) uid.comeUp();
    const before = uid.nearness;
    uid.nearness = this.nearnessOf(app);
    if (uid.nearness === before) return;
    if (!isBackground(uid.nearness)) {
      uid.isIdle = false;
      uid.backgroundSince = 0;
      uid.idleSince = 0;
      return;
    }
    if (isBackground(before) && uid.backgroundSince !== 0) return;
    uid.backgroundSince = this.state.elapsedSinceBoot;
    if (!uid.hasMessage) this.#post(app, uid, this.constants.background_settle_time);
  }

  #post(app: AppRecord, uid: Uid, delay: number): void {
    uid.hasMessage = true;
    this.queue.post(this.state.now.uptime + delay, IDLE_MESSAGE, app.index);
  }

  /** `idleUidsLocked` */
  handle(subject: number): void {
    const app = this.state.apps[subject]!;
    const uid = this.#uids[subject]!;
    uid.hasMessage = false;
    if (uid.nearness === NO_UID || uid.backgroundSince === 0) return;
    if (uid.isIdle && !(this.asksIdleAgain && uid.idleSince === 0)) return;
    const elapsed = this.state.elapsedSinceBoot;
    const left = uid.backgroundSince + this.constants.background_settle_time - elapsed;
    if (left > 0) {
      this.#post(app, uid, left);
      return;
    }
    uid.isIdle = true;
    uid.idleSince = elapsed;
    this.#stopStarted(app);
  }

  /** `am make-uid-idle` */
  makeIdle(app: AppRecord): void {
    const uid = this.#uids[app.index]!;
    if (uid.nearness === NO_UID || uid.backgroundSince === 0 || uid.isIdle) return;
    uid.isIdle = true;
    this.#stopStarted(app);
  }

  /** `stopInBackgroundLocked` */
  #stopStarted(app: AppRecord): void {
    for (const service of app.services) {
      if (!service.exists || !service.startRequested) continue;
      this.ledger.write(LedgerCode.idleStopped, service.index, NONE, 0, 0);
      this.outcomes.write('service-stopped-idle', service.index, 0, this.ledger.length);
      this.stop(service);
    }
  }

  /** The queue was cleared, and with it the message. */
  forgetBoot(): void {
    for (const uid of this.#uids) {
      uid.nearness = NO_UID;
      uid.hasMessage = false;
    }
  }
}

function isBackground(nearness: number): boolean {
  return nearness < Nearness.shortService;
}
