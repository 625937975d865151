import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleRun } from '../../lab/runs/run-fixture.js';
import { observations, opened, TemporaryFolders, valueOf, withStore } from '../../lab/store/store-fixture.js';
import { CommandError, ExitCode } from '../exit-codes.js';
import { runsCommand } from './runs.js';
import { storeCommand } from './store.js';

const folders = new TemporaryFolders();
let out = '';
let notes = '';
beforeEach(() => {
  [out, notes] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    notes += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  folders.removeAll();
});

const device = 'R58M123ABC';

async function filled(): Promise<string> {
  const folder = folders.make();
  await withStore(folder, async (store) => {
    for (const id of ['one', 'two']) {
      const run = sampleRun(id, { state: 'done', name: `Nightly ${id}\u001b[31m` });
      valueOf(await store.putRun({ ...run, cases: run.cases.map((each) => ({ ...each, trace: null })) }));
    }
    valueOf(await store.append(observations('one', device, 0, 2_000)));
  });
  return folder;
}

async function refusal(work: Promise<ExitCode>): Promise<CommandError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CommandError) return error;
  throw new Error(`the command was not refused: ${String(error)}`);
}

describe('curfew store check', () => {
  it('says what a sound store holds', async () => {
    const folder = await filled();
    expect(await storeCommand(['check', '--data', folder])).toBe(ExitCode.asPredicted);
    expect(out).toMatch(/: 2 runs, 2,000 observations, 0 files, \d+\.\d [KM]B\.\nNothing is lost or altered\.\n$/);
    expect(notes).toBe('');
  });

  it('rescues a damaged store, says what was lost and where the original lies, and exits with 1', async () => {
    const folder = await filled();
    const file = path.join(folder, 'curfew.db');
    const bytes = readFileSync(file);
    // The last pages are those of the observations.
    bytes.fill(0xa5, bytes.length - 4 * 4_096, bytes.length - 3 * 4_096);
    writeFileSync(file, bytes);
    expect(await storeCommand(['check', '--data', folder, '--format', 'json'])).toBe(ExitCode.divergence);
    const said = JSON.parse(out) as { isSound: boolean; opening: string[]; observations: number };
    expect(said.isSound).toBe(false);
    expect(said.observations).toBeGreaterThan(0);
    expect(said.opening.join('\n')).toMatch(/was damaged: .*set aside, as it was found, in .*damaged/);
    expect(said.opening.join('\n')).toMatch(
      /Lost: observations of device "R58M123ABC" in run "one": could not be read: \d+/,
    );
    expect(notes).toContain('Lost: ');
    // The second check opens a sound database, and what was lost is lost all the same.
    out = '';
    expect(await storeCommand(['check', '--data', folder])).toBe(ExitCode.divergence);
    expect(out).toContain('Lost when the store was damaged');
    expect(out).not.toContain('Nothing is lost');
  });

  it('refuses a folder without a store, and makes none', async () => {
    const folder = path.join(folders.make(), 'none');
    const { exitCode, message } = await refusal(storeCommand(['check', '--data', folder]));
    expect([exitCode, message]).toEqual([
      ExitCode.unreadable,
      expect.stringContaining(`There is no store in ${folder}`),
    ]);
    expect(existsSync(folder)).toBe(false);
  });

  it('says who has the store', async () => {
    const folder = await filled();
    const { store } = await opened(folder, { program: 'curfew server' });
    const { exitCode, message } = await refusal(storeCommand(['check', '--data', folder]));
    expect([exitCode, message]).toEqual([ExitCode.unreadable, expect.stringContaining('in use by curfew server')]);
    await store.close();
  });
});

describe('curfew store backup', () => {
  it('writes a copy that is a store, and never over a file', async () => {
    const folder = await filled();
    const target = path.join(folders.make(), 'deep', 'curfew.db');
    expect(await storeCommand(['backup', '--data', folder, '--out', target])).toBe(ExitCode.asPredicted);
    await withStore(path.dirname(target), async (store) =>
      expect(valueOf(await store.check()).observations).toBe(2_000),
    );
    expect((await refusal(storeCommand(['backup', '--data', folder, '--out', target]))).message).toContain(
      'exists already',
    );
    expect(await storeCommand(['backup', '--data', folder])).toBe(ExitCode.asPredicted);
    expect(readdirSync(path.join(folder, 'backups'))).toHaveLength(1);
  });

  it('names the copy as JSON where that is asked for', async () => {
    const folder = await filled();
    const target = path.join(folders.make(), 'curfew.db');
    out = '';
    await storeCommand(['backup', '--data', folder, '--out', target, '--format', 'json']);
    expect(JSON.parse(out)).toEqual({ file: target, holds: 'database' });
  });
});

