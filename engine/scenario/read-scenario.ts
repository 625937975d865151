/** Reads a scenario file, YAML or JSON: the scenario, or every mistake in it with line and column. */
import { fail, ok, type Result } from '../result.js';
import { interpret, type Problems } from './interpret.js';
import { pathText } from './reading.js';
import { maxErrors, maxScenarioLength } from './scenario-limits.js';
import type { Scenario, ScenarioError } from './scenario.js';
import { YamlDocument } from './yaml-document.js';

/** A scenario without a name is named after its file. The errors come in the order of the file. */
export function readScenario(text: string, fileName: string): Result<Scenario, readonly ScenarioError[]> {
  if (text.length > maxScenarioLength)
    return fail([
      { line: 1, column: 1, path: '', message: `longer than ${maxScenarioLength} characters: that is no scenario` },
    ]);
  const document = new YamlDocument(text);
  if (document.mistakes.length > 0)
    return fail(inOrder(document.mistakes.map((mistake) => ({ ...mistake, path: '' }))).slice(0, maxErrors));
  const read = interpret(document.value, nameOfFile(fileName));
  return read.ok ? ok(read.value) : fail(errorsOf(read.error, document));
}

function errorsOf({ problems, untold }: Problems, document: YamlDocument): ScenarioError[] {
  const errors = inOrder(
    problems.map((problem) => ({
      ...document.placeOf(problem),
      path: pathText(problem.path),
      message: problem.message,
    })),
  );
  if (untold > 0) errors.push({ line: 1, column: 1, path: '', message: `${untold} more mistakes are not shown` });
  return errors;
}

function inOrder(errors: readonly ScenarioError[]): ScenarioError[] {
  return [...errors].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** `examples/scenarios/e1.yaml` → `e1` */
function nameOfFile(fileName: string): string {
  const base = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(0, dot) : base;
}
