/**
 * Measures a whole fleet, files on disk to outcomes in memory, by how many workers do it:
 *
 *     node bench/fleet/run.mjs                      50 devices, 30 days, 200 apps each: 20 million events
 *     node bench/fleet/run.mjs --devices 10 --workers 0,1,2,4 --rounds 3 --folder DIR
 *
 * `--folder` keeps the files (1.3 GB for 50 devices) and takes those that are there. 0 workers: in the process itself. Each
 * line comes from a process of its own. The first round pays for starting threads and for cold code, and is told apart; memory
 * is that of the first round, CPU time that of the last.
 * The exit code is 1 when two of them do not find byte for byte the same.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../../scripts/build.mjs';
import { bundle } from '../../scripts/bundle.mjs';
import { root, runEntry } from '../../scripts/set-up.mjs';

const builtFolder = path.join(root, 'out', 'bench-fleet');
const load = (name) => import(pathToFileURL(path.join(builtFolder, `${name}.js`)).href);

async function buildAll() {
  await build({ only: 'replay-worker' });
  const entries = {
    generate: 'bench/fleet/generate-fleet.ts',
    file: 'engine/trace/arrow-file.ts',
    policies: 'engine/policy/policies.ts',
    piscina: 'engine/pool/piscina-pool.ts',
    process: 'engine/pool/in-process-pool.ts',
  };
  await bundle({ entries, folder: builtFolder, output: { chunkFileNames: 'chunk-[name].js' } });
}

/** Writes the traces that are not there yet and returns all paths. */
async function makeFleet(folder, devices) {
  const { deviceTrace } = await load('generate');
  const { writeTrace } = await load('file');
  return Array.from({ length: devices }, (_, device) => {
    const file = path.join(folder, `device-${String(device).padStart(3, '0')}.arrow`);
    if (!existsSync(file)) writeFileSync(file, writeTrace(deviceTrace(device + 1)));
    if (process.stderr.isTTY) process.stderr.write(`\rmaking device ${device + 1} of ${devices}`);
    return file;
  });
}

function digestOf({ outcomes, events }) {
  const hash = createHash('sha256');
  for (const column of [...Object.values(outcomes.columns), outcomes.services.bytes, events])
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest('hex').slice(0, 12);
}

/** The largest resident size of this process so far, in MiB. */
function peakMemory() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
}

/** One configuration, in a process of its own. */
async function measure({ paths, workers, rounds }) {
  const { policyNamed } = await load('policies');
  const { inProcessPool } = await load('process');
  const { piscinaPool } = await load('piscina');
  const workerFile = pathToFileURL(path.join(root, 'out', 'cli', 'replay-worker.cjs'));
  const begin = performance.now();
  const pool = workers === 0 ? inProcessPool() : piscinaPool({ workerFile, workers });
  const files = paths.map((file) => ({ path: file, bytes: statSync(file).size }));
  const times = [];
  let cpu = 0;
  let memory = 0;
  let last;
  for (let round = 0; round < rounds; round++) {
    const [roundBegin, cpuBegin] = [round === 0 ? begin : performance.now(), process.cpuUsage()];
    last = await pool.replayFiles(files, [policyNamed('android-15')]);
    times.push(performance.now() - roundBegin);
    const { user, system } = process.cpuUsage(cpuBegin);
    cpu = (user + system) / 1000;
    if (round === 0) memory = peakMemory();
    if (!last.ok) throw new Error(last.error.message);
  }
  await pool.close();
  const events = last.value.events.reduce((sum, count) => sum + count, 0);
  const { length } = last.value.outcomes;
  process.send({ times, cpu, memory, events, outcomes: length, digest: digestOf(last.value) });
  process.disconnect();
}

function inChild(job) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--job', JSON.stringify(job)]);
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
}

const cell = (text, width) => String(text).padStart(width);

async function compare({ devices, workers, rounds, folder }) {
  await buildAll();
  const kept = folder === undefined ? mkdtempSync(path.join(os.tmpdir(), 'curfew-fleet-')) : path.resolve(folder);
  mkdirSync(kept, { recursive: true });
  try {
    const paths = await makeFleet(kept, devices);
    const bytes = paths.reduce((sum, file) => sum + statSync(file).size, 0);
    process.stdout.write(`\n${devices} devices, ${(bytes / 1e6).toFixed(0)} MB, load ${os.loadavg()[0].toFixed(2)}\n`);
    process.stdout.write('workers  first ms  best ms  M events/s  CPU ms  peak MiB  outcomes  digest\n');
    const digests = new Set();
    for (const count of workers) {
      const { times, cpu, memory, events, outcomes, digest } = await inChild({ paths, workers: count, rounds });
      const best = Math.min(...times);
      digests.add(digest);
      const speed = (events / best / 1e3).toFixed(1);
      process.stdout.write(
        `${cell(count, 7)}${cell(times[0].toFixed(0), 10)}${cell(best.toFixed(0), 9)}${cell(speed, 12)}${cell(cpu.toFixed(0), 8)}` +
          `${cell(memory.toFixed(0), 10)}${cell(outcomes, 10)}  ${digest}\n`,
      );
    }
    if (digests.size > 1) process.exitCode = 1;
  } finally {
    if (folder === undefined) rmSync(kept, { recursive: true });
  }
}

await runEntry(async () => {
  const { values } = parseArgs({
    options: {
      devices: { type: 'string', default: '50' },
      workers: { type: 'string', default: '0,1,2' },
      rounds: { type: 'string', default: '3' },
      folder: { type: 'string' },
      job: { type: 'string' },
    },
  });
  if (values.job !== undefined) return await measure(JSON.parse(values.job));
  return await compare({
    devices: Number(values.devices),
    workers: values.workers.split(',').map(Number),
    rounds: Number(values.rounds),
    folder: values.folder,
  });
});
