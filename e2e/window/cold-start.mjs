/**
 * How long until the window can be used: from the start of the built server with an empty data folder to the fleet in a
 * browser that is open already, connected to the lab. Five times; milliseconds.
 *
 *     node e2e/window/cold-start.mjs
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { chromium } from 'playwright';
import { build } from '../../scripts/build.mjs';
import { buildRenderer } from '../../scripts/build-renderer.mjs';
import { startPrivateAdb } from '../../scripts/private-adb.mjs';

const TIMES = 5;

async function addressOf(child) {
  let text = '';
  for await (const piece of child.stdout) {
    text += piece;
    const found = /http:\S+#token=[0-9a-f]{64}/.exec(text);
    if (found !== null) return found[0];
  }
  throw new Error('the server did not start');
}

async function measure(cli, folder, browser, port) {
  const begun = performance.now();
  const child = spawn(process.execPath, [cli, 'server', '--data', folder], {
    env: { ...process.env, ANDROID_ADB_SERVER_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const address = await addressOf(child);
  const served = performance.now();
  const page = await browser.newPage();
  await page.goto(address);
  await page.getByText('store ok').waitFor();
  await page.locator('main h1').first().waitFor();
  const usable = performance.now();
  await page.close();
  child.kill('SIGINT');
  await ended;
  return { served: Math.round(served - begun), usable: Math.round(usable - begun) };
}

const cli = await build();
await buildRenderer();
const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-cold-'));
const adb = await startPrivateAdb(folder);
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
try {
  for (let time = 0; time < TIMES; time += 1) {
    const { served, usable } = await measure(cli, path.join(folder, `data-${time}`), browser, adb.port);
    console.log(`served after ${served} ms, usable after ${usable} ms`);
  }
} finally {
  await browser.close();
  await adb.stop();
  rmSync(folder, { recursive: true, force: true });
}
