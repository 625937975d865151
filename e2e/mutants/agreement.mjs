/** The engine against the simulator, which decides by itself from the same specification: what kills most mutants soonest. */
import { expect, it } from 'vitest';
import { differenceIn } from '../conformance/judge.js';
import { randomScenario } from '../conformance/random-scenario.js';
import { restartScenario } from './restart-scenario.mjs';

const variants = ['V0', 'V1', 'V2', 'V3', 'V4'];
const anyScenario = (seed) => randomScenario(seed, variants[seed % variants.length]);

function agreeOn(kind, scenarioOf, begin, end) {
  it(`the engine and the simulator agree on the random scenarios ${kind} ${begin} to ${end - 1}`, () => {
    for (let seed = begin; seed < end; seed++) expect(differenceIn(scenarioOf(seed))).toBe(undefined);
  });
}

/** A few that find most mutants at once. */
export function agreeOnFew() {
  agreeOn('of all kinds', anyScenario, 0, 50);
  agreeOn('of restarts', restartScenario, 0, 30);
  agreeOn('of all kinds', anyScenario, 50, 500);
}

/** Many, for the mutants that nothing else has found. */
export function agreeOnMany() {
  agreeOn('of restarts', restartScenario, 30, 180);
  agreeOn('of all kinds', anyScenario, 500, 900);
}