describe('curfew store prune', () => {
  it('lists first, and removes only with --apply', async () => {
    const folder = await filled();
    await withStore(folder, async (store) => valueOf(await store.updateRun('two', { pinned: true })));
    expect(await storeCommand(['prune', '--data', folder, '--max-size', '1KB'])).toBe(ExitCode.asPredicted);
    expect(out).toContain('Would remove 1 run and 0 files');
    expect(out).toMatch(/ {2}run {2}2026-11-22 {2}one {2}\d+\.\d KB {2}Nightly one\\x1b\[31m\n/);
    expect(out).toContain('Nothing is removed yet: --apply does it.');
    out = '';
    await storeCommand(['prune', '--data', folder, '--max-size', '1KB', '--apply', '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({ isApplied: true, runs: [{ id: 'one' }] });
    await withStore(folder, async (store) => expect(valueOf(await store.runs()).map(({ id }) => id)).toEqual(['two']));
  });

  it('removes a run that a killed lab left as running, and not one that a lab is running', async () => {
    const folder = await filled();
    const { store } = await opened(folder);
    valueOf(await store.updateRun('one', { state: 'running' }));
    await storeCommand(['prune', '--data', folder, '--older-than', '0']);
    expect(out).toContain('Run "one" is older and stays: it is running.');
    await store.close();
    out = '';
    await storeCommand(['prune', '--data', folder, '--older-than', '0']);
    expect(out).toContain('Would remove 2 runs');
    out = '';
    await storeCommand(['prune', '--data', folder, '--older-than', '0', '--apply']);
    expect(out).toContain('Removed 2 runs');
    await withStore(folder, async (after) => expect(valueOf(await after.runs())).toEqual([]));
  });

  it.each([
    [['prune'], 'prune wants a rule'],
    [['prune', '--older-than=-1'], 'wants a number of days'],
    [['prune', '--older-than', '1e9'], 'wants a number of days'],
    [['prune', '--max-size', '2 apples'], '--max-size wants a size like 500MB'],
    [['tidy'], 'store wants check, backup or prune, not "tidy"'],
    [[], 'store wants check, backup or prune.'],
    [['check', 'more'], 'but got "more" too'],
    [['check', '--format', 'xml'], '--format wants text or json'],
  ])('refuses %j', async (args, message) => {
    const error = await refusal(storeCommand([...args, '--data', folders.make()]));
    expect([error.exitCode, error.message]).toEqual([ExitCode.usage, expect.stringContaining(message)]);
  });
});

describe('curfew runs', () => {
  it('lists the runs, and the cases of one, with control characters shown', async () => {
    const folder = await filled();
    expect(await runsCommand(['--data', folder])).toBe(ExitCode.asPredicted);
    expect(out).toMatch(
      /^two {2}2026-11-22 20:00 {2}done {2}2 x 2 {2}1\/4 cases done {2}1 outcome as predicted {2}1 differing {2}Nightly two\\x1b\[31m\none /,
    );
    out = '';
    await runsCommand(['one', '--data', folder]);
    expect(out).toMatch(/^one: Nightly one\\x1b\[31m\ndone, created 2026-11-22T20:00:00\.000Z, Curfew 0\.1\.0\n/);
    expect(out).toMatch(/\n {2}budget {2}emulator-5554 {2}done {5}1 of 2 outcomes as predicted {2}android-15\n/);
  });

  it('gives the JSON of a run, also while the store is in use', async () => {
    const folder = await filled();
    const { store } = await opened(folder);
    const file = path.join(folder, 'run.json');
    await runsCommand(['one', '--data', folder, '--format', 'json', '--out', file]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(valueOf(await store.run('one')));
    await store.close();
  });

  it('pins a run and writes a note beside it', async () => {
    const folder = await filled();
    await runsCommand(['one', '--data', folder, '--pin', '--note', 'for the customer']);
    expect(out).toContain(', pinned, Curfew');
    out = '';
    await runsCommand(['--data', folder]);
    expect(out).toContain('[pinned] Nightly one\\x1b[31m (for the customer)');
    await runsCommand(['one', '--data', folder, '--unpin']);
    await withStore(folder, async (store) =>
      expect(valueOf(await store.run('one'))).toMatchObject({ pinned: false, note: 'for the customer' }),
    );
  });

  it('calls a run that a killed lab left behind interrupted, and says how to go on; one that goes on is running', async () => {
    const folder = await filled();
    const { store } = await opened(folder);
    const [first] = sampleRun('dead').cases;
    if (first === undefined) throw new Error('no case');
    valueOf(await store.putRun({ ...sampleRun('dead'), cases: [{ ...first, state: 'running', trace: null }] }));
    await runsCommand(['--data', folder]);
    expect(out).toMatch(/^dead .* running /m);
    expect(out).not.toContain('--resume');
    await store.close();
    // The file of a holder that was killed is still there.
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const holder = { pid: gone, host: os.hostname(), since: '2026-11-22T20:00:00.000Z', program: 'curfew run' };
    writeFileSync(path.join(folder, 'curfew.holder.json'), JSON.stringify(holder));
    out = '';
    await runsCommand(['--data', folder]);
    expect(out).toMatch(/^dead .* interrupted /m);
    expect(out).toContain('curfew run --resume dead');
    out = '';
    await runsCommand(['dead', '--data', folder, '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({ state: 'interrupted', cases: [{ state: 'interrupted' }] });
  });

  it('refuses what makes no sense', async () => {
    const folder = await filled();
    for (const [args, message] of [
      [['none'], 'The store has no run "none"'],
      [['one', 'two'], 'but got "two" too'],
      [['--pin'], 'want a run'],
      [['one', '--pin', '--unpin'], 'exclude each other'],
    ] as const)
      expect((await refusal(runsCommand([...args, '--data', folder]))).message).toContain(message);
  });
});
