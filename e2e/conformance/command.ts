/** `npm run conformance -- [--count N] [--seed S]`: the comparison on as many random scenarios as asked for. */
import { parseArgs } from 'node:util';
import { conformance } from './run.js';

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
const count = Number(values.count ?? 1_000_000);
const seed = Number(values.seed ?? 1);
const begun = performance.now();
const result = conformance(count, seed, (compared) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${compared} of ${count}`);
});
for (const report of result.reports) process.stdout.write(`${report}\n\n`);
const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
process.stdout.write(
  `${result.compared} random scenarios from seed ${seed}, variants V0 to V4: ${result.differences} differences, ${seconds} s\n`,
);
process.exitCode = result.differences === 0 ? 0 : 1;
