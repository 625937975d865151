import { expect, it } from 'vitest';
import { chaosTests, playSeed } from './chaos-fixture.js';

chaosTests(0, 2);

it('a seed plays the same again, step by step', async () => {
  for (const seed of [3, 132]) {
    const once = await playSeed(seed);
    expect(await playSeed(seed)).toEqual(once);
    expect(await playSeed(seed + 1)).not.toMatchObject({ fingerprint: once.fingerprint });
  }
});
