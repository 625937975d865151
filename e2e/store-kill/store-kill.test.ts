import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
