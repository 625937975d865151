import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addUp, readVitestReport } from './test-counts.mjs';
import { root } from './set-up.mjs';
import { runStep } from './test-step.mjs';

const test = (fullName, status) => ({ fullName, status });
const file = (name, assertionResults, status = 'passed') => ({ name: path.join(root, name), status, assertionResults });
const good = { name: 'eslint', passed: true };

describe('the last line of npm test', () => {
  it('counts each check as one test beside the tests of Vitest', () => {
    const report = { testResults: [file('a.test.ts', [test('one', 'passed'), test('two', 'passed')])] };
    expect(addUp([good, { name: 'knip', passed: false }], { step: { passed: true }, report })).toEqual({
      passed: 3,
      failed: 1,
      skipped: 0,
      failedNames: ['knip'],
      skippedNames: [],
    });
  });

  it('names failed, skipped and planned tests', () => {
    const tests = [test('bad', 'failed'), test('absent', 'skipped'), test('pending', 'pending'), test('later', 'todo')];
    const total = addUp([], { step: { passed: false }, report: { testResults: [file('b.test.ts', tests, 'failed')] } });
    expect(total.failedNames).toEqual(['b.test.ts > bad']);
    expect(total.skippedNames).toEqual(['b.test.ts > absent', 'b.test.ts > pending', 'b.test.ts > later']);
    expect(total).toMatchObject({ passed: 0, failed: 1, skipped: 3 });
  });

  it('counts a test file that could not be loaded as failed', () => {
    const total = addUp([], { step: { passed: false }, report: { testResults: [file('c.test.ts', [], 'failed')] } });
    expect(total.failedNames).toEqual(['c.test.ts (the file itself)']);
  });

  it('counts a Vitest that left no report, or failed outside any test, as one failure', () => {
    expect(addUp([good], { step: { passed: false }, report: undefined })).toMatchObject({ passed: 1, failed: 1 });
    const report = { testResults: [file('a.test.ts', [test('one', 'passed')])] };
    expect(addUp([], { step: { passed: false }, report })).toMatchObject({ failed: 1, failedNames: ['vitest'] });
  });

  it('takes a torn report for none', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-counts-'));
    try {
      const torn = path.join(folder, 'torn.json');
      writeFileSync(torn, '{"testResults":[');
      expect(readVitestReport(torn)).toBeUndefined();
      expect(readVitestReport(path.join(folder, 'absent.json'))).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('one step', () => {
  it('passes with exit code 0 and keeps the output', async () => {
    const step = await runStep({ name: 'x', args: ['-e', 'console.log("out"); console.error("err")'] });
    expect(step).toMatchObject({ name: 'x', passed: true });
    expect(step.output.split('\n').sort()).toEqual(['err', 'out']);
  });

  it('fails with another exit code, and when it does not end in time', async () => {
    expect((await runStep({ name: 'x', args: ['-e', 'process.exit(3)'] })).passed).toBe(false);
    const late = await runStep({ name: 'x', args: ['-e', 'setInterval(String, 1e6)'] }, 300);
    expect(late).toMatchObject({ passed: false, output: 'stopped: not finished after 0.3 s' });
  });
});
