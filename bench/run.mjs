/**
 * Measures the ingest against what others use, all on the same generated files:
 *
 *     npm run bench                 table on standard output, progress on a terminal
 *     npm run bench -- --json       the same as JSON
 *     npm run bench -- --write      also writes bench/RESULTS.md
 *     npm run bench -- --large      also a log of 2 GB (needs as much free space in the temporary folder)
 *     npm run bench -- --rounds N --lines N --only WORD     smaller runs; `--only` keeps the contenders whose id holds WORD
 *
 * Nothing here is a test: figures depend on the machine, and nobody fails because of them. The exit code is 1 only when a
 * contender failed or disagrees about a count.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, runEntry, SetUpError } from '../scripts/set-up.mjs';

function options() {
  const count = (name, text) => {
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new SetUpError(`--${name} wants a whole number from 1 on, not "${text}".`);
    return Number(text);
  };
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        large: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '7' },
        lines: { type: 'string', default: '1000000' },
        only: { type: 'string', default: '' },
      },
    });
    return { ...values, rounds: count('rounds', values.rounds), lines: count('lines', values.lines) };
  } catch (error) {
    if (error instanceof SetUpError) throw error;
    throw new SetUpError(`${error.message}\nOptions: --json --write --large --rounds N --lines N --only WORD`);
  }
}

function show(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}

async function makeInputs(folder, asked, wanted) {
  const { bugreport, large, textAndBinary } = await import('./ingest/inputs.mjs');
  const inputs = {};
  if (wanted('text') || wanted('binary') || wanted('large')) {
    show('making the logs ...');
    Object.assign(inputs, await textAndBinary(folder, asked.lines));
  }
  if (wanted('bugreport')) {
    show('making the bugreport ...');
    inputs.bugreport = bugreport(folder);
  }
  if (wanted('large')) {
    show('making the log of 2 GB ...');
    inputs.large = await large(folder, inputs.text.bytes / inputs.text.items);
  }
  return inputs;
}

async function measureAll(chosen, inputs, asked) {
  const { compareFigures, figureOf } = await import('./ingest/figures.mjs');
  const { runContender } = await import('./ingest/run-contender.mjs');
  const figures = [];
  for (const [index, contender] of chosen.entries()) {
    const input = inputs[contender.input];
    const rounds = contender.input === 'large' ? 1 : asked.rounds;
    const outcome = await runContender(contender, input.file, rounds, (round) =>
      show(`${index + 1} of ${chosen.length}: ${contender.input}, ${contender.title}, round ${round} of ${rounds}`),
    );
    figures.push(figureOf(contender, input, outcome));
  }
  show('');
  return compareFigures(figures);
}

async function main() {
  const asked = options();
  const { buildEngine } = await import('./ingest/build-engine.mjs');
  const { contenders } = await import('./ingest/contenders.mjs');
  const { describeMachine } = await import('./ingest/machine.mjs');
  const { judgeGoals } = await import('./ingest/goals.mjs');
  const { renderMarkdown } = await import('./ingest/report.mjs');
  const machine = describeMachine();
  const chosen = contenders(asked.large).filter(({ id }) => id.includes(asked.only));
  if (chosen.length === 0) throw new SetUpError(`No contender has "${asked.only}" in its id.`);
  show('building ...');
  await buildEngine();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const inputs = await makeInputs(folder, asked, (name) => chosen.some(({ input }) => input === name));
  const figures = await measureAll(chosen, inputs, asked);
  const used = Object.fromEntries(
    Object.entries(inputs).filter(([name]) => figures.some((figure) => figure.input === name)),
  );
  const result = { machine, rounds: asked.rounds, inputs: used, figures, goals: judgeGoals(figures, used) };
  const markdown = renderMarkdown(result);
  process.stdout.write(asked.json ? `${JSON.stringify(withoutPaths(result), null, 2)}\n` : markdown);
  if (asked.write) writeFileSync(path.join(root, 'bench', 'RESULTS.md'), markdown);
  const isWrong = ({ problem, disagreements = [] }) => problem?.absent === false || disagreements.length > 0;
  if (figures.some(isWrong)) process.exitCode = 1;
}

/** The files are gone when somebody reads the result. */
function withoutPaths(result) {
  const inputs = Object.entries(result.inputs).map(([name, input]) => [name, { ...input, file: undefined }]);
  return { ...result, inputs: Object.fromEntries(inputs) };
}

await runEntry(main);
