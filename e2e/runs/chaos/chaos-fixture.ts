/**
 * Plays seeds and says what happened. A seed that failed is printed; it plays the same again with
 * `CURFEW_CHAOS_SEED=N npx vitest run e2e/runs/chaos`. `CURFEW_CHAOS=5000` plays more of them.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { playChaos, type ChaosResult } from './chaos-world.js';
import { faultKinds } from './faults.js';

const COUNT = Number(process.env['CURFEW_CHAOS'] ?? 500);
const onlySeed = process.env['CURFEW_CHAOS_SEED'];
/** Loss of power is tried elsewhere (store:kill): here the disk only costs time. */
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

export async function playSeed(seed: number): Promise<ChaosResult> {
  const folder = mkdtempSync(path.join(inMemory, 'curfew-chaos-'));
  try {
    return await playChaos(seed, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The seeds of one of `parts` files: a file is worked on by one processor. */
function seedsOf(part: number, parts: number): readonly number[] {
  if (onlySeed !== undefined) return part === 0 ? [Number(onlySeed)] : [];
  return Array.from({ length: COUNT }, (_, at) => at + 1).filter((seed) => seed % parts === part);
}

function tell(results: readonly ChaosResult[]): void {
  const sum = (of: (result: ChaosResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  const faults = faultKinds.map((kind) => `${kind} ${sum((result) => result.faults[kind])}`);
  process.stdout.write(
    `chaos: ${results.length} runs, ${sum(({ lives }) => lives)} lives of the lab, ${sum(({ interruptions }) => interruptions)} interrupted and taken up, ${sum(({ observations }) => observations)} observations; ${faults.join(', ')}\n`,
  );
  if (onlySeed !== undefined) return;
  for (const kind of faultKinds)
    expect
      .soft(
        sum((result) => result.faults[kind]),
        kind,
      )
      .toBeGreaterThan(0);
}

export function chaosTests(part: number, parts: number): void {
  const seeds = seedsOf(part, parts);
  describe(`runs in which everything goes wrong, part ${part + 1} of ${parts}`, () => {
    it(
      'come to their end, lose and double nothing, and hand every device back',
      async () => {
        const results: ChaosResult[] = [];
        const failing: { readonly seed: number; readonly problems: readonly string[] }[] = [];
        for (const seed of seeds) {
          const result = await playSeed(seed);
          results.push(result);
          if (result.problems.length > 0) failing.push({ seed, problems: result.problems });
        }
        if (results.length > 0) tell(results);
        expect(failing).toEqual([]);
      },
      Math.max(240_000, seeds.length * 2_000),
    );
  });
}
