import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockJournal } from './journal-lock.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'curfew-lock-'));
  file = path.join(folder, 'device.lock');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const since = '2026-11-22T10:00:00.000Z';
const lockOf = (pid: number, host: string): string => `${JSON.stringify({ pid, host, since, id: 'x' })}\n`;

describe('the lock of a journal', () => {
  it('is held by one, who is named to the second, and is free again after it', async () => {
    const first = await lockJournal(file, since);
    if (!first.ok) throw new Error(first.error);
    const second = await lockJournal(file, since);
    expect(second).toEqual({
      ok: false,
      error: `process ${process.pid} has been using this device since ${since}. If that is not so, delete ${file}`,
    });
    await first.value.release();
    const third = await lockJournal(file, since);
    expect(third.ok).toBe(true);
    if (third.ok) await third.value.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of a process that is gone is taken over; of ten at once one gets it', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(file, lockOf(pid, hostname()));
    const all = await Promise.all(Array.from({ length: 10 }, () => lockJournal(file, since)));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    for (const lock of all) if (lock.ok) await lock.value.release();
    expect(existsSync(file)).toBe(false);
  });

  it('of another computer and one that cannot be read are left for a person to judge', async () => {
    writeFileSync(file, lockOf(1, 'elsewhere'));
    expect(await lockJournal(file, since)).toMatchObject({ error: expect.stringContaining('on elsewhere') as string });
    writeFileSync(file, 'rubbish');
    expect(await lockJournal(file, since)).toMatchObject({
      error: expect.stringContaining(`delete ${file}`) as string,
    });
  });

  it('that was taken over by somebody else is not released by its former holder', async () => {
    const mine = await lockJournal(file, since);
    writeFileSync(file, lockOf(process.pid, hostname()));
    if (mine.ok) await mine.value.release();
    expect(existsSync(file)).toBe(true);
  });
});
