/**
 * `npm start [-- --demo]`: the lab in its window. With Electron where its program is there; else the same lab from the
 * server, in an app window of Chromium; without a display its address is printed. `--demo` begins with simulated devices
 * behind an adb server of their own, which touches neither the real one nor the person's data.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { buildRenderer } from './build-renderer.mjs';
import { findElectron } from './find-electron.mjs';
import { startPrivateAdb } from './private-adb.mjs';
import { root, runEntry } from './set-up.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

export const hasDisplay = (environment = process.env, platform = process.platform) =>
  platform !== 'linux' || Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);

/**
 * What is started, and with which arguments.
 *
 * @param {object} world
 * @param {string | null} world.electron  path of Electron's program
 * @param {boolean} world.display
 * @param {boolean} world.isRoot
 * @param {string} world.cli              path of the built command line
 * @param {{ data: string | undefined, simulate: number }} options
 */
export function startPlan({ electron, display, isRoot, cli }, { data, simulate }) {
  if (electron !== null && display) {
    // Chromium refuses its sandbox to root; a person is not root.
    const args = ['.', ...(isRoot ? ['--no-sandbox'] : [])];
    if (data !== undefined) args.push(`--data=${data}`);
    if (simulate > 0) args.push(`--simulate=${simulate}`);
    return { file: electron, args, text: null };
  }
  const text =
    electron === null
      ? 'No Electron program is there (npm run electron:install gets it): the server and a browser take its place.'
      : 'There is no display: the server takes the place of the window.';
  const args = [cli, 'server', ...(display ? ['--open'] : [])];
  if (data !== undefined) args.push('--data', data);
  if (simulate > 0) args.push('--simulate', String(simulate));
  return { file: process.execPath, args, text };
}

/** Away from the terminal's group: Ctrl+C would reach the child by the terminal and by us, and twice means at once. */
export const isOwnGroup = process.platform !== 'win32';

/** Passes on that it shall end, once for each time that it is said; without a group of its own it hears the terminal. */
export function passOnSignals(child) {
  if (!isOwnGroup) for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  else {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    process.on('SIGHUP', () => child.kill('SIGTERM'));
  }
}

/** Ends in peace when it is told to, and so do we after it. */
function run({ file, args }, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit', env, detached: isOwnGroup });
    passOnSignals(child);
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function demo(use) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-demo-'));
  const adb = await startPrivateAdb(folder);
  try {
    return await use({ data: path.join(folder, 'data'), port: adb.port });
  } finally {
    await adb.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  const { values } = parseArgs({ options: { demo: { type: 'boolean' }, data: { type: 'string' } } });
  const cli = await build();
  await buildRenderer();
  const world = { electron: findElectron(), display: hasDisplay(), isRoot: process.getuid?.() === 0, cli };
  const start = async (options, env) => {
    const plan = startPlan(world, options);
    if (plan.text !== null) say(plan.text);
    process.exitCode = await run(plan, env);
  };
  if (values.demo !== true) return await start({ data: values.data, simulate: 0 }, process.env);
  await demo(({ data, port }) =>
    start({ data: values.data ?? data, simulate: 8 }, { ...process.env, ANDROID_ADB_SERVER_PORT: String(port) }),
  );
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === path.join(root, 'scripts/start.mjs'))
  await runEntry(main);
