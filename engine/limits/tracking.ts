/**
 * What the rule of the time-limited types keeps of one service: its two messages, and the budget that it really runs on. The
 * platform does not know the latter: it only counts, and its count leaks when a process dies (spec/fgs-limits.md 2.9).
 */
import type { HandlerQueue } from '../replay/handler-queue.js';
import { ServiceTimer } from '../replay/service-timer.js';
import type { Budget } from './budget.js';

/** Handler messages SERVICE_FGS_TIMEOUT_MSG and SERVICE_FGS_CRASH_TIMEOUT_MSG. */
export const TIMEOUT_MESSAGE = 84;
export const CRASH_MESSAGE = 85;

export class Tracking {
  readonly timeout: ServiceTimer;
  readonly crash: ServiceTimer;
  /** Moves of the deadline since it was set. */
  moves = 0;
  /** The crash after the grace was ordered, and with it the platform ceased to count the service. */
  isReleased = false;
  /** The budget that the service runs on; `null`: none. */
  budget: Budget | null = null;
  /** Uptime since boot at which the process died last, while this service waited for its restart. */
  #lostHostAt = 0;

  constructor(queue: HandlerQueue, service: number) {
    this.timeout = new ServiceTimer(queue, TIMEOUT_MESSAGE, service);
    this.crash = new ServiceTimer(queue, CRASH_MESSAGE, service);
  }

  get isArmed(): boolean {
    return this.timeout.isSet || this.crash.isSet;
  }

  cancel(): void {
    this.timeout.cancel();
    this.crash.cancel();
  }

  join(budget: Budget): void {
    this.budget = budget;
    budget.reallyRunning++;
  }

  /** The service runs on no budget any more. */
  leave(): void {
    if (this.budget === null) return;
    this.budget.reallyRunning--;
    this.budget = null;
  }

  /** The process died, and the service waits for a restart: until then the platform counts on. */
  loseHost(uptime: number): void {
    this.#lostHostAt = uptime;
  }

  /** When the service ceased to run: the death of the process it waits for, else `now`. */
  ceasedAt(isWaiting: boolean, now: number): number {
    return isWaiting ? this.#lostHostAt : now;
  }

  /** A reboot. */
  forget(): void {
    this.leave();
    this.isReleased = false;
    this.timeout.forget();
    this.crash.forget();
  }
}
