import type { Script, SimulationResult } from './script.js';
import { World } from './world.js';

/**
 * What Android does to one app that follows a script: an implementation of the limits written from the specification
 * and docs/scenarios.md alone, apart from the engine, so that the two can be compared. Pure and deterministic.
 *
 * Throws on a script that no compiler may hand over: a service that the list does not have, a step inside a sleep.
 */
export function simulate(script: Script): SimulationResult {
  return new World(script).play();
}
