/** Counts for the last line of `npm test`, from the report that `vitest --reporter=json` writes (Jest's shape). */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './set-up.mjs';

/** The report, or undefined when Vitest did not get as far as writing a whole one. */
export function readVitestReport(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function countTests(report) {
  const counts = { passed: 0, failedNames: [], skippedNames: [] };
  for (const file of report?.testResults ?? []) {
    const name = path.relative(root, file.name);
    const failedBefore = counts.failedNames.length;
    for (const test of file.assertionResults) {
      const title = `${name} > ${test.fullName}`;
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') counts.failedNames.push(title);
      else counts.skippedNames.push(title);
    }
    // A file that could not be loaded has no tests to fail, and must not pass for that.
    const noneFailed = counts.failedNames.length === failedBefore;
    if (file.status === 'failed' && noneFailed) counts.failedNames.push(`${name} (the file itself)`);
  }
  return counts;
}

/**
 * @param {readonly { name: string, passed: boolean }[]} steps  checks that count as one test each
 * @param {{ step: { passed: boolean }, report: object | undefined }} vitest
 */
export function addUp(steps, vitest) {
  const tests = countTests(vitest.report);
  const failedNames = [...steps.filter((step) => !step.passed).map((step) => step.name), ...tests.failedNames];
  // Vitest itself failed (no report, an error outside any test, no test found) although no test did.
  if (!vitest.step.passed && tests.failedNames.length === 0) failedNames.push('vitest');
  const passed = steps.filter((step) => step.passed).length + tests.passed;
  return {
    passed,
    failed: failedNames.length,
    skipped: tests.skippedNames.length,
    failedNames,
    skippedNames: tests.skippedNames,
  };
}
