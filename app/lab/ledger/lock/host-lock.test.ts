import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newDevice } from '../testing/device-model.js';
import { runShell } from '../testing/device-shell.js';
import { ok } from '../../../../engine/result.js';
import type { AdbPort } from '../../devices/adb-port.js';
import { DeviceLedger } from '../device-ledger.js';
import { hostLockHolder, takeHostLock } from './host-lock.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'curfew-lock-'));
  file = path.join(folder, 'leases', 'A.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const since = '2026-11-23T00:00:00.000Z';
const take = (holder: string): ReturnType<typeof takeHostLock> => takeHostLock(file, { holder, since });
const write = (lock: Record<string, unknown>): void =>
  writeFileSync(
    file,
    JSON.stringify({ host: hostname(), pid: process.pid, started: '', holder: 'run', since, ...lock }),
  );

describe('the lock of a process on this computer', () => {
  it('is held by one, who is named, until it is released', async () => {
    const first = await take('run-1');
    if (!first.ok) throw new Error('not taken');
    expect(await take('run-2')).toMatchObject({ ok: false, error: { holder: 'run-1', pid: process.pid, since } });
    expect(await hostLockHolder(file)).toMatchObject({ holder: 'run-1' });
    await first.value.release();
    expect(await hostLockHolder(file)).toBeUndefined();
    expect(await take('run-2')).toMatchObject({ ok: true });
    expect(readdirSync(path.dirname(file))).toEqual(['A.lock']);
  });

  it('is taken by exactly one of many who try at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, index) => take(`run-${index}`)));
    expect(all.filter(({ ok: isTaken }) => isTaken)).toHaveLength(1);
  });

  it('falls to the next when its process is gone, or when its number belongs to a later process', async () => {
    const first = await take('run-1');
    if (!first.ok) throw new Error('not taken');
    await first.value.release();
    const gone = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => gone.once('exit', resolve));
    write({ pid: gone.pid });
    expect(await hostLockHolder(file)).toBeUndefined();
    const all = await Promise.all(Array.from({ length: 10 }, () => take('run-2')));
    expect(all.filter(({ ok: isTaken }) => isTaken)).toHaveLength(1);
    write({ started: '1' });
    expect((await take('run-3')).ok).toBe(process.platform === 'linux');
  });

  it('stands when its process is of another computer, and is nobody’s when it is no lock', async () => {
    await take('run-1');
    write({ host: 'elsewhere', pid: 1 });
    expect(await take('run-2')).toMatchObject({ ok: false, error: { host: 'elsewhere' } });
    // A loss of power may leave half a lock: whoever wrote it is gone.
    writeFileSync(file, '{"pid":');
    expect((await take('run-3')).ok).toBe(true);
  });

  it('is not taken away by its former holder', async () => {
    const first = await take('run-1');
    if (!first.ok) throw new Error('not taken');
    write({ holder: 'run-2' });
    await first.value.release();
    expect(await hostLockHolder(file)).toMatchObject({ holder: 'run-2' });
  });
});

describe('the lock of a journal', () => {
  const model = newDevice('A');
  const port: AdbPort = {
    shell: (command) => Promise.resolve(ok(runShell(model, command))),
    push: (name, bytes) => {
      model.files[name] = new TextDecoder().decode(bytes);
      return Promise.resolve(ok(undefined));
    },
    pull: () => Promise.resolve(ok(null)),
  };
  const open = (): ReturnType<typeof DeviceLedger.open> =>
    DeviceLedger.open({ port, folder, desktop: { id: 'desk', name: 'desk' }, clock: () => new Date(since) });

  it('tells the second who has it, and which file to delete if that is not so', async () => {
    const first = await open();
    if (!first.ok) throw new Error(first.error);
    const lock = first.value.file.replace(/\.jsonl$/, '.lock');
    expect(await open()).toEqual({
      ok: false,
      error: `process ${process.pid} has been using this device since ${since}. If that is not so, delete ${lock}`,
    });
    await first.value.close();
    const second = await open();
    expect(second.ok).toBe(true);
    if (second.ok) await second.value.close();
    writeFileSync(lock, JSON.stringify({ host: 'elsewhere', pid: 1, started: '', holder: 'journal', since }));
    expect(await open()).toMatchObject({ error: expect.stringContaining('a process on elsewhere has been using') });
  });
});
