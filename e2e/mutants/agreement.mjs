/** The engine against the simulator, which decides by itself from the same specification: what kills most mutants soonest. */
import { expect, it } from 'vitest';
import { conformance } from '../conformance/run.js';

const SCENARIOS = 300;

it(`the engine and the simulator agree on ${SCENARIOS} random scenarios`, () => {
  expect(conformance(SCENARIOS, 1).differences).toBe(0);
});
