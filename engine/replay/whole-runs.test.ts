/** A run that is played at once leaves what its rows leave when they are played one by one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies } from '../policy/policies.js';
import { android15 } from '../policy/shipped.js';
import { TraceBuilder, type NewEvent } from '../trace/trace-builder.js';
import { EventKind } from '../trace/event-kind.js';
import { emptyMeta, type Trace } from '../trace/trace.js';
import { compile } from './compile.js';
import type { Program } from './program.js';
import { defaultReplayOptions, replay, replayColumns } from './replay.js';

const { startService, startForegroundService, startForeground, stopForeground, stopService, stopSelf } = EventKind;
const SECOND = 1_000;

type Row = Pick<NewEvent, 'kind'> & Partial<NewEvent>;

const ofApp = (app: number, service: string): Partial<NewEvent> => ({
  uid: 10_000 + app,
  process: `com.example.app${app}`,
  service: `com.example.app${app}/.${service}`,
});

/** Rows a second apart, unless they say otherwise. */
function traceOf(rows: readonly Row[]): Trace {
  const builder = new TraceBuilder();
  rows.forEach((row, index) => builder.add({ elapsed: index * SECOND, ...row }));
  return builder.finish({ ...emptyMeta, zero: 'boot' });
}

const runsOf = ({ rowsOfRun }: Program): number[] => [...(rowsOfRun ?? [])];
const runsOfA = (...rows: readonly (number | Row)[]): number[] =>
  runsOf(
    compile(
      traceOf(rows.map((row) => ({ ...ofApp(0, 'A'), ...(typeof row === 'number' ? { kind: row } : row) }))),
      'recording',
    ),
  );

describe('runs whose rows follow each other', () => {
  it('begin with a start and end with a stop, by way of stopForeground or not', () => {
    expect(runsOfA(startForegroundService, startForeground, stopSelf)).toEqual([3, 0, 0]);
    expect(runsOfA(startService, startForeground, stopForeground, stopService)).toEqual([4, 0, 0, 0]);
    expect(runsOfA(startForegroundService, startForeground, stopForeground)).toEqual([0, 0, 0]);
  });

  it('come one after the other, and after a run that is none because another start came in between', () => {
    const run = [startForegroundService, startForeground, stopSelf];
    expect(runsOfA(...run, ...run)).toEqual([3, 0, 0, 3, 0, 0]);
    expect(runsOfA(startService, ...run, ...run)).toEqual([0, 0, 0, 0, 3, 0, 0]);
  });

  it('are none of a service that is bound, for its record stays', () => {
    const run = [startForegroundService, startForeground, stopSelf];
    expect(runsOfA(EventKind.bindService, ...run)).toEqual([0, 0, 0, 0]);
    expect(runsOfA(EventKind.bindService, EventKind.unbindService, stopSelf, ...run)).toEqual([0, 0, 0, 3, 0, 0]);
  });

  it('are none where a call is refused, or where the boot broadcast is the reason', () => {
    const refused = { kind: startForeground, argument: 1 };
    const fromBoot = { kind: startForegroundService, note: 'BOOT_COMPLETED' };
    expect(runsOfA(startForegroundService, refused, stopSelf)).toEqual([0, 0, 0]);
    expect(runsOfA({ kind: startForegroundService, argument: 1 }, startForeground, stopSelf)).toEqual([0, 0, 0]);
    expect(runsOfA(fromBoot, startForeground, stopSelf)).toEqual([0, 0, 0]);
    expect(runsOfA({ ...fromBoot, note: 'UID_VISIBLE' }, startForeground, stopSelf)).toEqual([3, 0, 0]);
  });

  it('are of one service, in the order of uptime', () => {
    const other = { kind: startForeground, ...ofApp(0, 'B') };
    expect(runsOfA(startForegroundService, other, stopSelf)).toEqual([0, 0, 0]);
    const turnedBack = { kind: stopSelf, elapsed: 9 * SECOND, uptime: 500 };
    // The clocks before and after it are rows, too.
    expect(runsOfA(startForegroundService, startForeground, turnedBack)).toEqual([0, 0, 0, 0, 0]);
  });

  it('are not looked for in a plan', () => {
    expect(compile(traceOf([{ kind: startService, ...ofApp(0, 'A') }])).rowsOfRun).toBeNull();
  });
});

