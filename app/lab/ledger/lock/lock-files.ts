/** The few file operations that a lock rests on; tests put others in their place. All of them throw what Node throws. */
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { FOLDER_MODE, hasCode } from '../journal/journal-files.js';

export interface LockFiles {
  readonly makeFolder: (folder: string) => Promise<void>;
  /** Fails with EEXIST when there is such a file. */
  readonly writeNew: (file: string, text: string) => Promise<void>;
  /** The whole file, or undefined when there is none. */
  readonly readText: (file: string) => Promise<string | undefined>;
  /** A second name for a file. Fails with EEXIST when the name is taken. */
  readonly link: (from: string, to: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly unlink: (file: string) => Promise<void>;
}

export const nodeLockFiles: LockFiles = {
  makeFolder: async (folder) => {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  },
  writeNew: (file, text) => writeFile(file, text, { mode: 0o600, flag: 'wx' }),
  readText: async (file) => {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  },
  link,
  rename,
  unlink,
};
