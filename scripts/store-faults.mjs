/** `npm run store:faults`: sets up, and lets each operation of the operating system fail in turn. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { root, runEntry, setUp } from './set-up.mjs';

await runEntry(async () => {
  await setUp();
  process.chdir(root);
  const folder = path.join(root, 'out', 'store-faults');
  await bundle({
    entries: { 'io-faults': 'e2e/store-kill/io-faults.ts', 'steady-writer': 'e2e/store-kill/steady-writer.ts' },
    folder,
  });
  await import(pathToFileURL(path.join(folder, 'io-faults.js')).href);
});
