/**
 * A test runner for Stryker that loads the bundled judges once and plays them in its own process for each mutant. Stryker's runner
 * for Vitest starts a thread and loads everything anew each time, which costs ten times as much. Only a mutant that acts while the
 * files load (a table of a module) needs a process of its own; Stryker gives it one.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner';

/** What the mutated code reads: which mutant is active; and writes: which are reached. */
const world = (globalThis.__stryker__ ??= {});

/**
 * A mutant that makes its place run ten times as often as all tests together do without it never ends. Stryker's own limit of a
 * hundred times lets an endless replay go on until the clock stops it, and with it the warm process.
 */
const SHARE_OF_HIT_LIMIT = 0.1;

class JudgesRunner {
  #tests;

  capabilities() {
    return { reloadEnvironment: false };
  }

  async #load() {
    if (this.#tests !== undefined) return this.#tests;
    const { collect } = await import(pathToFileURL(path.resolve('bundle/judges/judges.mjs')).href);
    // What the bodies of `describe` run is no table of a module: mutants that only they reach need no process of their own.
    const reachedByLoading = { ...world.mutantCoverage?.static };
    this.#tests = collect();
    if (world.mutantCoverage !== undefined) world.mutantCoverage.static = reachedByLoading;
    return this.#tests;
  }

  async dryRun() {
    const results = await play(await this.#load(), false);
    return { status: 'complete', tests: results, mutantCoverage: world.mutantCoverage };
  }

  async mutantRun({ testFilter, hitLimit, activeMutant, mutantActivation, disableBail }) {
    if (mutantActivation === 'static') world.activeMutant = activeMutant.id;
    const tests = await this.#load();
    const wanted = testFilter === undefined ? tests : tests.filter(({ name }) => testFilter.includes(name));
    world.activeMutant = activeMutant.id;
    world.hitCount = 0;
    world.hitLimit = hitLimit === undefined ? undefined : hitLimit * SHARE_OF_HIT_LIMIT;
    const results = await play(wanted, !disableBail);
    const cut = determineHitLimitReached(world.hitCount, world.hitLimit);
    world.activeMutant = undefined;
    world.hitCount = undefined;
    return toMutantRunResult(cut ?? { status: 'complete', tests: results });
  }
}

async function play(tests, endsAtFailure) {
  const results = [];
  for (const { name, run } of tests) {
    world.currentTestId = name;
    const begun = performance.now();
    const failure = await failureOf(run);
    const result = { id: name, name, timeSpentMs: performance.now() - begun };
    results.push(failure === null ? { ...result, status: 0 } : { ...result, status: 1, failureMessage: failure });
    if (failure !== null && endsAtFailure) break;
  }
  world.currentTestId = undefined;
  return results;
}

async function failureOf(run) {
  try {
    await run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const create = () => new JudgesRunner();
create.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'judges', create)];
