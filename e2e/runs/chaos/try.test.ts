import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { it } from 'vitest';
import { playChaos } from './chaos-world.js';
it('tries', async () => {
  const [from, to] = (process.env['SEEDS'] ?? '1-20').split('-').map(Number);
  const u0 = process.cpuUsage(), t0 = performance.now();
  const sums: Record<string, number> = {};
  let lives = 0, obs = 0, ints = 0, bad = 0;
  for (let seed = from ?? 1; seed <= (to ?? 20); seed++) {
    const folder = mkdtempSync(path.join('/dev/shm', 'curfew-chaos-'));
    const r = await playChaos(seed, folder);
    rmSync(folder, { recursive: true });
    for (const [k, n] of Object.entries(r.faults)) sums[k] = (sums[k] ?? 0) + n;
    lives += r.lives; obs += r.observations; ints += r.interruptions;
    if (r.problems.length > 0 && bad++ < 20) console.log(seed, r.lives, r.problems);
    if (process.env['PRINT']) console.log(seed, r.fingerprint, r.lives);
  }
  const u = process.cpuUsage(u0);
  console.log((globalThis as any).STEPS);console.log({ bad, lives, obs, ints, sums, wall: performance.now() - t0, user: u.user / 1e3, sys: u.system / 1e3 });
}, 600_000);
