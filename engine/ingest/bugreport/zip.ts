/**
 * Reads a ZIP that is pushed in chunks.
 *
 * The chunks are kept and the file is read from its central directory once it is complete. Reading while it streams
 * in was weighed and left: dumpstate writes every entry with flag bit 3, so the packed size stands only behind the data,
 * its end would have to be guessed from signatures inside packed bytes, and `main_entry.txt` (which names the log to
 * read) comes last. With the directory an unwanted entry costs nothing. The packed bytes are held (bounded by
 * `maxZipPackedSize`), the unpacked ones never are.
 */
import { maxZipPackedSize } from '../limits.js';
import { readZipDirectory, type ZipEntry, type ZipProblem } from './zip-directory.js';
import { UnpackBudget, unpackEntry } from './zip-entry.js';

export { looksLikeZip, type ZipEntry, type ZipProblem } from './zip-directory.js';

export interface ZipHandlers {
  /** Whether an entry is to be unpacked; asked once for each, in the order of the directory. */
  readonly wants: (entryName: string) => boolean;
  readonly onEntryStart: (name: string) => void;
  /** A piece of the entry that was started last. Valid only during the call. */
  readonly onEntryBytes: (piece: Uint8Array) => void;
  readonly onEntryEnd: (name: string) => void;
  readonly onProblem: (problem: ZipProblem) => void;
}

/** An opened ZIP: a list of entries, each of which can be unpacked when it is wanted. */
export interface OpenZip {
  readonly entries: readonly ZipEntry[];
  readonly problems: readonly ZipProblem[];
  /** Hands the unpacked pieces to `onBytes`. All calls share one budget against bombs. */
  unpack(entry: ZipEntry, onBytes: (piece: Uint8Array) => void): ZipProblem | undefined;
}

/** Opens a ZIP whose bytes are all there. Never throws for what the bytes hold. */
export function openZip(file: Uint8Array): OpenZip {
  const { entries, problems } = readZipDirectory(file);
  const budget = new UnpackBudget(file.length);
  return { entries, problems, unpack: (entry, onBytes) => unpackEntry(file, entry, budget, onBytes) };
}

/** Collects pushed chunks of a file up to `maxZipPackedSize`. */
export class ChunkCollector {
  private chunks: Uint8Array[] = [];
  private size = 0;
  private tooLarge = false;

  push(chunk: Uint8Array): void {
    if (this.tooLarge) return;
    this.size += chunk.length;
    this.tooLarge = this.size > maxZipPackedSize;
    if (this.tooLarge) this.chunks = [];
    // A copy, because readers of files like to fill the same chunk again.
    else this.chunks.push(chunk.slice());
  }

  /** All bytes in one piece, or the problem that they were too many. */
  finish(): Uint8Array | ZipProblem {
    if (this.tooLarge) {
      return {
        what: 'the ZIP is larger than the limit',
        entry: '',
        whatToDo: `Unpack it and open the log inside (limit ${maxZipPackedSize / 1024 ** 3} GiB packed).`,
      };
    }
    if (this.chunks.length === 1) return this.chunks[0] ?? new Uint8Array(0);
    const whole = new Uint8Array(this.size);
    let at = 0;
    for (const chunk of this.chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    this.chunks = [];
    return whole;
  }
}

export interface ZipReader {
  push(chunk: Uint8Array): void;
  finish(): void;
}

/** A reader that unpacks the wanted entries, in the order of the directory, when the file is complete. */
export function createZipReader(handlers: ZipHandlers): ZipReader {
  const collector = new ChunkCollector();
  return {
    push: (chunk) => collector.push(chunk),
    finish: () => {
      const file = collector.finish();
      if (!(file instanceof Uint8Array)) handlers.onProblem(file);
      else unpackWanted(openZip(file), handlers);
    },
  };
}

function unpackWanted(zip: OpenZip, handlers: ZipHandlers): void {
  for (const problem of zip.problems) handlers.onProblem(problem);
  for (const entry of zip.entries) {
    if (!handlers.wants(entry.name)) continue;
    handlers.onEntryStart(entry.name);
    const problem = zip.unpack(entry, handlers.onEntryBytes);
    if (problem !== undefined) handlers.onProblem(problem);
    handlers.onEntryEnd(entry.name);
  }
}
