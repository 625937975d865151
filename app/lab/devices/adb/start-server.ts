/** The user's own adb, started as a child of ours, so that exactly this one can be stopped again. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { serverVersion } from './server-calls.js';
import type { ServerAddress } from './server-address.js';

export interface StartedServer {
  readonly stop: () => Promise<void>;
  readonly isRunning: () => boolean;
}

/** The server looks for devices on USB before it listens. */
const DEADLINE_MS = 10_000;
const STEP_MS = 50;

/** Settles when the server answers. It listens on this computer only. */
export async function startServer(program: string, address: ServerAddress): Promise<Result<StartedServer, string>> {
  const child = spawn(program, ['-P', String(address.port), 'nodaemon', 'server'], { stdio: 'ignore' });
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended ??= `it ended with ${signal ?? `exit code ${code ?? 0}`}`));
  const stop = async (): Promise<void> => {
    if (ended !== undefined) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await exited;
  };
  for (let waited = 0; waited < DEADLINE_MS && ended === undefined; waited += STEP_MS) {
    if ((await serverVersion(address, STEP_MS * 10)).ok) return ok({ stop, isRunning: () => ended === undefined });
    await delay(STEP_MS);
  }
  const why = ended ?? `it did not answer within ${DEADLINE_MS / 1000} s`;
  await stop();
  return fail(`${program} could not be started as a server: ${why}`);
}
