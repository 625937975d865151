/**
 * What the app of a plan is going to do because onTimeout was called: after the messages of the same instant, before the plan's
 * steps.
 */
import { invariant } from '../result.js';
import { HandlerQueue } from './handler-queue.js';
import type { Reaction } from './reactions.js';
import type { ProcessRecord, ServiceRecord } from './records.js';

const REACTION = 1;

export interface PendingReaction {
  readonly service: ServiceRecord;
  /** Which record of the service was called; it acts on no other (K-16). */
  readonly record: number;
  readonly process: ProcessRecord;
  readonly life: number;
  readonly reaction: Reaction;
  /** Types at the callback, for "again". */
  readonly types: number;
}

export class AppReactions {
  readonly #queue = new HandlerQueue();
  readonly #pending = new Map<number, PendingReaction>();

  /** Uptime of the next one; Infinity when none is pending. */
  get nextAt(): number {
    return this.#queue.nextAt;
  }

  /** `process` hosts the service, whose onTimeout is called at `uptime`. */
  post(uptime: number, service: ServiceRecord, process: ProcessRecord, reaction: Reaction): void {
    const { record, typeMask: types } = service;
    const ticket = this.#queue.post(uptime + reaction.afterMs, REACTION, service.index);
    this.#pending.set(ticket, { service, record, process, life: process.life, reaction, types });
  }

  /** Takes the next one and returns when it is due. */
  take(): number {
    this.#queue.take();
    return this.#queue.takenAt;
  }

  /** The one taken last; to be asked once. */
  taken(): PendingReaction {
    const { takenTicket } = this.#queue;
    const pending = this.#pending.get(takenTicket);
    invariant(pending !== undefined, `reaction ${takenTicket} was posted`);
    this.#pending.delete(takenTicket);
    return pending;
  }

  clear(): void {
    this.#queue.clear();
    this.#pending.clear();
  }
}