const oneRow = fc
  .constantFrom(
    EventKind.processStarted,
    EventKind.processDied,
    EventKind.processState,
    EventKind.forceStop,
    EventKind.bindService,
    EventKind.unbindService,
    EventKind.uidIdle,
    startForegroundService,
    startForeground,
    stopSelf,
    EventKind.boot,
    EventKind.configSet,
    EventKind.targetSdk,
    EventKind.screenOn,
  )
  .map((kind) => [kind]);
const run = fc.constantFrom(
  [startForegroundService, startForeground, stopSelf],
  [startForegroundService, startForeground, stopForeground, stopSelf],
  [startService, startForeground, stopService],
);

const step = fc.record({
  kinds: fc.oneof({ arbitrary: run, weight: 3 }, { arbitrary: oneRow, weight: 2 }),
  /** Seconds between its rows, and before the first of them a sleep. */
  after: fc.constantFrom(0, 1, 5, 9, 14, 31, 200),
  slept: fc.constantFrom(0, 0, 0, 30, 90_000),
  app: fc.integer({ min: 0, max: 1 }),
  service: fc.constantFrom('A', 'B'),
  types: fc.constantFrom(0, 1, 1, 8192, 8193, 2048, 9),
  argument: fc.constantFrom(Number.NaN, 0, 1, 2, 4, 12, 34, 35),
  earlierBy: fc.constantFrom(0, 0, 2 * SECOND),
});

function randomTrace(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): Trace {
  const limit = { kind: EventKind.configSet, note: 'data_sync_fgs_timeout_duration', argument: 20 * SECOND };
  const rows: Row[] = [{ ...limit, elapsed: 0 }];
  let uptime = 0;
  let slept = 0;
  for (const { kinds, after, slept: asleep, app, service, types, argument, earlierBy } of steps) {
    slept += asleep * SECOND;
    for (const kind of kinds) {
      uptime += after * SECOND;
      const at = { uptime, elapsed: uptime + slept };
      // A start that is refused is none of a run; the argument of a single row is its state, its target or its limit.
      const about = kinds.length > 1 ? {} : { argument: kind === EventKind.configSet ? argument * SECOND : argument };
      if (kind >= EventKind.boot) rows.push({ ...limit, ...about, kind, ...at });
      else rows.push({ kind, ...ofApp(app, service), types, earlierBy, ...about, ...at });
    }
  }
  return traceOf(rows);
}

describe('a run that is played at once', () => {
  it('has the outcomes, and leaves the budgets, of its rows played one by one', () => {
    const asked = fc.record({
      steps: fc.array(step, { maxLength: 25 }),
      policy: fc.constantFrom(...policies, android15),
      outcomes: fc.constantFrom('all' as const, 'told' as const),
      consequences: fc.constantFrom('recorded' as const, 'simulated' as const),
    });
    let runs = 0;
    fc.assert(
      fc.property(asked, ({ steps, policy, outcomes, consequences }) => {
        const whole = compile(randomTrace(steps), 'recording');
        const rowByRow = { ...whole, rowsOfRun: null };
        runs += runsOf(whole).filter((rows) => rows > 0).length;
        const options = { ...defaultReplayOptions, consequences, outcomes, reasons: 'none' } as const;
        expect(replayColumns(whole, policy, options)).toEqual(replayColumns(rowByRow, policy, options));
        expect(replay(whole, policy, options).budgets).toEqual(replay(rowByRow, policy, options).budgets);
      }),
      { numRuns: 800 },
    );
    expect(runs).toBeGreaterThan(1_500);
  });
});
