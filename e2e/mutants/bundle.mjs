/** Stryker's build command: judges and mutated engine as one file, in the sandbox. Paths beside the judges stay right. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const folder = fileURLToPath(new URL('.', import.meta.url));
const standIn = path.join(folder, 'stand-in.mjs');

await build({
  root: path.join(folder, '../..'),
  configFile: false,
  envFile: false,
  publicDir: false,
  logLevel: 'error',
  plugins: [
    {
      name: 'stand-in-for-vitest',
      enforce: 'pre',
      resolveId: (source, importer) => (source === 'vitest' && importer !== standIn ? standIn : null),
    },
  ],
  build: {
    ssr: true,
    target: 'node20',
    // Two folders deep, like the tests that read `../../examples`.
    outDir: path.join(folder, '../../bundle/judges'),
    minify: false,
    rolldownOptions: {
      input: path.join(folder, 'judges.mjs'),
      treeshake: false,
      output: { format: 'es', entryFileNames: 'judges.mjs', codeSplitting: false },
    },
  },
});
