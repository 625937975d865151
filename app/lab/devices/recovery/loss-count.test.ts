import { expect, it } from 'vitest';
import { LossCount } from './loss-count.js';

const MINUTE = 60_000;

it('speaks up at the eighth loss within ten minutes, and counts anew then', () => {
  let now = 0;
  const losses = new LossCount(() => now);
  const add = (): number | undefined => {
    now += MINUTE;
    return losses.add('A')?.length;
  };
  expect(Array.from({ length: 9 }, add)).toEqual([...Array.from({ length: 7 }, () => undefined), 8, undefined]);
});

it('forgets losses of long ago, and keeps devices apart', () => {
  let now = 0;
  const losses = new LossCount(() => now);
  for (let count = 0; count < 50; count++) {
    now += 2 * MINUTE;
    expect(losses.add('A')).toBeUndefined();
  }
  for (const device of ['A', 'B', 'C', 'D']) expect(losses.add(device)).toBeUndefined();
});
