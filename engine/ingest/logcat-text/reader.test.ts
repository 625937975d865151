import { describe, expect, it } from 'vitest';
import { maxRawTextLength } from '../limits.js';
import { TagSet } from './tag-set.js';
import { readText } from './testing.js';

const line = (tag: string, message = 'm', time = '22:39:22.935'): string =>
  `11-29 ${time}  3688  5154 I ${tag}: ${message}`;
const crash = new TagSet({ exact: ['AndroidRuntime'], prefixes: ['am_'] });

describe('a record', () => {
  it('carries its place and its text as they stand in the source', () => {
    const text = `--------- beginning of events\r\n${line('am_kill', '[0,é]')}\r\n`;
    const { records } = readText(text, { source: 3 });
    expect(records[0]?.provenance).toEqual({
      source: 3,
      line: 2,
      byteStart: 31,
      byteEnd: 31 + Buffer.byteLength(line('am_kill', '[0,é]')),
      buffer: 'events',
      rawText: line('am_kill', '[0,é]'),
    });
    expect(records[0]?.message).toBe('[0,é]');
  });

  it('shows invalid bytes as U+FFFD and keeps tag and message apart', () => {
    const bytes = Uint8Array.from(Buffer.from(line('Täg', 'a\xffb→'), 'latin1'));
    const [record] = readText(bytes).records;
    expect([record?.tag, record?.message.slice(0, 3)]).toEqual(['T\ufffdg', 'a\ufffdb']);
  });

  it('is cut at the limit without tearing a character', () => {
    const long = line('T', '→'.repeat(maxRawTextLength));
    const [record] = readText(long).records;
    expect(long.startsWith(record?.provenance.rawText ?? '?')).toBe(true);
    expect(Buffer.byteLength(record?.provenance.rawText ?? '')).toBeGreaterThan(maxRawTextLength - 3);
    expect(Buffer.byteLength(record?.provenance.rawText ?? '')).toBeLessThanOrEqual(maxRawTextLength);
    expect(record?.message).toMatch(/^→+$/);
    expect(record?.provenance.byteEnd).toBe(Buffer.byteLength(long));
  });

  it('is made only for wanted tags; the others are counted all the same', () => {
    const { records, stats } = readText([line('am_kill'), line('Noise'), line('AndroidRuntime')].join('\n'), {
      wanted: crash,
    });
    expect(records.map((record) => record.tag)).toEqual(['am_kill', 'AndroidRuntime']);
    expect(stats.records).toBe(3);
  });
});

describe('a line without a header', () => {
  it('continues the record before it, and is handed on only when that one was wanted', () => {
    const text = [line('AndroidRuntime'), '\tat a.B.c(B.java:1)', '', 'Caused by: x', line('Noise'), 'more noise'];
    const { continuations, stats } = readText(text.join('\n'), { wanted: crash });
    expect(continuations).toEqual([
      { text: '\tat a.B.c(B.java:1)', line: 2 },
      { text: 'Caused by: x', line: 4 },
    ]);
    expect(stats).toMatchObject({ records: 2, continuations: 3, blank: 1, unknown: { count: 0 } });
  });

  it('is unknown before any record, and the first examples are kept with their lines', () => {
    const banner = Array.from({ length: 20 }, (_, i) => `main: ring buffer is 256Kb (${i}Kb consumed)`);
    const { stats, reader } = readText([...banner, line('T')].join('\n'));
    expect(stats.unknown.count).toBe(20);
    expect(stats.unknown.examples).toHaveLength(8);
    expect(stats.unknown.examples[0]).toEqual({ line: 1, text: banner[0] });
    expect(stats.layout).toBe('threadtime');
    const first = { source: 0, line: 1, text: banner[0] };
    expect(reader.diagnostics()).toEqual([{ what: 'line with no known layout', count: 20, first }]);
  });

  it('is unknown when its header is torn, and what follows does not continue the record before', () => {
    const { continuations, stats } = readText(`${line('am_kill')}\n11-29 22:39:22.935  3688  51\nrest of it`);
    expect(continuations).toEqual([]);
    expect(stats.unknown.examples.map((example) => example.line)).toEqual([2, 3]);
  });

  it.each(['```', '~~~MA', '</blockquote>', '% adb shell logcat', '------ 0.050s was the duration of X ------'])(
    'is no continuation when it is "%s"',
    (banner) => {
      const { continuations, stats } = readText(`${line('am_kill')}\n${banner}\n${line('am_kill')}`);
      expect(continuations).toEqual([]);
      expect(stats).toMatchObject({ records: 2, unknown: { count: 1 } });
    },
  );

  it('is no marker when dumpsys prints its duration', () => {
    const text = '--------- 0.010s was the duration of dumpsys meminfo, ending at: 2024-01-01 00:00:00';
    expect(readText(`${line('T')}\n${text}`).stats).toMatchObject({ markers: [], unknown: { count: 1 } });
  });
});

