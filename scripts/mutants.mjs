/**
 * `npm run mutants`: changes the engine's rules in thousands of small ways and counts how many of them some test notices.
 *
 *     npm run mutants                                     all of engine/limits and engine/replay; fails below 85 %
 *     npm run mutants -- --only engine/limits/budget.ts   these files (patterns, with commas between); tells, and never fails
 *     npm run mutants -- --fresh                          every mutant anew, not only those of changed code and of new tests
 *     npm run mutants -- --workers 1                      one process instead of two
 *     npm run mutants -- --write                          puts the table of scores into docs/mutants.md
 *
 * Survivors are listed at the end; docs/mutants.md explains the known ones.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, runEntry, SetUpError } from './set-up.mjs';

const LEAST_SCORE = 85;
const document = path.join(root, 'docs', 'mutants.md');
const noticed = new Set(['Killed', 'Timeout']);
const missed = new Set(['Survived', 'NoCoverage']);

function options() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        workers: { type: 'string', default: '2' },
        write: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new SetUpError(`${error.message}\nWhat can be said stands at the top of scripts/mutants.mjs.`);
  }
}

/** Rows of file, mutants noticed, mutants that count, the rest of them; worst first, the whole last. */
export function scoresOf(mutants) {
  const rows = new Map();
  for (const { fileName, status } of mutants) {
    const file = path.relative(root, fileName).replaceAll(path.sep, '/');
    const row = rows.get(file) ?? { file, killed: 0, counted: 0 };
    rows.set(file, row);
    if (noticed.has(status)) row.killed += 1;
    if (noticed.has(status) || missed.has(status)) row.counted += 1;
  }
  const sorted = [...rows.values()].sort((a, b) => scoreOf(a) - scoreOf(b) || a.file.localeCompare(b.file));
  const sum = (field) => sorted.reduce((total, row) => total + row[field], 0);
  return [...sorted, { file: 'all', killed: sum('killed'), counted: sum('counted') }];
}

export const scoreOf = ({ killed, counted }) => (counted === 0 ? 100 : (100 * killed) / counted);

/** Rounded down: what is not all is not 100. */
const inWords = (row) => `${(Math.floor(scoreOf(row) * 10) / 10).toFixed(1)} %`;

export function tableOf(rows) {
  const lines = rows.map((row) => `| ${row.file} | ${row.counted} | ${row.counted - row.killed} | ${inWords(row)} |`);
  return ['| file | mutants | survived | noticed |', '| --- | --: | --: | --: |', ...lines].join('\n');
}

/** `text` with the table between its two marks replaced. */
export function withTable(text, table) {
  const [begin, end] = ['<!-- scores -->', '<!-- end of scores -->'];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new SetUpError(`docs/mutants.md lacks the marks ${begin} and ${end}.`);
  return `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`;
}

function survivorLine({ fileName, location, mutatorName, replacement, status }) {
  const place = `${path.relative(root, fileName)}:${location.start.line}:${location.start.column}`;
  const note = status === 'NoCoverage' ? ' (no test comes here)' : '';
  return `${place} ${mutatorName} → ${replacement.replaceAll(/\s+/g, ' ').slice(0, 100)}${note}`;
}

async function main() {
  const { only, fresh, workers, write } = options();
  if (only !== undefined && write) throw new SetUpError('--write needs the whole run: leave --only out.');
  const concurrency = Number(workers);
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new SetUpError(`--workers ${workers}: a number from 1 on.`);
  const { Stryker } = await import('@stryker-mutator/core');
  const mutate = only === undefined ? {} : { mutate: [...only.split(','), '!**/*.test.ts'] };
  process.chdir(root);
  const mutants = await new Stryker({ ...mutate, concurrency, force: fresh }).runMutationTest();
  const rows = scoresOf(mutants);
  const survivors = mutants.filter(({ status }) => missed.has(status)).map(survivorLine);
  process.stdout.write(`${survivors.join('\n')}\n\n${tableOf(rows)}\n`);
  if (write) writeFileSync(document, withTable(readFileSync(document, 'utf8'), tableOf(rows)));
  const all = rows.at(-1);
  if (only !== undefined || scoreOf(all) >= LEAST_SCORE) return;
  process.stderr.write(`${inWords(all)} of the mutants are noticed, ${LEAST_SCORE} % are wanted.\n`);
  process.exitCode = 1;
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === path.join(root, 'scripts', 'mutants.mjs'))
  await runEntry(main);
