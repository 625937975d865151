/** A private adb server that a test kills and starts again on the same port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { ServerAddress } from '../../app/lab/devices/adb/server-address.js';
import { serverVersion } from '../../app/lab/devices/adb/server-calls.js';
import { until } from '../simulator/tools.js';

export interface RestartableAdb {
  readonly address: ServerAddress;
  readonly start: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Not started yet. */
export async function restartableAdb(): Promise<RestartableAdb> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'curfew-adb-'));
  const address = { host: '127.0.0.1', port: await freePort() };
  const env = { PATH: process.env['PATH'], HOME: home, ADB_MDNS: '0' };
  let server: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const killed = server;
    server = undefined;
    if (killed === undefined) return;
    const exited = new Promise((resolve) => killed.once('exit', resolve));
    killed.kill('SIGKILL');
    await exited;
  };
  return {
    address,
    start: async () => {
      server = spawn('adb', ['-P', String(address.port), 'nodaemon', 'server'], { env, stdio: 'ignore' });
      await until(async () => (await serverVersion(address, 500)).ok);
    },
    kill,
    close: async () => {
      await kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
