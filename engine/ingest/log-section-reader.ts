/** Reads one stretch of logcat text, line by line, into a section of facts. */
import { FactCollector, meaningfulTags } from './fact-collector.js';
import type { LogSection } from './ingested.js';
import { LogcatTextReader } from './logcat-text/reader.js';
import type { LogBuffer } from './record.js';
import type { Diagnostic } from './sink.js';

export interface LogSectionOptions {
  readonly source: number;
  readonly title: string;
  readonly buffer: LogBuffer;
  readonly isPreviousBoot: boolean;
  readonly utf16: boolean;
}

export class LogSectionReader {
  readonly #collector = new FactCollector();
  readonly #reader: LogcatTextReader;
  #firstLine = 0;
  #lastLine = 0;

  constructor(readonly options: LogSectionOptions) {
    this.#reader = new LogcatTextReader({
      source: options.source,
      buffer: options.buffer,
      utf16: options.utf16,
      wanted: meaningfulTags,
      sink: {
        record: (record) => this.#collector.record(record),
        continuation: (text) => this.#collector.continuation(text),
      },
    });
  }

  line(bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number): void {
    if (this.#firstLine === 0) this.#firstLine = lineNumber;
    this.#lastLine = lineNumber;
    this.#reader.line(bytes, start, end, lineNumber, byteStart);
  }

  finish(): {
    readonly section: LogSection;
    readonly layout: string;
    readonly records: number;
    readonly diagnostics: readonly Diagnostic[];
  } {
    this.#reader.finish();
    this.#collector.finish();
    const { first, last, clockSteps, layout, records } = this.#reader.stats();
    const { title, buffer, isPreviousBoot } = this.options;
    return {
      section: {
        title,
        buffer,
        isPreviousBoot,
        facts: this.#collector.facts,
        first,
        last,
        clockSteps: clockSteps.kept,
        firstLine: this.#firstLine,
        lastLine: this.#lastLine,
      },
      layout,
      records,
      diagnostics: this.#reader.diagnostics(),
    };
  }
}
