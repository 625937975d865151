/**
 * `npm run demo`: from a fresh clone to a result on the screen. Example logs are analysed; then simulated devices of several
 * releases and makers, behind the real adb server, play scenarios, and what was predicted is compared with what happened.
 * Everything it starts is private (port, home, data folder) and gone when it ends; reports stay in reports/demo.
 * With `--window` the lab opens instead, with such devices and a run in progress.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from './build.mjs';
import { ensureDebianPackages, root, runEntry, SetUpError } from './set-up.mjs';

const DEVICES = 6;
/** The 6 h of the guide in 3.6 s. The 10 s before the crash are fixed in Android and stay. */
const COMPRESSION = '6000x';
const scenarios = ['e1-background-start', 'e3-two-services-one-clock'];
const DEADLINE_MS = 15_000;

const say = (text) => process.stdout.write(`${text}\n`);

function ensureAdb() {
  const isThere = () => spawnSync('adb', ['version']).error === undefined;
  if (isThere()) return;
  try {
    ensureDebianPackages(['adb']);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    throw new SetUpError(
      `The demo plays on simulated devices through the real adb, which is not installed.\n${error.message}\nElsewhere: install Android's platform-tools and put adb on the PATH.`,
    );
  }
  if (!isThere()) throw new SetUpError('adb was installed and cannot be started: see whether it is on the PATH.');
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const ended = (child) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('close', resolve));

/** Waits for a process that was asked to end, and ends it when it does not. */
async function end(child, signal) {
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended(child);
  clearTimeout(timer);
}

/** Starts the simulator as a program of its own; answers with the addresses of its devices. */
async function startSimulator(started) {
  const args = ['scripts/simulator.mjs', '--devices', String(DEVICES), '--profile', 'mixed', '--port', '0'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(() => end(child, 'SIGTERM'));
  let text = '';
  const isReady = new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('Ctrl+C')) resolve(true);
    });
  });
  const isOver = Promise.race([ended(child), pause(DEADLINE_MS, undefined, { ref: false })]);
  if ((await Promise.race([isReady, isOver])) !== true) throw new SetUpError(`The simulator did not start.\n${text}`);
  say(text.replace(/^ *adb connect (\S+) +/gm, '  ').replace(/\n+Ctrl\+C.*\n/, ''));
  return [...text.matchAll(/adb connect (\S+)/g)].map(([, address]) => address);
}

/** A server of our own: other devices of this computer, and its own adb server, are left alone. */
async function startAdb(folder, addresses, started) {
  const port = String(await freePort());
  const env = { ...process.env, HOME: folder, ADB_MDNS: '0' };
  const child = spawn('adb', ['-P', port, 'nodaemon', 'server'], { env, stdio: 'ignore' });
  started.push(() => end(child, 'SIGKILL'));
  const until = Date.now() + DEADLINE_MS;
  const adb = (...args) => spawnSync('adb', ['-P', port, ...args], { env, encoding: 'utf8', timeout: DEADLINE_MS });
  const isListening = async () => {
    const probe = createServer();
    return await new Promise((resolve) => {
      probe.once('error', () => resolve(true));
      probe.listen(Number(port), '127.0.0.1', () => probe.close(() => resolve(false)));
    });
  };
  while (!(await isListening())) {
    if (Date.now() > until || child.exitCode !== null) throw new SetUpError('The adb server did not start.');
    await pause(50);
  }
  for (const address of addresses) adb('connect', address);
  return port;
}

async function runCurfew(program, args, env) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return await ended(child);
}

async function demo() {
  const begunAt = Date.now();
  const program = await build();
  ensureAdb();
  say('Example logs: what Android did, and whether that was to be expected\n');
  await runCurfew(program, ['demo', ...process.argv.slice(2)], {});
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-demo-'));
  const started = [];
  // Ctrl+C goes to the run as well, which restores its devices; then all that was started here ends.
  const onInterrupt = () => undefined;
  process.on('SIGINT', onInterrupt);
  try {
    say(`\n${DEVICES} simulated devices; every other one has a quirk of its own\n`);
    const port = await startAdb(folder, await startSimulator(started), started);
    const files = scenarios.map((name) => path.join(root, 'examples', 'scenarios', `${name}.yaml`));
    const out = path.join(root, 'reports', 'demo');
    const args = ['run', ...files, '--devices', 'all', '--compress', COMPRESSION, '--name', 'Demo'];
    const code = await runCurfew(program, [...args, '--out', out, '--format', 'html,junit'], {
      ANDROID_ADB_SERVER_PORT: port,
      CURFEW_DATA: path.join(folder, 'data'),
    });
    if (code !== 0 && code !== 1)
      throw new SetUpError(`The run ended with exit code ${code}: what it said stands above.`);
    say(`\nDone in ${Math.round((Date.now() - begunAt) / 1_000)} s. Devices that differ are those with a quirk.`);
  } finally {
    for (const stop of started.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
    process.off('SIGINT', onInterrupt);
  }
}

async function main() {
  if (!process.argv.includes('--window')) return await demo();
  ensureAdb();
  const { demoWindow } = await import('./demo-window.mjs');
  await demoWindow();
}

await runEntry(main);
