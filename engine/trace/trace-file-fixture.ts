/** Traces for tests of the trace file. */
import fc from 'fast-check';
import type { Provenance } from '../ingest/record.js';
import { bufferNames, trustNames } from './columns.js';
import { EventKind } from './event-kind.js';
import { TraceBuilder, type NewEvent } from './trace-builder.js';
import { emptyMeta, type EventProvenance, type Trace, type TraceEvent, type TraceMeta } from './trace.js';

export const meta: TraceMeta = {
  sources: [
    { name: 'bugreport-TP1A.zip/main.txt', layout: 'threadtime', bytes: 41_231, lines: 402 },
    { name: 'журнал "2".log', layout: 'batterystats-history', bytes: 0, lines: 0 },
  ],
  release: 15,
  fingerprint: 'google/tokay/tokay:15/AP4A.250205.002/12821496:user/release-keys',
  zoneMinutes: 330,
  zero: 'boot',
  topIsSampled: true,
};

const line = '09-26 21:12:33.000  1643  1669 I am_foreground_service_start: [0,com.example.photosync/.SyncService,1]';

/** What a log of one service shows: every kind of value occurs, also those that are not there. */
export function smallTrace(): Trace {
  const builder = new TraceBuilder();
  const provenance: Provenance = { source: 0, line: 4, byteStart: 301, byteEnd: 402, buffer: 'events', rawText: line };
  const app = { uid: 10_212, process: 'com.example.photosync' };
  builder.add({ kind: EventKind.recordingBegin, elapsed: 0 });
  builder.add({ kind: EventKind.processStarted, elapsed: 9.25, wall: 1_790_457_152_009.25, ...app, trust: 'system' });
  builder.add({
    kind: EventKind.startForeground,
    elapsed: 1_000,
    uptime: 990,
    wall: 1_790_457_153_000,
    ...app,
    service: 'com.example.photosync/.SyncService',
    types: 1,
    argument: 0,
    provenance,
    trust: 'system',
  });
  builder.add({ kind: EventKind.sleepBegin, elapsed: 2_000, earlierBy: Infinity });
  builder.add({ kind: EventKind.processKillReason, elapsed: 3_000, ...app, note: 'empty #17', trust: 'claim' });
  builder.add({ kind: 128, elapsed: 4_000, types: -1, provenance: { ...provenance, source: 1, line: 5, rawText: '' } });
  builder.add({ kind: 255, elapsed: 4_000, uid: -7, argument: -1e300 });
  return builder.finish(meta);
}

const instant = fc.double({ min: -4e15, max: 4e15, noNaN: true });
const text = fc.oneof(
  fc.constantFrom(
    '',
    'com.example.photosync',
    'com.example.photosync/.SyncService',
    '进程',
    '🔋',
    '\ufeffbom',
    '\u0000',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const provenance: fc.Arbitrary<Provenance> = fc
  .record({
    source: fc.nat({ max: meta.sources.length - 1 }),
    line: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    byteStart: fc.maxSafeNat(),
    length: fc.nat({ max: 8_192 }),
    buffer: fc.constantFrom(...bufferNames),
    rawText: text,
  })
  .map(({ length, ...rest }) => ({ ...rest, byteEnd: Math.min(rest.byteStart + length, Number.MAX_SAFE_INTEGER) }));

const event: fc.Arbitrary<NewEvent> = fc.record(
  {
    kind: fc.oneof(fc.constantFrom(...Object.values(EventKind)), fc.nat({ max: 255 })),
    elapsed: instant,
    uptime: instant,
    wall: fc.option(instant, { nil: undefined }),
    earlierBy: fc.double({ min: 0, noNaN: true }),
    uid: fc.integer(),
    types: fc.integer(),
    process: text,
    service: text,
    argument: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
    note: text,
    provenance: fc.option(provenance, { nil: undefined }),
    trust: fc.constantFrom(...trustNames),
  },
  { requiredKeys: ['kind', 'elapsed'] },
);

export const events: fc.Arbitrary<NewEvent[]> = fc.array(event, { maxLength: 40 });

const metas: fc.Arbitrary<TraceMeta> = fc.record({
  sources: fc.constant(meta.sources),
  release: fc.option(fc.nat()),
  fingerprint: fc.option(fc.string({ unit: 'binary' })),
  zoneMinutes: fc.option(fc.integer({ min: -1_440, max: 1_440 })),
  zero: fc.constantFrom('boot' as const, 'first-record' as const, 'scenario-start' as const),
  topIsSampled: fc.boolean(),
});

export const traces: fc.Arbitrary<Trace> = fc
  .tuple(events, metas, fc.boolean())
  .map(([list, traceMeta, shared]) => traceOf(list, traceMeta, shared));

export function traceOf(list: readonly NewEvent[], traceMeta: TraceMeta = emptyMeta, shared = false): Trace {
  const builder = new TraceBuilder({ shared });
  for (const item of list) builder.add(item);
  return builder.finish(traceMeta);
}

/** Every row in words, and the trust that also rows without a line have. */
export function rowsOf(trace: Trace): (TraceEvent & { from: EventProvenance | undefined; trust: number })[] {
  return Array.from({ length: trace.length }, (_, row) => ({
    ...trace.event(row),
    from: trace.provenance(row),
    trust: trace.provenanceColumns?.trust[row] ?? 0,
  }));
}
