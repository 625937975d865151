/**
 * `npm test`: set-up, then every check. Each step is printed with its duration; the output of a step only when it fails.
 * The last line is always `N passed, N failed, N skipped`: Vitest's tests plus one for each check. Skipped tests are
 * listed by name, because a test that did not run proves nothing. Exit code 1 when anything failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { addUp, readVitestReport } from './test-counts.mjs';
import { ensureDebianPackages, root, setUp, SetUpError } from './set-up.mjs';
import { runStep } from './test-step.mjs';

const bin = (name) => path.join(root, 'node_modules', name);

/** Pairs run side by side: two cores, and none of these uses both for long. */
const checks = [
  [
    { name: 'typecheck', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', '.'] },
    { name: 'eslint', args: [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'] },
  ],
  [
    { name: 'prettier', args: [bin('prettier/bin/prettier.cjs'), '--check', '.', '--log-level', 'warn'] },
    {
      name: 'svelte-check',
      args: [bin('svelte-check/bin/svelte-check'), '--workspace', 'renderer', '--fail-on-warnings'],
    },
  ],
  [
    { name: 'typecheck of tests in a window', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'e2e/renderer'] },
    { name: 'knip', args: [bin('knip/bin/knip.js'), '--no-progress'] },
  ],
];

const say = (text) => process.stdout.write(`${text}\n`);

function report(step) {
  const seconds = (step.milliseconds / 1000).toFixed(1).padStart(5);
  say(`${step.passed ? 'ok    ' : 'FAILED'} ${seconds} s  ${step.name}`);
  if (!step.passed) say(step.output.replace(/^/gm, '    '));
}

/** A real adb, a browser, and readers of what the reports write: without them their tests are skipped, and say so. */
const toolPackages = ['adb', 'chromium', 'fonts-dejavu-core', 'libxml2-utils', 'poppler-utils'];

function ensureTools() {
  try {
    ensureDebianPackages(toolPackages);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    say(`${error.message}\nTests that need them will be skipped.\n`);
  }
}

async function runVitest() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-test-'));
  const file = path.join(folder, 'vitest.json');
  try {
    // Many tests wait for devices, browsers and disks: one worker on two processors, Vitest's own choice, leaves both idle.
    const workers = `--maxWorkers=${Math.max(2, os.availableParallelism() - 1)}`;
    const args = [
      bin('vitest/vitest.mjs'),
      'run',
      workers,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ];
    const step = await runStep({ name: 'vitest', args });
    return { step, report: readVitestReport(file) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  const steps = [];
  for (const pair of checks) {
    const done = await Promise.all(pair.map((step) => runStep(step)));
    done.forEach(report);
    steps.push(...done);
  }
  const vitest = await runVitest();
  report(vitest.step);
  const total = addUp(steps, vitest);
  if (total.skippedNames.length > 0) {
    say('\nSkipped (the reason stands in the name):');
    for (const name of total.skippedNames) say(`  ${name}`);
  }
  if (total.failedNames.length > 0) {
    say('\nFailed:');
    for (const name of total.failedNames) say(`  ${name}`);
  }
  return total;
}

let total = { passed: 0, failed: 1, skipped: 0 };
try {
  await setUp();
  ensureTools();
  total = await main();
} catch (error) {
  say(error instanceof SetUpError ? error.message : (error.stack ?? String(error)));
}
process.exitCode = total.failed > 0 ? 1 : 0;
say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