describe('the layout', () => {
  it('may change from line to line; the one of most records names the text', () => {
    const lines = [
      line('a'),
      'I/b( 1): m',
      line('c'),
      '11-29 22:39:22.935 D/d( 2): m',
      '[ 11-29 22:39:22.935 1:2 D/e ]',
      'm',
    ];
    const { records, stats } = readText(lines.join('\n'));
    expect(records.map((record) => record.tag)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(stats.layout).toBe('threadtime');
    expect([...stats.layouts]).toEqual([
      ['threadtime', 2],
      ['time', 1],
      ['brief', 1],
      ['long', 1],
    ]);
  });

  it('is found behind the indent of a quoted log', () => {
    const { records } = readText(`    ${line('a')}\n\t${line('b')}`);
    expect(records.map((record) => record.tag)).toEqual(['a', 'b']);
  });

  it('is found behind NUL bytes of a torn file, a byte order mark inside and the colours of logcat', () => {
    const lines = [`\0\0\0${line('a')}`, `\ufeff${line('b')}`, `\x1b[38;5;166m${line('c')}\x1b[0m`];
    const { records, stats } = readText(lines.join('\n'));
    expect(records.map((record) => [record.tag, record.message])).toEqual([
      ['a', 'm'],
      ['b', 'm'],
      ['c', 'm'],
    ]);
    expect(records[2]?.provenance.rawText).toBe(lines[2]);
    expect(stats.records).toBe(3);
  });

  it('is not found behind an escape sequence that is no colour', () => {
    expect(readText(`\x1b[2J${line('a')}\n\x1b]0;${line('b')}\n\x1b`).records).toEqual([]);
  });

  it('is tag when no line is stronger and half of them fit', () => {
    const { records, stats } = readText('--------- beginning of events\nI/am_kill : [0,1]\nam_anr: [0]\n  free text\n');
    expect(records.map((record) => [record.tag, record.message, record.provenance.buffer])).toEqual([
      ['am_kill', '[0,1]', 'events'],
      ['am_anr', '[0]', 'events'],
    ]);
    expect(stats).toMatchObject({ layout: 'tag', records: 2, continuations: 1, markerLines: 1 });
  });

  it('is never tag once a stronger layout was seen', () => {
    const banner = Array.from({ length: 300 }, (_, i) => `Note: line ${i}`).join('\n');
    const { records } = readText(`Note: a banner\n${line('a')}\nCaused by: x`);
    expect(records.map((record) => record.tag)).toEqual(['a']);
    const late = readText(`${banner}\n${line('a')}\nNote: after`).records.map((record) => record.tag);
    expect(late).toHaveLength(301);
    expect(late.at(-1)).toBe('a');
  });

  it('is none for prose, for a build log and when tag is not allowed', () => {
    const prose = readText('Some words without any form.\nAnd a second line, too.\n> Task :app:compile\nNote: x\n');
    expect(prose.stats).toMatchObject({ layout: 'none', records: 0, unknown: { count: 4 } });
    expect(readText('I/am_kill : [0,1]', { tagLayout: false }).stats.layout).toBe('none');
  });

  it('of Android Studio lets no indented text pose as a record or a marker', () => {
    const record = '2021-05-01 10:11:12.013 1666-1689/com.example E/AndroidRuntime: FATAL EXCEPTION: main';
    const lines = [
      record,
      `    ${line('am_kill')}`,
      '    --------- beginning of events',
      '    at a.B.c(B.java:1)',
      record,
    ];
    const { records, continuations, stats } = readText(lines.join('\n'));
    expect(records).toHaveLength(2);
    expect(continuations).toHaveLength(3);
    expect(stats.markers).toEqual([]);
  });
});

describe('long', () => {
  const head = (tag: string): string => `[ 03-25 23:53:27.339   747:  990 D/${tag} ]`;

  it('joins the message lines, keeps blank lines inside and drops those at the end', () => {
    const { records, stats } = readText(`${head('a')}\nfirst\n\nthird\n\n\n${head('b')}\n\n${head('c')}\nlast`);
    expect(records.map((record) => [record.tag, record.message])).toEqual([
      ['a', 'first\n\nthird'],
      ['b', ''],
      ['c', 'last'],
    ]);
    expect(records[0]?.provenance).toMatchObject({
      line: 1,
      byteStart: 0,
      byteEnd: head('a').length + 1 + 'first\n\nthird'.length,
      rawText: `${head('a')}\nfirst\n\nthird`,
    });
    expect(stats).toMatchObject({ lines: 10, records: 3, continuations: 3, blank: 4 });
  });

  it('takes message lines that look like other records as message', () => {
    const { records } = readText(`${head('a')}\n${line('am_kill')}\n--------- beginning of events\n`);
    expect(records.map((record) => record.message)).toEqual([`${line('am_kill')}\n--------- beginning of events`]);
  });

  it('ends at a marker or another layout after a blank line', () => {
    const { records, stats } = readText(
      `${head('a')}\nm\n\n--------- beginning of events\n${head('b')}\nm\n\n${line('c')}`,
    );
    expect(records.map((record) => [record.tag, record.message])).toEqual([
      ['a', 'm'],
      ['b', 'm'],
      ['c', 'm'],
    ]);
    expect(stats.markers).toEqual([{ buffer: 'events', line: 4 }]);
  });

  it('may be coloured', () => {
    const coloured = (tag: string): string => `\x1b[38;5;40m${head(tag)}`;
    const { records } = readText(`${coloured('a')}\nfirst\n\x1b[0m\n${coloured('b')}\nsecond\n\x1b[0m`);
    expect(records.map((record) => record.tag)).toEqual(['a', 'b']);
  });

  it('may begin with the message of a record whose header was cut off', () => {
    const { records, stats } = readText(`tail of a message\n\n${head('a')}\nm`);
    expect(records.map((record) => record.message)).toEqual(['m']);
    expect(stats.unknown.count).toBe(1);
  });

  it('keeps a bounded part of an endless message', () => {
    const { records } = readText(`${head('a')}\n${'x'.repeat(100)}\n`.concat('y\n\n'.repeat(20_000)));
    expect(records[0]?.provenance.rawText.length).toBeLessThanOrEqual(maxRawTextLength);
    expect(records[0]?.message.length).toBeGreaterThan(maxRawTextLength / 2);
  });
});

describe('stats', () => {
  it('name first and last stamp', () => {
    const { stats } = readText(
      [line('a', 'm', '01:00:00.000'), 'I/b( 1): m', line('c', 'm', '02:00:00.000')].join('\n'),
    );
    expect(stats.first).toEqual({ clock: 'year-less', localMs: Date.UTC(2000, 10, 29, 1) });
    expect(stats.last).toEqual({ clock: 'year-less', localMs: Date.UTC(2000, 10, 29, 2) });
    expect(readText('I/b( 1): m').stats.first).toBeUndefined();
  });

  it('count everything of an empty text as nothing', () => {
    expect(readText('').stats).toMatchObject({ layout: 'none', lines: 0, records: 0, blank: 0, unknown: { count: 0 } });
  });
});
