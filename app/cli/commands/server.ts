/**
 * `curfew server`: the lab with its window in a browser. The server is a program of its own that is started again when it
 * dies, under the same address and with the same secret, so that open windows find it again.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RestartPolicy } from '../../api/restart-policy.js';
import { findChromium } from '../../lab/reports/pdf/find-chromium.js';
import { dataFolder } from '../../lab/store/data-folder.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, unreadable, usageError } from '../exit-codes.js';

export const serverHelp = `curfew server [--port N] [--open] [--simulate N] [--data DIR]

Serves the lab on this computer: prints an address, which opens it in a browser. Only this computer
can reach it, and only with the secret that is part of the address. Ctrl+C ends it; devices are
handed back first.

  --port N             a fixed port (default: a free one)
  --open               opens the address in a window of its own (needs Chromium, Chrome or Edge)
  --simulate N         begins with N simulated devices
  --data DIR           the data folder (default: CURFEW_DATA, else the system's place for data)

Exit code: 0 ended by you, 2 usage, 3 the server could not be started or died again and again.`;

interface ServerOptions {
  readonly port: number;
  readonly simulate: number;
  readonly data: string;
  readonly isOpened: boolean;
}

/** Where the built server lies beside the built command line. */
const program = fileURLToPath(new URL('../server/server.js', import.meta.url));

export async function serverCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, {
    port: { type: 'string' },
    open: { type: 'boolean' },
    simulate: { type: 'string' },
    data: { type: 'string' },
  });
  if (files.length > 0) throw usageError(`server takes no file, but got "${files.join(' ')}".`);
  return await keepServer({
    port: wholeNumber('port', values.port, 65_535),
    simulate: wholeNumber('simulate', values.simulate, 64),
    data: path.resolve(dataFolder(values.data)),
    isOpened: values.open === true,
  });
}

function wholeNumber(option: string, text: string | undefined, most: number): number {
  if (text === undefined) return 0;
  if (!/^\d{1,5}$/.test(text) || Number(text) > most)
    throw usageError(`--${option} wants a whole number up to ${most}, not "${text}".`);
  return Number(text);
}

async function keepServer(options: ServerOptions): Promise<ExitCode> {
  const token = randomBytes(32).toString('hex');
  const policy = new RestartPolicy();
  let { port } = options;
  for (let deaths = 0; ; deaths += 1) {
    const child = startServer({ ...options, port }, deaths > 0);
    child.send({ token });
    const letGo = passOnEnding(child);
    const address = await addressOf(child);
    if (address !== null && deaths === 0) announce(address.address, options);
    if (address !== null) ({ port } = address);
    const exitCode = await exitOf(child);
    letGo();
    if (exitCode === 0) return ExitCode.asPredicted;
    if (address === null && deaths === 0) return ExitCode.unreadable;
    if (!policy.mayRestart(performance.now())) throw unreadable('The server died again and again, and was given up.');
    process.stderr.write(`curfew server: it died (${exitCode ?? 'killed'}) and is started again.\n`);
  }
}

function startServer({ port, simulate, data }: ServerOptions, isAgain: boolean): ChildProcess {
  const again = isAgain ? ['--takes-up-runs'] : [];
  const args = ['--port', String(port), '--data', data, '--simulate', String(simulate), ...again];
  // Without the terminal's Ctrl+C, which would reach both: it is passed on, once.
  return fork(program, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** Ctrl+C ends the server in peace; a second one at once. */
function passOnEnding(child: ChildProcess): () => void {
  let isAsked = false;
  const end = (): void => {
    if (isAsked) child.kill('SIGKILL');
    else if (child.connected) child.send({ end: true });
    isAsked = true;
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}

/** `null` when it ended before it was ready; it has said why. */
function addressOf(child: ChildProcess): Promise<{ readonly address: string; readonly port: number } | null> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (typeof message !== 'object' || !('address' in message) || !('port' in message)) return;
      const { address, port } = message;
      if (typeof address === 'string' && typeof port === 'number') resolve({ address, port });
    });
    child.once('exit', () => resolve(null));
  });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

function announce(address: string, { isOpened, data }: ServerOptions): void {
  process.stdout.write(`Curfew is at\n  ${address}\nCtrl+C ends it.\n`);
  if (isOpened) openWindow(address, path.join(data, 'window'));
}

/** A profile of its own: the window stands by itself, and the person's browser learns nothing of it. */
function openWindow(address: string, profile: string): void {
  const chromium = findChromium({ environment: process.env, platform: process.platform });
  if (chromium === null) {
    process.stderr.write('curfew server: no Chromium, Chrome or Edge was found: open the address yourself.\n');
    return;
  }
  const isRoot = process.getuid?.() === 0;
  const args = [
    `--app=${address}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
  const window = spawn(chromium, args, { stdio: 'ignore' });
  window.once('error', (error) => {
    process.stderr.write(`curfew server: the window could not be opened: ${error.message}\n`);
  });
  window.unref();
}
