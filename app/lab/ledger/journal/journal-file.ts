/**
 * The journal of one device on this desktop: only ever appended to, one fsync per line. After any failure the open file is
 * given up, because nobody knows what of the line reached the disk; opening it again finds out.
 */
import path from 'node:path';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { isOpen, type EntryRecord } from '../change.js';
import { Book } from '../book.js';
import { encodeLine } from './journal-line.js';
import { errorText, type AppendHandle, type JournalFiles } from './journal-files.js';
import { readJournal, type ReadJournal } from './read-journal.js';

/** A settled journal that is longer is set aside when it is opened. */
const SET_ASIDE_BYTES = 1 << 20;

const encoder = new TextEncoder();

export class JournalFile {
  #broken: string | undefined;

  private constructor(
    readonly file: string,
    /** What the file said when it was opened. */
    readonly contents: ReadJournal,
    private readonly handle: AppendHandle,
    private nextLine: number,
    private needsBreak: boolean,
  ) {}

  /** Reads the journal and opens it for more lines. The error names the file and what the system said. */
  static async open(files: JournalFiles, file: string): Promise<Result<JournalFile, string>> {
    try {
      await files.makeFolder(path.dirname(file));
      const bytes = (await files.read(file)) ?? new Uint8Array(0);
      let contents = readJournal(bytes, { isNumbered: true });
      if (bytes.length > SET_ASIDE_BYTES && isSettled(contents)) {
        await files.rename(file, file.replace(/\.jsonl$/, '.old.jsonl'));
        contents = readJournal(new Uint8Array(0), { isNumbered: true });
      }
      const handle = await files.openAppend(file);
      try {
        // The name of a new file must last as well as its lines.
        await files.syncFolder(path.dirname(file));
      } catch (error) {
        await handle.close();
        throw error;
      }
      return ok(new JournalFile(file, contents, handle, contents.nextLine, contents.isTorn));
    } catch (error) {
      return fail(`the journal ${file} cannot be opened: ${errorText(error)}`);
    }
  }

  /** Adds a line. `ok` means that it survives a power cut of this computer. */
  async append(record: EntryRecord): Promise<Result<void, string>> {
    if (this.#broken !== undefined) return fail(this.#broken);
    const text = encodeLine(this.nextLine, record);
    try {
      // What a torn line left must not swallow this one.
      await writeAll(this.handle, encoder.encode(`${this.needsBreak ? '\n' : ''}${text}\n`));
      await this.handle.sync();
    } catch (error) {
      this.#broken = `the journal ${this.file} cannot be written: ${errorText(error)}`;
      return fail(this.#broken);
    }
    this.nextLine++;
    this.needsBreak = false;
    return ok(undefined);
  }

  /** Every line is on the disk already, so a failure here loses nothing; it is returned to be told. */
  async close(): Promise<Result<void, string>> {
    try {
      await this.handle.close();
      return ok(undefined);
    } catch (error) {
      return fail(`the journal ${this.file} cannot be closed: ${errorText(error)}`);
    }
  }
}

async function writeAll(handle: AppendHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) {
    const written = await handle.write(bytes.subarray(from));
    if (written <= 0) throw new Error('nothing was written');
    from += written;
  }
}

/** Nothing is open: nobody needs the lines to undo anything. Torn and damaged lines do not keep a file for ever. */
function isSettled({ records, problems }: ReadJournal): boolean {
  const book = new Book();
  for (const record of records) book.add(record);
  const isUnclear = problems.some(({ what }) => what !== 'torn' && what !== 'damaged');
  return !isUnclear && !book.records.some(({ state }) => isOpen(state));
}
