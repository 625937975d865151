import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../../engine/result.js';
import { sampleRun } from '../runs/run-fixture.js';
import { fileContent, keepFile } from '../traces/trace-library.js';
import { FaultyFiles, type Fault } from './faulty-files-fixture.js';
import { migrations } from './migrations.js';
import { openStore } from './open-store.js';
import type { Store } from './store.js';
import type { StoreError } from './store-error.js';
import { observations, opened, TemporaryFolders, valueOf, withStore } from './store-fixture.js';

const folders = new TemporaryFolders();
afterAll(() => folders.removeAll());

const device = 'R58M123ABC';
const COUNT = 400;
const content = new TextEncoder().encode('11-22 20:00:01.001 I am_proc_start\n'.repeat(100));
const run = sampleRun('one', {
  state: 'done',
  cases: sampleRun('one').cases.map((each) => ({ ...each, trace: null })),
});
const addedAt = '2026-11-22T20:00:00.000Z';

async function fill(store: Store): Promise<void> {
  valueOf(await store.putRun(run));
  valueOf(await store.append(observations('one', device, 0, COUNT)));
  valueOf(await keepFile(store, { title: 'kept before', content: content.slice(0, 100), addedAt }));
}

/** Something that a person does with a store; with faults, it answers a `StoreError`. */
interface Flow {
  readonly name: string;
  /** A folder to begin with; every try gets a copy of it. */
  readonly prepare: () => Promise<string>;
  readonly perform: (folder: string, files: FaultyFiles) => Promise<Result<unknown, StoreError>>;
  /** What must be there when it was done again without faults. */
  readonly verify: (store: Store, folder: string) => Promise<void>;
}

async function openAndClose(folder: string, files: FaultyFiles): Promise<Result<unknown, StoreError>> {
  const result = await openStore({ folder, program: 'test', files });
  if (result.ok) await result.value.store.close();
  return result;
}

async function openAnd(
  folder: string,
  files: FaultyFiles,
  work: (store: Store) => Promise<Result<unknown, StoreError>>,
): Promise<Result<unknown, StoreError>> {
  const result = await openStore({ folder, program: 'test', files });
  if (!result.ok) return result;
  const done = await work(result.value.store);
  await result.value.store.close();
  return done;
}

async function isWhole(store: Store): Promise<void> {
  expect(valueOf(await store.run('one'))).toEqual(run);
  const { problems, observations: kept } = valueOf(await store.check());
  expect([problems, kept]).toEqual([[], COUNT]);
}

const prepared = async (options: Parameters<typeof opened>[1] = {}): Promise<string> => {
  const folder = folders.make();
  await withStore(folder, fill, options);
  return folder;
};

const flows: readonly Flow[] = [
  {
    name: 'making a store',
    prepare: () => Promise.resolve(folders.make()),
    perform: openAndClose,
    verify: async (store) => expect(valueOf(await store.check()).problems).toEqual([]),
  },
  {
    name: 'keeping a file',
    prepare: prepared,
    perform: (folder, files) =>
      openAnd(folder, files, (store) => keepFile(store, { title: 'kept', content, addedAt }, files)),
    verify: async (store) => {
      await isWhole(store);
      const traces = valueOf(await store.traces());
      expect(traces.map(({ title }) => title).sort()).toEqual(['kept', 'kept before']);
      for (const { sha256, bytes } of traces) expect(valueOf(await fileContent(store, sha256)).length).toBe(bytes);
    },
  },
  {
    name: 'migrating, with a backup first',
    prepare: async () => {
      const folder = folders.make();
      const { store } = await opened(folder, { schema: migrations.slice(0, 1) });
      await store.close();
      return folder;
    },
    perform: openAndClose,
    verify: async (store, folder) => {
      valueOf(await store.putRun(run));
      const backups = readdirSync(path.join(folder, 'backups')).filter((name) => name.endsWith('.db'));
      expect(backups.length).toBeGreaterThan(0);
      for (const name of backups) await withBackup(path.join(folder, 'backups', name));
    },
  },
  {
    name: 'setting a damaged store aside',
    prepare: async () => {
      const folder = await prepared();
      const file = path.join(folder, 'curfew.db');
      const bytes = readFileSync(file);
      bytes.fill(0xa5, bytes.length - 4 * 4_096, bytes.length - 3 * 4_096);
      writeFileSync(file, bytes);
      writeFileSync(path.join(folder, 'as-damaged'), bytes);
      return folder;
    },
    perform: openAndClose,
    verify: async (store, folder) => {
      expect(valueOf(await store.run('one'))).toEqual(run);
      const asides = readdirSync(path.join(folder, 'damaged')).map((name) =>
        path.join(folder, 'damaged', name, 'curfew.db'),
      );
      const found = readFileSync(path.join(folder, 'as-damaged'));
      // Wherever it was cut short: exactly one folder holds the damaged database, as it was found.
      expect(asides.filter((file) => existsSync(file) && readFileSync(file).equals(found))).toHaveLength(1);
      const kept = valueOf(await store.check()).observations;
      expect(kept).toBeGreaterThan(COUNT / 2);
    },
  },
  {
    name: 'a backup and a removal',
    prepare: prepared,
    perform: (folder, files) =>
      openAnd(folder, files, async (store) => {
        const copy = await store.backUp(path.join(folder, 'copy', `${files.fault.at}-${files.fault.lasting}.db`));
        const rule = { now: new Date('2027-01-01T00:00:00.000Z'), maxAgeDays: 1, maxBytes: null };
        const plan = valueOf(await store.planRetention({ ...rule }));
        const removed = await store.prune({ ...plan, runs: [] });
        return copy.ok ? removed : copy;
      }),
    verify: async (store) => {
      await isWhole(store);
      expect(valueOf(await store.traces())).toEqual([]);
    },
  },
];

async function withBackup(file: string): Promise<void> {
  const folder = folders.make();
  cpSync(file, path.join(folder, 'curfew.db'));
  await withStore(folder, async (store, { rescues }) => {
    expect(rescues).toEqual([]);
    expect(valueOf(await store.check()).problems).toEqual([]);
  });
}

describe.each(flows)('$name', ({ prepare, perform, verify }) => {
  let start = '';
  beforeAll(async () => {
    start = await prepare();
  });

  it.each([
    ['once', 'EIO'],
    ['for good', 'ENOSPC'],
  ] as const)(
    'when the n-th file operation fails %s with %s, for every n: says so, and loses nothing',
    async (lasting, code) => {
      const failures = new Set<string>();
      let refusals = 0;
      for (let at = 1; ; at++) {
        const folder = folders.make();
        cpSync(start, folder, { recursive: true });
        const files = new FaultyFiles({ at, lasting, code } satisfies Fault);
        const result = await perform(folder, files);
        if (files.operations < at) break;
        for (const name of files.failed) failures.add(name);
        if (!result.ok) {
          refusals++;
          expect(result.error.message).toMatch(/injected|not sound|in use/);
          expect(result.error.code).toBe(code === 'EIO' ? 'io' : 'disk-full');
          expect(result.error.whatToDo).not.toBe('');
        }
        // Once more, on a sound disk.
        const again = await perform(folder, new FaultyFiles({ at: Infinity, lasting, code }));
        if (!again.ok) expect.fail(`operation ${at}: ${again.error.message}`);
        await withStore(folder, (store) => verify(store, folder));
        folders.removeOne(folder);
      }
      expect(refusals).toBeGreaterThan(3);
      expect([...failures]).toEqual(expect.arrayContaining(['open', 'write', 'sync', 'rename', 'mkdir']));
    },
    120_000,
  );
});
