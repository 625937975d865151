/** The simulator in a thread of another program: says what it says as messages, and ends with its thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { runFleetCommand } from './fleet-command.js';

const port = parentPort;
if (port === null) throw new Error('fleet-thread runs in a thread');
const { args } = workerData as { readonly args: readonly string[] };

runFleetCommand(args, {
  write: (told) => port.postMessage({ told }),
  wallAtStart: Date.now(),
  // Ended by ending the thread.
  ended: new Promise<void>(() => undefined),
}).then(
  (exitCode) => port.postMessage({ failed: `the simulator ended with ${exitCode}` }),
  (error: unknown) => port.postMessage({ failed: error instanceof Error ? error.message : String(error) }),
);
