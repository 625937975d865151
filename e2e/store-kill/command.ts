/** `npm run store:kill -- [--count N] [--seed S]`: kills a writing process so often, and exits with 1 when anything was lost. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { killAgainAndAgain } from './kill-run.js';

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
const count = Number(values.count ?? 10_000);
const seed = Number(values.seed ?? 1);
const begun = performance.now();
const result = await killAgainAndAgain({
  writer: fileURLToPath(new URL('./writer.js', import.meta.url)),
  count,
  seed,
  onProgress: (kills) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${kills} of ${count}`);
  },
});
for (const problem of result.problems) process.stdout.write(`${problem}\n`);
const { kills, whileOpening, whileWriting, acknowledged, files, lost, duplicated, altered, problems } = result;
const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
process.stdout.write(
  `${kills} kills from seed ${seed} (${whileOpening} while opening, ${whileWriting} while writing): ${acknowledged} observations and ${files} files acknowledged; ${lost} lost, ${duplicated} duplicated, ${altered} altered, ${problems.length} other problems; ${seconds} s\n`,
);
process.exitCode = lost + duplicated + altered + problems.length === 0 && kills === count ? 0 : 1;
