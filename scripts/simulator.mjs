/**
 * `node scripts/simulator.mjs --devices 8 --profile mixed`: simulated Android devices for any adb client, until Ctrl+C.
 * Bundled into out/simulator when the sources are newer.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFresh } from './build.mjs';
import { bundle } from './bundle.mjs';
import { root, runEntry } from './set-up.mjs';

const folder = path.join(root, 'out', 'simulator');
const program = path.join(folder, 'fleet-command.js');
const sources = ['simulator', 'engine/android', 'scripts/simulator.mjs', 'scripts/bundle.mjs'];

await runEntry(async () => {
  if (
    !isFresh(
      program,
      sources.map((name) => path.join(root, name)),
    )
  ) {
    await bundle({ entries: { 'fleet-command': 'simulator/fleet-command.ts' }, folder });
  }
  const { runFleetCommand } = await import(pathToFileURL(program).href);
  const ended = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
  process.exitCode = await runFleetCommand(process.argv.slice(2), {
    write: (text) => process.stdout.write(text),
    wallAtStart: Date.now(),
    ended,
  });
});
