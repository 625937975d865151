import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sampleRun } from '../runs/run-fixture.js';
import { keepFile } from '../traces/trace-library.js';
import { migrations } from './migrations.js';
import type { Store } from './store.js';
import { openStore } from './open-store.js';
import { Sqlite } from './sqlite.js';
import { errorOf, observations, opened, TemporaryFolders, valueOf, withStore } from './store-fixture.js';

const folders = new TemporaryFolders();
afterEach(() => folders.removeAll());

const device = 'R58M123ABC';
const other = 'emulator-5554';
/** No case has a trace: none is missing in the library. */
const run = sampleRun('one', {
  state: 'done',
  cases: sampleRun('one').cases.map((each) => ({ ...each, trace: null })),
});
const COUNT = 3_000;
const PAGE = 4_096;
const database = (folder: string): string => path.join(folder, 'curfew.db');

/** A closed store with one run, 3,000 observations of each of two devices, and a file in the library. */
async function soundStore(): Promise<string> {
  const folder = folders.make();
  await withStore(folder, async (store) => {
    valueOf(await store.putRun(run));
    for (const name of [device, other]) valueOf(await store.append(observations('one', name, 0, COUNT)));
    const file = { title: 'night.log', content: new Uint8Array([1, 2, 3]), addedAt: '2026-11-22T20:00:00.000Z' };
    valueOf(await keepFile(store, file));
  });
  return folder;
}

function overwrite(file: string, from: number, length: number, value = 0xa5): void {
  const bytes = readFileSync(file);
  bytes.fill(value, from, from + length);
  writeFileSync(file, bytes);
}

/** Sequences of a device that losses of a rescue or problems of a check name. */
function sequencesIn(sentences: readonly string[], name: string): Set<number> {
  const named = new Set<number>();
  for (const sentence of sentences.filter((text) => text.includes(`device "${name}"`))) {
    const [, list = ''] =
      /could not be read: ([^.]*)|^Observations (.*) of device/.exec(sentence)?.filter(Boolean) ?? [];
    for (const [, first, last, open] of list.matchAll(/(\d+)(?: to (\d+)| (on))?/g)) {
      const end = open === undefined ? Number(last ?? first) : COUNT;
      for (let sequence = Number(first); sequence <= end; sequence++) named.add(sequence);
    }
  }
  return named;
}

/** Texts by sequence, also those that were altered, which the store refuses to read. */
async function textsOf(store: Store, name: string): Promise<Map<number, string>> {
  const texts = new Map<number, string>();
  const read = async (from: number, limit: number): Promise<boolean> => {
    const page = await store.observations({ run: 'one', device: name, from, limit });
    if (page.ok) for (const { sequence, text } of page.value) texts.set(sequence, text);
    return page.ok;
  };
  if (await read(0, COUNT)) return texts;
  for (let from = 0; from < COUNT; from++) await read(from, 1);
  return texts;
}

