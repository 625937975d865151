/** `npm run -s curfew -- analyze log.txt`: the command line from the sources, built when stale. */
import { runProgram } from './program.mjs';

await runProgram(process.argv.slice(2));
