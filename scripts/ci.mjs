/**
 * What `.ci/run` runs: `npm test`, then the proofs that need Java, Maven and Debian's Android tools. A proof whose tools cannot be
 * had here counts as skipped, by name and with its reason; one that finds something counts as failed. The last line is the count
 * of everything: `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { root } from './set-up.mjs';

const MINUTE = 60_000;

/** `npm run` scripts, in this order, each with the longest that it may take. */
const proofs = [
  { name: 'probe:check', args: [], limitMs: 4 * MINUTE },
  { name: 'probe:test', args: [], limitMs: 8 * MINUTE },
  { name: 'conformance:aosp', args: ['--count', '2000', '--seed', '1'], limitMs: 6 * MINUTE },
];

/** Exit code of a script whose tools are not there (`runEntry` in set-up.mjs). */
const CANNOT_RUN = 3;
/** What such a script says when it is the place and not the code that is at fault. */
const isTheirPlace = /not reachable|not installed|are missing|is missing/;
const countLine = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;

const say = (text) => process.stdout.write(`${text}\n`);

/** Runs `npm ARGS`, shows what it prints, and resolves to the exit code and the lines. */
function npm(args, limitMs) {
  return new Promise((resolve) => {
    const child = spawn('npm', args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGTERM');
    }, limitMs);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        process.stdout.write(text);
      });
    child.on('error', (error) => resolve({ code: 1, lines: [error.message], isLate }));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, lines: output.trim().split('\n'), isLate });
    });
  });
}

/** The count that a run prints on its last line; where it prints none, the run counts as one test. */
function countOf({ code, lines }) {
  const found = countLine.exec(lines.at(-1)?.trim() ?? '');
  if (found === null) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const [passed, failed, skipped] = [1, 2, 3].map((group) => Number(found[group] ?? 0));
  // A run that fails without a failed test of its own must not pass for that.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped };
}

async function prove({ name, args, limitMs }) {
  say(`\n${name}`);
  const done = await npm(['run', '--silent', name, '--', ...args], limitMs);
  if (done.isLate) {
    say(`${name}: FAILED, not finished after ${limitMs / MINUTE} minutes.`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (done.code === CANNOT_RUN && isTheirPlace.test(done.lines.join('\n'))) {
    say(`${name}: skipped, its tools cannot be had here (the reason stands above).`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  return countOf(done);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const add = (counts) => {
  for (const name of Object.keys(total)) total[name] += counts[name];
};

// Built before the tests, so that those which ask Android's own classes have them; what hinders it is told again below.
await npm(['run', '--silent', 'conformance:aosp', '--', '--count', '0'], 6 * MINUTE);
add(countOf(await npm(['test', '--silent'], 20 * MINUTE)));
for (const proof of proofs) add(await prove(proof));
process.exitCode = total.failed > 0 ? 1 : 0;
say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
