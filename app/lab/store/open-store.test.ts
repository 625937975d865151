import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { desktopOf } from '../ledger/journal/journal-folder.js';
import { takeHostLock } from '../ledger/lock/host-lock.js';
import { sampleDevice, sampleRun } from '../runs/run-fixture.js';
import { APPLICATION_ID, migrations, type Migration } from './migrations.js';
import { observationRow } from './observation-row.js';
import { openStore, openStoreToRead } from './open-store.js';
import { Sqlite } from './sqlite.js';
import { errorOf, observations, opened, TemporaryFolders, valueOf, withStore } from './store-fixture.js';

const folders = new TemporaryFolders();
afterEach(() => folders.removeAll());

const database = (folder: string): string => path.join(folder, 'curfew.db');

/** Runs SQL on the database of a closed store. */
async function tamper(folder: string, sql: string): Promise<void> {
  const connection = await Sqlite.open(database(folder), 'create');
  await connection.script(sql);
  await connection.close();
}

describe('migrations', () => {
  it('that were released are the same for ever', () => {
    expect(migrations.map(({ name, sha256 }) => [name, sha256])).toEqual([
      ['0001-initial.sql', '5c8826c9641caeec12336607e5812646b34423f85155b3d711770138fe12e71e'],
      ['0002-retention.sql', '58bb5718cd62d1615e27ab95cf349f46f0c61634548efc4639c6cae0984961a5'],
    ]);
  });

  it.each(migrations.slice(0, -1).map(({ number }) => number))(
    'bring a store of schema %i to this one, with what was in it, after a backup',
    async (version) => {
      const folder = folders.make();
      const earlier = await opened(folder, { schema: migrations.slice(0, version) });
      await earlier.store.close();
      await tamper(folder, contentOfSchema1);
      await withStore(folder, async (store, { migrated, isNew }) => {
        expect(isNew).toBe(false);
        expect(migrated).toMatchObject({ from: version, to: migrations.length });
        expect(valueOf(await store.runs())).toMatchObject([{ id: 'old', pinned: false, note: '', cases: 0 }]);
        const kept = valueOf(await store.observations({ run: 'old', device: 'd', from: 0, limit: 9 }));
        expect(kept.map(({ text }) => text)).toEqual(['first', 'second']);
        expect(valueOf(await store.check()).problems).toEqual([]);
        const backup = await Sqlite.open(migrated?.backup ?? '', 'read');
        expect(await backup.all('PRAGMA user_version')).toEqual([{ user_version: version }]);
        expect(await backup.all('SELECT text FROM observations')).toHaveLength(2);
        await backup.close();
      });
      await withStore(folder, async (_, { migrated }) => {
        await Promise.resolve();
        expect(migrated).toBeNull();
      });
    },
  );

  const contentOfSchema1 = `
    INSERT INTO runs (key, id, name, state, created_at, curfew_version, tolerance_ms)
      VALUES (1, 'old', 'Old', 'done', '2026-01-01T00:00:00.000Z', '0.0.1', 100);
    INSERT INTO run_devices (key, run, position, id, body) VALUES (7, 1, 0, 'd', '${JSON.stringify(sampleDevice('d'))}');
    INSERT INTO observations SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
      FROM json_each('[${['first', 'second'].map((text, sequence) => observationRow(7, { sequence, receivedMs: sequence, source: 'logcat', text })).join(',')}]');`;

  const failing: Migration = {
    number: migrations.length + 1,
    name: '9999-failing.sql',
    sql: 'CREATE TABLE half (a); INSERT INTO nowhere VALUES (1);',
    sha256: 'x',
  };

  it('that fail leave the schema as it was, name the backup, and can be tried again', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => valueOf(await store.putRun(sampleRun('one'))));
    const failure = errorOf(await openStore({ folder, program: 'test', schema: [...migrations, failing] }));
    expect(failure.message).toContain(`could not be brought to schema ${failing.number}`);
    expect(failure.whatToDo).toContain(path.join(folder, 'backups', 'curfew-'));
    await withStore(folder, async (store) => expect(valueOf(await store.run('one'))).toEqual(sampleRun('one')));
    const mended = { ...failing, sql: 'CREATE TABLE whole (a) STRICT;'.replace('(a)', '(a TEXT)') };
    await withStore(folder, async (store) => expect(valueOf(await store.runs())).toHaveLength(1), {
      schema: [...migrations, mended],
    });
  });
});

