/**
 * One handler message of one service, of which at most one is pending (`removeMessages` before `sendMessageAtTime`).
 *
 * An app that starts and stops a service all day sets and cancels its deadline each time, and hardly ever is one reached.
 * So a message is put into the queue no earlier than the first moment at which one of those held back could be due, when
 * most of them are cancelled; and one that is moved to later keeps its place: it comes up at the old time, finds its time
 * moved, and is put in again. Either way it goes under the ticket of its posting, so that the order among messages of one
 * instant is the platform's.
 */
import type { HandlerQueue } from './handler-queue.js';

const NONE = 0;

export class ServiceTimer {
  /** Ticket and due time of the pending message; ticket 0: none. */
  #ticket = NONE;
  #at = Number.POSITIVE_INFINITY;
  /** What stands in the queue for it: never later than the message is due. */
  #queuedTicket = NONE;
  #queuedAt = Number.POSITIVE_INFINITY;
  #isHeldBack = false;

  constructor(
    readonly queue: HandlerQueue,
    readonly what: number,
    readonly service: number,
  ) {}

  get isSet(): boolean {
    return this.#ticket !== NONE;
  }

  /** Posts the message for `at`; one that was pending is cancelled. */
  set(at: number): void {
    this.#ticket = this.queue.ticketOnly();
    this.#at = at;
    if (this.#isQueuedInTime) return;
    this.queue.holdBack(this, at, this.#isHeldBack);
    this.#isHeldBack = true;
  }

  get #isQueuedInTime(): boolean {
    return this.#queuedTicket !== NONE && this.#queuedAt <= this.#at;
  }

  /** When the message is due for which nothing stands in the queue; Infinity when there is none. */
  get missingAt(): number {
    return this.#ticket === NONE || this.#isQueuedInTime ? Number.POSITIVE_INFINITY : this.#at;
  }

  /** The queue asks for what it holds back. */
  enqueue(): void {
    this.#isHeldBack = false;
    if (this.#ticket !== NONE && !this.#isQueuedInTime) this.#put();
  }

  #put(): void {
    this.#queuedTicket = this.#ticket;
    this.#queuedAt = this.#at;
    this.queue.postAs(this.#ticket, this.#at, this.what, this.service);
  }

  cancel(): void {
    this.#ticket = NONE;
  }

  /** A message of this kind came up. True when it is due; it is pending no more then. */
  comesUp(ticket: number): boolean {
    if (this.#queuedTicket !== ticket) return false;
    this.#queuedTicket = NONE;
    if (this.#ticket === NONE) return false;
    if (this.#ticket !== ticket) {
      this.#put();
      return false;
    }
    this.#ticket = NONE;
    return true;
  }

  /**
   * The record of the service goes while its message stays in the queue. Returns the ticket under which it will come up,
   * or 0 when none is pending.
   */
  orphan(): number {
    const ticket = this.#ticket;
    if (ticket === NONE) return NONE;
    if (this.#queuedTicket === ticket) this.#queuedTicket = NONE;
    else this.queue.postAs(ticket, this.#at, this.what, this.service);
    this.#ticket = NONE;
    return ticket;
  }

  /** The queue was cleared. */
  forget(): void {
    this.#ticket = NONE;
    this.#queuedTicket = NONE;
    this.#isHeldBack = false;
  }
}
