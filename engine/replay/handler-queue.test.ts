import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandlerQueue } from './handler-queue.js';

function takeAll(queue: HandlerQueue): { at: number; ticket: number; what: number; subject: number }[] {
  const taken = [];
  while (queue.nextAt < Number.POSITIVE_INFINITY) {
    queue.take();
    taken.push({ at: queue.takenAt, ticket: queue.takenTicket, what: queue.takenWhat, subject: queue.takenSubject });
  }
  return taken;
}

describe('the handler queue', () => {
  it('is empty at first', () => {
    expect(new HandlerQueue().nextAt).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives a message back as it was posted', () => {
    const queue = new HandlerQueue();
    const ticket = queue.post(1_500.25, 84, 7);
    expect(queue.nextAt).toBe(1_500.25);
    expect(takeAll(queue)).toEqual([{ at: 1_500.25, ticket, what: 84, subject: 7 }]);
  });

  it('gives messages of one instant in the order of posting', () => {
    const queue = new HandlerQueue();
    for (let subject = 0; subject < 5; subject++) queue.post(10, 84, subject);
    expect(takeAll(queue).map(({ subject }) => subject)).toEqual([0, 1, 2, 3, 4]);
  });

  it('never uses a ticket again, not even after it was cleared', () => {
    const queue = new HandlerQueue();
    const first = queue.post(1, 84, 0);
    queue.clear();
    expect(queue.nextAt).toBe(Number.POSITIVE_INFINITY);
    expect(queue.post(1, 84, 0)).toBeGreaterThan(first);
    expect(takeAll(queue)).toHaveLength(1);
  });

  it('keeps its order however many messages there are, in times before 0 too', () => {
    const operations = fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constant(null)), { maxLength: 400 });
    fc.assert(
      fc.property(operations, (steps) => {
        const queue = new HandlerQueue();
        const model: { at: number; ticket: number }[] = [];
        const first = (): { at: number; ticket: number } | undefined =>
          [...model].sort((a, b) => a.at - b.at || a.ticket - b.ticket)[0];
        for (const at of steps) {
          if (at !== null) model.push({ at, ticket: queue.post(at, 84, 0) });
          else if (model.length > 0) {
            queue.take();
            const expected = first();
            expect({ at: queue.takenAt, ticket: queue.takenTicket }).toEqual(expected);
            model.splice(
              model.findIndex(({ ticket }) => ticket === expected?.ticket),
              1,
            );
          }
          expect(queue.nextAt).toBe(first()?.at ?? Number.POSITIVE_INFINITY);
        }
        const rest = takeAll(queue).map(({ at, ticket }) => ({ at, ticket }));
        expect(rest).toEqual([...model].sort((a, b) => a.at - b.at || a.ticket - b.ticket));
      }),
    );
  });

  it('holds thousands of messages', () => {
    const queue = new HandlerQueue();
    for (let index = 0; index < 5_000; index++) queue.post((index * 7_919) % 5_000, 84, index);
    const times = takeAll(queue).map(({ at }) => at);
    expect(times).toEqual(Array.from({ length: 5_000 }, (_, at) => at));
  });
});
