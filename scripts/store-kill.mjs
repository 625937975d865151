/** `npm run store:kill`: sets up, and kills processes that write observations at random points (`--count N --seed S`). */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { root, runEntry, setUp } from './set-up.mjs';

await runEntry(async () => {
  await setUp();
  process.chdir(root);
  const folder = path.join(root, 'out', 'store-kill');
  await bundle({ entries: { command: 'e2e/store-kill/command.ts', writer: 'e2e/store-kill/writer.ts' }, folder });
  await import(pathToFileURL(path.join(folder, 'command.js')).href);
});
