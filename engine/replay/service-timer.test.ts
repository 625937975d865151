/** A timer that holds its message back acts as `removeMessages` and `sendMessageAtTime` do at once, order among equals included. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandlerQueue } from './handler-queue.js';
import { ServiceTimer } from './service-timer.js';

const WHAT = 84;

/** Runs what is due up to `until`; the subjects whose messages came up, with their times. */
function run(queue: HandlerQueue, timers: readonly ServiceTimer[], until: number, orphans: Set<number>): string[] {
  const lines: string[] = [];
  for (;;) {
    queue.settle(until);
    if (queue.nextAt > until) return lines;
    queue.take();
    const { takenAt, takenTicket, takenSubject, takenWhat } = queue;
    if (orphans.delete(takenTicket)) lines.push(`${takenAt} orphan of ${takenSubject}`);
    else if (timers[takenSubject]!.comesUp(takenTicket)) lines.push(`${takenAt} ${takenSubject} what ${takenWhat}`);
  }
}

/** The platform: a list of messages, sorted by time and then by posting. */
class PlainHandler {
  #messages: { at: number; posted: number; subject: number; isOrphan: boolean }[] = [];
  #posted = 0;

  set(subject: number, at: number): void {
    this.cancel(subject);
    this.#messages.push({ at, posted: ++this.#posted, subject, isOrphan: false });
  }

  cancel(subject: number): void {
    this.#messages = this.#messages.filter((message) => message.isOrphan || message.subject !== subject);
  }

  orphan(subject: number): void {
    for (const message of this.#messages) if (message.subject === subject) message.isOrphan = true;
  }

  isSet(subject: number): boolean {
    return this.#messages.some((message) => message.subject === subject && !message.isOrphan);
  }

  clear(): void {
    this.#messages = [];
  }

  run(until: number): string[] {
    const due = this.#messages.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.posted - b.posted);
    this.#messages = this.#messages.filter(({ at }) => at > until);
    return due.map(({ at, subject, isOrphan }) =>
      isOrphan ? `${at} orphan of ${subject}` : `${at} ${subject} what ${WHAT}`,
    );
  }
}

const subject = fc.integer({ min: 0, max: 3 });
const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('set'), subject, ms: fc.integer({ min: 0, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cancel', 'orphan'), subject, ms: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('run'), subject, ms: fc.integer({ min: 0, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('boot'), subject, ms: fc.constant(0) }) },
);

describe('timers of services', () => {
  it('come up when and in which order the messages of the platform do, whatever is set, moved, cancelled and orphaned', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const queue = new HandlerQueue();
        const timers = [0, 1, 2, 3].map((index) => new ServiceTimer(queue, WHAT, index));
        const orphans = new Set<number>();
        const plain = new PlainHandler();
        let now = 0;
        for (const step of [...operations, { do: 'run', subject: 0, ms: 100 }]) {
          const timer = timers[step.subject]!;
          if (step.do === 'set') {
            timer.set(now + step.ms);
            plain.set(step.subject, now + step.ms);
          } else if (step.do === 'cancel') {
            timer.cancel();
            plain.cancel(step.subject);
          } else if (step.do === 'orphan') {
            const ticket = timer.orphan();
            if (ticket !== 0) orphans.add(ticket);
            plain.orphan(step.subject);
          } else if (step.do === 'boot') {
            queue.clear();
            orphans.clear();
            for (const each of timers) each.forget();
            plain.clear();
          } else {
            now += step.ms;
            expect(run(queue, timers, now, orphans)).toEqual(plain.run(now));
          }
          for (const [index, each] of timers.entries()) expect(each.isSet).toBe(plain.isSet(index));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that are moved to later again and again leave few messages in the queue', () => {
    const queue = new HandlerQueue();
    const timer = new ServiceTimer(queue, WHAT, 0);
    let taken = 0;
    for (let now = 0; now < 1_000; now++) {
      timer.set(now + 100);
      for (queue.settle(); queue.nextAt <= now; queue.settle()) {
        queue.take();
        taken++;
        expect(timer.comesUp(queue.takenTicket)).toBe(false);
      }
    }
    expect(taken).toBeLessThanOrEqual(10);
  });

  it('that are set and cancelled are never put into the queue while nothing is due', () => {
    const queue = new HandlerQueue();
    const timers = Array.from({ length: 100 }, (_, index) => new ServiceTimer(queue, WHAT, index));
    for (const timer of timers) {
      timer.set(500);
      timer.cancel();
    }
    expect(queue.nextAt).toBe(500);
    queue.settle();
    expect(queue.nextAt).toBe(Number.POSITIVE_INFINITY);
  });

  it('that were never set leave no orphan', () => {
    const timer = new ServiceTimer(new HandlerQueue(), WHAT, 0);
    expect(timer.isSet).toBe(false);
    expect(timer.orphan()).toBe(0);
  });

  it('come in order, also where more are held back than are looked through again', () => {
    const queue = new HandlerQueue();
    const timers = Array.from({ length: 100 }, (_, index) => new ServiceTimer(queue, WHAT, index));
    for (const timer of timers) timer.set(1_000 + ((timer.service * 37) % 100));
    expect(run(queue, timers, 999, new Set())).toEqual([]);
    const early = run(queue, timers, 1_049, new Set());
    const late = run(queue, timers, 1_099, new Set());
    expect([early.length, late.length]).toEqual([50, 50]);
    const times = [...early, ...late].map((line) => Number(line.split(' ')[0]));
    expect(times).toEqual(Array.from({ length: 100 }, (_, index) => 1_000 + index));
  });
});
