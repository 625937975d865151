/** `npm run conformance`: sets up, bundles the comparison of engine and simulator, and runs it. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { root, runEntry, setUp } from './set-up.mjs';

await runEntry(async () => {
  await setUp();
  const folder = path.join(root, 'out', 'conformance');
  await bundle({ entries: { command: 'e2e/conformance/command.ts' }, folder });
  await import(pathToFileURL(path.join(folder, 'command.js')).href);
});
