/**
 * The timers of the platform's main handler: messages in order of their due time, and of posting where times are equal
 * (`Handler.sendMessageAtTime`). A binary heap in flat arrays; cancelled messages stay in it and are skipped when they
 * come up, because the owner no longer holds their ticket.
 *
 *     post(at, what, service) → ticket      the owner keeps the ticket; forgetting it cancels the message
 */
const FIRST_CAPACITY = 16;

export class HandlerQueue {
  #at = new Float64Array(FIRST_CAPACITY);
  #ticket = new Uint32Array(FIRST_CAPACITY);
  #what = new Uint8Array(FIRST_CAPACITY);
  #subject = new Int32Array(FIRST_CAPACITY);
  #length = 0;
  #posted = 0;

  /** Due time of the next message in uptime milliseconds; Infinity when there is none. */
  nextAt = Number.POSITIVE_INFINITY;

  /** Of the message taken last. */
  takenAt = 0;
  takenTicket = 0;
  takenWhat = 0;
  takenSubject = 0;

  /** Posts a message; tickets are numbered from 1 and never reused. */
  post(at: number, what: number, subject: number): number {
    if (this.#length === this.#at.length) this.#grow();
    const ticket = ++this.#posted;
    let slot = this.#length++;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      // An equal due time keeps the order of posting: the new message has the highest ticket and stays below.
      if (this.#at[parent]! <= at) break;
      this.#move(parent, slot);
      slot = parent;
    }
    this.#put(slot, at, ticket, what, subject);
    this.nextAt = this.#at[0]!;
    return ticket;
  }

  /** Takes the next message into `taken*`. The queue must not be empty. */
  take(): void {
    this.takenAt = this.#at[0]!;
    this.takenTicket = this.#ticket[0]!;
    this.takenWhat = this.#what[0]!;
    this.takenSubject = this.#subject[0]!;
    const last = --this.#length;
    if (last > 0) this.#sink(last);
    this.nextAt = this.#length === 0 ? Number.POSITIVE_INFINITY : this.#at[0]!;
  }

  clear(): void {
    this.#length = 0;
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
    const at = new Float64Array(capacity);
    const ticket = new Uint32Array(capacity);
    const what = new Uint8Array(capacity);
    const subject = new Int32Array(capacity);
    at.set(this.#at);
    ticket.set(this.#ticket);
    what.set(this.#what);
    subject.set(this.#subject);
    this.#at = at;
    this.#ticket = ticket;
    this.#what = what;
    this.#subject = subject;
  }
}
