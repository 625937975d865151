import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUtf8Stream, sourceUnitsOf } from '../bytes/encoding.js';
import { LineSplitter } from '../bytes/lines.js';
import { maxRawTextLength } from '../limits.js';
import type { LogRecord } from '../record.js';
import { LogcatTextReader } from './reader.js';
import { everyTag, parseLine, readText, type ReadText } from './testing.js';
import { parseThreadtime } from './threadtime.js';

const lines = [
  '11-29 22:39:22.935  3688  5154 E ActivityManager: FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 p/.S}',
  '2022-01-02 11:42:10.613472 +1000 I/AppTag    ( 1080: 1179): test',
  'W/ActivityManager(  380): Permission denied',
  '[ 03-25 23:53:27.339   747:  990 D/EGL_emulation ]',
  '01-30 21:08:09.970 672-687/android.process.media D/MediaScanner: postscan',
  '2022-12-29 04:00:18.823  1461-1461  Tag                     pid-1461                             I  m',
  'I(  380) Start proc  (ActivityManager)',
  'I(  380:  397) Start proc',
  '12:33:01E/AndroidRuntime FATAL EXCEPTION',
  'I/am_kill : [0]',
  '--------- beginning of main',
  '--------- switch to events',
  '\tat a.B.c(B.java:1)',
  'Привет 世界 🔋',
  '```',
  '',
];
const anyLine = fc.constantFrom(...lines);
const anyText = fc
  .array(fc.tuple(anyLine, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 40 })
  .map((parts) => parts.flat().join(''));

const visible = ({ records, continuations, stats }: ReadText) => ({ records, continuations, stats });

function expectEveryLineCountedOnce({ stats, records }: ReadText): void {
  const sum = stats.records + stats.continuations + stats.unknown.count + stats.markerLines + stats.blank;
  expect(stats.lines).toBe(sum);
  expect(records.length).toBe(stats.records);
}

