/** Every scenario in examples/scenarios: it is read without a mistake, and the engine predicts what the file expects. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeDuration } from './parse-duration.js';
import { judgeExpectations } from './expectations.js';
import { predictScenario } from './predict-scenario.js';
import { readScenario } from './read-scenario.js';
import type { Scenario } from './scenario.js';

const folder = new URL('../../examples/scenarios/', import.meta.url);
const files = readdirSync(folder).filter((name) => /\.(?:yaml|json)$/.test(name));

function exampleNamed(file: string): Scenario {
  const read = readScenario(readFileSync(new URL(file, folder), 'utf8'), file);
  if (!read.ok)
    throw new Error(read.error.map((error) => `${file}:${error.line}:${error.column} ${error.message}`).join('\n'));
  return read.value;
}

describe('the example scenarios', () => {
  it('cover the worked examples and the conformance scenarios that a scenario can say', () => {
    const numbers = new Set(files.map((file) => /^([ce]\d+)/.exec(file)?.[1]));
    const wanted = [1, 2, 3, 4, 7, 12, 13].map((number) => `e${number}`);
    const leftOut = new Set([16, 23, 30]);
    for (let number = 1; number <= 44; number++)
      if (!leftOut.has(number)) wanted.push(`c${String(number).padStart(2, '0')}`);
    expect(wanted.filter((number) => !numbers.has(number))).toEqual([]);
  });

  it.each(files)('%s expects something, and it is predicted', (file) => {
    const scenario = exampleNamed(file);
    const { outcomes } = predictScenario(scenario);
    expect(scenario.expect.length).toBeGreaterThan(0);
    const unmet = judgeExpectations(scenario.expect, outcomes).filter(({ isMet }) => !isMet);
    const predicted = outcomes.map(
      ({ outcome, service, type, elapsedMs }) => `${writeDuration(elapsedMs)} ${outcome} ${service} ${type}`,
    );
    expect({ unmet: unmet.map(({ expectation }) => expectation), predicted }).toEqual({ unmet: [], predicted });
  });
});
