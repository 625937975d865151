import { describe, expect, it } from 'vitest';
import { RestartPolicy } from './restart-policy.js';

describe('starting again', () => {
  it('is allowed so often in a while and no more', () => {
    const policy = new RestartPolicy({ deaths: 2, withinMs: 1_000 });
    expect([0, 100, 200].map((now) => policy.mayRestart(now))).toEqual([true, true, false]);
  });

  it('is allowed for ever when deaths are far apart', () => {
    const policy = new RestartPolicy({ deaths: 1, withinMs: 1_000 });
    for (let now = 0; now < 100_000; now += 1_000) expect(policy.mayRestart(now)).toBe(true);
  });
});
