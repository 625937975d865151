/**
 * The file operations that the store makes beside the database, and the one way in which it writes a file: complete or not
 * at all. Tests put faults into `Files`; the program uses Node's.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { asFault } from './store-error.js';

export interface OpenFile {
  readonly writeFile: (bytes: Uint8Array | string) => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Files {
  readonly open: (file: string, flags: 'r' | 'r+' | 'wx') => Promise<OpenFile>;
  readonly readFile: (file: string) => Promise<Uint8Array>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly unlink: (file: string) => Promise<void>;
  readonly mkdir: (folder: string) => Promise<void>;
  /** Names in a folder; none when there is no such folder. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Size in bytes, and time of the last change; `undefined` when there is no such file. */
  readonly stat: (file: string) => Promise<{ readonly bytes: number; readonly modifiedMs: number } | undefined>;
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Only the owner reads what a store holds: logs tell a lot about a person. */
const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

export const nodeFiles: Files = {
  open: (file, flags) => fs.open(file, flags, FILE_MODE),
  readFile: (file) => fs.readFile(file),
  rename: (from, to) => fs.rename(from, to),
  unlink: (file) => fs.unlink(file),
  mkdir: async (folder) => {
    await fs.mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  },
  list: async (folder) => {
    try {
      return (await fs.readdir(folder)).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  stat: async (file) => {
    try {
      const { size, mtimeMs } = await fs.stat(file);
      return { bytes: size, modifiedMs: mtimeMs };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
};

const TEMPORARY = '.tmp-';

/** A name beside `file` for what is not complete yet. */
export function temporaryName(file: string): string {
  return `${file}${TEMPORARY}${randomUUID()}`;
}

/** Whether a file was left behind by a program that was stopped while it wrote. */
export function isTemporary(name: string): boolean {
  return name.includes(TEMPORARY);
}

/**
 * Writes `file` so that it has either all of `bytes` or is not there, also after a loss of power: written under another name,
 * synced, renamed, and the folder synced. Throws a `StoreFault`; then nothing of the file is left.
 */
export async function writeDurably(files: Files, file: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = temporaryName(file);
  try {
    await files.mkdir(path.dirname(file));
    const handle = await files.open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await publish(files, temporary, file);
  } catch (error) {
    await removeQuietly(files, temporary);
    throw asFault(`${file} cannot be written`, error);
  }
}

/** Gives a complete and synced file its name, for good. */
export async function publish(files: Files, temporary: string, file: string): Promise<void> {
  await files.rename(temporary, file);
  await syncFolder(files, path.dirname(file));
}

/** Makes what a database file holds safe against a loss of power. */
export async function syncFile(files: Files, file: string): Promise<void> {
  // Windows flushes only what was opened for writing.
  const handle = await files.open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function syncFolder(files: Files, folder: string): Promise<void> {
  // Windows has no way to sync a folder; its file systems order the change of names themselves.
  if (process.platform === 'win32') return;
  const handle = await files.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes a leftover after a failure. That it cannot be removed is no second failure: `curfew store check` names it. */
export async function removeQuietly(files: Files, file: string): Promise<boolean> {
  try {
    await files.unlink(file);
    return true;
  } catch (error) {
    return isMissing(error);
  }
}
