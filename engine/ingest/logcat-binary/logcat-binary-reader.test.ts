import { describe, expect, it } from 'vitest';
import { describeWithRealData, realData } from '../../testing/real-data.js';
import type { LogRecord } from '../record.js';
import { entryOf, eventPayload, joined, textPayload, throughTerminal, type EntryVersion } from './binary-fixture.js';
import { LogcatBinaryReader, looksBinary, type LogcatBinaryStats } from './logcat-binary-reader.js';

function read(bytes: Uint8Array, chunkSize = bytes.length || 1): { records: LogRecord[]; stats: LogcatBinaryStats } {
  const records: LogRecord[] = [];
  const reader = new LogcatBinaryReader({ source: 3, record: (record) => records.push(record) });
  for (let at = 0; at < bytes.length; at += chunkSize) reader.push(bytes.slice(at, at + chunkSize));
  reader.finish();
  return { records, stats: reader.stats() };
}

const linesOf = (bytes: Uint8Array): string[] => read(bytes).records.map(({ provenance }) => provenance.rawText);
const timedOut = 'E ActivityManager: FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 com.x/.Sync c:com.x}';
const system = (message: string, seconds = 1_700_000_000): Uint8Array =>
  entryOf({ version: 4, uid: 1000, logId: 3, seconds }, textPayload(6, 'ActivityManager', message));
const message = (index: number): string => `FGS (dataSync) timed out: ServiceRecord{${index} u0 com.x/.Sync c:com.x}`;

describe('a binary text entry', () => {
  it.each<[EntryVersion, number | undefined, string, string]>([
    [1, undefined, 'unknown', 'binary v1'],
    [2, 10_123, 'unknown', 'binary v2/v3'],
    [3, undefined, 'system', 'binary v2/v3'],
    [4, 10_123, 'system', 'binary v4'],
  ])('of version %i is read with what its header tells', (version, uid, buffer, layout) => {
    const bytes = entryOf(
      { version, logId: 3 },
      textPayload(6, 'ActivityManager', timedOut.slice('E ActivityManager: '.length)),
    );
    const { records, stats } = read(bytes);
    expect(records).toEqual([
      {
        stamp: { clock: 'epoch', epochMs: 1_700_000_000_123 },
        writer: { uid, pid: 1234, tid: 1235 },
        level: 'E',
        tag: 'ActivityManager',
        message: timedOut.slice('E ActivityManager: '.length),
        provenance: { source: 3, line: 1, byteStart: 0, byteEnd: bytes.length, buffer, rawText: timedOut },
      },
    ]);
    expect(stats).toMatchObject({ layout, entries: 1, records: 1, skippedBytes: 0, diagnostics: [] });
  });
  it('gives each line of a message as a record, as logcat prints it', () => {
    const crash = 'FATAL EXCEPTION: main\nProcess: com.x, PID: 77\njava.lang.Error\n';
    const { records } = read(entryOf({ version: 4, logId: 4 }, textPayload(6, 'AndroidRuntime', crash)));
    expect(records.map((record) => record.message)).toEqual([
      'FATAL EXCEPTION: main',
      'Process: com.x, PID: 77',
      'java.lang.Error',
    ]);
    expect(records.every(({ provenance }) => provenance.line === 1 && provenance.buffer === 'crash')).toBe(true);
  });
  it('may have an empty tag, an empty message, text beyond ASCII, and no closing NUL', () => {
    const bytes = joined([
      entryOf({ version: 1 }, textPayload(5, '', 'no tag')),
      entryOf({ version: 1 }, textPayload(4, 'T', '')),
      entryOf({ version: 1 }, textPayload(3, 'Ж', 'ж 🚀')),
      entryOf({ version: 1 }, textPayload(3, 'A', 'open').slice(0, -1)),
    ]);
    expect(linesOf(bytes)).toEqual(['W : no tag', 'I T: ', 'D Ж: ж 🚀', 'D A: open']);
  });
});

