import { readScenario } from '../../engine/scenario/read-scenario.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { unreadable } from './exit-codes.js';
import { mistakesError, readTextFile } from './text-files.js';

/** Throws a `CommandError` that lists the mistakes of the file with line and column. */
export function loadScenario(file: string): Scenario {
  const text = readTextFile(file);
  const read = readScenario(text, file);
  if (read.ok) return read.value;
  if (isJsonLines(text))
    throw unreadable(
      `${file} holds a scenario on each line; one scenario is wanted here. For many: curfew predict --lines < FILE`,
    );
  throw mistakesError(file, 'scenario that can be played', read.error);
}

/** A whole object on the first line, and another begins on the second. */
function isJsonLines(text: string): boolean {
  const [first = '', second = ''] = text.split('\n', 2);
  return isObject(first) && second.trimStart().startsWith('{');
}

function isObject(line: string): boolean {
  if (!line.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
