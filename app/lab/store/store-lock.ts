/**
 * One process has a store at a time. The lock is one of the operating system, taken by SQLite on an empty database file of its
 * own (`curfew.lock`): when its process dies, however it dies, the system lets it go, so there is never a stale lock to judge.
 * Who holds it is told by a second file (`curfew.holder.json`), which decides nothing.
 */
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { storePaths, type StorePaths } from './data-folder.js';
import { nodeFiles, removeQuietly, writeDurably, type Files } from './files.js';
import { Sqlite } from './sqlite.js';
import { StoreFault } from './store-error.js';

export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** What has the store open: `curfew runs`, `curfew server`. */
  readonly program: string;
}

export interface StoreLock {
  /** Who had the store before and did not close it; `null` when it was closed properly. */
  readonly leftBy: Holder | null;
  release(): Promise<void>;
}

/** Throws a `StoreFault` with code `held` when another process has the store. */
export async function lockStore(files: Files, paths: StorePaths, program: string, now: Date): Promise<StoreLock> {
  const connection = await Sqlite.open(paths.lock, 'create');
  try {
    await connection.script('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    await connection.close();
    if (!(error instanceof StoreFault)) throw error;
    if (error.code === 'held') throw await heldFault(files, paths);
    if (error.code !== 'damaged') throw error;
    throw new StoreFault('damaged', error.message, `Delete ${paths.lock}: it holds nothing.`, { cause: error });
  }
  try {
    const leftBy = await readHolder(files, paths);
    const holder: Holder = { pid: process.pid, host: os.hostname(), since: now.toISOString(), program };
    await writeDurably(files, paths.holder, `${JSON.stringify(holder)}\n`);
    return {
      leftBy,
      release: async () => {
        await removeQuietly(files, paths.holder);
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

const TRIES = 10;
const PAUSE_MS = 20;

async function heldFault(files: Files, paths: StorePaths): Promise<StoreFault> {
  const holder = await namedHolder(files, paths);
  const who =
    holder === null
      ? 'by a process that has not said its name'
      : `by ${holder.program} (process ${holder.pid} on ${holder.host}) since ${holder.since}`;
  return new StoreFault(
    'held',
    `The store in ${paths.folder} is in use ${who}.`,
    'Close that program, or name another data folder with --data.',
  );
}

/** Who has the store at this moment, as far as that can be told without taking it; `null`: nobody. */
export async function holderOfStore(folder: string, files: Files = nodeFiles): Promise<Holder | null> {
  const holder = await readHolder(files, storePaths(path.resolve(folder)));
  return holder !== null && isThere(holder) ? holder : null;
}

/** One on another computer cannot be asked. */
const isThere = ({ host, pid }: Holder): boolean => host !== os.hostname() || isAlive(pid);

/** A holder takes the lock first and says its name then: what stands there for a moment is a dead process, or nothing. */
async function namedHolder(files: Files, paths: StorePaths): Promise<Holder | null> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const holder = await readHolder(files, paths);
    if (holder !== null && isThere(holder)) return holder;
    await wait(PAUSE_MS);
  }
  return null;
}

/** `null` when there is no such file or it says nothing that can be used. */
async function readHolder(files: Files, paths: StorePaths): Promise<Holder | null> {
  if ((await files.stat(paths.holder)) === undefined) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await files.readFile(paths.holder)));
    return isHolder(value) ? value : null;
  } catch (error) {
    // Torn, or taken away between the look and the reading.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, since, program } = value as Record<keyof Holder, unknown>;
  return (
    typeof pid === 'number' &&
    Number.isSafeInteger(pid) &&
    pid > 0 &&
    typeof host === 'string' &&
    typeof since === 'string' &&
    typeof program === 'string'
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Alive, and of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
