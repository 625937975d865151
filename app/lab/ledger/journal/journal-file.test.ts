/** Every file operation of the journal fails once, at every place: what was acknowledged is kept, what was not is told. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FailingFiles } from '../testing/failing-files.js';
import { recordOf } from '../testing/records.js';
import { JournalFile } from './journal-file.js';
import { nodeJournalFiles } from './journal-files.js';
import { desktopOf, journalName, knownDevices } from './journal-folder.js';
import { readJournal } from './read-journal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'curfew-journal-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const record = (entry: number) => recordOf({ entry, state: 'restored' });
const entriesIn = (file: string): readonly number[] =>
  readJournal(readFileSync(file), { isNumbered: true }).records.map(({ entry }) => entry);

/** Opens a journal, adds lines, closes, opens again, adds more. Returns the entries that were acknowledged. */
async function flow(files: FailingFiles, file: string): Promise<{ acknowledged: number[]; errors: string[] }> {
  const acknowledged: number[] = [];
  const errors: string[] = [];
  for (const entries of [
    [1, 2, 3],
    [4, 5],
  ]) {
    const journal = await JournalFile.open(files, file);
    if (!journal.ok) {
      errors.push(journal.error);
      continue;
    }
    for (const entry of entries) {
      const added = await journal.value.append(record(entry));
      if (added.ok) acknowledged.push(entry);
      else errors.push(added.error);
    }
    const closed = await journal.value.close();
    if (!closed.ok) errors.push(closed.error);
  }
  return { acknowledged, errors };
}

