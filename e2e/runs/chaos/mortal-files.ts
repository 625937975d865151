/**
 * The files of a lab that may be killed: real ones, worked on in one go so that the order never varies. Every operation is a
 * step at which the lab may die: before it, after it, and in the middle of a write.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hasCode, type AppendHandle, type JournalFiles } from '../../../app/lab/ledger/journal/journal-files.js';
import type { LockFiles } from '../../../app/lab/ledger/lock/lock-files.js';

/** What becomes of an operation: `never`: the lab is dead. The others kill it. */
export type Mortality = 'lives' | 'dies before' | 'dies after' | 'never';

export class MortalFiles implements JournalFiles, LockFiles {
  readonly #open = new Set<number>();

  constructor(
    /** Tells the locks of one life from those of the next, as the start of a process does. */
    private readonly life: number,
    private readonly step: () => Mortality,
  ) {}

  readonly makeFolder = (folder: string): Promise<void> =>
    this.#do(() => {
      mkdirSync(folder, { recursive: true });
    });
  readonly read = (file: string): Promise<Uint8Array | null> => this.#do(() => orNull(() => readFileSync(file)));
  readonly rename = (from: string, to: string): Promise<void> => this.#do(() => renameSync(from, to));
  readonly syncFolder = (folder: string): Promise<void> =>
    this.#do(() => {
      const handle = openSync(folder, 'r');
      fsyncSync(handle);
      closeSync(handle);
    });
  readonly writeNew = (file: string, text: string): Promise<void> =>
    this.#do(() => writeFileSync(file, text, { flag: 'wx' }));
  readonly link = (from: string, to: string): Promise<void> => this.#do(() => linkSync(from, to));
  readonly unlink = (file: string): Promise<void> => this.#do(() => unlinkSync(file));

  readonly readText = (file: string): Promise<string | undefined> =>
    this.#do(() =>
      file.startsWith('/proc/')
        ? `1 (lab) ${'- '.repeat(19)}${this.life}`
        : (orNull(() => readFileSync(file, 'utf8')) ?? undefined),
    );

  readonly openAppend = (file: string): Promise<AppendHandle> =>
    this.#do(() => {
      const handle = openSync(file, 'a', 0o600);
      this.#open.add(handle);
      return {
        write: (bytes) =>
          this.#do(
            () => writeSync(handle, bytes),
            () => writeSync(handle, bytes, 0, bytes.length >> 1),
          ),
        sync: () => this.#do(() => fsyncSync(handle)),
        close: () => this.#do(() => this.#close(handle)),
      };
    });

  /** The system closes what a killed process had open. */
  closeAll(): void {
    for (const handle of this.#open) this.#close(handle);
  }

  #close(handle: number): void {
    this.#open.delete(handle);
    closeSync(handle);
  }

  /** `half`: what is done of it by a lab that dies in the middle. */
  #do<T>(work: () => T, half?: () => unknown): Promise<T> {
    const mortality = this.step();
    if (mortality === 'dies before') half?.();
    if (mortality === 'dies after') attempt(work);
    if (mortality !== 'lives') return new Promise(() => undefined);
    try {
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** A lab that is dead does not hear that it failed. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
