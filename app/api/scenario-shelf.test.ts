import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  deleteScenario,
  listScenarios,
  readScenarioFile,
  saveScenario,
  type ScenarioFolders,
} from './scenario-shelf.js';

let folder: string;
let folders: ScenarioFolders;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-shelf-'));
  folders = {
    examples: fileURLToPath(new URL('../../examples/scenarios/', import.meta.url)),
    own: path.join(folder, 'own'),
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lists the examples, and own scenarios before them', async () => {
  const saved = await saveScenario(folders, { id: null, title: 'My / night: 1', text: 'nonsense' });
  expect(saved).toMatchObject({ ok: true, value: { id: 'own:My - night- 1.yaml', origin: 'own', targetSdk: null } });
  const listed = await listScenarios(folders);
  expect(listed[0]?.origin).toBe('own');
  expect(listed.find(({ id }) => id === 'example:c01-timeout.yaml')).toMatchObject({ targetSdk: 35, release: 15 });
});

it('never overwrites another under the same title, and does under the same id', async () => {
  const save = (id: string | null, text: string) => saveScenario(folders, { id, title: 'night', text });
  const [first, second] = [await save(null, 'one'), await save(null, 'two')];
  expect([first, second].map((one) => one.ok && one.value.id)).toEqual(['own:night.yaml', 'own:night-2.yaml']);
  await save('own:night.yaml', 'changed');
  expect(readFileSync(path.join(folders.own, 'night.yaml'), 'utf8')).toBe('changed');
});

it('leaves the examples as they are', async () => {
  const id = 'example:c01-timeout.yaml';
  expect((await saveScenario(folders, { id, title: 'x', text: 'x' })).ok).toBe(false);
  expect((await deleteScenario(folders, id)).ok).toBe(false);
  expect((await readScenarioFile(folders, id)).ok).toBe(true);
});

it.each(['own:../secret.yaml', 'own:/etc/passwd', 'own:a/b.yaml', 'other:x.yaml', 'own:.hidden.yaml', 'own:x.txt', ''])(
  'reads and removes nothing at "%s"',
  async (id) => {
    mkdirSync(folders.own, { recursive: true });
    writeFileSync(path.join(folder, 'secret.yaml'), 'secret');
    expect((await readScenarioFile(folders, id)).ok).toBe(false);
    expect((await deleteScenario(folders, id)).ok).toBe(false);
    expect(readFileSync(path.join(folder, 'secret.yaml'), 'utf8')).toBe('secret');
  },
);
