/**
 * The timers of the platform's main handler: messages in order of their due time, and of posting where times are equal
 * (`Handler.sendMessageAtTime`). A binary heap in flat arrays; cancelled messages stay in it and are skipped when they
 * come up, because the owner no longer holds their ticket.
 *
 *     post(at, what, subject) → ticket      the owner keeps the ticket; forgetting it cancels the message
 *     ticketOnly, postAs                    for ServiceTimer, whose messages are moved more often than they come due
 */
import { widened } from './widened.js';

// So few that the arrays need no memory outside the heap, which costs more than many a replay.
const FIRST_CAPACITY = 8;

/** So many messages are looked through again and again; the others have to stand in order. */
const MOST_HELD_BACK = 32;

/** A message that is not in the queue yet. */
interface HeldBack {
  /** Uptime at which it is due; Infinity when it is not meant any more. */
  readonly missingAt: number;
  /** It is held back no longer: puts it into the queue if it is still meant. */
  enqueue(): void;
}

export class HandlerQueue {
  #at = new Float64Array(FIRST_CAPACITY);
  #ticket = new Uint32Array(FIRST_CAPACITY);
  #what = new Uint8Array(FIRST_CAPACITY);
  #subject = new Int32Array(FIRST_CAPACITY);
  #length = 0;
  #posted = 0;

  /** Nothing is due before this uptime; Infinity when nothing is pending. Exact after `settle`. */
  nextAt = Number.POSITIVE_INFINITY;
  /** Messages that are not in the queue yet, and when the first of them is due at the earliest. */
  readonly #heldBack: HeldBack[] = [];
  #heldBackCount = 0;
  #unsettledAt = Number.POSITIVE_INFINITY;

  /** Of the message taken last. */
  takenAt = 0;
  takenTicket = 0;
  takenWhat = 0;
  takenSubject = 0;

  /** Holds a message for `at` back, because most are cancelled long before. `isKnown`: this one is held back already. */
  holdBack(message: HeldBack, at: number, isKnown: boolean): void {
    if (!isKnown) this.#heldBack[this.#heldBackCount++] = message;
    if (at >= this.#unsettledAt) return;
    this.#unsettledAt = at;
    if (at < this.nextAt) this.nextAt = at;
  }

  /** Takes in the messages that were held back and are due up to `until`, and drops those that were cancelled. */
  settle(until = Number.POSITIVE_INFINITY): void {
    const first = this.#length === 0 ? Number.POSITIVE_INFINITY : this.#at[0]!;
    if (this.#unsettledAt > first) return;
    this.#unsettledAt = Number.POSITIVE_INFINITY;
    const count = this.#heldBackCount;
    this.#heldBackCount = 0;
    for (let index = 0; index < count; index++) {
      const message = this.#heldBack[index]!;
      const at = message.missingAt;
      if (at > until && at < Number.POSITIVE_INFINITY && this.#heldBackCount < MOST_HELD_BACK)
        this.#holdBackOn(message, at);
      else message.enqueue();
    }
    this.#noteNext();
  }

  #holdBackOn(message: HeldBack, at: number): void {
    this.#heldBack[this.#heldBackCount++] = message;
    if (at < this.#unsettledAt) this.#unsettledAt = at;
  }

  #noteNext(): void {
    const first = this.#length === 0 ? Number.POSITIVE_INFINITY : this.#at[0]!;
    this.nextAt = Math.min(first, this.#unsettledAt);
  }

  /** Posts a message; tickets are numbered from 1 and never reused. */
  post(at: number, what: number, subject: number): number {
    const ticket = this.ticketOnly();
    this.postAs(ticket, at, what, subject);
    return ticket;
  }

  /** The ticket of a message that is posted now, by its owner's word, and put into the queue later. */
  ticketOnly(): number {
    return ++this.#posted;
  }

  /** Puts a message into the queue under the ticket that it was given earlier. */
  postAs(ticket: number, at: number, what: number, subject: number): void {
    if (this.#length === this.#at.length) this.#grow();
    let slot = this.#length++;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (this.#at[parent]! < at || (this.#at[parent] === at && this.#ticket[parent]! < ticket)) break;
      this.#move(parent, slot);
      slot = parent;
    }
    this.#put(slot, at, ticket, what, subject);
    this.#noteNext();
  }

  /** Takes the next message into `taken*`. The queue must be settled and not empty. */
  take(): void {
    this.takenAt = this.#at[0]!;
    this.takenTicket = this.#ticket[0]!;
    this.takenWhat = this.#what[0]!;
    this.takenSubject = this.#subject[0]!;
    const last = --this.#length;
    if (last > 0) this.#sink(last);
    this.#noteNext();
  }

  clear(): void {
    this.#length = 0;
    this.#heldBackCount = 0;
    this.#unsettledAt = Number.POSITIVE_INFINITY;
    this.nextAt = Number.POSITIVE_INFINITY;
  }

  /** Moves the message of the last slot down from the top. */
  #sink(last: number): void {
    const at = this.#at[last]!;
    const ticket = this.#ticket[last]!;
    const what = this.#what[last]!;
    const subject = this.#subject[last]!;
    let slot = 0;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#isBefore(child + 1, child)) child++;
      if (at < this.#at[child]! || (at === this.#at[child]! && ticket < this.#ticket[child]!)) break;
      this.#move(child, slot);
      slot = child;
    }
    this.#put(slot, at, ticket, what, subject);
  }

  #isBefore(a: number, b: number): boolean {
    return this.#at[a]! < this.#at[b]! || (this.#at[a] === this.#at[b] && this.#ticket[a]! < this.#ticket[b]!);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#at[from]!, this.#ticket[from]!, this.#what[from]!, this.#subject[from]!);
  }

  #put(slot: number, at: number, ticket: number, what: number, subject: number): void {
    this.#at[slot] = at;
    this.#ticket[slot] = ticket;
    this.#what[slot] = what;
    this.#subject[slot] = subject;
  }

  #grow(): void {
    const capacity = this.#at.length * 2;
    this.#at = widened(this.#at, new Float64Array(capacity));
    this.#ticket = widened(this.#ticket, new Uint32Array(capacity));
    this.#what = widened(this.#what, new Uint8Array(capacity));
    this.#subject = widened(this.#subject, new Int32Array(capacity));
  }
}
