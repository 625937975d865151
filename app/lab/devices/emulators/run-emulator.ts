/** Starting an emulator of the SDK, and its list of AVDs. */
import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { errorText } from '../../ledger/journal/journal-files.js';

const LIST_DEADLINE_MS = 15_000;
const MAX_LIST_BYTES = 1 << 20;

/** Names of AVDs, as `emulator -list-avds` prints them; newer versions print remarks between them. */
export async function listAvds(program: string): Promise<Result<readonly string[], string>> {
  return await new Promise((resolve) => {
    execFile(program, ['-list-avds'], { timeout: LIST_DEADLINE_MS, maxBuffer: MAX_LIST_BYTES }, (error, stdout) => {
      resolve(error === null ? ok(parseAvds(stdout)) : fail(`${program} -list-avds failed: ${error.message}`));
    });
  });
}

const parseAvds = (text: string): readonly string[] =>
  text.split(/\r?\n/).filter((line) => /^[A-Za-z0-9._-]{1,200}$/.test(line));

export interface StartedEmulator {
  readonly pid: number | undefined;
  /** Why it ended, with the last of what it wrote; undefined while it runs. */
  readonly ended: () => Promise<string | undefined>;
  readonly kill: () => void;
}

/**
 * Without window and sound, on an image that is not written to (several may run of one AVD), and booted anew: a snapshot would
 * bring back clocks that stood still. It outlives this program. What it writes goes to `logFile`.
 */
export function startEmulator(program: string, avd: string, consolePort: number, logFile: string): StartedEmulator {
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(
    program,
    [`@${avd}`, '-port', String(consolePort), '-no-window', '-no-audio', '-no-boot-anim', '-no-snapshot', '-read-only'],
    { detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  child.unref();
  let why: string | undefined;
  child.once('error', (error) => (why = error.message));
  child.once('exit', (code, signal) => (why ??= `it ended with ${signal ?? `exit code ${code ?? 0}`}`));
  return {
    pid: child.pid,
    ended: async () => (why === undefined ? undefined : `${why}. ${await lastWords(logFile)}`),
    kill: () => void child.kill(),
  };
}

const LAST_WORDS = 500;

async function lastWords(logFile: string): Promise<string> {
  try {
    const text = (await readFile(logFile, 'utf8')).trim();
    return text === '' ? 'It wrote nothing.' : `It wrote at last: ${text.slice(-LAST_WORDS)}`;
  } catch (error) {
    return `What it wrote cannot be read: ${errorText(error)}`;
  }
}

/** Console ports are even, and the next one is adb's; emulators themselves begin at 5554, so we stay clear of those. */
const FIRST_PORT = 5600;
const LAST_PORT = 5680;

export async function freeConsolePort(): Promise<number | undefined> {
  for (let port = FIRST_PORT; port <= LAST_PORT; port += 2) {
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  return undefined;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return await new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
