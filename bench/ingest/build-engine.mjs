/** Bundles the parts of the ingest that are measured, as the programs are bundled, into out/bench. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
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

export async function buildEngine() {
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, source]) => [name, path.join(root, source)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
      },
    },
  });
}

/** One of the modules that `buildEngine` made. */
export const loadEngine = (name) => import(pathToFileURL(path.join(folder, `${name}.js`)).href);
