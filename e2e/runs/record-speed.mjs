/** `node e2e/runs/record-speed.mjs [--seconds N] [--folder DIR]`: on a machine that does nothing else, the figures are those of the disk. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../scripts/bundle.mjs';
import { root, runEntry } from '../../scripts/set-up.mjs';

await runEntry(async () => {
  const folder = path.join(root, 'out', 'record-speed');
  await bundle({ entries: { 'record-speed': 'e2e/runs/record-speed-command.ts' }, folder });
  await import(pathToFileURL(path.join(folder, 'record-speed.js')).href);
});
