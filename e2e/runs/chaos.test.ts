/** Replay a seed that failed with `CURFEW_CHAOS_SEED=N npx vitest run e2e/runs/chaos.test.ts`; `CURFEW_CHAOS=500` plays more. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { playChaos, type ChaosResult } from './chaos-world.js';

const COUNT = Number(process.env['CURFEW_CHAOS'] ?? 20);
const onlySeed = process.env['CURFEW_CHAOS_SEED'];
const seeds = onlySeed === undefined ? Array.from({ length: COUNT }, (_, at) => at + 1) : [Number(onlySeed)];
/** Loss of power is tried elsewhere (store:kill): here the disk only costs time. */
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
/** They wait more than they work. */
const AT_ONCE = 12;

async function playOne(seed: number): Promise<ChaosResult> {
  const folder = mkdtempSync(path.join(inMemory, 'curfew-chaos-'));
  try {
    return await playChaos(seed, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('runs in which everything goes wrong', () => {
  it(
    'come to their end, lose and double nothing, and hand every device back',
    async () => {
      const results: (ChaosResult & { readonly seed: number })[] = [];
      const left = [...seeds];
      const worker = async (): Promise<void> => {
        for (let seed = left.shift(); seed !== undefined; seed = left.shift())
          results.push({ seed, ...(await playOne(seed)) });
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      const failing = results.filter(({ problems }) => problems.length > 0);
      expect(failing.map(({ seed, problems }) => ({ seed, problems }))).toEqual([]);
      const sum = (key: 'kills' | 'cancels' | 'losses' | 'restarts' | 'observations'): number =>
        results.reduce((total, result) => total + result[key], 0);
      process.stdout.write(
        `chaos: ${results.length} runs, ${sum('kills')} kills, ${sum('cancels')} cancels, ${sum('losses')} lost cables, ${sum('restarts')} restarts, ${sum('observations')} observations\n`,
      );
      if (onlySeed === undefined) expect(Math.min(sum('kills'), sum('losses'), sum('restarts'))).toBeGreaterThan(0);
    },
    Math.max(120_000, COUNT * 3_000),
  );
});
