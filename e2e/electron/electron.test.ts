import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPrivateAdb, type PrivateAdb } from '../simulator/tools.js';
import { buildAll } from '../standin/tools.js';
import { describeWithElectron, electron, root } from './tools.js';

describeWithElectron('the program in Electron', () => {
  let data: string;
  let adb: PrivateAdb;
  let program: ElectronApplication;
  let page: Page;
  beforeAll(async () => {
    if (electron === null) throw new Error('REQUIRE_ELECTRON=1, and no Electron program is there');
    buildAll();
    adb = await startPrivateAdb();
    data = mkdtempSync(path.join(os.tmpdir(), 'curfew-electron-'));
    const isRoot = process.getuid?.() === 0;
    program = await _electron.launch({
      executablePath: electron,
      args: [root, `--data=${data}`, '--simulate=2', ...(isRoot ? ['--no-sandbox'] : [])],
      env: { ...process.env, HOME: adb.folder, ANDROID_ADB_SERVER_PORT: String(adb.port) },
    });
    page = await program.firstWindow();
  }, 120_000);
  afterAll(async () => {
    await program.close();
    await adb.stop();
    rmSync(data, { recursive: true, force: true });
  });

  it('shows the fleet over the real bridge', async () => {
    await page.getByText('SIM00001').waitFor();
    expect(page.url()).toContain('curfew-app://lab/index.html');
  });

  it('gives the page no Node', async () => {
    expect(await page.evaluate(() => [typeof globalThis.require, typeof globalThis.process])).toEqual([
      'undefined',
      'undefined',
    ]);
  });

  it('goes nowhere else and opens no window', async () => {
    await page.evaluate(() => {
      open('https://example.org/');
      location.assign('https://example.org/');
    });
    await page.getByText('SIM00001').waitFor();
    expect(program.windows()).toHaveLength(1);
  });

  it('is denied every permission', async () => {
    const asked = await page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state);
    expect(asked).toBe('denied');
  });
});
