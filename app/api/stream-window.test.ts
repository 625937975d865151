import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamWindow } from './stream-window.js';

function opened(size: number) {
  const sent: { number: number; item: string }[] = [];
  const window = new StreamWindow<string>(size, (number, item) => sent.push({ number, item }));
  return { sent, window };
}

describe('the window of a stream', () => {
  it('has no more under way than its size', () => {
    const { sent, window } = opened(2);
    for (const item of ['a', 'b', 'c', 'd']) window.put(item, item);
    expect(sent.map(({ item }) => item)).toEqual(['a', 'b']);
  });

  it('keeps the latest of each key, in the order of the keys, and sends it when the reader has caught up', () => {
    const { sent, window } = opened(1);
    window.put('x', 'x1');
    window.put('y', 'y1');
    window.put('x', 'x2');
    window.put('y', 'y2');
    window.taken(1);
    window.taken(2);
    expect(sent).toEqual([
      { number: 1, item: 'x1' },
      { number: 2, item: 'y2' },
      { number: 3, item: 'x2' },
    ]);
  });

  it('does not believe a reader that takes what was never sent', () => {
    const { sent, window } = opened(1);
    window.put('a', 'a');
    window.put('b', 'b');
    for (const count of [99, -1, Number.NaN, 0.5]) window.taken(count);
    expect(sent).toHaveLength(1);
  });

  it('sends what is held at the end', () => {
    const { sent, window } = opened(1);
    window.put('a', 'a');
    window.put('b', 'b');
    window.flush();
    expect(sent.map(({ item }) => item)).toEqual(['a', 'b']);
  });

  it('always ends with the latest of every key, whatever the pace of the reader', () => {
    const act = fc.oneof(
      fc.record({ put: fc.constantFrom('a', 'b', 'c'), value: fc.nat() }),
      fc.record({ take: fc.nat({ max: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (acts, size) => {
        const latest = new Map<string, number>();
        const seen = new Map<string, number>();
        let [sent, taken] = [0, 0];
        const window = new StreamWindow<readonly [string, number]>(size, (number, [key, value]) => {
          expect(number).toBe((sent += 1));
          expect(sent - taken).toBeLessThanOrEqual(size);
          seen.set(key, value);
        });
        for (const one of acts) {
          if ('put' in one) {
            latest.set(one.put, one.value);
            window.put(one.put, [one.put, one.value]);
          } else {
            taken = Math.min(sent, taken + one.take);
            window.taken(taken);
          }
        }
        while (taken < sent) window.taken((taken = sent));
        expect(seen).toEqual(latest);
      }),
    );
  });
});
