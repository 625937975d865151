/** Bundles the parts of the ingest that are measured, as the programs are bundled, into out/bench. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../scripts/bundle.mjs';
import { root } from '../../scripts/set-up.mjs';

/** Entries: name of the module in out/bench, source below the repository root. */
const entries = {
  'source-reader': 'engine/ingest/source-reader.ts',
  assemble: 'engine/ingest/assemble/assemble.ts',
  lines: 'engine/ingest/bytes/lines.ts',
  'logcat-text-reader': 'engine/ingest/logcat-text/reader.ts',
  'tag-set': 'engine/ingest/logcat-text/tag-set.ts',
  'logcat-binary-reader': 'engine/ingest/logcat-binary/logcat-binary-reader.ts',
};
const folder = path.join(root, 'out', 'bench');

export function buildEngine() {
  return bundle({ entries, folder, output: { chunkFileNames: 'chunk-[name].js' } });
}

/** One of the modules that `buildEngine` made. */
export const loadEngine = (name) => import(pathToFileURL(path.join(folder, `${name}.js`)).href);
