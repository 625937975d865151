/** An adb server of its own, on a free port and with a home of its own: nobody's devices, nobody's keys. */
import { spawn, spawnSync } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { once } from 'node:events';
import { ensureDebianPackages } from './set-up.mjs';

const DEADLINE_MS = 10_000;
const TRY_EVERY_MS = 50;

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** @param {string} home  an empty folder */
export async function startPrivateAdb(home) {
  if (spawnSync('adb', ['version']).error !== undefined) ensureDebianPackages(['adb']);
  const port = await freePort();
  const env = { PATH: process.env.PATH, HOME: home, ADB_MDNS: '0' };
  const server = spawn('adb', ['-P', String(port), 'nodaemon', 'server'], {
    env,
    stdio: 'ignore',
    // Ctrl+C must not reach it: devices are handed back through it before all ends.
    detached: process.platform !== 'win32',
  });
  const ended = once(server, 'exit');
  for (let waited = 0; !(await answers(port)); waited += TRY_EVERY_MS) {
    if (waited > DEADLINE_MS || server.exitCode !== null) throw new Error('the adb server did not begin to listen');
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
  }
  return {
    port,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
