import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Provenance } from '../ingest/record.js';
import { EventKind } from './event-kind.js';
import { TraceBuilder, type NewEvent } from './trace-builder.js';
import { emptyMeta, type Trace } from './trace.js';

function build(events: readonly NewEvent[], shared = false): Trace {
  const builder = new TraceBuilder({ shared });
  for (const event of events) builder.add(event);
  return builder.finish(emptyMeta);
}

const provenance: Provenance = {
  source: 3,
  line: 1_204,
  byteStart: 90_000,
  byteEnd: 90_120,
  buffer: 'events',
  rawText: '30100 am_foreground_service_start: [0,com.example/.A,1]',
};

describe('a trace', () => {
  it('may be empty', () => {
    const trace = build([]);
    expect(trace.length).toBe(0);
    expect([...trace.rowsOfKind(EventKind.boot)]).toEqual([]);
  });

  it('gives an event back as it was added', () => {
    const event = {
      kind: EventKind.startForeground,
      elapsed: 5_000.25,
      uptime: 4_000.25,
      wall: 1_700_000_000_000,
      earlierBy: Number.POSITIVE_INFINITY,
      uid: 1_010_166,
      process: 'com.example:remote',
      service: 'com.example/.A',
      types: 1 << 30,
      argument: -7,
      note: 'why',
    };
    expect(build([event]).event(0)).toEqual(event);
  });

  it('has nothing where nothing was said: no wall time, no argument, uid -1, uptime as elapsed time', () => {
    expect(build([{ kind: EventKind.screenOn, elapsed: 7 }]).event(0)).toEqual({
      kind: EventKind.screenOn,
      elapsed: 7,
      uptime: 7,
      wall: undefined,
      earlierBy: 0,
      uid: -1,
      process: '',
      service: '',
      types: 0,
      argument: undefined,
      note: '',
    });
  });

  it('keeps uids below -1, which stand for apps whose uid nobody tells, and the manifest mask', () => {
    const event = build([{ kind: EventKind.startForeground, elapsed: 0, uid: -40, types: -1 }]).event(0);
    expect([event.uid, event.types]).toEqual([-40, -1]);
  });

  it('is sorted by elapsed time, before 0 too', () => {
    const trace = build([3, -1, 2].map((elapsed) => ({ kind: EventKind.screenOn, elapsed })));
    expect([...trace.core.elapsed]).toEqual([-1, 2, 3]);
  });

  it('lists the rows of a kind', () => {
    const kinds = [EventKind.screenOn, EventKind.boot, EventKind.screenOn];
    expect([...build(kinds.map((kind, elapsed) => ({ kind, elapsed }))).rowsOfKind(EventKind.screenOn)]).toEqual([
      0, 2,
    ]);
  });

  it('keeps the order of adding within an instant, however many events there are', () => {
    const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 3_000 });
    fc.assert(
      fc.property(times, (elapsed) => {
        const trace = build(elapsed.map((at, order) => ({ kind: EventKind.screenOn, elapsed: at, argument: order })));
        const expected = elapsed.map((at, order) => ({ at, order })).sort((a, b) => a.at - b.at || a.order - b.order);
        expect([...trace.core.argument]).toEqual(expected.map(({ order }) => order));
      }),
      { numRuns: 25 },
    );
  });

  it('grows over its first capacity and moves every column along', () => {
    const trace = build(
      Array.from({ length: 5_000 }, (_, index) => ({
        kind: EventKind.processState,
        elapsed: 5_000 - index,
        process: `p${index % 7}`,
        argument: index,
        provenance: { ...provenance, line: index + 1 },
      })),
    );
    expect(trace.event(0)).toMatchObject({ elapsed: 1, process: `p${4_999 % 7}`, argument: 4_999 });
    expect(trace.provenance(0)?.line).toBe(5_000);
    expect(trace.provenance(4_999)?.line).toBe(1);
  });

  it('lies in shared memory where asked for', () => {
    for (const shared of [false, true]) {
      const trace = build([{ kind: EventKind.boot, elapsed: 0, provenance }], shared);
      expect(trace.core.elapsed.buffer instanceof SharedArrayBuffer).toBe(shared);
      expect(trace.provenanceColumns?.line.buffer instanceof SharedArrayBuffer).toBe(shared);
      expect(trace.provenance(0)?.rawText).toBe(provenance.rawText);
    }
  });
});

describe('where an event comes from', () => {
  it('is kept with the event when sorting moves it', () => {
    const trace = build([
      { kind: EventKind.screenOn, elapsed: 9, provenance, trust: 'system' },
      { kind: EventKind.screenOff, elapsed: 1 },
    ]);
    expect(trace.provenance(1)).toEqual({ ...provenance, trust: 'system' });
    expect(trace.provenance(0)).toBeUndefined();
  });

  it('takes no columns when nothing has one', () => {
    const trace = build([{ kind: EventKind.screenOn, elapsed: 0 }]);
    expect(trace.provenanceColumns).toBeUndefined();
    expect(trace.provenance(0)).toBeUndefined();
  });

  it('tells how far its writer can be believed', () => {
    const events = (['system', 'claim', 'planned', 'unknown'] as const).map((trust, elapsed) => ({
      kind: EventKind.screenOn,
      elapsed,
      provenance,
      trust,
    }));
    const trace = build(events);
    expect(events.map((_, row) => trace.provenance(row)?.trust)).toEqual(['system', 'claim', 'planned', 'unknown']);
  });
});