describe('a damaged store', () => {
  it('is set aside as it was found, and what can be read is in a new one, with a list of what was lost', async () => {
    const folder = await soundStore();
    overwrite(database(folder), 60 * PAGE, PAGE);
    const found = readFileSync(database(folder));
    await withStore(folder, async (store, { rescues, isNew }) => {
      expect(isNew).toBe(false);
      expect(rescues).toHaveLength(1);
      const [report] = rescues;
      expect(report?.damage[0]).toMatch(/page 61|btreeInitPage|malformed/);
      expect(readFileSync(path.join(report?.folder ?? '', 'curfew.db')).equals(found)).toBe(true);
      expect(valueOf(await store.run('one'))).toEqual(run);
      const { problems, observations: kept, traces } = valueOf(await store.check());
      expect(problems.filter((problem) => !/^(?:Observations|Lost when)/.test(problem))).toEqual([]);
      expect(traces).toBe(1);
      expect(kept).toBeGreaterThan(2 * COUNT - 100);
      expect(kept).toBeLessThan(2 * COUNT);
      expect(report?.losses.join('\n')).toMatch(
        /observations of device "[^"]+" in run "one": could not be read: \d+, \d+/,
      );
    });
    await withStore(folder, async (store, { rescues }) => {
      expect(rescues).toEqual([]);
      valueOf(await store.append(observations('one', device, COUNT, COUNT + 5)));
    });
  });

  it('accounts for every observation that is lost or altered, wherever a page is damaged', async () => {
    const sound = await soundStore();
    const pages = readFileSync(database(sound)).length / PAGE;
    const counts = { lost: 0, altered: 0, rescues: 0 };
    for (let page = 1; page < pages; page += 11) {
      const folder = folders.make();
      cpSync(sound, folder, { recursive: true });
      overwrite(database(folder), page * PAGE + (page % 5) * 16, 900, page % 256);
      await withStore(folder, async (store, { rescues }) => {
        counts.rescues += rescues.length;
        const { problems } = valueOf(await store.check());
        const said = [...rescues.flatMap((rescue) => rescue.losses), ...problems];
        const isNameless = said.some((loss) => /its runs are lost|^(runs|run_devices): could not/.test(loss));
        // Then they are kept under stand-ins.
        if (isNameless) expect(valueOf(await store.check()).observations).toBeGreaterThan(2 * COUNT - 100);
        for (const name of isNameless ? [] : [device, other]) {
          const kept = await textsOf(store, name);
          const named = sequencesIn(said, name);
          for (const { sequence, text } of observations('one', name, 0, COUNT)) {
            if (kept.get(sequence) === text) continue;
            if (kept.has(sequence)) counts.altered++;
            else counts.lost++;
            if (!named.has(sequence)) expect.fail(`page ${page}: ${sequence} of ${name} unsaid in: ${said.join(' ')}`);
          }
        }
      });
      folders.removeOne(folder);
    }
    expect(counts.rescues).toBeGreaterThan(10);
    expect(counts.lost).toBeGreaterThan(100);
  });

  it('keeps what was only in the WAL, and leaves the WAL with what was set aside', async () => {
    const folder = await soundStore();
    const { store } = await opened(folder);
    valueOf(await store.append(observations('one', device, COUNT, COUNT + 40)));
    const copy = folders.make();
    for (const name of ['curfew.db', 'curfew.db-wal']) copyFileSync(path.join(folder, name), path.join(copy, name));
    await store.close();
    overwrite(database(copy), 60 * PAGE, PAGE);
    const wal = readFileSync(`${database(copy)}-wal`);
    await withStore(copy, async (rescued, { rescues }) => {
      const kept = valueOf(await rescued.observations({ run: 'one', device, from: COUNT, limit: 100 }));
      expect(kept).toEqual(observations('one', device, COUNT, COUNT + 40));
      expect(readFileSync(path.join(rescues[0]?.folder ?? '', 'curfew.db-wal')).equals(wal)).toBe(true);
    });
  });

  it.each([
    ['whose header is gone', (file: string) => overwrite(file, 0, 100)],
    ['whose schema is gone', (file: string) => overwrite(file, 100, PAGE - 100)],
    ['that is no database at all', (file: string) => writeFileSync(file, 'Dear diary,\n'.repeat(1_000))],
    ['that was cut', (file: string) => truncateSync(file, 9 * PAGE + 11)],
  ])('%s is set aside, the newest backup is named, and the library is entered again', async (_, damage) => {
    const folder = await soundStore();
    const backup = await withStore(folder, async (store) => valueOf(await store.backUp()));
    damage(database(folder));
    const hash = createHash('sha256')
      .update(readFileSync(database(folder)))
      .digest('hex');
    await withStore(folder, async (store, { rescues }) => {
      expect(rescues[0]).toMatchObject({ newestBackup: backup });
      expect(rescues[0]?.losses.length).toBeGreaterThan(0);
      const aside = path.join(rescues[0]?.folder ?? '', 'curfew.db');
      expect(createHash('sha256').update(readFileSync(aside)).digest('hex')).toBe(hash);
      expect(valueOf(await store.traces())).toMatchObject([{ bytes: 3, kind: 'log' }]);
    });
    // Not only whoever found the damage is told: every check names what is lost, until somebody has taken note of it.
    await withStore(folder, async (store, { rescues }) => {
      expect(rescues).toEqual([]);
      const [place] = readdirSync(path.join(folder, 'damaged'));
      const aside = path.join(folder, 'damaged', place ?? '');
      const { problems, notes } = valueOf(await store.check());
      expect(problems).not.toEqual([]);
      for (const problem of problems) expect(problem).toContain(`Lost when the store was damaged (${aside}): `);
      expect(notes).toContain(`A check names those losses until ${aside} is moved away.`);
      renameSync(aside, path.join(folder, 'seen'));
      expect(valueOf(await store.check()).problems).toEqual([]);
    });
  });

  it('whose row of a device is lost gives the run back, with a stand-in for the device under its own name', async () => {
    const folder = await soundStore();
    const connection = await Sqlite.open(database(folder), 'write');
    await connection.script(`PRAGMA foreign_keys = OFF; DELETE FROM run_devices WHERE id = '${device}'`);
    await connection.close();
    overwrite(database(folder), 60 * PAGE, PAGE);
    await withStore(folder, async (store, { rescues }) => {
      expect(rescues).toHaveLength(1);
      const { devices, cases } = valueOf(await store.run('one'));
      expect(devices.map(({ id, name }) => [id, name])).toContainEqual([device, 'lost device']);
      expect(cases).toHaveLength(run.cases.length);
    });
  });

  it('of an earlier schema is rescued into this one', async () => {
    const folder = folders.make();
    const { store } = await opened(folder, { schema: migrations.slice(0, 1) });
    await store.close();
    overwrite(database(folder), 6 * PAGE, PAGE);
    await withStore(folder, async (rescued, { rescues }) => {
      expect(rescues).toHaveLength(1);
      valueOf(await rescued.putRun(sampleRun('one')));
    });
  });

  it('is not rescued over a database that somebody has put in its place meanwhile', async () => {
    const folder = await soundStore();
    const backup = await withStore(folder, async (store) => valueOf(await store.backUp()));
    const aside = path.join(folder, 'damaged', 'earlier');
    mkdirSync(aside, { recursive: true });
    writeFileSync(path.join(aside, 'curfew.db'), 'damaged');
    const progress = { curfew: 'rescue/1', state: 'pending', stamp: 'earlier', damage: ['torn'], report: null };
    writeFileSync(path.join(aside, 'rescue.json'), JSON.stringify(progress));
    copyFileSync(backup, database(folder));
    await withStore(folder, async (store, { rescues }) => {
      expect(rescues[0]?.losses).toEqual([expect.stringContaining('Another database was put in its place')]);
      expect(valueOf(await store.check()).observations).toBe(2 * COUNT);
    });
    expect(readFileSync(path.join(aside, 'curfew.db'), 'utf8')).toBe('damaged');
    writeFileSync(path.join(aside, 'rescue.json'), '{"state":');
    expect(errorOf(await openStore({ folder, program: 'test' })).message).toContain('rescue.json cannot be read');
  });

  it('is rescued once more when it is damaged once more; both are kept', async () => {
    const folder = await soundStore();
    for (const day of [1, 1, 2]) {
      overwrite(database(folder), 60 * PAGE, PAGE);
      await withStore(folder, async (store) => valueOf(await store.runs()), { now: () => new Date(2026, 10, day) });
    }
    expect(readdirSync(path.join(folder, 'damaged'))).toHaveLength(3);
    for (const name of readdirSync(path.join(folder, 'damaged')))
      expect(existsSync(path.join(folder, 'damaged', name, 'curfew.db'))).toBe(true);
  });
});
