import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceReader } from '../ingest/source-reader.js';
import { assemble } from '../ingest/assemble/assemble.js';
import { describeWithRealData, realData } from '../testing/real-data.js';
import { readTrace, writeTrace } from './arrow-file.js';
import { EventKind } from './event-kind.js';
import { events, meta, rowsOf, smallTrace, traceOf, traces } from './trace-file-fixture.js';
import type { Trace } from './trace.js';

function readBack(bytes: Uint8Array): Trace {
  const result = readTrace(bytes);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

describe('a trace that is written and read', () => {
  it('has the same events, texts, provenance and meta', () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const read = readBack(writeTrace(trace));
        expect(rowsOf(read)).toEqual(rowsOf(trace));
        expect(read.meta).toEqual(trace.meta);
      }),
      { numRuns: 300 },
    );
  });

  it('is written again as the same bytes, whatever the order of its string table', () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const bytes = writeTrace(trace);
        expect(writeTrace(readBack(bytes))).toEqual(bytes);
      }),
    );
  });

  it('gives the same bytes when it is built again from the same events', () => {
    fc.assert(
      fc.property(events, (list) => {
        expect(writeTrace(traceOf(list, meta))).toEqual(writeTrace(traceOf(list, meta, true)));
      }),
    );
  });

  it('keeps what is not there: no wall clock, no argument, any time before', () => {
    const read = readBack(writeTrace(smallTrace()));
    expect(read.event(0)).toMatchObject({ wall: undefined, argument: undefined, process: '', uid: -1 });
    expect(read.event(1)).toMatchObject({ elapsed: 9.25, uptime: 9.25, wall: 1_790_457_152_009.25 });
    expect(read.event(3)).toMatchObject({ kind: EventKind.sleepBegin, earlierBy: Infinity });
    expect(read.event(6)).toMatchObject({ kind: 255, uid: -7, argument: -1e300 });
    expect(read.provenance(1)).toBeUndefined();
    expect(read.provenance(2)).toMatchObject({ source: 0, line: 4, buffer: 'events', trust: 'system' });
    expect(read.provenance(2)?.rawText).toContain(
      'I am_foreground_service_start: [0,com.example.photosync/.SyncService',
    );
  });

  it('without any event is a trace without any event', () => {
    const read = readBack(writeTrace(traceOf([], meta)));
    expect([read.length, read.provenanceColumns, read.meta]).toEqual([0, undefined, meta]);
  });

  it('without provenance has none', () => {
    const read = readBack(writeTrace(traceOf([{ kind: EventKind.screenOn, elapsed: 1 }])));
    expect([read.length, read.provenanceColumns]).toEqual([1, undefined]);
  });

  it('finds a process by its name although a raw text repeats it', () => {
    const provenance = { source: 0, line: 1, byteStart: 0, byteEnd: 5, buffer: 'main', rawText: 'com.a' } as const;
    const read = readBack(writeTrace(traceOf([{ kind: 16, elapsed: 1, process: 'com.a', provenance }], meta)));
    expect(read.strings.indexOf('com.a')).toBe(read.core.process[0]);
    expect(read.provenance(0)?.rawText).toBe('com.a');
  });
});

describe('reading', () => {
  it('keeps columns of numbers as views on the file', () => {
    const bytes = writeTrace(smallTrace());
    const { core, provenanceColumns } = readBack(bytes);
    const viewed = [core.elapsed, core.uptime, core.wall, core.argument, core.earlierBy, core.uid, core.types];
    const buffers = [...viewed, provenanceColumns?.line, provenanceColumns?.byteStart].map((column) => column?.buffer);
    expect(buffers).toEqual(buffers.map(() => bytes.buffer));
  });

  it('does not depend on where the bytes lie in memory', () => {
    const bytes = writeTrace(smallTrace());
    for (const shift of [0, 1, 4, 7]) {
      const memory = new Uint8Array(new SharedArrayBuffer(bytes.length + 8) as unknown as ArrayBuffer);
      memory.set(bytes, shift);
      expect(rowsOf(readBack(memory.subarray(shift, shift + bytes.length)))).toEqual(rowsOf(smallTrace()));
    }
  });
});

describe('writing', () => {
  it('refuses a trace that no reader would take, naming the row', () => {
    const withNaN = traceOf([
      { kind: 1, elapsed: 1 },
      { kind: 1, elapsed: 2, uptime: NaN },
    ]);
    expect(() => writeTrace(withNaN)).toThrow('row 1: uptime_ms is NaN');
    const provenance = { source: 2, line: 1, byteStart: 0, byteEnd: 0, buffer: 'main', rawText: '' } as const;
    expect(() => writeTrace(traceOf([{ kind: 1, elapsed: 1, provenance }], meta))).toThrow('row 0: source is 2');
  });
});

describeWithRealData('a trace of a real bugreport', () => {
  it('is the same after writing and reading', () => {
    const reader = new SourceReader('bugreport.zip', 0);
    reader.push(realData('jeanboydev__bugreport.zip'));
    const { trace } = assemble(reader.finish(), { calendar: { year: 2026 } });
    expect(trace.length).toBeGreaterThan(100);
    const bytes = writeTrace(trace);
    expect(rowsOf(readBack(bytes))).toEqual(rowsOf(trace));
    expect(readBack(bytes).meta).toEqual(trace.meta);
  });
});