describe('a binary event', () => {
  const start = [0, 'com.x/.Sync', 1, 'PROC_STATE_TOP', 35, 35, 0, 1, 0, 1, 'UNKNOWN', 1];
  it('is rendered as logcat prints it', () => {
    const bytes = joined([
      entryOf({ version: 4, logId: 2, uid: 1000 }, eventPayload(30100, start)),
      entryOf({ version: 4, logId: 2, uid: 1000 }, eventPayload(30055, 10_036)),
      entryOf({ version: 4, logId: 2, uid: 0 }, eventPayload(3040, 9_123_456_789_012n)),
      entryOf({ version: 4, logId: 2, uid: 0 }, eventPayload(70000, [1, { float: 0.5 }, [], ['nested', -1]])),
      entryOf({ version: 4, logId: 2, uid: 0 }, eventPayload(99, 'bare')),
      entryOf({ version: 4, logId: 2, uid: 0 }, eventPayload(34001, undefined)),
    ]);
    expect(linesOf(bytes)).toEqual([
      'I am_foreground_service_start: [0,com.x/.Sync,1,PROC_STATE_TOP,35,35,0,1,0,1,UNKNOWN,1]',
      'I am_uid_idle: 10036',
      'I boot_progress_ams_ready: 9123456789012',
      'I screen_toggled: [1,0.500000,[],[nested,-1]]',
      'I 99: bare',
      'I device_idle_step: ',
    ]);
    expect(read(bytes).records.every(({ provenance }) => provenance.buffer === 'events')).toBe(true);
  });
  it('is told from text where the header does not say the buffer', () => {
    const bytes = joined([
      entryOf({ version: 1 }, eventPayload(30102, start)),
      entryOf({ version: 1 }, textPayload(4, 'u', 'text')),
      // 0x7504: the lowest byte alone would pass for a priority.
      entryOf({ version: 2 }, eventPayload(0x7504, [1, 'x'])),
    ]);
    const { records } = read(bytes);
    expect(records.map(({ tag, provenance }) => [tag, provenance.buffer])).toEqual([
      ['am_foreground_service_stop', 'events'],
      ['u', 'unknown'],
      ['29956', 'events'],
    ]);
  });
  it('with a value that lies about its length gives no record and no damage to its neighbours', () => {
    const lying = eventPayload(30014, ['abc']);
    lying[7] = 200;
    const { records, stats } = read(
      joined([entryOf({ version: 4, logId: 2 }, lying), entryOf({ version: 4, logId: 2 }, eventPayload(30055, 7))]),
    );
    expect(records.map((record) => record.message)).toEqual(['7']);
    expect(stats.diagnostics.map(({ what, count }) => [what, count])).toEqual([['an event with a damaged value', 1]]);
  });
  it('nested without end is refused', () => {
    const deep = new Uint8Array(4 + 2000).fill(1);
    deep.set([0x3e, 0x75, 0, 0]);
    for (let at = 4; at < deep.length; at += 2) deep[at] = 3;
    expect(read(entryOf({ version: 4, logId: 2 }, deep)).records).toEqual([]);
  });
});

describe('the filter by tag', () => {
  it('sees text tags and event names, and keeps everything else from being made', () => {
    const asked: string[] = [];
    const records: LogRecord[] = [];
    const reader = new LogcatBinaryReader({
      source: 0,
      record: (record) => records.push(record),
      wantsTag: (bytes, start, end) => {
        const tag = new TextDecoder().decode(bytes.subarray(start, end));
        asked.push(tag);
        return tag.startsWith('am_') || tag === 'ActivityManager';
      },
    });
    reader.push(
      joined([
        system(message(1)),
        entryOf({ version: 4 }, textPayload(3, 'chatty-app', 'x')),
        entryOf({ version: 4, logId: 2 }, eventPayload(30055, 1)),
        entryOf({ version: 4, logId: 2 }, eventPayload(2722, [50, 4000, 300])),
        entryOf({ version: 4, logId: 2 }, eventPayload(2722, [49, 4000, 300])),
      ]),
    );
    reader.finish();
    expect(asked).toEqual(['ActivityManager', 'chatty-app', 'am_uid_idle', 'battery_level']);
    expect(records.map((record) => record.tag)).toEqual(['ActivityManager', 'am_uid_idle']);
    expect(reader.stats()).toMatchObject({ entries: 5, records: 2 });
  });
});

