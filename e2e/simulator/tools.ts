/**
 * The real adb, with a server of its own: private port, private home. Where adb is absent the tests that need it are
 * reported as skipped, with the reason in their name.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { describe } from 'vitest';

const hasAdb = spawnSync('adb', ['version']).error === undefined;

/** A `describe` that runs where adb is installed, and is reported as skipped, saying why, where it is not. */
export function describeWithAdb(title: string, body: () => void): void {
  if (hasAdb) describe(title, body);
  else describe.skip(`${title} [not run: adb is not installed (Debian: adb)]`, body);
}

export interface AdbAnswer {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly text: string;
  readonly stderr: string;
}

export interface PrivateAdb {
  /** Its home; a test may keep files there. */
  readonly folder: string;
  readonly port: number;
  /** Runs the command line against the private server; kills it after 15 s. */
  readonly run: (...args: readonly string[]) => Promise<AdbAnswer>;
  /** The same with something on the input. */
  readonly runWithInput: (input: string, ...args: readonly string[]) => Promise<AdbAnswer>;
  /** A command that goes on until it is killed. */
  readonly start: (...args: readonly string[]) => ChildProcess;
  readonly stop: () => Promise<void>;
}

const DEADLINE_MS = 15_000;

export async function startPrivateAdb(): Promise<PrivateAdb> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-adb-'));
  const port = await freePort();
  const env = { PATH: process.env['PATH'], HOME: folder, ADB_MDNS: '0' };
  const server = spawn('adb', ['-P', String(port), 'nodaemon', 'server'], { env, stdio: 'ignore' });
  const start = (...args: readonly string[]): ChildProcess => spawn('adb', ['-P', String(port), ...args], { env });
  const run = (input: string | undefined, args: readonly string[]): Promise<AdbAnswer> =>
    answerOf(start(...args), input);
  await until(async () => await listens(port));
  return {
    folder,
    port,
    start,
    run: (...args) => run(undefined, args),
    runWithInput: (input, ...args) => run(input, args),
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answerOf(child: ChildProcess, input: string | undefined): Promise<AdbAnswer> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin?.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  return new Promise((resolve) => {
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      const all = Buffer.concat(stdout);
      resolve({ exitCode, stdout: all, text: all.toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') });
    });
  });
}

/** Waits until something is true; throws after 10 s. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come true within 10 s');
}

async function listens(port: number): Promise<boolean> {
  const probe = createServer();
  return await new Promise((resolve) => {
    probe.once('error', () => resolve(true));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
