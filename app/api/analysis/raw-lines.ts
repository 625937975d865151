/** The lines of a source as they stand there, for the panel that shows the proof of a mark. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readBugreportZip } from '../../../engine/ingest/bugreport/bugreport-zip.js';
import { looksLikeZip } from '../../../engine/ingest/bugreport/zip.js';
import { fail, ok, type Result } from '../../../engine/result.js';
import type { RawLine } from '../contract.js';
import type { TaskInput, TaskOutput } from './analysis-task.js';
import { readPieces } from './read-recording.js';

/** Characters of a line that are shown; what is longer is no line for a person. */
const maxShown = 4_000;
const LINE_FEED = 10;
const HEAD_BYTES = 4_096;

/** Counts lines through pieces of any size and keeps those that are wanted. */
class LinePicker {
  readonly lines: RawLine[] = [];
  #line = 1;
  #begun: number[] = [];
  readonly #end: number;

  constructor(
    readonly from: number,
    count: number,
  ) {
    this.#end = from + count;
  }

  get isDone(): boolean {
    return this.#line >= this.#end;
  }

  push(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length && !this.isDone) {
      const feed = piece.indexOf(LINE_FEED, at);
      const end = feed === -1 ? piece.length : feed;
      if (this.#line >= this.from) this.#keep(piece.subarray(at, end));
      if (feed === -1) return;
      this.#finishLine();
      at = end + 1;
    }
  }

  finish(): readonly RawLine[] {
    if (this.#begun.length > 0) this.#finishLine();
    return this.lines;
  }

  #keep(bytes: Uint8Array): void {
    for (const byte of bytes.subarray(0, Math.max(0, 4 * maxShown - this.#begun.length))) this.#begun.push(byte);
  }

  #finishLine(): void {
    if (this.#line >= this.from && !this.isDone) {
      const text = new TextDecoder().decode(Uint8Array.from(this.#begun)).replace(/\r$/, '').slice(0, maxShown);
      this.lines.push({ line: this.#line, text });
    }
    this.#begun = [];
    this.#line += 1;
  }
}

export function rawLines({ recording, source, from, count }: TaskInput<'lines'>): Result<TaskOutput<'lines'>, string> {
  if (recording.kind === 'trace')
    return fail('This recording is a trace file: it has the events, and not the lines that they were read from.');
  const picker = new LinePicker(from, count);
  if (beginsAsZip(recording.path)) return fromArchive(recording.path, source, picker);
  readPieces(recording.path, (piece) => picker.push(piece));
  return ok(picker.finish());
}

function beginsAsZip(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const head = new Uint8Array(HEAD_BYTES);
    return looksLikeZip(head.subarray(0, readSync(descriptor, head, 0, head.length, 0)));
  } finally {
    closeSync(descriptor);
  }
}

/** The logs of an archive are its sources, in the order in which the ingest reads them. */
function fromArchive(path: string, source: number, picker: LinePicker): Result<readonly RawLine[], string> {
  let log = -1;
  readBugreportZip(readFileSync(path), {
    onLogStart: () => {
      log += 1;
    },
    onLogBytes: (piece) => {
      if (log === source && !picker.isDone) picker.push(piece);
    },
    onLogEnd: () => undefined,
    // Problems of the archive stand in the diagnostics of its analysis.
    onProblem: () => undefined,
  });
  return log < source ? fail(`The archive has no log number ${source + 1}.`) : ok(picker.finish());
}
