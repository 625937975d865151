/** Bundles TypeScript entries for Node with Vite: ES modules, packages left outside; workers. Needs a set-up clone. */
import path from 'node:path';
import { root } from './set-up.mjs';

/**
 * @param {object} what
 * @param {Readonly<Record<string, string>>} what.entries  name of the output → source file below the repository root
 * @param {string} what.folder     absolute path of the output folder
 * @param {object} [what.output]   more options of Rolldown's output
 * @param {boolean} [what.worker]  CommonJS files (`[name].cjs`) with their packages inside: what Piscina loads into a thread
 */
export async function bundle({ entries, folder, output = {}, worker = false }) {
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: 'error',
    // Electron is no package that could be put inside: its own programs find it by that name.
    ...(worker ? { ssr: { noExternal: true, external: ['electron'] } } : {}),
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, source]) => [name, path.join(root, source)])),
        output: worker
          ? { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false, ...output }
          : { format: 'es', entryFileNames: '[name].js', ...output },
      },
    },
  });
}
