/** `npm run store:speed`: sets up, and measures commits and openings of the store. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { root, runEntry, setUp } from './set-up.mjs';

await runEntry(async () => {
  await setUp();
  process.chdir(root);
  const folder = path.join(root, 'out', 'store-speed');
  await bundle({ entries: { command: 'e2e/store-speed/command.ts' }, folder });
  await import(pathToFileURL(path.join(folder, 'command.js')).href);
});
