import { describe, expect, it } from 'vitest';
import { TaskSizes } from './task-sizes.js';

/** Units of each task, from the first unit to the last, without learning. */
function sizesOf(sizes: TaskSizes): number[] {
  const found: number[] = [];
  for (let first = 0; first < sizes.weights.length;) {
    const end = sizes.endOf(first);
    found.push(end - first);
    first = end;
  }
  return found;
}

describe('the size of a task', () => {
  it('is one unit where that takes long enough', () => {
    expect(sizesOf(new TaskSizes([15, 12, 90], 1))).toEqual([1, 1, 1]);
  });

  it('is as many small units as take 12 ms together, and the rest at the end', () => {
    expect(sizesOf(new TaskSizes(Array<number>(30).fill(1), 1))).toEqual([12, 12, 6]);
    expect(sizesOf(new TaskSizes([1, 1, 50, 1, 1], 1))).toEqual([3, 2]);
  });

  it('follows what tasks really took', () => {
    const sizes = new TaskSizes(Array<number>(1_000).fill(1), 1);
    for (let task = 0; task < 30; task++) sizes.learn(0, 10, 1);
    expect(sizes.endOf(0)).toBeGreaterThanOrEqual(119);
    expect(sizes.endOf(0)).toBeLessThanOrEqual(121);
    for (let task = 0; task < 60; task++) sizes.learn(0, 1, 100);
    expect(sizes.endOf(0)).toBe(1);
  });

  it('hardly shrinks after one slow task, and grows after one quick one', () => {
    const sizes = new TaskSizes(Array<number>(1_000).fill(1), 1);
    sizes.learn(0, 10, 50);
    expect(sizes.endOf(0)).toBeGreaterThanOrEqual(8);
    const quick = new TaskSizes(Array<number>(1_000).fill(1), 1);
    quick.learn(0, 10, 2);
    expect(quick.endOf(0)).toBeGreaterThanOrEqual(20);
  });

  it('survives a clock that shows no time at all', () => {
    const sizes = new TaskSizes([1, 1, 1], 1);
    for (let task = 0; task < 100; task++) sizes.learn(0, 3, 0);
    expect(sizes.endOf(0)).toBe(3);
  });
});
