/** `npm run demo`: from a fresh clone to a result on the screen. The demo itself is a command of the program. */
import { runProgram } from './program.mjs';

await runProgram(['demo', ...process.argv.slice(2)]);
