/**
 * Reads one text file: a plain log, a flat bugreport, or one dump on its own. Chunks of any size go in; constant memory
 * beside what is understood.
 *
 *     chunks ──encoding──► UTF-8 ──lines──┬─► logcat text ──────────────► LogSection
 *                                         ├─► bugreport router ─► parts ► LogSection, DumpSection
 *                                         └─► dump reader ──────────────► DumpSection
 */
import { createUtf8Stream, sourceUnitsOf, detectEncoding } from './bytes/encoding.js';
import { LineSplitter } from './bytes/lines.js';
import type { Utf8Stream } from './bytes/utf8-stream.js';
import type { ReportHeader } from './bugreport/report-header.js';
import { BugreportRouter, type ReportPart } from './bugreport/sections.js';
import { DiagnosticCounter } from './diagnostics.js';
import { createDumpReader, detectDumpKind, type DumpKind } from './dumpsys/dump-kind.js';
import { lineTargetOf, type DumpFact, type LineTarget } from './dumpsys/dump-time.js';
import type { DumpSection, IngestedSource, LogSection } from './ingested.js';
import { LogSectionReader } from './log-section-reader.js';
import type { Stamp } from './record.js';

/** So much of the beginning decides what a file is. */
export const headLength = 4_096;

interface OpenPart {
  readonly target: LineTarget;
  readonly finish: (endedAt: Stamp | undefined) => void;
}

export class TextSourceReader {
  readonly #diagnostics: DiagnosticCounter;
  readonly #logs: LogSection[] = [];
  readonly #dumps: DumpSection[] = [];
  readonly #utf8: Utf8Stream;
  readonly #splitter: LineSplitter;
  readonly #utf16: boolean;
  readonly #router: BugreportRouter | undefined;
  readonly #whole: OpenPart | undefined;
  #open: OpenPart | undefined;
  #layout = 'none';
  #bytes = 0;
  #lines = 0;
  #records = 0;
  readonly #headerFacts: DumpFact[] = [];

  /** `head`: the first bytes of the file, at least `headLength` where the file is that long. They are not read from here. */
  constructor(
    readonly name: string,
    readonly source: number,
    head: Uint8Array,
  ) {
    this.#diagnostics = new DiagnosticCounter(source);
    const encoding = detectEncoding(head);
    this.#utf16 = encoding.name !== 'utf-8';
    this.#utf8 = createUtf8Stream(head);
    const kind = detectDumpKind(firstLines(head));
    if (kind === 'bugreport') {
      this.#layout = 'bugreport';
      this.#router = this.#bugreportRouter();
    } else if (kind === undefined) this.#whole = this.#openLog('log', 'unknown', false);
    else {
      this.#layout = kind;
      this.#whole = this.#openDump(kind, kind);
    }
    const target = this.#router === undefined ? this.#whole!.target : this.#routerTarget(this.#router);
    this.#splitter = new LineSplitter({
      units: sourceUnitsOf(encoding),
      onLine: (bytes, start, end, lineNumber, byteStart) => {
        this.#lines = lineNumber;
        target(bytes, start, end, lineNumber, byteStart);
      },
    });
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#utf8.push(chunk, (utf8) => this.#splitter.push(utf8));
  }

  finish(): IngestedSource {
    this.#utf8.finish((utf8) => this.#splitter.push(utf8));
    this.#splitter.finish();
    this.#router?.finish();
    this.#whole?.finish(undefined);
    if (this.#splitter.cutLines > 0)
      this.#diagnostics.note('line longer than 1 MiB, cut', this.#splitter.firstCutLine, '', this.#splitter.cutLines);
    if (this.#records === 0 && this.#dumps.every((dump) => dump.facts.length === 0))
      this.#diagnostics.note('no log record and no known dump in this file', 1, '');
    const report = this.#router?.reportHeader;
    if (this.#headerFacts.length > 0)
      this.#dumps.push({ title: 'header', dumpedAt: report?.startedAt, facts: this.#headerFacts });
    return {
      name: this.name,
      layout: this.#layout,
      bytes: this.#bytes,
      lines: this.#lines,
      logs: this.#logs,
      dumps: this.#dumps,
      report,
      diagnostics: this.#diagnostics.all(),
    };
  }

  #routerTarget(router: BugreportRouter): LineTarget {
    return (bytes, start, end, lineNumber, byteStart) => router.line(bytes, start, end, lineNumber, byteStart);
  }

  #bugreportRouter(): BugreportRouter {
    return new BugreportRouter({
      partStart: (part) => {
        this.#open = this.#openPart(part);
        return this.#open?.target;
      },
      partEnd: (_part, endedAt) => {
        this.#open?.finish(endedAt ?? this.#reportDate());
        this.#open = undefined;
      },
      fact: (fact) => this.#headerFacts.push(fact),
      problem: ({ what, line, text }) => this.#diagnostics.note(what, line, text),
    });
  }

  #reportDate(): Stamp | undefined {
    const header: ReportHeader | undefined = this.#router?.reportHeader;
    return header?.startedAt;
  }

  #openPart(part: ReportPart): OpenPart | undefined {
    switch (part) {
      case 'system-log':
        return this.#openLog('SYSTEM LOG', 'unknown', false);
      case 'event-log':
        return this.#openLog('EVENT LOG', 'events', false);
      case 'last-log':
        return this.#openLog('LAST LOGCAT', 'unknown', true);
      case 'kernel-log':
        // dmesg prints seconds since boot in a layout of its own, and phones mute it; suspend lines come from the kernel buffer.
        return undefined;
      default:
        return this.#openDump(part, part);
    }
  }

  #openLog(title: string, buffer: 'unknown' | 'events', isPreviousBoot: boolean): OpenPart {
    const reader = new LogSectionReader({ source: this.source, title, buffer, isPreviousBoot, utf16: this.#utf16 });
    return {
      target: (bytes, start, end, lineNumber, byteStart) => reader.line(bytes, start, end, lineNumber, byteStart),
      finish: () => {
        const { section, layout, records, diagnostics } = reader.finish();
        this.#logs.push(section);
        this.#records += records;
        this.#diagnostics.addAll(diagnostics);
        if (this.#layout === 'none') this.#layout = layout;
      },
    };
  }

  #openDump(title: string, kind: DumpKind): OpenPart {
    const facts: DumpFact[] = [];
    const reader = createDumpReader(kind, {
      fact: (fact) => facts.push(fact),
      problem: ({ what, line, text }) => this.#diagnostics.note(what, line, text),
    });
    return {
      target: lineTargetOf(reader),
      finish: (endedAt) => {
        reader.finish();
        this.#dumps.push({ title, dumpedAt: endedAt, facts });
      },
    };
  }
}

/** The lines of a file's beginning as text, whatever its encoding. */
function firstLines(head: Uint8Array): string[] {
  const decoder = new TextDecoder();
  let text = '';
  const take = (utf8: Uint8Array): void => {
    text += decoder.decode(utf8, { stream: true });
  };
  const utf8 = createUtf8Stream(head);
  utf8.push(head, take);
  utf8.finish(take);
  return text.split(/\r?\n/);
}
