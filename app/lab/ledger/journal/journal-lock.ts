/**
 * One process at a time per device and desktop: `curfew restore` must not undo what a run in the application is using.
 * The lock is a file that names its holder; one whose process is gone is taken over.
 */
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { errorText, hasCode } from './journal-files.js';

export interface JournalLock {
  readonly release: () => Promise<void>;
}

/** Takes the lock, or says who holds it. The folder must be there. */
export async function lockJournal(file: string, since: string): Promise<Result<JournalLock, string>> {
  const mine = `${JSON.stringify({ pid: process.pid, host: hostname(), since, id: randomUUID() })}\n`;
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await create(file, mine)) return ok({ release: () => release(file, mine) });
      const theirs = await read(file);
      if (theirs === undefined) continue;
      const holder = holderOf(theirs);
      if (holder !== undefined) return fail(`${holder}. If that is not so, delete ${file}`);
      await remove(file, theirs);
    }
    return fail(`other processes are taking the lock ${file}; try again`);
  } catch (error) {
    return fail(`the lock ${file} cannot be taken: ${errorText(error)}`);
  }
}

/** Written beside and linked, so that a lock is never seen half written. */
async function create(file: string, mine: string): Promise<boolean> {
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, mine, { mode: 0o600, flag: 'wx' });
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

/** Who holds the lock, in words, or undefined when nobody does. */
function holderOf(text: string): string | undefined {
  const [, pid, host, since] = /^\{"pid":([0-9]{1,9}),"host":"([^"]{0,200})","since":"([^"]{0,40})"/.exec(text) ?? [];
  if (pid === undefined || host === undefined || since === undefined)
    return 'something that is no lock stands in its place';
  if (host !== hostname()) return `a process on ${host} has been using this device since ${since}`;
  if (!isAlive(Number(pid))) return undefined;
  return `process ${pid} has been using this device since ${since}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as somebody else's.
    return !hasCode(error, 'ESRCH');
  }
}

/** Takes a dead holder's file away; a new holder's file, if one came in between, is put back. */
async function remove(file: string, expected: string): Promise<void> {
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

async function release(file: string, mine: string): Promise<void> {
  if ((await read(file)) === mine) await unlink(file);
}
