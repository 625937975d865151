/** `npm run conformance`: sets up, bundles the comparison of engine and simulator, and runs it. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runEntry, setUp } from './set-up.mjs';

await runEntry(async () => {
  await setUp();
  const { build } = await import('vite');
  const folder = path.join(root, 'out', 'conformance');
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
      minify: false,
      rolldownOptions: {
        input: { command: path.join(root, 'e2e/conformance/command.ts') },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  await import(pathToFileURL(path.join(folder, 'command.js')).href);
});
