/** For tests: reads a text as a file would be read, and keeps everything that comes out. */
import { LineSplitter } from '../bytes/lines.js';
import type { LogRecord } from '../record.js';
import { Header, type ParseHeader } from './header.js';
import { LogcatTextReader, type LogcatTextOptions } from './reader.js';
import type { LogcatTextStats } from './stats.js';
import { recordOf } from './record-builder.js';
import { TagSet } from './tag-set.js';

export const everyTag = new TagSet({ prefixes: [''] });

export interface ReadText {
  readonly records: readonly LogRecord[];
  readonly continuations: readonly { readonly text: string; readonly line: number }[];
  readonly stats: LogcatTextStats;
  readonly reader: LogcatTextReader;
}

type Options = Partial<Omit<LogcatTextOptions, 'sink'>> & { readonly chunkSize?: number };

/** Reads bytes or text; by default all tags are wanted and the bytes come in one chunk. */
export function readText(input: string | Uint8Array, options: Options = {}): ReadText {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const records: LogRecord[] = [];
  const continuations: { text: string; line: number }[] = [];
  const sink = {
    record: (record: LogRecord): void => void records.push(record),
    continuation: (text: string, line: number): void => void continuations.push({ text, line }),
  };
  const reader = new LogcatTextReader({ source: 0, wanted: everyTag, ...options, sink });
  const splitter = new LineSplitter({
    onLine: (line, start, end, number, byteStart) => reader.line(line, start, end, number, byteStart),
  });
  const chunkSize = options.chunkSize ?? Math.max(1, bytes.length);
  for (let i = 0; i < bytes.length; i += chunkSize) splitter.push(bytes.subarray(i, i + chunkSize));
  splitter.finish();
  reader.finish();
  return { records, continuations, stats: reader.stats(), reader };
}

/** What one layout alone makes of a line: its record without provenance, or `undefined`. Surrounded by other bytes. */
export function parseLine(parse: ParseHeader, text: string): Omit<LogRecord, 'provenance'> | undefined {
  const line = new TextEncoder().encode(text);
  const bytes = new TextEncoder().encode(`1: 9 ${' '.repeat(line.length)}: 9)]`);
  bytes.set(line, 5);
  const header = new Header();
  // What the line before left behind must not show through.
  header.pid = 77;
  header.tid = 78;
  header.uidEnd = 3;
  header.zoneMinutes = 99;
  header.clock = 5;
  if (!parse(bytes, 5, 5 + line.length, header)) return undefined;
  const place = { source: 0, line: 1, byteStart: 0, buffer: 'unknown' as const, utf16: false };
  const { stamp, writer, level, tag, message } = recordOf(bytes, 5, 5 + line.length, header, place);
  return { stamp, writer, level, tag, message };
}
