import { describe, expect, it } from 'vitest';
import { realData, describeWithRealData } from '../../testing/real-data.js';
import { maxZipEntries } from '../limits.js';
import { createBugreportZipReader, readBugreportZip } from './bugreport-zip.js';
import { zip64Of, zipOf, zipOfStreams, zipOfZeros } from './zip-fixture.js';
import { createZipReader, openZip, type ZipProblem } from './zip.js';

const log = 'line of a log that packs neither very well nor very badly 0123456789\n';
const report = `== dumpstate: 2019-08-15 15:08:46\n${log.repeat(50)}`;

interface Read {
  readonly logs: { name: string; text: string; bytes: number; ended: boolean }[];
  readonly problems: ZipProblem[];
}

function read(file: Uint8Array, keepText = true): Read {
  const result: Read = { logs: [], problems: [] };
  const decoder = new TextDecoder();
  readBugreportZip(file, {
    onLogStart: (name) => result.logs.push({ name, text: '', bytes: 0, ended: false }),
    onLogBytes: (piece) => {
      const last = result.logs.at(-1);
      if (last === undefined) throw new Error('bytes before a start');
      last.bytes += piece.length;
      if (keepText) last.text += decoder.decode(piece);
    },
    onLogEnd: () => {
      const last = result.logs.at(-1);
      if (last !== undefined) last.ended = true;
    },
    onProblem: (problem) => result.problems.push(problem),
  });
  return result;
}

describe('which entry of a ZIP is the log', () => {
  it('takes the one that main_entry.txt names, wherever main_entry.txt stands', () => {
    const file = zipOf({ 'bugreport-other.txt': 'x', 'named.txt': report, 'main_entry.txt': 'named.txt\n' });
    expect(read(file).logs).toEqual([{ name: 'named.txt', text: report, bytes: report.length, ended: true }]);
  });
  it('takes bugreport-*.txt when no main entry is named, or a missing one is', () => {
    for (const extra of [{}, { 'main_entry.txt': 'gone.txt' }]) {
      const file = zipOf({ 'version.txt': '2.0', 'lshal-debug/a.txt': log, 'bugreport-a.txt': report, ...extra });
      expect(read(file).logs.map((entry) => entry.name)).toEqual(['bugreport-a.txt']);
    }
  });
  it('takes the largest text of a dumpstate archive without a proper name', () => {
    const file = zipOf({ 'version.txt': '2.0', 'FS/proc/1/mountinfo': log, 'small.txt': log, 'large.txt': report });
    expect(read(file).logs.map((entry) => entry.name)).toEqual(['large.txt']);
  });
  it('takes every text of an archive that just holds logs', () => {
    const file = zipOf({ 'a.log': 'a\n', 'pictures/b.png': 'b', 'c/d.txt': 'd\n' });
    expect(read(file).logs.map(({ name, text }) => [name, text])).toEqual([
      ['a.log', 'a\n'],
      ['c/d.txt', 'd\n'],
    ]);
  });
  it('opens a bugreport ZIP inside an outer ZIP, and no deeper', () => {
    const deepest = zipOf({ 'deep.txt': 'too deep' });
    const inner = zipOf({ 'bugreport-x.txt': report, 'main_entry.txt': 'bugreport-x.txt', 'deeper.zip': deepest });
    for (const stored of [true, false]) {
      const result = read(zipOf({ 'bugreport-x.zip': inner, 'readme.md': 'hi' }, stored));
      expect(result.logs.map(({ name, text }) => [name, text])).toEqual([['bugreport-x.zip!bugreport-x.txt', report]]);
      expect(result.problems).toEqual([]);
    }
  });
  it('says so when there is no log', () => {
    expect(read(zipOf({ 'picture.png': 'x' })).problems.map((problem) => problem.what)).toEqual([
      'the ZIP holds no log',
    ]);
  });
  it('keeps names that climb out of the archive as labels', () => {
    const result = read(zipOf({ '../../etc/passwd.txt': 'x\n', '/abs.log': 'y\n' }));
    expect(result.logs.map((entry) => entry.name)).toEqual(['../../etc/passwd.txt', '/abs.log']);
  });
});

describe('a ZIP pushed in chunks', () => {
  it('unpacks only what is wanted, whatever the size of the chunks, even when the pusher fills its chunk again', () => {
    const file = zipOf({ 'a.txt': report, 'b.txt': 'b', 'c.txt': 'c' });
    for (const size of [1, 7, 1000, file.length]) {
      const seen: string[] = [];
      let bytes = 0;
      const reader = createZipReader({
        wants: (name) => name !== 'b.txt',
        onEntryStart: (name) => seen.push(`start ${name}`),
        onEntryBytes: (piece) => (bytes += piece.length),
        onEntryEnd: (name) => seen.push(`end ${name}`),
        onProblem: (problem) => seen.push(problem.what),
      });
      const chunk = new Uint8Array(size);
      for (let at = 0; at < file.length; at += size) {
        const part = file.subarray(at, at + size);
        chunk.set(part);
        reader.push(chunk.subarray(0, part.length));
      }
      reader.finish();
      expect(seen).toEqual(['start a.txt', 'end a.txt', 'start c.txt', 'end c.txt']);
      expect(bytes).toBe(report.length + 1);
    }
  });
});

