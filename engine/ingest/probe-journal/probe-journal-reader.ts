/**
 * Reads the probe's journal as a file, pushed in chunks: `cat files/journal/main/*.jsonl` of one device. Never throws for what the bytes
 * hold: a line that cannot be read is counted with its place, and the rest is kept.
 */
import { LineSplitter } from '../bytes/lines.js';
import { DiagnosticCounter } from '../diagnostics.js';
import type { Fact } from '../fact.js';
import type { IngestedSource, LogSection } from '../ingested.js';
import { maxRawTextLength } from '../limits.js';
import { ClockSteps } from '../logcat-text/clock-steps.js';
import { Clock, NO_ZONE } from '../logcat-text/header.js';
import type { JournalEntry } from './journal-entry.js';
import { factsOfJournalLine, probeLine } from './journal-facts.js';
import { parseJournalLine } from './parse-journal-line.js';

/** The ring of one process holds some 100,000 lines. */
const MOST_LINES = 1_000_000;
const LONGEST_LINE_BYTES = 64 * 1024;
const firstBytes = '{"v":1,"seq":';

/** Whether a file that begins with these bytes is a journal. */
export function looksLikeProbeJournal(head: Uint8Array): boolean {
  if (head.length < firstBytes.length) return false;
  for (let i = 0; i < firstBytes.length; i++) if (head[i] !== firstBytes.charCodeAt(i)) return false;
  return true;
}

export interface ProbeJournal {
  /** In the order of the file. */
  readonly entries: readonly JournalEntry[];
  /** The same for assembly, beside logs and dumps of the same device. */
  readonly source: IngestedSource;
}

export class ProbeJournalReader {
  readonly #entries: JournalEntry[] = [];
  readonly #facts: Fact[] = [];
  readonly #steps = new ClockSteps();
  readonly #diagnostics: DiagnosticCounter;
  readonly #decoder = new TextDecoder();
  readonly #splitter: LineSplitter;
  #bytes = 0;

  /** `source`: the number of this source among those that are assembled together. */
  constructor(
    readonly name: string,
    readonly source: number,
  ) {
    this.#diagnostics = new DiagnosticCounter(source);
    this.#splitter = new LineSplitter({
      maxLineLength: LONGEST_LINE_BYTES,
      onLine: (bytes, start, end, lineNumber, byteStart) =>
        this.#line(bytes.subarray(start, end), lineNumber, byteStart),
    });
  }

  /** `chunk` may be reused by the caller after the call. */
  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#splitter.push(chunk);
  }

  finish(): ProbeJournal {
    this.#splitter.finish();
    if (this.#entries.length === 0) this.#diagnostics.note("no line of the probe's journal in this file", 1, '');
    const [first] = this.#entries;
    const last = this.#entries.at(-1);
    const section: LogSection = {
      title: 'probe journal',
      buffer: 'unknown',
      isPreviousBoot: false,
      facts: this.#facts,
      first: first === undefined ? undefined : { clock: 'epoch', epochMs: first.line.wall },
      last: last === undefined ? undefined : { clock: 'epoch', epochMs: last.line.wall },
      clockSteps: this.#steps.kept,
      firstLine: 1,
      lastLine: this.#splitter.lines,
    };
    const source: IngestedSource = {
      name: this.name,
      layout: 'probe-journal/1',
      bytes: this.#bytes,
      lines: this.#splitter.lines,
      logs: [section],
      dumps: [],
      report: undefined,
      diagnostics: this.#diagnostics.all(),
    };
    return { entries: this.#entries, source };
  }

  #line(bytes: Uint8Array, lineNumber: number, byteStart: number): void {
    const text = this.#decoder.decode(bytes).trim();
    if (text === '') return;
    if (this.#entries.length >= MOST_LINES) {
      this.#diagnostics.note(`more than ${MOST_LINES} lines, the rest is left out`, lineNumber, text);
      return;
    }
    const parsed = parseJournalLine(text);
    if (!parsed.ok) {
      this.#diagnostics.note(parsed.error, lineNumber, text);
      return;
    }
    this.#keep(parsed.value, {
      source: this.source,
      line: lineNumber,
      byteStart,
      byteEnd: byteStart + bytes.length,
      buffer: 'unknown',
      rawText: text.slice(0, maxRawTextLength),
    });
  }

  #keep(line: JournalEntry['line'], provenance: JournalEntry['provenance']): void {
    this.#entries.push({ line, provenance });
    this.#steps.next(Clock.epoch, line.wall, NO_ZONE, provenance.line);
    // With an app's uid beside it, assembly takes each of these facts for a claim.
    const writer = { uid: line.uid, pid: line.pid, tid: undefined };
    for (const body of [...factsOfJournalLine(line), probeLine(line)])
      this.#facts.push({ ...body, stamp: { clock: 'epoch', epochMs: line.wall }, writer, provenance, channel: 'log' });
  }
}
