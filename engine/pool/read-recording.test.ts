import { mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableFromIPC, tableToIPC, vectorFromArray, Table } from 'apache-arrow';
import { afterAll, describe, expect, it } from 'vitest';
import { writeTrace } from '../trace/arrow-file.js';
import { rowsOf, smallTrace } from '../trace/trace-file-fixture.js';
import { coreColumns, type CoreColumnName } from '../trace/columns.js';
import type { Trace } from '../trace/trace.js';
import { Arena } from './arena.js';
import { FileFailure, readRecording, type ReadingOptions } from './read-recording.js';
import { recording, writeBytes, writeRecording } from './recordings-fixture.js';

const folder = mkdtempSync(path.join(tmpdir(), 'curfew-recordings-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const MIB = 1 << 20;
const traceOf = (file: string, arena: Arena, options?: ReadingOptions): Trace =>
  readRecording(file, arena, options).trace;
const arenaOf = (mebibytes = 8): Arena => new Arena(mebibytes * MIB);

function failureOf(file: string, arena = arenaOf()): FileFailure {
  try {
    readRecording(file, arena);
  } catch (error) {
    if (error instanceof FileFailure) return error;
    throw error;
  }
  throw new Error('the file was read');
}

describe('a trace file on disk', () => {
  it('gives the columns that a replay reads, as they were', () => {
    const arena = arenaOf();
    for (const seed of [1, 2, 3]) {
      const { path: file } = writeRecording(folder, seed);
      const [read, written] = [traceOf(file, arena), recording(seed)];
      expect(read.length).toBe(written.length);
      for (const name of Object.keys(coreColumns) as CoreColumnName[]) {
        const isText = name === 'process' || name === 'service' || name === 'note';
        const textAt = (trace: typeof read) => (row: number) => trace.strings.at(trace.core[name][row]!);
        const rows = [...Array(read.length).keys()];
        if (isText) expect(rows.map(textAt(read))).toEqual(rows.map(textAt(written)));
        else expect([...read.core[name]], name).toEqual([...written.core[name]]);
      }
      expect(read.meta).toEqual(written.meta);
    }
  });

  it('with provenance is read without it: raw texts are not looked at, wall clocks only when wanted', () => {
    const { path: file } = writeBytes(folder, 'proof.arrow', writeTrace(smallTrace()));
    const read = traceOf(file, arenaOf());
    expect(read.provenanceColumns).toBeUndefined();
    const bare = rowsOf(read).map(({ kind, elapsed, uptime, process, service, note, argument }) => [
      kind,
      elapsed,
      uptime,
      process,
      service,
      note,
      argument,
    ]);
    expect(bare).toEqual(
      rowsOf(smallTrace()).map(({ kind, elapsed, uptime, process, service, note, argument }) => [
        kind,
        elapsed,
        uptime,
        process,
        service,
        note,
        argument,
      ]),
    );
    expect([...read.core.wall].every(Number.isNaN)).toBe(true);
    const dated = traceOf(file, arenaOf(), { walls: true });
    expect([...dated.core.wall]).toEqual([...smallTrace().core.wall]);
    expect(dated.core.wall.some(Number.isFinite)).toBe(true);
    const texts = Array.from({ length: read.strings.size }, (_, index) => read.strings.at(index));
    expect(texts).toContain('com.example.photosync/.SyncService');
    expect(texts.filter((text) => text.includes('am_foreground_service_start'))).toEqual([]);
  });

  it('takes no more memory than its columns need, however large the rest of it is', () => {
    const raw = tableFromIPC(writeTrace(recording(1)));
    const padding = vectorFromArray(Array.from({ length: raw.numRows }, (_, row) => `${row}`.repeat(50_000)));
    const columns = Object.fromEntries(raw.schema.fields.map((field, index) => [field.name, raw.getChildAt(index)!]));
    const padded = new Table({ ...columns, padding });
    raw.schema.metadata.forEach((value, key) => padded.schema.metadata.set(key, value));
    const { path: file, bytes } = writeBytes(folder, 'padded.arrow', tableToIPC(padded, 'file'));
    const limit = 1;
    expect(bytes).toBeGreaterThan(limit * MIB);
    expect(traceOf(file, arenaOf(limit)).length).toBe(recording(1).length);
  });

  it('that needs more memory than allowed is refused, with what to do', () => {
    const { path: file } = writeRecording(folder, 6);
    const failure = failureOf(file, new Arena(1_000));
    expect(failure).toMatchObject({ code: 'too-large', message: 'Its columns take more than 0 MiB at once.' });
    expect(failure.whatToDo).toContain('more memory');
  });

  it('that is torn at any place is refused as damaged, and the next one is read all the same', () => {
    const whole = writeTrace(recording(2));
    const arena = arenaOf();
    for (let length = 8; length < whole.length; length += 97) {
      const { path: file } = writeBytes(folder, 'torn.arrow', whole.subarray(0, length));
      expect(failureOf(file, arena).code, `${length} bytes`).toBe('damaged');
    }
    const { path: file } = writeRecording(folder, 2);
    expect(traceOf(file, arena).length).toBe(recording(2).length);
  });

  it('that another program wrote is told apart from a damaged one', () => {
    const foreign = tableToIPC(new Table({ a: vectorFromArray([1, 2, 3]) }), 'file');
    const { path: file } = writeBytes(folder, 'foreign.arrow', foreign);
    expect(failureOf(file)).toMatchObject({ code: 'no-trace' });
    expect(failureOf(file).message).toContain('Its metadata does not say curfew');
  });
});

describe('a log on disk', () => {
  const log = fileURLToPath(new URL('../../examples/logs/data-sync-six-hours.log', import.meta.url));

  it('is read into a trace', () => {
    const trace = traceOf(log, arenaOf());
    expect(trace.length).toBeGreaterThan(20);
    expect(trace.meta.sources.map(({ name }) => name)).toEqual([log]);
  });

  it('without a year has that of its date, and says so; a person goes before', () => {
    const file = writeBytes(folder, 'no-year.log', readFileSync(log)).path;
    const yearOf = (read: Trace): number =>
      new Date(read.core.wall.find(Number.isFinite) ?? Number.NaN).getUTCFullYear();
    utimesSync(file, new Date('2019-05-05'), new Date('2019-05-05'));
    const guessed = readRecording(file, arenaOf());
    expect([guessed.isYearOfFile, yearOf(guessed.trace)]).toEqual([true, 2018]);
    const said = readRecording(file, arenaOf(), { calendar: { year: 2026 } });
    expect([said.isYearOfFile, yearOf(said.trace)]).toEqual([false, 2026]);
  });

  it('that holds no record is refused', () => {
    for (const [name, text] of [
      ['empty.log', ''],
      ['letter.txt', 'Dear Sir,\nthis is no log.\n'],
      ['zeros.log', '\0'.repeat(10_000)],
      ['short.arrow', 'ARRO'],
    ] as const) {
      const failure = failureOf(writeBytes(folder, name, text).path);
      expect(failure.code, name).toBe('no-trace');
      expect(failure.whatToDo).toContain('curfew analyze --trace FILE');
    }
  });
});

describe('what is no file', () => {
  it('is unreadable: nothing there, or a folder', () => {
    expect(failureOf(path.join(folder, 'missing.arrow'))).toMatchObject({
      code: 'unreadable',
      message: 'There is no such file.',
    });
    expect(failureOf(folder)).toMatchObject({ code: 'unreadable', message: 'It is no file.' });
  });

  it('a file that shrinks after it was opened is damaged, not endless', () => {
    const { path: file } = writeRecording(folder, 4, 'shrinking.arrow');
    const { length } = readFileSync(file);
    truncateSync(file, length - 1);
    expect(failureOf(file).code).toBe('damaged');
  });
});
