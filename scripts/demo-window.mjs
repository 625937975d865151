/**
 * `npm run demo -- --window`: the lab in a window, with simulated devices, the example logs in its library, a run that is over
 * and one in progress. Without a display the address is printed. Everything is private and gone when it ends.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { buildRenderer } from './build-renderer.mjs';
import { connectToLab } from './lab-connection.mjs';
import { startPrivateAdb } from './private-adb.mjs';
import { root, SetUpError } from './set-up.mjs';
import { hasDisplay, isOwnGroup, passOnSignals } from './start.mjs';

const DEVICES = 8;
const SPARED = 2;
/** Six hours in a few seconds, and in half a minute. */
const quick = { compression: 6_000, scenarios: ['e1-background-start', 'e3-two-services-one-clock'] };
const slow = { compression: 600, scenarios: ['e3-two-services-one-clock', 'e1-background-start', 'c06-stop-service'] };

const say = (text) => process.stderr.write(`${text}\n`);

/** A lab with a data folder and an adb server of its own. */
export async function startDemoLab({ isOpened }) {
  const cli = await build();
  await buildRenderer();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-window-'));
  const adb = await startPrivateAdb(folder);
  const args = [cli, 'server', '--data', path.join(folder, 'data'), '--simulate', String(DEVICES)];
  const env = { ...process.env, ANDROID_ADB_SERVER_PORT: String(adb.port) };
  const child = spawn(process.execPath, isOpened ? [...args, '--open'] : args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: isOwnGroup,
  });
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  let text = '';
  const address = await Promise.race([
    ended.then(() => null),
    new Promise((resolve) => {
      child.stdout.on('data', (piece) => {
        process.stdout.write(piece);
        text += piece;
        const found = /http:\S+#token=[0-9a-f]{64}/.exec(text);
        if (found !== null) resolve(found[0]);
      });
    }),
  ]);
  const cleanUp = async () => {
    await adb.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  if (address === null) {
    await cleanUp();
    throw new SetUpError('The server did not start: what it said stands above.');
  }
  return {
    address,
    child,
    ended,
    cleanUp,
    end: async () => {
      child.kill('SIGINT');
      const code = await ended;
      await cleanUp();
      return code;
    },
  };
}

/** The example logs, a run that is over and one in progress. Answers with the ids, for pictures of the pages. */
export async function fillLab(address, tell = say) {
  const lab = await connectToLab(address);
  const logs = path.join(root, 'examples', 'logs');
  const analyses = {};
  for (const name of readdirSync(logs).filter((file) => file.endsWith('.log')))
    analyses[name] = await lab.importLog(path.join(logs, name));
  tell(`${Object.keys(analyses).length} example logs are in the library.`);
  const isFree = ({ allocation }) => allocation === 'available';
  const { devices } = await lab.firstItem(
    'fleet.watch',
    {},
    (fleet) => fleet.devices.length === DEVICES && fleet.devices.every(({ allocation }) => allocation !== 'checking'),
  );
  const free = devices.filter(isFree).map(({ id }) => id);
  tell(`${free.length} of ${devices.length} devices are free.`);
  const start = async (name, { compression, scenarios }, on = free) => {
    const texts = scenarios.map((scenario) => lab.call('scenarios.read', { id: `example:${scenario}.yaml` }));
    const chosen = (await Promise.all(texts)).map(({ file, text }) => ({ title: file.name, text }));
    const rest = { compression, targets: [], toleranceMs: 1_000, note: '' };
    return (await lab.call('runs.start', { name, scenarios: chosen, devices: on, ...rest })).run;
  };
  const over = await start('Demo: one night', quick);
  tell('The first run plays ...');
  await lab.firstItem('runs.watch', {}, ({ id, state }) => id === over && state !== 'running');
  // Two stay free, so that a person can plan a run of their own.
  const inProgress = await start('Demo: in progress', slow, free.slice(0, -SPARED));
  tell('The second run is in progress. Ctrl+C ends it all and hands the devices back.');
  lab.close();
  return { analyses, over, inProgress, devices: devices.map(({ id }) => id), spared: free.slice(-SPARED) };
}

export async function demoWindow() {
  const lab = await startDemoLab({ isOpened: hasDisplay() });
  let isOver = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => (isOver = true));
  passOnSignals(lab.child);
  try {
    await fillLab(lab.address);
  } catch (error) {
    // Ended while it was being filled: that is what was asked for.
    if (!isOver) {
      await lab.end();
      throw error;
    }
  }
  process.exitCode = await lab.ended;
  await lab.cleanUp();
}
