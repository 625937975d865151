/** Bundles what is measured into out/bench-replay, and the pool's worker where the programs look for it. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from '../../scripts/build.mjs';
import { bundle } from '../../scripts/bundle.mjs';
import { root } from '../../scripts/set-up.mjs';

const folder = path.join(root, 'out', 'bench-replay');

export async function buildEngine() {
  await build({ only: 'replay-worker' });
  await bundle({
    entries: { engine: 'bench/replay/engine-entry.ts' },
    folder,
    output: { codeSplitting: false },
  });
}

export const loadEngine = () => import(pathToFileURL(path.join(folder, 'engine.js')).href);
