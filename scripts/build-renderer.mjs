/**
 * `node scripts/build-renderer.mjs`: builds the window into out/renderer when its sources are newer. `--fake` builds the window
 * with a fake lab behind it, for looking at pages and for tests, into out/renderer-fake. `--force` builds anyway.
 *
 * The files are written into a folder of their own and renamed into place, so that a server never reads half of a build.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isFresh } from './build.mjs';
import { root, runEntry } from './set-up.mjs';

const sources = [
  'renderer',
  'app/api',
  'engine/android',
  'engine/time.ts',
  'engine/time-format.ts',
  'scripts/build-renderer.mjs',
  'package.json',
];

/** The page of a build; it tells with its time how old the build is. */
const pageOf = (fake) => (fake ? 'fake.html' : 'index.html');

async function bundleInto(folder, page) {
  const { build } = await import('vite');
  await build({
    configFile: path.join(root, 'renderer', 'vite.config.mjs'),
    logLevel: 'error',
    build: { outDir: folder, rolldownOptions: { input: path.join(root, 'renderer', page) } },
  });
}

/** Puts a finished folder in the place of an older one. */
function moveIntoPlace(scratch, folder) {
  const old = `${scratch}-old`;
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(scratch, folder);
  rmSync(old, { recursive: true, force: true });
}

/**
 * Builds what is stale and returns the absolute path of the folder. Needs a set-up clone.
 *
 * @param {object} [what]
 * @param {boolean} [what.force]  also when it is not stale
 * @param {boolean} [what.fake]   with a fake lab
 */
export async function buildRenderer({ force = false, fake = false } = {}) {
  const folder = path.join(root, 'out', fake ? 'renderer-fake' : 'renderer');
  const page = path.join(folder, pageOf(fake));
  if (
    !force &&
    isFresh(
      page,
      sources.map((name) => path.join(root, name)),
    )
  )
    return folder;
  const startedAt = new Date();
  mkdirSync(path.join(root, 'out'), { recursive: true });
  const scratch = mkdtempSync(path.join(root, 'out', '.renderer-'));
  try {
    await bundleInto(scratch, pageOf(fake));
    const built = path.join(scratch, pageOf(fake));
    if (statSync(built, { throwIfNoEntry: false }) === undefined) throw new Error(`${pageOf(fake)} was not written.`);
    utimesSync(built, startedAt, startedAt);
    // mkdtemp makes a private folder.
    chmodSync(scratch, 0o755);
    moveIntoPlace(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { force, fake } = parseArgs({ options: { force: { type: 'boolean' }, fake: { type: 'boolean' } } }).values;
  await runEntry(async () => {
    const folder = await buildRenderer({ force, fake });
    process.stderr.write(`${path.relative(root, folder)}\n`);
  });
}
