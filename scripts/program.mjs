/**
 * Runs the built command line program in this process, as if it had been started itself: signals, standard streams and
 * the exit code are its own. `process.argv[1]` names the program's file, as it does after `node out/cli/curfew.js`.
 */
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { runEntry } from './set-up.mjs';

/** @param {readonly string[]} args */
export async function runProgram(args) {
  let file;
  await runEntry(async () => {
    file = await build();
  });
  if (file === undefined) return;
  // npm starts scripts in the repository's folder; file names on the command line are meant from where the user stands.
  if (process.env.npm_lifecycle_event !== undefined && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
  process.argv.splice(1, process.argv.length, file, ...args);
  await import(pathToFileURL(file).href);
}
