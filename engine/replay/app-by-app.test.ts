/** A recording replayed app by app, without what no rule can react to, gives what the whole of it gives in time order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeNames } from '../android/outcomes.js';
import { policies } from '../policy/policies.js';
import { TraceBuilder, type NewEvent } from '../trace/trace-builder.js';
import { EventKind } from '../trace/event-kind.js';
import { emptyMeta, type Trace } from '../trace/trace.js';
import { compile } from './compile.js';
import type { Program } from './program.js';
import { replay, replayColumns } from './replay.js';

const SECOND = 1_000;
const limits: readonly NewEvent[] = [
  ['data_sync_fgs_timeout_duration', 20],
  ['media_processing_fgs_timeout_duration', 15],
  ['fgs_crash_extra_wait_duration', 3],
].map(([note, seconds]) => ({
  kind: EventKind.configSet,
  elapsed: 0,
  uptime: 0,
  note: String(note),
  argument: Number(seconds) * SECOND,
}));

const kinds = [
  EventKind.startForegroundService,
  EventKind.startForeground,
  EventKind.startForeground,
  EventKind.stopForeground,
  EventKind.stopSelf,
  EventKind.bindService,
  EventKind.unbindService,
  EventKind.serviceSticky,
  EventKind.processStarted,
  EventKind.processDied,
  EventKind.processState,
  EventKind.processState,
  EventKind.processState,
  EventKind.forceStop,
  EventKind.packageRemoved,
  EventKind.uidIdle,
  EventKind.jobStarted,
  EventKind.boot,
  EventKind.screenOn,
  EventKind.configSet,
] as const;

const row = fc.record({
  after: fc.integer({ min: 0, max: 6 }),
  /** Seconds of deep sleep before it. */
  slept: fc.constantFrom(0, 0, 0, 0, 2),
  kind: fc.constantFrom(...kinds),
  app: fc.integer({ min: 0, max: 2 }),
  service: fc.constantFrom('A', 'B'),
  process: fc.constantFrom('', ':remote'),
  types: fc.constantFrom(0, 1, 8192, 8193, 2048, 9, 1 << 30),
  argument: fc.constantFrom(Number.NaN, 0, 1, 2, 4, 14, 19),
});

function traceOf(rows: readonly (typeof row extends fc.Arbitrary<infer T> ? T : never)[]): Trace {
  const builder = new TraceBuilder();
  for (const event of limits) builder.add(event);
  let elapsed = 0;
  let uptime = 0;
  for (const { after, slept, kind, app, service, process, types, argument } of rows) {
    elapsed += (after + slept) * SECOND;
    uptime += after * SECOND;
    const name = `com.example.app${app}`;
    const isAboutDevice = kind === EventKind.boot || kind === EventKind.screenOn || kind === EventKind.configSet;
    builder.add({
      kind,
      elapsed,
      uptime,
      types,
      ...(Number.isNaN(argument) ? {} : { argument: kind === EventKind.configSet ? argument * SECOND : argument }),
      ...(kind === EventKind.configSet ? { note: 'data_sync_fgs_timeout_duration' } : {}),
      ...(isAboutDevice ? {} : { uid: 10_000 + app, process: `${name}${process}` }),
      ...(kind <= EventKind.executionBegun ? { service: `${name}/.${service}` } : {}),
    });
  }
  return builder.finish({ ...emptyMeta, zero: 'boot' });
}

/** In an order that does not depend on the walk: apps are told apart, an app's own outcomes keep theirs. */
function linesOf(program: Program, policy: (typeof policies)[number]): string[] {
  const { length, outcome, service, type, row: rows, uptime, elapsed, latestElapsed } = replayColumns(program, policy);
  const byApp = new Map<number, string[]>();
  for (let at = 0; at < length; at++) {
    const { app, component } = program.services[service[at]!]!;
    const { uid } = program.apps[app]!;
    const line = `${component} ${outcomeNames[outcome[at]!]} ${type[at]} row ${rows[at]} at ${uptime[at]} ${elapsed[at]}..${latestElapsed[at]}`;
    byApp.set(uid, [...(byApp.get(uid) ?? []), line]);
  }
  return [...byApp].sort(([a], [b]) => a - b).flatMap(([, lines]) => lines);
}

const actingRows = ({ kind, length }: Program): number => kind.subarray(0, length).filter((each) => each !== 0).length;

describe('a recording replayed app by app', () => {
  it('has the outcomes of the same recording in time order, under every policy', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.constantFrom(...policies), (rows, policy) => {
        const trace = traceOf(rows);
        const whole = compile(trace, 'plan');
        const parted = compile(trace, 'recording');
        expect(actingRows(parted)).toBeLessThanOrEqual(actingRows(whole));
        expect(linesOf(parted, policy)).toEqual(linesOf(whole, policy));
      }),
      { numRuns: 3_000 },
    );
  });

  it('has the budgets and, in time order, the predictions of the same recording', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.constantFrom(...policies), (rows, policy) => {
        const trace = traceOf(rows);
        const whole = replay(compile(trace, 'plan'), policy);
        const parted = replay(compile(trace, 'recording'), policy);
        expect(parted.budgets.map((budget) => ({ ...budget }))).toEqual(whole.budgets.map((budget) => ({ ...budget })));
        const times = parted.outcomes.map(({ elapsedMs }) => elapsedMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(parted.outcomes).toHaveLength(whole.outcomes.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves out process states that tell no rule anything', () => {
    const name = 'com.example.app';
    const builder = new TraceBuilder();
    const state = (elapsed: number, argument: number): void =>
      void builder.add({
        kind: EventKind.processState,
        elapsed,
        uptime: elapsed,
        uid: 10_000,
        process: name,
        argument,
      });
    builder.add({
      kind: EventKind.startForeground,
      elapsed: 0,
      uptime: 0,
      uid: 10_000,
      process: name,
      service: `${name}/.S`,
      types: 1,
    });
    for (const [elapsed, argument] of [
      [1, 4],
      [2, 10],
      [3, 2],
      [4, 2],
      [5, 19],
      [6, 15],
    ] as const)
      state(elapsed, argument);
    const { kind, uptime, rowsOfApp } = compile(builder.finish({ ...emptyMeta, zero: 'boot' }), 'recording');
    expect([...uptime].slice(0, 4)).toEqual([0, 1, 3, 5]);
    expect([...kind].filter((each) => each === EventKind.processState)).toHaveLength(3);
    expect([...rowsOfApp!]).toEqual([0, 4]);
  });
});
