/**
 * Measures Curfew against what others use, all on the same generated inputs:
 *
 *     npm run bench                 tables on standard output, progress on a terminal
 *     npm run bench -- --suite S    only `ingest` (logs to traces) or `replay` (traces to predictions)
 *     npm run bench -- --json       the same as JSON
 *     npm run bench -- --write      also writes the suite's part of bench/RESULTS.md
 *     npm run bench -- --large      also a log of 2 GB, 10 million intervals, a fleet of 20 million events
 *     npm run bench -- --rounds N --lines N --only WORD     smaller runs; `--only` keeps the contenders whose id holds WORD
 *
 * Nothing here is a test: figures depend on the machine, and nobody fails because of them. The exit code is 1 only when a
 * contender failed or disagrees about an answer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runEntry, SetUpError } from '../scripts/set-up.mjs';

const suiteNames = ['ingest', 'replay'];

function options() {
  const count = (name, text) => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new SetUpError(`--${name} wants a whole number from 1 on, not "${text}".`);
    return Number(text);
  };
  try {
    const { values } = parseArgs({
      options: {
        suite: { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        large: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '7' },
        lines: { type: 'string', default: '1000000' },
        only: { type: 'string', default: '' },
      },
    });
    if (values.suite !== '' && !suiteNames.includes(values.suite))
      throw new SetUpError(`--suite is one of ${suiteNames.join(', ')}, not "${values.suite}".`);
    return { ...values, rounds: count('rounds', values.rounds), lines: count('lines', values.lines) };
  } catch (error) {
    if (error instanceof SetUpError) throw error;
    throw new SetUpError(
      `${error.message}\nOptions: --suite S --json --write --large --rounds N --lines N --only WORD`,
    );
  }
}

function show(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}

const isWrong = ({ problem, disagreements = [] }) => problem?.absent === false || disagreements.length > 0;

async function measureSuite(name, asked, machine) {
  const { [name]: suite } = await import(`./${name}/suite.mjs`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const measured = await suite.measure(asked, folder, show);
  remove();
  show('');
  if (measured === undefined) return undefined;
  const result = { suite: name, machine, rounds: asked.rounds, ...measured };
  return { result, markdown: suite.render(result) };
}

async function main() {
  const asked = options();
  const { describeMachine } = await import('./harness/machine.mjs');
  const { writeSection } = await import('./harness/results-file.mjs');
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const machine = describeMachine();
  const done = [];
  for (const name of suiteNames.filter((each) => asked.suite === '' || asked.suite === each)) {
    const measured = await measureSuite(name, asked, machine);
    if (measured === undefined) continue;
    done.push(measured.result);
    if (!asked.json) process.stdout.write(measured.markdown);
    if (asked.write) writeSection(name, measured.markdown);
    if (measured.result.figures.some(isWrong)) process.exitCode = 1;
  }
  if (done.length === 0) throw new SetUpError(`No contender has "${asked.only}" in its id.`);
  if (asked.json) process.stdout.write(`${JSON.stringify(done, null, 2)}\n`);
}

await runEntry(main);
