/** Runs one contender in a child process with a fresh heap. Never throws: what went wrong is part of the result. */
import { fork } from 'node:child_process';

/** Nothing that is measured takes this long; what hangs is ended and named. */
const LONGEST_MS = 15 * 60_000;

/** `suite`: the folder whose contenders.mjs knows the contender. Resolves to `{ times, peakBytes, answers }` or `{ problem: { absent, message } }`. */
export function runContender(suite, { id }, file, rounds, onRound) {
  return new Promise((resolve) => {
    let outcome = { problem: { absent: false, message: 'the process ended without a result' } };
    const child = fork(new URL('./child.mjs', import.meta.url), [suite, id, file, String(rounds)], {
      execArgv: ['--expose-gc', '--no-deprecation'],
      timeout: LONGEST_MS,
    });
    child.on('message', ({ round, result, problem }) => {
      if (round !== undefined) onRound(round);
      if (result !== undefined) outcome = result;
      if (problem !== undefined) outcome = { problem };
    });
    child.on('error', (error) => resolve({ problem: { absent: false, message: error.message } }));
    child.on('exit', (code, signal) => {
      const hung = {
        absent: false,
        message: `ended by ${signal} (longer than ${LONGEST_MS / 60_000} minutes, or out of memory)`,
      };
      resolve(signal === null ? outcome : { problem: hung });
    });
  });
}
