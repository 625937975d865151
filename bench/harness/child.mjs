/**
 * Measures one contender in a process of its own: node --expose-gc child.mjs SUITE ID FILE ROUNDS. What `load` prepares is
 * not measured. Sends a message for each round and one with the result: times in milliseconds, answers of the last round,
 * peak memory of the first round.
 */
import { readFileSync } from 'node:fs';

const KIBIBYTE = 1024;
/** What a missing rival looks like: a package or a program that is not installed. */
const absentCodes = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ENOENT']);

/**
 * The largest resident size of this process so far. Linux hands `maxRSS` down from the parent, which has made the inputs
 * and is larger than most contenders; `VmHWM` begins anew.
 */
function peakMemory() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * KIBIBYTE;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * KIBIBYTE;
}

async function measure(contender, file, rounds) {
  const run = await contender.load(file);
  const times = [];
  let peakBytes = 0;
  let answers = {};
  for (let round = 1; round <= rounds; round++) {
    // Garbage of the round before is not this round's work.
    globalThis.gc();
    process.send({ round });
    const begin = performance.now();
    answers = await run(file);
    times.push(performance.now() - begin);
    if (round === 1) peakBytes = peakMemory();
  }
  return { times, peakBytes, answers };
}

const [suite, id, file, rounds] = process.argv.slice(2);
const { contenders } = await import(`../${suite}/contenders.mjs`);
const contender = contenders(true).find((each) => each.id === id);
try {
  process.send({ result: await measure(contender, file, Number(rounds)) });
} catch (error) {
  process.send({ problem: { absent: absentCodes.has(error.code), message: String(error.message).split('\n')[0] } });
}
process.disconnect();
