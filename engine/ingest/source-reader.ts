/**
 * Reads a file of any kind, pushed in chunks: decides from its first bytes whether it is a ZIP, a binary log, the journal of
 * our probe or text.
 * One file gives one source, a ZIP as many as it holds logs. Never throws for what the bytes hold.
 */
import { detectEncoding } from './bytes/encoding.js';
import { createBugreportZipReader } from './bugreport/bugreport-zip.js';
import { looksLikeZip } from './bugreport/zip.js';
import { DiagnosticCounter } from './diagnostics.js';
import { FactCollector, meaningfulTags } from './fact-collector.js';
import type { IngestedSource } from './ingested.js';
import { ClockSteps } from './logcat-text/clock-steps.js';
import { Clock, NO_ZONE } from './logcat-text/header.js';
import { LogcatBinaryReader, looksBinary } from './logcat-binary/logcat-binary-reader.js';
import { looksLikeProbeJournal, ProbeJournalReader } from './probe-journal/probe-journal-reader.js';
import { headLength, TextSourceReader } from './text-source-reader.js';

interface ChunkReader {
  push(chunk: Uint8Array): void;
  finish(): IngestedSource[];
}

export class SourceReader {
  readonly #head: Uint8Array[] = [];
  #headBytes = 0;
  #reader: ChunkReader | undefined;

  /** `firstSource`: number of the (first) source that this file becomes. */
  constructor(
    readonly name: string,
    readonly firstSource: number,
    /** A file inside an archive is never opened as an archive again: the reader of archives goes one level deep itself. */
    readonly mayBeArchive = true,
  ) {}

  /** `chunk` may be reused by the caller after the call. */
  push(chunk: Uint8Array): void {
    if (this.#reader !== undefined) {
      this.#reader.push(chunk);
      return;
    }
    this.#head.push(chunk.slice());
    this.#headBytes += chunk.length;
    if (this.#headBytes >= headLength) this.#decide();
  }

  finish(): IngestedSource[] {
    if (this.#reader === undefined) this.#decide();
    return this.#reader!.finish();
  }

  #decide(): void {
    const head = concatenate(this.#head, this.#headBytes);
    this.#head.length = 0;
    if (this.mayBeArchive && looksLikeZip(head)) this.#reader = zipChunkReader(this.name, this.firstSource);
    else if (looksBinary(head) || looksLikeDamagedBinary(head))
      this.#reader = binaryChunkReader(this.name, this.firstSource);
    else if (looksLikeProbeJournal(head)) this.#reader = journalChunkReader(this.name, this.firstSource);
    else this.#reader = textChunkReader(this.name, this.firstSource, head);
    this.#reader.push(head);
  }
}

/** Header sizes that a logger entry may state; 0 in version 1, which has no such field. */
const headerSizes: ReadonlySet<number> = new Set([0, 20, 24, 28]);
const LONGEST_ENTRY = 5 * 1024;
const SHORTEST_HEADER = 20;

/** A binary log whose first entry is broken still begins with a possible length and header size, and holds NULs as no text does. */
function looksLikeDamagedBinary(head: Uint8Array): boolean {
  if (head.length < SHORTEST_HEADER || detectEncoding(head).name !== 'utf-8') return false;
  const length = head[0]! | (head[1]! << 8);
  const headerSize = head[2]! | (head[3]! << 8);
  const isHeader = length > 0 && length <= LONGEST_ENTRY && headerSizes.has(headerSize);
  return isHeader && head.subarray(4, SHORTEST_HEADER).includes(0);
}

function textChunkReader(name: string, source: number, head: Uint8Array): ChunkReader {
  const reader = new TextSourceReader(name, source, head);
  return { push: (chunk) => reader.push(chunk), finish: () => [reader.finish()] };
}

function journalChunkReader(name: string, source: number): ChunkReader {
  const reader = new ProbeJournalReader(name, source);
  return { push: (chunk) => reader.push(chunk), finish: () => [reader.finish().source] };
}

function binaryChunkReader(name: string, source: number): ChunkReader {
  const collector = new FactCollector();
  const steps = new ClockSteps();
  let bytes = 0;
  const reader = new LogcatBinaryReader({
    source,
    record: (record) => {
      steps.next(
        Clock.epoch,
        record.stamp.clock === 'epoch' ? record.stamp.epochMs : 0,
        NO_ZONE,
        record.provenance.line,
      );
      collector.record(record);
    },
    wantsTag: (from, start, end) => meaningfulTags.has(from, start, end),
  });
  return {
    push: (chunk) => {
      bytes += chunk.length;
      reader.push(chunk);
    },
    finish: () => {
      reader.finish();
      collector.finish();
      const { layout, entries, first, last, diagnostics } = reader.stats();
      const section = {
        title: 'log',
        buffer: 'unknown',
        isPreviousBoot: false,
        facts: collector.facts,
        first,
        last,
        clockSteps: steps.kept,
        firstLine: 1,
        lastLine: entries,
      } as const;
      return [{ name, layout, bytes, lines: entries, logs: [section], dumps: [], report: undefined, diagnostics }];
    },
  };
}

/** Each log of the archive is read as it is unpacked; what was wrong with the archive is told with its first log. */
function zipChunkReader(name: string, firstSource: number): ChunkReader {
  const found: IngestedSource[] = [];
  const problems = new DiagnosticCounter(firstSource);
  let bytes = 0;
  let inner: SourceReader | undefined;
  const zip = createBugreportZipReader({
    onLogStart: (entry) => {
      inner = new SourceReader(`${name}!${entry}`, firstSource + found.length, false);
    },
    onLogBytes: (piece) => inner?.push(piece),
    onLogEnd: () => {
      if (inner !== undefined) found.push(...inner.finish());
      inner = undefined;
    },
    onProblem: ({ what, entry, whatToDo }) => problems.note(`${what}. ${whatToDo}`, 1, entry),
  });
  return {
    push: (chunk) => {
      bytes += chunk.length;
      zip.push(chunk);
    },
    finish: () => {
      zip.finish();
      const [first, ...rest] = found;
      if (first === undefined) {
        return [
          { name, layout: 'zip', bytes, lines: 0, logs: [], dumps: [], report: undefined, diagnostics: problems.all() },
        ];
      }
      return [{ ...first, diagnostics: [...problems.all(), ...first.diagnostics] }, ...rest];
    },
  };
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