describe('a hostile or damaged ZIP', () => {
  it('stops a bomb of 1 GB of zeros early, and reads the log beside it', () => {
    const bomb = zipOfZeros({ 'bomb.txt': 1024 }, { 'good.log': report });
    const begun = performance.now();
    const result = read(bomb, false);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(result.logs.map(({ name, bytes }) => [name, bytes < 32 << 20])).toEqual([
      ['bomb.txt', true],
      ['good.log', true],
    ]);
    expect(result.logs[0]?.bytes).toBeGreaterThan(1 << 20);
    expect(result.logs[1]?.bytes).toBe(report.length);
    expect(result.problems).toHaveLength(1);
    expect(result.problems[0]).toMatchObject({
      entry: 'bomb.txt',
      what: expect.stringContaining('100 times') as string,
    });
    expect(result.problems[0]?.whatToDo.length).toBeGreaterThan(10);
  });
  it('calls a small entry of high ratio no bomb', () => {
    const result = read(zipOf({ 'a.txt': 'x'.repeat(1 << 19) }));
    expect(result.problems).toEqual([]);
    expect(result.logs[0]?.bytes).toBe(1 << 19);
  });
  it('does not let many small bombs do what a large one may not', () => {
    const file = zipOfZeros(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.txt`, 1])));
    const result = read(file, false);
    expect(result.logs.reduce((sum, entry) => sum + entry.bytes, 0)).toBeLessThan(65 << 20);
    expect(result.problems.length).toBeGreaterThan(0);
  });
  it('reads one of many entries that share their packed data', () => {
    const file = zipOf({ 'a.txt': report, 'b.txt': 'b' });
    const view = new DataView(file.buffer);
    const central = view.getUint32(file.length - 6, true);
    // The local header of b is said to be that of a.
    const second = central + 46 + view.getUint16(central + 28, true) + view.getUint16(central + 30, true);
    view.setUint32(second + 42, view.getUint32(central + 42, true), true);
    const result = read(file);
    expect(result.logs.map((entry) => entry.name)).toEqual(['a.txt']);
    expect(result.problems[0]?.what).toContain('share');
  });
  it('reads at most the bounded number of entries', () => {
    const empty = new Uint8Array(0);
    const file = zipOfStreams(
      Array.from({ length: maxZipEntries + 5 }, (_, index) => ({ name: `${index}`, stored: true, pieces: [empty] })),
    );
    const zip = openZip(file);
    expect(zip.entries.length).toBe(maxZipEntries);
    expect(zip.problems[0]?.what).toContain('more than');
  });
  it('names encrypted entries and unknown methods and goes on', () => {
    const file = zipOf({ 'a.txt': report, 'b.txt': 'b', 'c.txt': 'c' });
    const view = new DataView(file.buffer);
    const first = view.getUint32(file.length - 6, true);
    view.setUint16(first + 8, view.getUint16(first + 8, true) | 1, true);
    const second = first + 46 + 5 + view.getUint16(first + 30, true);
    view.setUint16(second + 10, 93, true);
    const result = read(file);
    expect(result.problems.map(({ what, entry }) => [entry, what])).toEqual([
      ['a.txt', 'an entry is encrypted'],
      ['b.txt', 'an entry is packed with an unknown method'],
    ]);
    expect(result.logs.map(({ name, text }) => [name, text])).toContainEqual(['c.txt', 'c']);
  });
  it('notices a flipped bit by the check sum', () => {
    const file = zipOf({ 'a.txt': report }, true);
    file[100] = (file[100] ?? 0) ^ 1;
    expect(read(file).problems.map((problem) => problem.what)).toEqual(['the check sum of an entry is wrong']);
  });
  it('keeps what there is of a ZIP cut off anywhere', () => {
    const noise = Array.from({ length: 4000 }, (_, index) => `${index * 7919} ${(index * index) % 9973}\n`).join('');
    const file = zipOf({ 'version.txt': '2.0', 'bugreport-a.txt': noise, 'main_entry.txt': 'bugreport-a.txt' });
    for (let part = 1; part < 50; part++) {
      const result = read(file.subarray(0, Math.floor((file.length * part) / 50)));
      expect(result.problems.length, `part ${part}`).toBeGreaterThan(0);
      for (const entry of result.logs) expect(noise.startsWith(entry.text) || entry.name === 'version.txt').toBe(true);
      if (part > 5 && part < 45) expect(result.logs[0]?.bytes, `part ${part}`).toBeGreaterThan(100);
    }
  });
  it('finds the end of a streamed entry without the table of contents', () => {
    const whole = zipOf({ 'a.log': report, 'b.log': 'b\n' });
    const withoutDirectory = whole.subarray(0, new DataView(whole.buffer).getUint32(whole.length - 6, true));
    const result = read(withoutDirectory);
    expect(result.logs.map(({ name, text }) => [name, text])).toEqual([
      ['a.log', report],
      ['b.log', 'b\n'],
    ]);
    expect(result.problems.map((problem) => problem.what)).toEqual([
      'the table of contents of the ZIP is missing or damaged',
    ]);
  });
  it('is read with something put in front of it', () => {
    const file = zipOf({ 'a.log': report, 'b.log': 'b\n' });
    const shifted = new Uint8Array(file.length + 100);
    shifted.set(file, 100);
    expect(read(shifted)).toEqual(read(file));
  });
  it('of the 64-bit kind is read', () => {
    const result = read(zip64Of('a.log', report));
    expect(result.logs.map(({ name, text }) => [name, text])).toEqual([['a.log', report]]);
    expect(result.problems).toEqual([]);
  });
  it('does not collect what follows behind the end of a packed stream', () => {
    // A whole deflate stream ("03 00": nothing) and 30 MB behind it, all said to be the data of one entry.
    const data = new Uint8Array(30 << 20).fill(0x55);
    data.set([3, 0]);
    const stuffed = zipOf({ 'a.txt': data, 'b.txt': report }, true);
    const view = new DataView(stuffed.buffer);
    view.setUint16(view.getUint32(stuffed.length - 6, true) + 10, 8, true);
    const begun = performance.now();
    const result = read(stuffed);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(result.problems.map(({ what, entry }) => [entry, what])).toEqual([
      ['a.txt', 'the packed data of an entry is damaged'],
    ]);
    expect(result.logs[1]?.text).toBe(report);
  });
  it('never takes the mistake of a receiver for damage', () => {
    expect(() =>
      readBugreportZip(zipOf({ 'a.txt': report }), {
        onLogStart: () => undefined,
        onLogBytes: () => {
          throw new Error('receiver');
        },
        onLogEnd: () => undefined,
        onProblem: () => undefined,
      }),
    ).toThrow('receiver');
  });
  it('answers random bytes with a problem', () => {
    let seed = 7;
    const next = (): number => (seed = (seed * 1103515245 + 12345) >>> 0) >>> 16;
    for (let round = 0; round < 200; round++) {
      const bytes = Uint8Array.from({ length: next() % 3000 }, () => next() & 255);
      if (round % 2 === 0) bytes.set([0x50, 0x4b, 3, 4]);
      expect(read(bytes).problems.length).toBeGreaterThan(0);
    }
  });
  it('survives any single byte of a ZIP being wrong', () => {
    const file = zipOf({ 'version.txt': '2.0', 'bugreport-a.txt': log, 'main_entry.txt': 'bugreport-a.txt' });
    for (let at = 0; at < file.length; at++) {
      const damaged = file.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      const result = read(damaged);
      expect(result.logs.length + result.problems.length, `byte ${at}`).toBeGreaterThan(0);
    }
  });
});

describeWithRealData('a real bugreport ZIP', () => {
  it('yields the one log that main_entry.txt names, without hanging', () => {
    const file = realData('jeanboydev__bugreport.zip');
    const begun = performance.now();
    const result = read(file, false);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(result).toEqual({
      logs: [
        {
          name: 'bugreport-sdk_gphone_x86-PSR1.180720.075-2019-08-15-15-08-46.txt',
          text: '',
          bytes: 11_728_187,
          ended: true,
        },
      ],
      problems: [],
    });
  });
  it('gives the beginning of its log when it is cut off, at every 1/50th', () => {
    const file = realData('jeanboydev__bugreport.zip');
    for (let part = 1; part < 50; part++) {
      const begun = performance.now();
      const reader: { bytes: number; problems: number } = { bytes: 0, problems: 0 };
      const zip = createBugreportZipReader({
        onLogStart: () => undefined,
        onLogBytes: (piece) => (reader.bytes += piece.length),
        onLogEnd: () => undefined,
        onProblem: () => (reader.problems += 1),
      });
      zip.push(file.subarray(0, Math.floor((file.length * part) / 50)));
      zip.finish();
      expect(performance.now() - begun).toBeLessThan(10_000);
      expect(reader.problems).toBeGreaterThan(0);
      if (part >= 6) expect(reader.bytes).toBeGreaterThan(100_000);
      if (part === 49) expect(reader.bytes).toBeGreaterThan(11_000_000);
    }
  });
});
