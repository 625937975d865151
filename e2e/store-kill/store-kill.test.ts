import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../app/lab/store/open-store.js';
import { errorOf, valueOf } from '../../app/lab/store/store-fixture.js';
import { fillTheDisk, killAgainAndAgain } from './kill-run.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const COUNT = 20;

let folder = '';
beforeAll(async () => {
  // Inside of the repository, so that the writer finds its packages.
  mkdirSync(path.join(root, 'out'), { recursive: true });
  folder = mkdtempSync(path.join(root, 'out', '.store-kill-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      minify: false,
      rolldownOptions: {
        input: { writer: path.join(root, 'e2e/store-kill/writer.ts') },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a process that writes to the store and is killed', () => {
  it('loses nothing that it was promised, and the store opens', async () => {
    const writer = path.join(folder, 'writer.js');
    const result = await killAgainAndAgain({ writer, count: COUNT, seed: 20_261_122 });
    expect(result).toMatchObject({ kills: COUNT, lost: 0, duplicated: 0, altered: 0, problems: [] });
    expect(result.whileWriting).toBeGreaterThan(COUNT / 2);
    expect(result.acknowledged).toBeGreaterThan(100);
  }, 120_000);
});

describe('a process that has the store', () => {
  it('is named to another one, and lets go when it is killed', async () => {
    const data = mkdtempSync(path.join(os.tmpdir(), 'curfew-held-'));
    const child = spawn(process.execPath, [path.join(folder, 'writer.js'), data, '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const { code, message } = errorOf(await openStore({ folder: data, program: 'test' }));
    expect([code, message]).toEqual([
      'held',
      expect.stringContaining(`store-kill writer (process ${String(child.pid)} on `),
    ]);
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdout.resume();
    child.kill('SIGKILL');
    await closed;
    const { store, leftBy } = valueOf(await openStore({ folder: data, program: 'test' }));
    expect(leftBy?.pid).toBe(child.pid);
    expect(valueOf(await store.check()).problems).toEqual([]);
    await store.close();
    rmSync(data, { recursive: true, force: true });
  });
});

describe('a process whose disk is full', () => {
  it.each([100, 900, 2_500])(
    'at %i blocks is told so, and loses nothing that it was promised',
    async (blocks) => {
      const { refusal, ...found } = await fillTheDisk({ writer: path.join(folder, 'writer.js'), blocks });
      expect(refusal).toMatch(/Error: (io|disk-full): /);
      expect(found).toMatchObject({ lost: 0, duplicated: 0, altered: 0, problems: [] });
    },
    60_000,
  );
});
