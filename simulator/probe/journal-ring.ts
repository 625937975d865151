import type { FileSystem } from '../device/file-system.js';

const SEGMENT_BYTES = 1 << 20;
const SEGMENTS = 32;

/** The files of one journal: segments of 1 MiB named after their first line; the oldest of more than 32 goes. */
export class JournalRing {
  #path: string | undefined;
  #size = 0;

  constructor(
    private readonly files: FileSystem,
    private readonly folder: string,
    private readonly uid: number,
  ) {}

  /** The number of the last line that is there whole; 0 in an empty journal. */
  lastSeq(): number {
    for (const name of this.#segments().toReversed()) {
      const content = this.files.readText(`${this.folder}/${name}`, this.uid);
      if (!content.ok) continue;
      // What follows the last line end is torn or empty.
      for (const line of content.value.split('\n').slice(0, -1).toReversed()) {
        const seq = /^\{"v":1,"seq":([0-9]{1,15}),.*\}$/.exec(line)?.[1];
        if (seq !== undefined) return Number(seq);
      }
    }
    return 0;
  }

  /** Whether the line is on the disk. */
  append(seq: number, line: string): boolean {
    if (this.#path === undefined && !this.#resume(seq)) return false;
    if (this.#size > 0 && this.#size + line.length > SEGMENT_BYTES && !this.#next(seq)) return false;
    if (this.#append(line)) return true;
    this.#path = undefined;
    return false;
  }

  #resume(seq: number): boolean {
    if (!this.files.makeFolders(this.folder, this.uid).ok) return false;
    const last = this.#segments().at(-1);
    if (last === undefined) return this.#next(seq);
    const content = this.files.read(`${this.folder}/${last}`, this.uid);
    if (!content.ok || content.value.length >= SEGMENT_BYTES) return this.#next(seq);
    this.#path = `${this.folder}/${last}`;
    this.#size = content.value.length;
    const isTorn = content.value.length > 0 && content.value.at(-1) !== 10;
    return !isTorn || this.#append('\n');
  }

  #next(seq: number): boolean {
    this.#path = `${this.folder}/${String(seq).padStart(12, '0')}.jsonl`;
    this.#size = 0;
    for (const name of this.#segments().slice(0, -SEGMENTS)) this.files.remove(`${this.folder}/${name}`, this.uid);
    return true;
  }

  #append(text: string): boolean {
    if (this.#path === undefined) return false;
    const writer = this.files.open(this.#path, this.uid, 'append', 0o600);
    if (!writer.ok || !writer.value.write(Buffer.from(text)).ok) return false;
    this.#size += text.length;
    return true;
  }

  #segments(): readonly string[] {
    const listed = this.files.list(this.folder, this.uid);
    return listed.ok ? listed.value.map(({ name }) => name) : [];
  }
}
