import { readScenario } from '../../engine/scenario/read-scenario.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { mistakesError, readTextFile } from './text-files.js';

/** Throws a `CommandError` that lists every mistake of the file with its line and column. */
export function loadScenario(file: string): Scenario {
  const read = readScenario(readTextFile(file), file);
  if (read.ok) return read.value;
  throw mistakesError(file, 'scenario that can be played', read.error);
}
