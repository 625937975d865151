/** The engine against the simulator, which decides by itself from the same specification: what kills most mutants soonest. */
import { expect, it } from 'vitest';
import { differenceIn } from '../conformance/judge.js';
import { randomScenario } from '../conformance/random-scenario.js';

const variants = ['V0', 'V1', 'V2', 'V3', 'V4'];

/** Scenarios `begin` up to, not including, `end`; as a few tests, of which the first kills most and the last is asked least. */
export function agreeOn(begin, end) {
  it(`the engine and the simulator agree on the random scenarios ${begin} to ${end - 1}`, () => {
    for (let seed = begin; seed < end; seed++)
      expect(differenceIn(randomScenario(seed, variants[seed % variants.length]))).toBe(undefined);
  });
}
