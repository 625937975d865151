/** The engine against the simulator, which decides by itself from the same specification: what kills most mutants soonest. */
import { expect, it } from 'vitest';
import { differenceIn } from '../conformance/judge.js';
import { randomScenario } from '../conformance/random-scenario.js';

const variants = ['V0', 'V1', 'V2', 'V3', 'V4'];

for (const [begin, count] of [
  [1, 50],
  [51, 450],
])
  it(`the engine and the simulator agree on ${count} random scenarios from seed ${begin}`, () => {
    for (let seed = begin; seed < begin + count; seed++)
      expect(differenceIn(randomScenario(seed, variants[seed % variants.length]))).toBe(undefined);
  });
