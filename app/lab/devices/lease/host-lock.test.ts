import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostLockHolder, takeHostLock } from './host-lock.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'curfew-lock-'));
  file = path.join(folder, 'leases', 'A.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const since = '2026-11-23T00:00:00.000Z';
const write = (lock: Record<string, unknown>): void =>
  writeFileSync(
    file,
    JSON.stringify({ host: hostname(), pid: process.pid, started: '', holder: 'run', since, ...lock }),
  );

describe('the lock of a device on this computer', () => {
  it('is held by one, who is named, until it is released', async () => {
    const first = await takeHostLock(file, 'run-1', since);
    if (!first.ok) throw new Error('not taken');
    expect(await takeHostLock(file, 'run-2', since)).toMatchObject({
      ok: false,
      error: { holder: 'run-1', pid: process.pid, since },
    });
    expect(await hostLockHolder(file)).toMatchObject({ holder: 'run-1' });
    await first.value.release();
    expect(await hostLockHolder(file)).toBeUndefined();
    expect(await takeHostLock(file, 'run-2', since)).toMatchObject({ ok: true });
    expect(readdirSync(path.dirname(file))).toEqual(['A.lock']);
  });

  it('is taken by exactly one of many who try at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, index) => takeHostLock(file, `run-${index}`, since)));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('falls to the next when its process is gone, or when its number belongs to a later process', async () => {
    const first = await takeHostLock(file, 'run-1', since);
    if (!first.ok) throw new Error('not taken');
    await first.value.release();
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.once('exit', resolve));
    write({ pid: gone.pid });
    expect(await hostLockHolder(file)).toBeUndefined();
    expect((await takeHostLock(file, 'run-2', since)).ok).toBe(true);
    write({ started: '1' });
    expect((await takeHostLock(file, 'run-3', since)).ok).toBe(process.platform === 'linux');
  });

  it('stands when its process is of another computer, and is nobody’s when it is no lock', async () => {
    await takeHostLock(file, 'run-1', since);
    write({ host: 'elsewhere', pid: 1 });
    expect(await takeHostLock(file, 'run-2', since)).toMatchObject({ ok: false, error: { host: 'elsewhere' } });
    writeFileSync(file, '{"pid":');
    expect((await takeHostLock(file, 'run-3', since)).ok).toBe(true);
  });

  it('is not taken away by its former holder', async () => {
    const first = await takeHostLock(file, 'run-1', since);
    if (!first.ok) throw new Error('not taken');
    write({ holder: 'run-2' });
    await first.value.release();
    expect(await hostLockHolder(file)).toMatchObject({ holder: 'run-2' });
  });
});