describe('a database that is not to be touched', () => {
  async function refusal(folder: string): Promise<{ readonly code: string; readonly message: string }> {
    const before = readFileSync(database(folder));
    const error = errorOf(await openStore({ folder, program: 'test' }));
    expect(errorOf(await openStoreToRead(folder)).code).toBe(error.code);
    expect(readFileSync(database(folder)).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('curfew.holder'))).toEqual([]);
    return error;
  }

  it('is one of a later version', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => valueOf(await store.putRun(sampleRun('one'))));
    await tamper(folder, 'PRAGMA user_version = 99');
    expect(await refusal(folder)).toMatchObject({ code: 'newer', message: expect.stringContaining('schema 99') });
  });

  it('is one of another program', async () => {
    const folder = folders.make();
    await tamper(folder, 'CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
    expect(await refusal(folder)).toMatchObject({
      code: 'foreign',
      message: expect.stringContaining('another program'),
    });
  });

  it('is one whose migrations were others', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => valueOf(await store.putRun(sampleRun('one'))));
    await tamper(folder, "UPDATE migrations SET sha256 = 'else' WHERE number = 1");
    expect(await refusal(folder)).toMatchObject({
      code: 'foreign',
      message: expect.stringContaining('0001-initial.sql'),
    });
  });

  it('is not made where one must exist', async () => {
    const folder = path.join(folders.make(), 'not', 'there');
    expect(errorOf(await openStore({ folder, program: 'test', mustExist: true })).code).toBe('not-found');
    expect(() => readdirSync(folder)).toThrow('ENOENT');
  });
});

describe('the lock', () => {
  it('makes the second say who has the store and since when, and lets it in when that one is done', async () => {
    const folder = folders.make();
    const since = new Date('2026-11-22T20:00:00.000Z');
    const { store } = await opened(folder, { program: 'curfew server', now: () => since });
    const { code, message } = errorOf(await openStore({ folder, program: 'test' }));
    expect(code).toBe('held');
    expect(message).toBe(
      `The store in ${folder} is in use by curfew server (process ${process.pid} on ${os.hostname()}) since 2026-11-22T20:00:00.000Z.`,
    );
    await store.close();
    await withStore(folder, async (_, { leftBy }) => {
      await Promise.resolve();
      expect(leftBy).toBeNull();
    });
  });

  it('does not believe a holder file without a lock, and tells whose it was', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => valueOf(await store.putRun(sampleRun('one'))));
    const dead = { pid: 2 ** 30, host: os.hostname(), since: '2026-11-21T03:00:00.000Z', program: 'curfew server' };
    for (const [content, leftBy] of [
      [JSON.stringify(dead), dead],
      ['{"pid":', null],
      ['{"pid":"1","host":"a","since":"b","program":"c"}', null],
      ['', null],
    ] as const) {
      writeFileSync(path.join(folder, 'curfew.holder.json'), content);
      await withStore(folder, async (store, opening) => {
        expect(opening.leftBy).toEqual(leftBy);
        expect(valueOf(await store.runs())).toHaveLength(1);
      });
    }
  });

  it('says what to do when its file is something else', async () => {
    const folder = folders.make();
    writeFileSync(path.join(folder, 'curfew.lock'), 'something else, of more than a hundred bytes '.repeat(20));
    expect(errorOf(await openStore({ folder, program: 'test' })).whatToDo).toBe(
      `Delete ${path.join(folder, 'curfew.lock')}: it holds nothing.`,
    );
  });

  it('names nobody when the holder file is of a process that is gone', async () => {
    const folder = folders.make();
    const { store } = await opened(folder);
    const gone = { pid: 2 ** 30, host: os.hostname(), since: '2026-11-21T03:00:00.000Z', program: 'old' };
    writeFileSync(path.join(folder, 'curfew.holder.json'), JSON.stringify(gone));
    expect(errorOf(await openStore({ folder, program: 'test' })).message).toContain('has not said its name');
    await store.close();
  });
});

