import { expect, it } from 'vitest';
import { LatestOnly } from './latest-only.js';

it('runs the first and the newest question and none between', async () => {
  const begun: number[] = [];
  let release = (): void => undefined;
  const latest = new LatestOnly<number>(async (input) => {
    begun.push(input);
    if (input === 1) await new Promise<void>((resolve) => (release = resolve));
  });
  const all = latest.run(1);
  void latest.run(2);
  void latest.run(3);
  expect(begun).toEqual([1]);
  release();
  await all;
  expect(begun).toEqual([1, 3]);
});

it('goes on after a task that threw', async () => {
  const latest = new LatestOnly<number>((input) =>
    input === 1 ? Promise.reject(new Error('broken')) : Promise.resolve(),
  );
  await expect(latest.run(1)).rejects.toThrow('broken');
  await expect(latest.run(2)).resolves.toBeUndefined();
});
