/** The few file operations that the journal's promise rests on; tests put failing ones in their place. */
import { mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises';

export interface AppendHandle {
  /** Writes some of the bytes and says how many. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** Returns when everything written so far survives a power cut. */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** All of them throw what Node throws. */
export interface JournalFiles {
  readonly makeFolder: (folder: string) => Promise<void>;
  /** The whole file, or null when there is none. */
  readonly read: (path: string) => Promise<Uint8Array | null>;
  /** Opens for appending; makes the file when there is none. */
  readonly openAppend: (path: string) => Promise<AppendHandle>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Makes names in the folder (new files, renames) survive a power cut. */
  readonly syncFolder: (folder: string) => Promise<void>;
}

/** Also of a data folder that is first made here: what was observed is for its owner alone. */
export const FOLDER_MODE = 0o700;

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function appendHandle(file: FileHandle): AppendHandle {
  return {
    write: async (bytes) => (await file.write(bytes)).bytesWritten,
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

export const nodeJournalFiles: JournalFiles = {
  makeFolder: async (folder) => {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  },
  read: async (path) => {
    try {
      return await readFile(path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }
  },
  openAppend: async (path) => appendHandle(await open(path, 'a', 0o600)),
  rename: (from, to) => rename(from, to),
  syncFolder: async (folder) => {
    // Windows has no such thing as an open folder; its file system keeps names by itself.
    if (process.platform === 'win32') return;
    const file = await open(folder, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  },
};
