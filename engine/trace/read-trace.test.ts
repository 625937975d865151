import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrace, readTraceFrom, writeTrace, type ByteSource, type TraceFileErrorCode } from './arrow-file.js';
import { writeArrowFile, type ColumnToWrite } from './arrow/ipc-file-writer.js';
import { rowsOf, smallTrace, traceOf, traces } from './trace-file-fixture.js';

const sound = writeTrace(smallTrace());

/** Reads hostile bytes: an error in words, or a trace whose every row can be read. A crash or a hang fails the test. */
function outcomeOf(bytes: Uint8Array): TraceFileErrorCode | 'ok' {
  const result = readTrace(bytes);
  if (!result.ok) {
    if (result.error.message.length < 10 || result.error.whatToDo.length < 10) expect.fail('an error without words');
    return result.error.code;
  }
  const trace = result.value;
  let last = -Infinity;
  for (const { elapsed, wall, from } of rowsOf(trace)) {
    if (from !== undefined && trace.meta.sources[from.source] === undefined) expect.fail('a line of no source');
    if (elapsed < last) expect.fail('time goes back');
    if (new Date(elapsed + (wall ?? 0)).toISOString() === '') expect.fail('an instant that is no date');
    last = elapsed;
  }
  return 'ok';
}

describe('hostile bytes', () => {
  it('a file cut at any byte is refused', () => {
    for (let length = 0; length < sound.length; length++)
      expect(['damaged', 'not-a-trace-file']).toContain(outcomeOf(sound.slice(0, length)));
    expect(outcomeOf(sound)).toBe('ok');
  });

  it('a file with one bit turned is read or refused, whichever byte it is in', () => {
    const counts = new Map<string, number>();
    for (let at = 0; at < sound.length; at++) {
      for (const bit of [at % 7, 7]) {
        const bytes = sound.slice();
        bytes[at]! ^= 1 << bit;
        const outcome = outcomeOf(bytes);
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      }
    }
    expect(counts.get('damaged')).toBeGreaterThan(500);
    expect(counts.get('missing-column')).toBeGreaterThan(50);
  });

  it('a file with bytes, words or lengths overwritten at many places is read or refused', () => {
    const word = fc.constantFrom(0, 1, 4, 8, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff);
    const change = fc.record({
      at: fc.nat({ max: sound.length - 1 }),
      value: fc.oneof(word, fc.nat()),
      wide: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const bytes = sound.slice();
        const view = new DataView(bytes.buffer);
        for (const { at, value, wide } of changes) {
          if (wide && at + 4 <= bytes.length) view.setUint32(at & ~3, value, true);
          else bytes[at] = value;
        }
        outcomeOf(bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  it('files glued from pieces of other files are read or refused', () => {
    const pieces = fc.tuple(traces, traces, fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(pieces, ([first, second, share]) => {
        const [head, tail] = [writeTrace(first), writeTrace(second)];
        const length = Math.floor(Math.min(head.length, tail.length) * share);
        outcomeOf(new Uint8Array([...head.subarray(0, length), ...tail.subarray(tail.length - length)]));
      }),
    );
  });

  it('random bytes are no trace file, also between the marks of an Arrow file', () => {
    const mark = [...'ARROW1'].map((letter) => letter.charCodeAt(0));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        expect(outcomeOf(bytes)).not.toBe('ok');
        expect(outcomeOf(new Uint8Array([...mark, 0, 0, ...bytes, ...mark]))).not.toBe('ok');
        const footerLength = [bytes.length & 0xff, bytes.length >> 8, 0, 0];
        expect(outcomeOf(new Uint8Array([...mark, 0, 0, ...bytes, ...footerLength, ...mark]))).not.toBe('ok');
      }),
      { numRuns: 2_000 },
    );
  });

  it('a footer with an offset that points to itself is read or refused at once', () => {
    for (let at = sound.length - 3_000; at < sound.length - 10; at++) {
      const bytes = sound.slice();
      new DataView(bytes.buffer).setUint32(at, 0, true);
      outcomeOf(bytes);
    }
  }, 10_000);
});

/** Column descriptions of a sound file of one event, to be spoilt. */
function columns(): ColumnToWrite[] {
  const float = (name: string, value: number): ColumnToWrite => ({
    name,
    type: 'float64',
    values: Float64Array.of(value),
  });
  const texts = (name: string, type: 'int8' | 'int16' | 'int32', text: string): ColumnToWrite => ({
    name,
    type,
    values: type === 'int8' ? Int8Array.of(0) : type === 'int16' ? Int16Array.of(0) : Int32Array.of(0),
    dictionary: { offsets: Int32Array.of(0, text.length), bytes: new TextEncoder().encode(text) },
  });
  return [
    float('elapsed_ms', 1),
    float('uptime_ms', 1),
    float('wall_ms', 1),
    float('earlier_by_ms', 0),
    texts('kind', 'int16', 'screenOn'),
    { name: 'uid', type: 'int32', values: Int32Array.of(10_123) },
    texts('process', 'int32', 'com.a'),
    texts('service', 'int32', 'com.a/.S'),
    { name: 'types', type: 'int32', values: Int32Array.of(1) },
    float('argument', 1),
    texts('note', 'int32', ''),
  ];
}

const goodMeta = JSON.stringify({
  sources: [],
  release: null,
  fingerprint: null,
  zoneMinutes: null,
  zero: 'boot',
  topIsSampled: false,
});

function fileOf(changed: readonly ColumnToWrite[] = [], metadata: Record<string, string> = {}): Uint8Array {
  const replaced = columns().map((column) => changed.find(({ name }) => name === column.name) ?? column);
  const added = changed.filter(({ name }) => replaced.every((column) => column.name !== name));
  const entries = new Map(Object.entries({ curfew: 'trace/1', meta: goodMeta, ...metadata }));
  return writeArrowFile([...added, ...replaced], 1, entries);
}

function errorOf(bytes: Uint8Array): string {
  const result = readTrace(bytes);
  return result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`;
}

const number = (name: string, value: number): ColumnToWrite => ({
  name,
  type: 'float64',
  values: Float64Array.of(value),
});

describe('a well-formed Arrow file', () => {
  it('with further columns is read, wherever they stand', () => {
    const comment: ColumnToWrite = {
      name: 'comment',
      type: 'int8',
      values: Int8Array.of(0),
      dictionary: { offsets: Int32Array.of(0, 2), bytes: new Uint8Array([0x68, 0x69]) },
    };
    const result = readTrace(fileOf([comment, number('cost', 3)]));
    expect(result.ok && rowsOf(result.value)).toMatchObject([{ kind: 34, uid: 10_123, service: 'com.a/.S', wall: 1 }]);
  });

  it.each([
    [{ curfew: 'trace/2' }, 'other-version: It is of version trace/2; this program reads trace/1.'],
    [{ curfew: 'analysis/1' }, 'not-a-trace-file: Its metadata does not say curfew = trace/1.'],
    [{ meta: '{' }, 'damaged: The metadata "meta" cannot be used: it is not a JSON object.'],
    [
      { meta: goodMeta.replace('[]', '[{}]') },
      'damaged: The metadata "meta" cannot be used: source 0 is not complete.',
    ],
    [{ meta: goodMeta.replace('boot', 'noon') }, 'damaged: The metadata "meta" cannot be used: zero is not known.'],
  ])('with the metadata %j is refused', (metadata, message) => {
    expect(errorOf(fileOf([], metadata as Record<string, string>))).toBe(message);
  });

  it('of a later version is refused for its version, not for its columns', () => {
    const later = writeArrowFile([number('instant_ns', 1)], 1, new Map([['curfew', 'trace/12']]));
    expect(errorOf(later)).toContain('other-version: It is of version trace/12');
  });

  const oneText = { offsets: Int32Array.of(0, 5), bytes: new TextEncoder().encode('com.a') };
  it.each<[string, ColumnToWrite, string]>([
    ['an instant that is no date', number('uptime_ms', 1e300), 'row 0: uptime_ms is 1e+300'],
    ['an infinite wall clock', number('wall_ms', Infinity), 'row 0: wall_ms is Infinity'],
    ['a negative uncertainty', number('earlier_by_ms', -1), 'row 0: earlier_by_ms is -1'],
    [
      'a code beyond its dictionary',
      { name: 'process', type: 'int32', values: Int32Array.of(1), dictionary: oneText },
      'row 0: process has the code 1 of 1',
    ],
    [
      'a negative code',
      { name: 'process', type: 'int32', values: Int32Array.of(-1), dictionary: oneText },
      'row 0: process has the code -1 of 1',
    ],
    [
      'a text that lies outside its dictionary',
      {
        name: 'note',
        type: 'int32',
        values: Int32Array.of(0),
        dictionary: { ...oneText, offsets: Int32Array.of(0, 99) },
      },
      'points to byte 99',
    ],
    [
      'texts in disorder',
      {
        name: 'note',
        type: 'int32',
        values: Int32Array.of(0),
        dictionary: { ...oneText, offsets: Int32Array.of(4, 2) },
      },
      'points to byte 2',
    ],
  ])('with %s is refused as damaged, naming the place', (_, column, message) => {
    expect(errorOf(fileOf([column]))).toMatch(/^damaged: /);
    expect(errorOf(fileOf([column]))).toContain(message);
  });

  it('with a kind of event from the future is refused by its name', () => {
    const dictionary = { offsets: Int32Array.of(0, 8), bytes: new TextEncoder().encode('teleport') };
    const future: ColumnToWrite = { name: 'kind', type: 'int16', values: Int16Array.of(0), dictionary };
    expect(errorOf(fileOf([future]))).toBe('other-version: This program knows no kind "teleport".');
  });

  it('with another type of a column is refused', () => {
    expect(errorOf(fileOf([number('uid', 1)]))).toBe('wrong-type: The column uid is not of type int32.');
    expect(errorOf(fileOf([number('service', 1)]))).toContain('dictionary<values=utf8, indices=int32>');
    const nulls = { count: 1, validity: Uint8Array.of(0) };
    expect(errorOf(fileOf([{ ...number('uptime_ms', 1), nulls }]))).toBe('wrong-type: The column uptime_ms has nulls.');
  });

  it('without a column, or with a part of the provenance, is refused', () => {
    const meta = new Map([
      ['curfew', 'trace/1'],
      ['meta', goodMeta],
    ]);
    expect(errorOf(writeArrowFile(columns().slice(1), 1, meta))).toBe(
      'missing-column: The column elapsed_ms is missing.',
    );
    const line: ColumnToWrite = { name: 'line', type: 'uint32', values: Uint32Array.of(1) };
    expect(errorOf(fileOf([line]))).toBe('missing-column: The column source is missing.');
    expect(errorOf(writeArrowFile([...columns(), ...columns()], 1, meta))).toContain('two columns have the name');
  });

  it('reads null as "not there", whatever value stands under it', () => {
    const nulls = { count: 1, validity: Uint8Array.of(0) };
    const result = readTrace(fileOf([{ ...number('wall_ms', 77), nullable: true, nulls }]));
    expect(result.ok && result.value.event(0).wall).toBeUndefined();
    expect(result.ok && result.value.core.wall[0]).toBeNaN();
  });

  it('with more events or strings than allowed is refused', () => {
    const bytes = writeTrace(traceOf([1, 2, 3].map((elapsed) => ({ kind: 16, elapsed, process: `com.a${elapsed}` }))));
    const limited = (maxEvents: number, maxStrings: number): string => {
      const result = readTrace(bytes, { maxEvents, maxStrings });
      return result.ok ? 'ok' : result.error.message;
    };
    expect(limited(3, 4)).toBe('ok');
    expect(limited(2, 4)).toBe('It holds 3 events; the limit is 2.');
    expect(limited(3, 3)).toBe('It holds 4 strings; the limit is 3.');
  });
});

describe('a trace file behind a source of bytes', () => {
  /** Notes which bytes are read; bytes that nobody may see are 0xff there. */
  function sourceOf(bytes: Uint8Array, hidden: readonly Uint8Array[] = []): ByteSource & { seen: number } {
    const shown = bytes.slice();
    for (const text of hidden) blank(shown, text);
    return {
      seen: 0,
      length: shown.length,
      read(begin, end) {
        expect(begin).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(shown.length);
        this.seen += end - begin;
        return shown.slice(begin, end);
      },
      allocate: (length) => new Uint8Array(length).fill(0xee),
    };
  }

  function blank(bytes: Uint8Array, text: Uint8Array): void {
    let found = 0;
    for (let at = 0; at + text.length <= bytes.length; at++) {
      if (!text.every((byte, index) => bytes[at + index] === byte)) continue;
      bytes.fill(0xff, at, at + text.length);
      found++;
    }
    expect(found).toBeGreaterThan(0);
  }

  it('is the same trace, whatever the memory held that it was read into', () => {
    const bytes = writeTrace(smallTrace());
    const result = readTraceFrom(sourceOf(bytes));
    expect(result.ok && rowsOf(result.value)).toEqual(rowsOf(smallTrace()));
    expect(result.ok && writeTrace(result.value)).toEqual(bytes);
  });

  it('is read for a replay without its wall clocks and its proof, of which nothing is looked at', () => {
    const rawText = new TextEncoder().encode('am_foreground_service_start');
    const wall = new Uint8Array(Float64Array.of(1_790_457_153_000).buffer);
    const bytes = writeTrace(smallTrace());
    const [all, some] = [sourceOf(bytes), sourceOf(bytes, [rawText, wall])];
    const whole = readTraceFrom(all);
    const result = readTraceFrom(some, { columns: 'replay' });
    if (!result.ok || !whole.ok) throw new Error('a trace was refused');
    expect(some.seen).toBeLessThan(all.seen - rawText.length - smallTrace().length * 8);
    const { wall: unknown, ...core } = result.value.core;
    expect([...unknown]).toEqual(Array(smallTrace().length).fill(Number.NaN));
    expect(result.value.provenanceColumns).toBeUndefined();
    for (const name of ['elapsed', 'uptime', 'earlierBy', 'argument', 'uid', 'types', 'kind'] as const)
      expect([...core[name]], name).toEqual([...whole.value.core[name]]);
    for (const name of ['process', 'service', 'note'] as const)
      expect(
        [...core[name]].map((text) => result.value.strings.at(text)),
        name,
      ).toEqual([...whole.value.core[name]].map((text) => whole.value.strings.at(text)));
  });

  it('that is damaged where a replay reads is refused, as when all of it is read', () => {
    const bytes = fileOf([{ name: 'uptime_ms', type: 'float64', values: Float64Array.of(Number.NaN) }]);
    const result = readTraceFrom(sourceOf(bytes), { columns: 'replay' });
    expect(!result.ok && result.error.message).toContain('row 0: uptime_ms is NaN');
  });

  it('lets pass what goes wrong in the reading itself: that is no fault of the file', () => {
    const broken = {
      ...sourceOf(writeTrace(smallTrace())),
      read: () => {
        throw new Error('EIO: i/o error');
      },
    };
    expect(() => readTraceFrom(broken)).toThrow('EIO');
  });

  it('in shared memory gives columns in shared memory', () => {
    const bytes = writeTrace(smallTrace());
    const memory = new Uint8Array(new SharedArrayBuffer(bytes.length));
    memory.set(bytes);
    const result = readTrace(memory);
    if (!result.ok) throw new Error(result.error.message);
    expect(rowsOf(result.value)).toEqual(rowsOf(smallTrace()));
    const apart = Object.values(result.value.core).filter(({ buffer }) => !(buffer instanceof SharedArrayBuffer));
    expect(apart).toEqual([]);
  });
});