describe('a journal whose files fail', () => {
  it('keeps every acknowledged line, tells every failure, and can be read and continued', async () => {
    const quiet = new FailingFiles({});
    await flow(quiet, path.join(folder, 'quiet.jsonl'));
    const total = quiet.operations;
    expect(total).toBeGreaterThan(15);
    let cases = 0;
    for (const how of ['EIO', 'ENOSPC', 'EIO after half'] as const) {
      for (let at = 0; at < total; at++) {
        cases++;
        const file = path.join(folder, `${how.replaceAll(' ', '-')}-${at}.jsonl`);
        const files = new FailingFiles({ at, how });
        const { acknowledged, errors } = await flow(files, file);
        const name = `${how} at ${at} (${files.failed ?? 'none'})`;
        expect(errors.length, name).toBeGreaterThan(0);
        expect(errors[0], name).toContain(file);
        expect(errors[0], name).toContain(how === 'ENOSPC' ? 'ENOSPC' : 'EIO');
        const kept = entriesIn(file);
        for (const entry of acknowledged) expect(kept, name).toContain(entry);
        // What comes after a torn line is not swallowed by it.
        const again = await JournalFile.open(nodeJournalFiles, file);
        if (!again.ok) throw new Error(again.error);
        expect(await again.value.append(record(9))).toEqual({ ok: true, value: undefined });
        await again.value.close();
        expect(entriesIn(file).at(-1), name).toBe(9);
      }
    }
    console.log(`journal with failing files: ${cases} cases`);
  });

  it('after a failed line takes no further one, because nobody knows what reached the disk', async () => {
    const files = new FailingFiles({ on: 'sync', how: 'EIO' });
    const journal = await JournalFile.open(files, path.join(folder, 'a.jsonl'));
    if (!journal.ok) throw new Error(journal.error);
    expect((await journal.value.append(record(1))).ok).toBe(false);
    const second = await journal.value.append(record(2));
    expect(second.ok).toBe(false);
    await journal.value.close();
  });

  it('a disk that stays full refuses every line and leaves what was there', async () => {
    const file = path.join(folder, 'a.jsonl');
    await flow(new FailingFiles({}), file);
    const before = readFileSync(file, 'utf8');
    const journal = await JournalFile.open(new FailingFiles({ on: 'write', how: 'ENOSPC', always: true }), file);
    if (!journal.ok) throw new Error(journal.error);
    const added = await journal.value.append(record(6));
    expect(added).toEqual({ ok: false, error: expect.stringContaining('ENOSPC') as string });
    await journal.value.close();
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('a long journal', () => {
  const long = async (state: 'restored' | 'planned'): Promise<string> => {
    const file = path.join(folder, 'long.jsonl');
    const journal = await JournalFile.open(nodeJournalFiles, file);
    if (!journal.ok) throw new Error(journal.error);
    await journal.value.append(recordOf({ state }));
    await journal.value.close();
    const [line = ''] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${line}\n`.repeat(Math.ceil((1 << 20) / line.length) + 1));
    return file;
  };

  it('is set aside when it is settled', async () => {
    const file = await long('restored');
    const journal = await JournalFile.open(nodeJournalFiles, file);
    if (!journal.ok) throw new Error(journal.error);
    expect(journal.value.contents.records).toEqual([]);
    await journal.value.close();
    expect(readdirSync(folder).sort()).toEqual(['long.jsonl', 'long.old.jsonl']);
  });

  it('stays while anything is open, and when it cannot be renamed nothing is lost', async () => {
    const open = await long('planned');
    const kept = await JournalFile.open(nodeJournalFiles, open);
    expect(kept.ok && kept.value.contents.records.length > 0).toBe(true);
    if (kept.ok) await kept.value.close();
    rmSync(open);
    const settled = await long('restored');
    const size = readFileSync(settled).length;
    const failed = await JournalFile.open(new FailingFiles({ on: 'rename', how: 'EIO' }), settled);
    expect(failed.ok).toBe(false);
    expect(readFileSync(settled)).toHaveLength(size);
  });
});

describe('the folder of the journals', () => {
  it('gives every device a harmless name of its own', () => {
    const names = ['../../etc/passwd', 'a b', 'a_b', '', 'ü'.repeat(300)].map((serialno) =>
      journalName({ serialno, avd: '' }),
    );
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]+\.jsonl$/);
    expect(new Set(names).size).toBe(names.length);
    expect(journalName({ serialno: 'E', avd: 'a' })).not.toBe(journalName({ serialno: 'E', avd: 'b' }));
  });

  it('keeps the name of the desktop, and makes a new one when it cannot be read', async () => {
    const first = await desktopOf(folder);
    expect(first.ok && (await desktopOf(folder))).toEqual(first);
    writeFileSync(path.join(folder, 'desktop.json'), '{"id":"\\q');
    const second = await desktopOf(folder);
    expect(second.ok).toBe(true);
    expect(second).not.toEqual(first);
  });

  it('a desktop whose name cannot be kept is told, at every failing operation', async () => {
    const quiet = new FailingFiles({});
    await desktopOf(path.join(folder, 'quiet'), quiet);
    for (let at = 0; at < quiet.operations; at++) {
      const place = path.join(folder, String(at));
      const failed = await desktopOf(place, new FailingFiles({ at, how: 'ENOSPC' }));
      expect(failed.ok, String(at)).toBe(false);
      expect((await desktopOf(place)).ok).toBe(true);
    }
  });

  it('knows the devices and what is open on them, and says which files it cannot read', async () => {
    const file = path.join(folder, journalName({ serialno: 'SIM0001', avd: '' }));
    const journal = await JournalFile.open(nodeJournalFiles, file);
    if (!journal.ok) throw new Error(journal.error);
    await journal.value.append(recordOf());
    await journal.value.close();
    const { devices, unreadable } = await knownDevices(folder);
    expect(unreadable).toEqual([]);
    expect(devices.map(({ device, open }) => [device.serialno, open.length])).toEqual([['SIM0001', 1]]);
    const failing = await knownDevices(folder, new FailingFiles({ on: 'read', how: 'EIO' }));
    expect(failing).toEqual({ devices: [], unreadable: [`${file} cannot be read: EIO, as the test wants`] });
    expect(await knownDevices(path.join(folder, 'none'))).toEqual({ devices: [], unreadable: [] });
  });
});
