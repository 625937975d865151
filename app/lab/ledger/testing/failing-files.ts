/** The journal's file operations, of which one fails (or one kind always does), on real files. */
import { nodeJournalFiles, type AppendHandle, type JournalFiles } from '../journal/journal-files.js';

type Operation = 'makeFolder' | 'read' | 'open' | 'write' | 'sync' | 'close' | 'rename' | 'syncFolder';

export interface Failure {
  /** The operation with this number, from 0. */
  readonly at?: number;
  /** The first operation of this kind. */
  readonly on?: Operation;
  /** Every operation of that kind. */
  readonly always?: boolean;
  /** `EIO after half`: a write has written half, everything else has been done, and then it fails. */
  readonly how?: 'EIO' | 'ENOSPC' | 'EIO after half';
}

export class FailingFiles implements JournalFiles {
  operations = 0;
  /** The operation that failed. */
  failed: Operation | undefined;

  constructor(private readonly failure: Failure) {}

  makeFolder = (folder: string): Promise<void> => this.#do('makeFolder', () => nodeJournalFiles.makeFolder(folder));
  read = (path: string): Promise<Uint8Array | null> => this.#do('read', () => nodeJournalFiles.read(path));
  rename = (from: string, to: string): Promise<void> => this.#do('rename', () => nodeJournalFiles.rename(from, to));
  syncFolder = (folder: string): Promise<void> => this.#do('syncFolder', () => nodeJournalFiles.syncFolder(folder));

  openAppend = async (path: string): Promise<AppendHandle> => {
    const real = (): Promise<AppendHandle> => nodeJournalFiles.openAppend(path);
    const handle = await this.#do('open', real, async () => await (await real()).close());
    return {
      write: (bytes) =>
        this.#do(
          'write',
          () => handle.write(bytes),
          () => handle.write(bytes.subarray(0, bytes.length >> 1)),
        ),
      sync: () => this.#do('sync', () => handle.sync()),
      close: async () => {
        // The descriptor goes in any case, as it does in the kernel.
        await handle.close();
        await this.#do('close', () => Promise.resolve());
      },
    };
  };

  async #do<T>(operation: Operation, real: () => Promise<T>, half: () => Promise<unknown> = real): Promise<T> {
    const index = this.operations++;
    const { at, on, always, how = 'EIO' } = this.failure;
    const isChosen = at === index || (on === operation && (always === true || this.failed === undefined));
    if (!isChosen) return await real();
    this.failed = operation;
    if (how === 'EIO after half') await half();
    const code = how === 'ENOSPC' ? 'ENOSPC' : 'EIO';
    throw Object.assign(new Error(`${code}, as the test wants`), { code });
  }
}