describe('a folder that cannot be used', () => {
  it('is named, with what to do', async () => {
    const folder = folders.make();
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(errorOf(await openStore({ folder: path.join(file, 'data'), program: 'test' })).message).toContain(file);
    const noFile = path.join(folder, 'data', 'curfew.db');
    mkdirSync(noFile, { recursive: true });
    expect(errorOf(await openStore({ folder: path.join(folder, 'data'), program: 'test' })).message).toContain(noFile);
  });
});

describe('a rollback journal', () => {
  /** A cache so small that pages are written before the end of a transaction: then the journal is needed to undo them. */
  const spilling = 'PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1';
  const many = `INSERT INTO half ${'SELECT randomblob(4000) UNION ALL '.repeat(30)} SELECT 1`;

  it('of somebody who was stopped in the middle of a change is played back', async () => {
    const folder = folders.make();
    await withStore(folder, async (store) => valueOf(await store.putRun(sampleRun('one'))));
    const connection = await Sqlite.open(database(folder), 'write');
    await connection.script(
      `${spilling}; BEGIN IMMEDIATE; UPDATE runs SET name = 'half'; CREATE TABLE half (a); ${many}`,
    );
    const copy = folders.make();
    for (const name of ['curfew.db', 'curfew.db-journal']) copyFileSync(path.join(folder, name), path.join(copy, name));
    await connection.script('ROLLBACK');
    await connection.close();
    await withStore(copy, async (store) => expect(valueOf(await store.run('one'))).toEqual(sampleRun('one')));
  });

  it('of somebody who was stopped while the store was made is no hindrance', async () => {
    const folder = folders.make();
    const connection = await Sqlite.open(database(folder), 'create');
    await connection.script(`${spilling}; BEGIN IMMEDIATE; CREATE TABLE half (a); ${many}`);
    const copy = folders.make();
    for (const name of ['curfew.db', 'curfew.db-journal']) copyFileSync(path.join(folder, name), path.join(copy, name));
    await connection.close();
    await withStore(copy, async (store) => valueOf(await store.putRun(sampleRun('one'))));
  });
});

describe('a new store', () => {
  it('is for its owner alone, with its backups, whoever makes the folder', async () => {
    const folder = path.join(folders.make(), 'data');
    // Windows has no such rights.
    const isPrivate = (name: string): boolean =>
      process.platform === 'win32' || (statSync(path.join(folder, name)).mode & 0o077) === 0;
    // A run makes the folder of the ledger before there is a store.
    expect((await desktopOf(path.join(folder, 'ledger'))).ok).toBe(true);
    expect((await takeHostLock(path.join(folder, 'leases', 'A.lock'), { holder: 'run', since: '' })).ok).toBe(true);
    await withStore(folder, async (store) => {
      valueOf(await store.putRun(sampleRun('one')));
      valueOf(await store.backUp(path.join(folder, 'copy.db')));
      const names = (readdirSync(folder, { recursive: true }) as string[]).concat('.');
      expect(names).toEqual(expect.arrayContaining(['ledger', 'leases', 'curfew.db', 'curfew.db-wal']));
      expect(names.filter((name) => !isPrivate(name))).toEqual([]);
    });
  });

  it('is marked as ours, syncs every commit, and leaves two files when it is closed', async () => {
    const folder = path.join(folders.make(), 'data');
    await withStore(folder, async (store, { isNew }) => {
      expect(isNew).toBe(true);
      valueOf(await store.putRun(sampleRun('one')));
      valueOf(await store.append(observations('one', 'R58M123ABC', 0, 3)));
    });
    expect(readdirSync(folder).sort()).toEqual(['curfew.db', 'curfew.lock']);
    const connection = await Sqlite.open(database(folder), 'read');
    expect(await connection.all('PRAGMA application_id')).toEqual([{ application_id: APPLICATION_ID }]);
    expect(await connection.all('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    await connection.close();
  });
});