describe('a damaged binary log', () => {
  const count = 40;
  const clean = Array.from({ length: count }, (_, index) => system(message(index), 1_700_000_000 + index));

  it('reads the same whatever the size of the chunks', () => {
    const bytes = joined([...clean, Uint8Array.of(1, 2, 3, 4, 5), ...clean]);
    const whole = read(bytes);
    expect(whole.records).toHaveLength(2 * count);
    for (const size of [1, 2, 19, 28, 29, 1000, 4096]) expect(read(bytes, size)).toEqual(whole);
  });
  it('finds its way again behind bytes that are no entry, and says where they were', () => {
    const { records, stats } = read(joined([...clean, new Uint8Array(999).fill(65), ...clean]));
    expect(records).toHaveLength(2 * count);
    expect(stats.skippedBytes).toBe(999);
    const first = clean.reduce((sum, entry) => sum + entry.length, 0);
    expect(stats.diagnostics).toEqual([
      {
        what: 'a damaged or cut-off entry was skipped',
        count: 1,
        first: { source: 3, line: count + 1, text: `bytes ${first} to ${first + 999}` },
      },
    ]);
  });
  it('loses one entry to a wrong length, too short or too long', () => {
    for (const length of [5, 1, 300, 1000]) {
      const damaged = (clean[1] ?? new Uint8Array(0)).slice();
      new DataView(damaged.buffer).setUint16(0, length, true);
      const { records, stats } = read(joined([clean[0] ?? damaged, damaged, ...clean.slice(2)]));
      expect(records.length, `length ${length}`).toBe(count - 1);
      expect(records[1]?.message).toBe(message(2));
      expect(stats.diagnostics.length).toBeGreaterThan(0);
    }
  });
  it('keeps the entries before a cut and reports the rest, at every place of a cut', () => {
    const bytes = joined(clean.slice(0, 3));
    const size = clean[0]?.length ?? 0;
    for (let cut = 1; cut < bytes.length; cut++) {
      const { records, stats } = read(bytes.subarray(0, cut));
      // The last digit of the third message makes no difference to the length.
      expect(records.length, `cut at ${cut}`).toBe(Math.floor(cut / size));
      expect(stats.skippedBytes).toBe(cut % size);
      expect(stats.diagnostics).toHaveLength(cut % size === 0 ? 0 : 1);
    }
  });
  it('undoes what a terminal did to its line feeds, in headers too', () => {
    const original = Array.from({ length: 200 }, (_, index) =>
      entryOf({ version: 1, pid: 10 + index, nanos: index * 10 }, textPayload(4, 'tag', `line\r\nline ${index}\n`)),
    );
    const damaged = throughTerminal(joined(original));
    expect(looksBinary(damaged.subarray(0, 4096))).toBe(true);
    const { records, stats } = read(damaged);
    expect(records).toEqual(read(joined(original)).records);
    expect(stats.wasTtyDamaged).toBe(true);
    expect(read(damaged, 7).records).toEqual(records);
    expect(read(joined(original)).stats.wasTtyDamaged).toBe(false);
  });
  it('never throws and never hangs on random bytes, mutated entries and repeated patterns', () => {
    let seed = 42;
    const next = (): number => (seed = (seed * 1103515245 + 12345) >>> 0) >>> 16;
    const source = joined(clean);
    for (let round = 0; round < 100; round++) {
      const bytes = round % 2 === 0 ? source.slice() : Uint8Array.from({ length: 5000 }, () => next() & 255);
      for (let hit = 0; hit < 30; hit++) bytes[next() % bytes.length] = next() & 255;
      const { stats, records } = read(bytes, 1 + (next() % 3000));
      expect(stats.entries).toBeLessThan(bytes.length / 20);
      for (const record of records) expect(record.provenance.byteEnd).toBeLessThanOrEqual(bytes.length);
    }
    for (const pattern of [
      [0],
      [1, 0, 0, 0],
      [0x88, 0x13, 0, 0],
      [24, 0, 24, 0],
      [3, 0, 20, 0, 1, 0, 0, 0],
      [13, 10],
    ]) {
      const bytes = Uint8Array.from({ length: 2_000_000 }, (_, index) => pattern[index % pattern.length] ?? 0);
      const begun = performance.now();
      read(bytes);
      expect(performance.now() - begun, `pattern ${pattern.join(' ')}`).toBeLessThan(20_000);
    }
  });
});