describe('any input', () => {
  it('gives the same records wherever the stream is cut into chunks', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 200 }), (text, chunkSize) => {
        const whole = readText(text);
        expectEveryLineCountedOnce(whole);
        expect(visible(readText(text, { chunkSize }))).toEqual(visible(whole));
      }),
      { numRuns: 300 },
    );
  });

  it('of random bytes never throws, and every line is counted once', () => {
    const soup = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        anyLine.map((text) => Buffer.from(text)),
      ),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(soup, (parts) => {
        const read = readText(new Uint8Array(Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]))));
        expectEveryLineCountedOnce(read);
        for (const { provenance, stamp } of read.records) {
          expect(provenance.rawText.length).toBeLessThanOrEqual(maxRawTextLength);
          expect(provenance.byteEnd).toBeGreaterThanOrEqual(provenance.byteStart);
          for (const value of Object.values(stamp)) expect(value).not.toBeNaN();
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('in UTF-16 gives what it gives in UTF-8, and byte ranges of its own', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 99 }), (text, chunkSize) => {
        const utf16 = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
        const found: LogRecord[] = [];
        const stream = createUtf8Stream(utf16);
        const reader = new LogcatTextReader({
          source: 0,
          wanted: everyTag,
          utf16: true,
          sink: { record: (record) => void found.push(record) },
        });
        const splitter = new LineSplitter({
          units: sourceUnitsOf(stream.encoding),
          onLine: (bytes, start, end, number, byteStart) => reader.line(bytes, start, end, number, byteStart),
        });
        const push = (utf8: Uint8Array): void => splitter.push(utf8);
        for (let i = 0; i < utf16.length; i += chunkSize) stream.push(utf16.subarray(i, i + chunkSize), push);
        stream.finish(push);
        splitter.finish();
        reader.finish();
        const withoutPlace = (record: LogRecord) => ({
          ...record,
          provenance: { ...record.provenance, byteStart: 0, byteEnd: 0 },
        });
        const expected = readText(text);
        expect(found.map(withoutPlace)).toEqual(expected.records.map(withoutPlace));
        expect(reader.stats()).toEqual(expected.stats);
        for (const { provenance } of found) {
          const range = Buffer.from(utf16.subarray(provenance.byteStart, provenance.byteEnd)).toString('utf16le');
          expect(range.replaceAll('\r\n', '\n')).toBe(provenance.rawText);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['parentheses', `I/${'('.repeat(1 << 20)}`],
    ['open ids', `I/${'( 1: '.repeat(1 << 18)}`],
    ['blanks', ' '.repeat(1 << 20)],
    ['digits', '1'.repeat(1 << 20)],
    ['colons', `${lines[0]?.slice(0, 33)}${':'.repeat(1 << 20)}`],
    ['a tag without end', `${lines[0]?.slice(0, 33)}${'x '.repeat(1 << 19)}`],
    ['closing parentheses', `I(1) ${')'.repeat(1 << 20)}`],
    ['brackets', `[ ${']'.repeat(1 << 20)}`],
    ['NUL', '\0'.repeat(1 << 20)],
  ])('of one mebibyte of %s is read in linear time', (_name, text) => {
    const started = performance.now();
    const { stats } = readText(`${text}\n`.repeat(4));
    expect(stats.lines).toBe(4);
    // Linear takes a few milliseconds; quadratic would take a quarter of an hour.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the threadtime parser', () => {
  /** The layout once more as a pattern, slow and plain. */
  const pattern =
    /^(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3}) +(?:([A-Za-z_]\w{0,31}|\d{1,10}) +)?(\d{1,10}) +(\d{1,10}) +([VDIWEFAS]) +?([^]*)$/;

  function reference(text: string): unknown {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0] = match.slice(1, 7).map(Number);
    const isDate = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(2000, month, 0)).getUTCDate();
    if (!isDate || hour > 23 || minute > 59 || second > 60) return undefined;
    const rest = match[11] ?? '';
    const colon = rest.endsWith(':') && !rest.includes(': ') ? rest.length - 1 : rest.indexOf(': ');
    if (colon < 0) return undefined;
    return {
      ms: Date.UTC(2000, month - 1, day, hour, minute, second, milli),
      ids: [Number(match[8]), Number(match[9])],
      tag: rest.slice(0, colon).replace(/^ +| +$/g, ''),
      message: rest.slice(colon + 2),
    };
  }

  it('agrees with a plain pattern on lines with bytes changed, added and taken away', () => {
    const originals = [
      '11-29 22:39:22.935  3688  5154 E ActivityManager: FGS (dataSync) timed out: x',
      '02-29 00:00:00.000  1000  1867  1958 I chatty  : uid=1000(system) expire 2 lines',
      '12-31 23:59:60.999  root     0     0 W : m',
    ];
    const edit = fc.record({
      at: fc.nat(60),
      remove: fc.nat(2),
      insert: fc.constantFrom('', ' ', '0', '9', '3', ':', ': ', '-', '.', 'I', 'x', '/', '_'),
    });
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...originals), fc.array(edit, { maxLength: 3 }), (original, edits) => {
        const text = edits.reduce((t, e) => t.slice(0, e.at) + e.insert + t.slice(e.at + e.remove), original);
        const record = parseLine(parseThreadtime, text);
        // Stamps with other fractions or zones are not in the pattern.
        if (/^\d\d-\d\d \d\d:\d\d:\d\d\.(\d{6}|\d{9}) |\.\d+ [-+]/.test(text)) return;
        const seen = record && {
          ms: record.stamp.clock === 'year-less' ? record.stamp.localMs : undefined,
          ids: [record.writer.pid, record.writer.tid],
          tag: record.tag,
          message: record.message,
        };
        if (record !== undefined) accepted++;
        expect(seen, text).toEqual(reference(text));
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(2_000);
  });
});
