/** Bundles TypeScript entries for Node with Vite: self-contained ES modules, packages left outside. Needs a set-up clone. */
import path from 'node:path';
import { root } from './set-up.mjs';

/**
 * @param {object} what
 * @param {Readonly<Record<string, string>>} what.entries  name of the output → source file below the repository root
 * @param {string} what.folder     absolute path of the output folder
 * @param {object} [what.output]   more options of Rolldown's output
 */
export async function bundle({ entries, folder, output = {} }) {
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
        output: { format: 'es', entryFileNames: '[name].js', ...output },
      },
    },
  });
}
