/**
 * Builds the programs into out/: one ES module per program, packages left outside, and the workers that lie beside them. Does
 * nothing when the output is newer than every source; `--force` builds anyway, `--only NAME` no other entry.
 *
 * Each file is written into a folder of its own and renamed into place, so that a build running at the same time, or a
 * program that is just starting, never reads half a file.
 */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { root, runEntry, SetUpError } from './set-up.mjs';

/** Entries: source file, output file and the folders of its sources, below the repository root. The first is the command line. */
const entries = [
  { name: 'curfew', source: 'app/cli/curfew.ts', output: 'out/cli/curfew.js', folders: ['engine', 'app'] },
  {
    name: 'replay-worker',
    source: 'engine/pool/replay-worker.ts',
    output: 'out/cli/replay-worker.cjs',
    folders: ['engine'],
    worker: true,
  },
  { name: 'server', source: 'app/server/main.ts', output: 'out/server/server.js', folders: ['engine', 'app'] },
  {
    name: 'analysis-worker',
    source: 'app/api/analysis/analysis-worker.ts',
    output: 'out/workers/analysis-worker.cjs',
    folders: ['engine', 'app/api'],
    worker: true,
  },
  {
    name: 'simulation-thread',
    source: 'simulator/fleet-thread.ts',
    output: 'out/workers/simulation-thread.cjs',
    folders: ['simulator', 'engine/android'],
    worker: true,
  },
  { name: 'main', source: 'app/main/main.ts', output: 'out/main/main.js', folders: ['engine', 'app'] },
  { name: 'lab', source: 'app/main/lab.ts', output: 'out/main/lab.js', folders: ['engine', 'app'] },
  {
    name: 'preload',
    source: 'app/preload/preload.ts',
    output: 'out/preload/preload.cjs',
    folders: ['app/preload', 'app/api'],
    worker: true,
  },
];
const alsoSources = ['package.json', 'tsconfig.json', 'scripts/build.mjs', 'scripts/bundle.mjs'];

/** Newest change below a folder, in milliseconds. Folders count too: they change when a file is removed or renamed. */
export function newestChange(place) {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return /(\.test|-fixture)\.[cm]?[jt]s$/.test(place) ? 0 : stat.mtimeMs;
  let newest = stat.mtimeMs;
  for (const name of readdirSync(place)) newest = Math.max(newest, newestChange(path.join(place, name)));
  return newest;
}

/** True when the output exists and is not older than any source. */
export function isFresh(output, sources) {
  const built = statSync(output, { throwIfNoEntry: false });
  return built !== undefined && sources.every((source) => newestChange(source) <= built.mtimeMs);
}

async function buildEntry(entry, startedAt) {
  const folder = path.dirname(path.join(root, entry.output));
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(path.join(root, 'out', '.build-'));
  try {
    await bundle({
      entries: { [entry.name]: entry.source },
      folder: scratch,
      output: { codeSplitting: false },
      worker: entry.worker ?? false,
    });
    for (const name of readdirSync(scratch).sort().reverse()) {
      const file = path.join(scratch, name);
      // The output carries the time at which the build began: a source changed meanwhile is newer, and builds again.
      utimesSync(file, startedAt, startedAt);
      renameSync(file, path.join(folder, name));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Builds what is stale and returns the absolute path of the command line program. Needs a set-up clone.
 *
 * @param {object} [what]
 * @param {boolean} [what.force]   also what is not stale
 * @param {string} [what.only]     name of the one entry that is wanted
 */
export async function build({ force = false, only } = {}) {
  const wanted = entries.filter(({ name }) => only === undefined || name === only);
  if (wanted.length === 0)
    throw new SetUpError(`There is no entry "${only}". Known: ${entries.map(({ name }) => name).join(', ')}.`);
  for (const entry of wanted) {
    const sources = [...entry.folders, ...alsoSources].map((name) => path.join(root, name));
    if (!force && isFresh(path.join(root, entry.output), sources)) continue;
    if (statSync(path.join(root, entry.source), { throwIfNoEntry: false }) === undefined) {
      throw new SetUpError(`Build failed: ${entry.source} does not exist.`);
    }
    await buildEntry(entry, new Date());
  }
  return path.join(root, entries[0].output);
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { force, only } = parseArgs({ options: { force: { type: 'boolean' }, only: { type: 'string' } } }).values;
  await runEntry(() => build({ force, only }));
}