describe('looksBinary', () => {
  it('knows all versions by their beginning and refuses text', () => {
    for (const version of [1, 2, 3, 4] as const) {
      expect(looksBinary(entryOf({ version }, textPayload(4, 'tag', 'message')).subarray(0, 64))).toBe(true);
      expect(looksBinary(entryOf({ version, logId: 2 }, eventPayload(30055, 10_036)))).toBe(true);
    }
    const encoder = new TextEncoder();
    for (const text of [
      '08-14 21:22:18.650  logd  1553  1553 W auditd  : x\n',
      '',
      '\n\n',
      '--------- beginning of main\n',
    ]) {
      expect(looksBinary(encoder.encode(text.repeat(3)))).toBe(false);
    }
    expect(looksBinary(new Uint8Array(4096))).toBe(false);
    expect(looksBinary(encoder.encode('PK\u0003\u0004').slice())).toBe(false);
  });
});

describe('many entries', () => {
  it('counts a million entries whose tag is not wanted and delivers none of them', () => {
    const block = joined(
      Array.from({ length: 1000 }, (_, index) =>
        entryOf(
          { version: 4, logId: 0 },
          textPayload(3, 'SomeTag', `a message of usual length, number ${index}, and more`),
        ),
      ),
    );
    const reader = new LogcatBinaryReader({
      source: 0,
      record: () => undefined,
      wantsTag: (bytes, start, end) => end - start > 3 && bytes[start] === 65,
    });
    for (let round = 0; round < 100; round++) reader.push(block);
    for (let round = 0; round < 1000; round++) reader.push(block);
    reader.finish();
    expect(reader.stats()).toMatchObject({ entries: 1_100_000, records: 0 });
  });
});

describeWithRealData('real binary logs', () => {
  it('one dalvikvm record', () => {
    const bytes = realData('adbkit__1-default.dat');
    const { records, stats } = read(bytes);
    expect(records.map(({ provenance }) => provenance.rawText)).toEqual([
      'V dalvikvm: WAIT_FOR_CONCURRENT_GC blocked 15ms'.replace('V', 'D'),
    ]);
    expect(records[0]?.writer).toEqual({ uid: undefined, pid: 0x6812, tid: 0x6834 });
    expect(stats).toMatchObject({ layout: 'binary v1', skippedBytes: 0 });
    expect(looksBinary(bytes)).toBe(true);
  });
  it('the same record behind a terminal', () => {
    const damaged = read(realData('adbkit__1-crlf.dat'));
    expect(damaged.stats.wasTtyDamaged).toBe(true);
    expect(damaged.records.map(({ tag, message }) => [tag, message])).toEqual([
      ['dalvikvm', 'WAIT_FOR_CONCURRENT_GC blocked 15ms'],
    ]);
    expect(looksBinary(realData('adbkit__1-crlf.dat'))).toBe(true);
  });
  it('a record whose length is wrong: no record, and it is said', () => {
    const { records, stats } = read(realData('adbkit__1-broken.dat'));
    expect(records).toEqual([]);
    expect(stats.skippedBytes).toBe(66);
    expect(stats.diagnostics.map(({ what }) => what)).toContain('a damaged or cut-off entry was skipped');
  });
  it('three MtpService records', () => {
    const { records } = read(realData('adbkit__3-default.dat'));
    expect(records.map(({ tag, message }) => [tag, message.slice(0, 18)])).toEqual([
      ['MtpService', 'updating state; is'],
      ['MtpService', 'starting MTP serve'],
      ['MtpService', 'addStorageLocked 6'],
    ]);
  });
});
