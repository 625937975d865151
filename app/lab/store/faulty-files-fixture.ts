/**
 * File operations of which one fails, or all from one on (a disk that went away); counted over a whole flow. What changes
 * something can fail; looking cannot.
 */
import { nodeFiles, type Files, type OpenFile } from './files.js';

export interface Fault {
  /** Counts from 1. */
  readonly at: number;
  /** `once`: the disk has a moment of weakness. `for good`: everything from there on fails, tidying up too. */
  readonly lasting: 'once' | 'for good';
  readonly code: 'EIO' | 'ENOSPC' | 'EACCES';
}

export class FaultyFiles implements Files {
  operations = 0;
  failed: string[] = [];

  constructor(readonly fault: Fault) {}

  readonly open: Files['open'] = async (file, flags): Promise<OpenFile> => {
    this.#step('open');
    const handle = await nodeFiles.open(file, flags);
    return {
      writeFile: async (bytes) => {
        try {
          this.#step('write');
        } catch (error) {
          // A disk that fills up takes a part.
          await handle.writeFile(bytes.slice(0, Math.floor(bytes.length / 2)));
          throw error;
        }
        await handle.writeFile(bytes);
      },
      sync: async () => {
        this.#step('sync');
        await handle.sync();
      },
      close: async () => {
        await handle.close();
      },
    };
  };

  readonly readFile = nodeFiles.readFile;
  readonly rename = this.#counted('rename', nodeFiles.rename);
  readonly unlink = this.#counted('unlink', nodeFiles.unlink);
  readonly mkdir = this.#counted('mkdir', nodeFiles.mkdir);
  readonly list = nodeFiles.list;
  readonly stat = nodeFiles.stat;

  #counted<A extends readonly unknown[], T>(
    name: string,
    work: (...values: A) => Promise<T>,
  ): (...values: A) => Promise<T> {
    return async (...values) => {
      this.#step(name);
      return await work(...values);
    };
  }

  #step(name: string): void {
    this.operations++;
    const { at, lasting, code } = this.fault;
    if (this.operations < at || (lasting === 'once' && this.operations > at)) return;
    this.failed.push(name);
    throw Object.assign(new Error(`${code}: injected, ${name}`), { code, syscall: name });
  }
}
