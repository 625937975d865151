/**
 * One process at a time per device on this computer. The lock is a file that names its holder; that of a process which is gone
 * is taken over. A process is known by its number and the moment it was started, because numbers come again.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { errorText, hasCode } from '../../ledger/journal/journal-files.js';

export interface LockHolder {
  readonly host: string;
  readonly pid: number;
  /** When the process was started, in the system's own count; empty where the system does not tell. */
  readonly started: string;
  readonly holder: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface HostLock {
  readonly holder: LockHolder;
  readonly release: () => Promise<void>;
}

/** The error is the holder of the lock, or why it cannot be taken. */
export async function takeHostLock(
  file: string,
  holder: string,
  since: string,
): Promise<Result<HostLock, LockHolder | string>> {
  const mine: LockHolder = {
    host: hostname(),
    pid: process.pid,
    started: (await startOf(process.pid)) ?? '',
    holder,
    since,
  };
  const text = `${JSON.stringify({ ...mine, id: randomUUID() })}\n`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await create(file, text)) return ok({ holder: mine, release: () => removeIf(file, text) });
      const found = await read(file);
      if (found === undefined) continue;
      const theirs = parse(found);
      if (theirs !== undefined && (await isHeld(theirs))) return fail(theirs);
      await removeIf(file, found);
    }
    return fail(`other processes are taking the lock ${file}; try again`);
  } catch (error) {
    return fail(`the lock ${file} cannot be taken: ${errorText(error)}`);
  }
}

/** Who holds the lock now; undefined when nobody does. Throws nothing: an unreadable file counts as not held. */
export async function hostLockHolder(file: string): Promise<LockHolder | undefined> {
  const theirs = parse((await read(file).catch(() => undefined)) ?? '');
  return theirs !== undefined && (await isHeld(theirs)) ? theirs : undefined;
}

/** Written beside and linked, so that a lock is never seen half written. */
async function create(file: string, text: string): Promise<boolean> {
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, text, { mode: 0o600, flag: 'wx' });
  try {
    await link(fresh, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await unlink(fresh);
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Takes away the file that was read; another one that came in between is put back. */
async function removeIf(file: string, expected: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  try {
    if ((await read(aside)) !== expected) await link(aside, file);
  } finally {
    await unlink(aside);
  }
}

/** Undefined: this is no lock of ours, and nobody's. */
function parse(text: string): LockHolder | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const { host, pid, started, holder, since } = json as Record<string, unknown>;
  const isShort = (value: unknown): value is string => typeof value === 'string' && value.length <= 200;
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1) return undefined;
  if (!isShort(host) || !isShort(started) || !isShort(holder) || !isShort(since)) return undefined;
  return { host, pid, started, holder, since };
}

/** A process of another computer cannot be asked: its lock (a shared data folder) stands until its file is deleted. */
async function isHeld({ host, pid, started }: LockHolder): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, as somebody else's.
    if (hasCode(error, 'ESRCH')) return false;
    if (!hasCode(error, 'EPERM')) throw error;
  }
  const startedNow = await startOf(pid);
  return startedNow === undefined || started === '' || startedNow === started;
}

/** Linux tells the start in clock ticks since the boot (proc(5), field 22 of stat); elsewhere the number must do. */
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const stat = await read(`/proc/${pid}/stat`).catch(() => undefined);
  // The name may hold anything; the fields begin after its last bracket.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
