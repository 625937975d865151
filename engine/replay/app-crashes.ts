/** Apps that are to crash because a service did not start, while the order is on its way to the app. */
import type { HandlerQueue } from './handler-queue.js';
import type { ProcessRecord, ServiceRecord } from './records.js';

/** The handler's message of an app crash (scheduleAppCrashLocked runs on it). */
export const CRASH_APP_MESSAGE = 69;

/** In this life of its process, or in another process. */
interface PendingCrash {
  readonly service: ServiceRecord;
  readonly process: ProcessRecord;
  readonly life: number;
}

export class AppCrashes {
  /** By the ticket of their message. */
  readonly #pending = new Map<number, PendingCrash>();

  constructor(readonly queue: HandlerQueue) {}

  post(uptime: number, service: ServiceRecord, process: ProcessRecord): void {
    const ticket = this.queue.post(uptime, CRASH_APP_MESSAGE, service.index);
    this.#pending.set(ticket, { service, process, life: process.life });
  }

  /** `undefined`: a reboot came in between. */
  take(ticket: number): PendingCrash | undefined {
    const pending = this.#pending.get(ticket);
    this.#pending.delete(ticket);
    return pending;
  }

  clear(): void {
    this.#pending.clear();
  }
}
