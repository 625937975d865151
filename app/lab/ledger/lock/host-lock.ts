/**
 * One process at a time on this computer: for the lease of a device, and for its journal. The lock is a file that names its
 * holder; that of a process which is gone is taken over. A process is known by its number and the moment it was started,
 * because numbers come again.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { errorText, hasCode } from '../journal/journal-files.js';
import { nodeLockFiles, type LockFiles } from './lock-files.js';

export interface LockHolder {
  readonly host: string;
  readonly pid: number;
  /** When the process was started, in the system's own count; empty where the system does not tell. */
  readonly started: string;
  /** What holds it, for people: a run's id, `journal`. */
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
  { holder, since }: Pick<LockHolder, 'holder' | 'since'>,
  files: LockFiles = nodeLockFiles,
): Promise<Result<HostLock, LockHolder | string>> {
  try {
    const started = (await startOf(process.pid, files)) ?? '';
    const mine: LockHolder = { host: hostname(), pid: process.pid, started, holder, since };
    const text = `${JSON.stringify({ ...mine, id: randomUUID() })}\n`;
    await files.makeFolder(path.dirname(file));
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await create(files, file, text)) return ok({ holder: mine, release: () => removeIf(files, file, text) });
      const found = await files.readText(file);
      if (found === undefined) continue;
      const theirs = parse(found);
      if (theirs !== undefined && (await isHeld(theirs, files))) return fail(theirs);
      await removeIf(files, file, found);
    }
    return fail(`other processes are taking the lock ${file}; try again`);
  } catch (error) {
    return fail(`the lock ${file} cannot be taken: ${errorText(error)}`);
  }
}

/** Who holds the lock now; undefined when nobody does. Throws nothing: an unreadable file counts as not held. */
export async function hostLockHolder(file: string): Promise<LockHolder | undefined> {
  const theirs = parse((await nodeLockFiles.readText(file).catch(() => undefined)) ?? '');
  return theirs !== undefined && (await isHeld(theirs, nodeLockFiles)) ? theirs : undefined;
}

/** Written beside and linked, so that a lock is never seen half written. */
async function create(files: LockFiles, file: string, text: string): Promise<boolean> {
  const fresh = `${file}.${randomUUID()}`;
  await files.writeNew(fresh, text);
  try {
    await files.link(fresh, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await files.unlink(fresh);
  }
}

/** Takes away the file that was read; another one that came in between is put back. */
async function removeIf(files: LockFiles, file: string, expected: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await files.rename(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  try {
    if ((await files.readText(aside)) !== expected) await files.link(aside, file);
  } finally {
    await files.unlink(aside);
  }
}

/** Undefined: no lock of ours (a loss of power may leave half of one), and nobody's. */
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
async function isHeld({ host, pid, started }: LockHolder, files: LockFiles): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, as somebody else's.
    if (hasCode(error, 'ESRCH')) return false;
    if (!hasCode(error, 'EPERM')) throw error;
  }
  const startedNow = await startOf(pid, files);
  return startedNow === undefined || started === '' || startedNow === started;
}

/** Linux tells the start in clock ticks since the boot (proc(5), field 22 of stat); elsewhere the number must do. */
async function startOf(pid: number, files: LockFiles): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const stat = await files.readText(`/proc/${pid}/stat`).catch(() => undefined);
  // The name may hold anything; the fields begin after its last bracket.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
