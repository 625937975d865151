/**
 * JSON Lines: one scenario a line in, one prediction a line out, so that any other program can check the engine. The fast
 * way: no YAML, no positions beyond the number of the line.
 */
import type { Policy } from '../policy/policy.js';
import { fail, ok, type Result } from '../result.js';
import { interpret } from './interpret.js';
import { predictScenario } from './predict-scenario.js';
import { pathText } from './reading.js';
import { maxScenarioLength } from './scenario-limits.js';
import type { Scenario, ScenarioError } from './scenario.js';

const TOO_LONG = `longer than ${maxScenarioLength} characters: that is no scenario`;

/** Reads one scenario of JSON; `line` counts from 1 and names it in the errors. Columns are not known here: 0. */
export function readScenarioLine(text: string, line: number): Result<Scenario, readonly ScenarioError[]> {
  const mistake = (message: string, path = ''): ScenarioError => ({ line, column: 0, path, message });
  if (text.length > maxScenarioLength) return fail([mistake(TOO_LONG)]);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return fail([mistake(`this line is no JSON: ${error instanceof Error ? error.message : String(error)}`)]);
  }
  const read = interpret(document, '');
  if (read.ok) return ok(read.value);
  const errors = read.error.problems.map(({ path, message }) => mistake(message, pathText(path)));
  if (read.error.untold > 0) errors.push(mistake(`${read.error.untold} more mistakes are not shown`));
  return fail(errors);
}

/** The answer to one line, without a line break at its end. */
export interface LineAnswer {
  /** `prediction/1`, or `error/1` with everything that is wrong. */
  readonly text: string;
  readonly isError: boolean;
}

export function answerLine(text: string, line: number, policy: Policy | undefined): LineAnswer {
  const scenario = readScenarioLine(text, line);
  if (scenario.ok) return { text: JSON.stringify(predictScenario(scenario.value, policy)), isError: false };
  return errorAnswer(
    line,
    scenario.error.map(({ path, message }) => ({ path, message })),
  );
}

/** For a line that could not even be kept: it was longer than a scenario may be. */
export function answerLongLine(line: number): LineAnswer {
  return errorAnswer(line, [{ path: '', message: TOO_LONG }]);
}

function errorAnswer(line: number, errors: readonly { readonly path: string; readonly message: string }[]): LineAnswer {
  return { text: JSON.stringify({ curfew: 'error/1', line, errors }), isError: true };
}
