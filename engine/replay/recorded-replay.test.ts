/** What single rows of a recording do to records, processes and apps. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { android14, android15 } from '../policy/shipped.js';
import { mainApp, outcomeLine, Script, traceOf } from '../testing/script.js';
import { MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import type { NewEvent } from '../trace/trace-builder.js';
import { compile } from './compile.js';
import { LedgerCode } from './ledger.js';
import { defaultReplayOptions, replay, type ReplayOptions } from './replay.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const { TOP, SERVICE } = ProcessState;
const { dataSync, specialUse } = ServiceType;

const lines = (events: readonly NewEvent[], options: Partial<ReplayOptions> = {}): string[] =>
  replay(compile(traceOf(events)), android15, { ...defaultReplayOptions, ...options }).outcomes.map(outcomeLine);
const all = (script: Script, options: Partial<ReplayOptions> = {}): string[] => lines(script.events, options);
const entriesOf = (script: Script, code: number): number[] =>
  [...script.replay().ledger.entries()].filter((entry) => entry.code === code).map(({ elapsed }) => elapsed);

describe('a use before the trace begins', () => {
  const other = { uid: 10200, packageName: 'com.example.other' };
  /** Two apps that do the same; nothing is told of the time before. */
  const two = new Script({ hasBoot: false, targetSdk: null })
    .start(0)
    .app(other)
    .start(0)
    .events.filter(({ kind }) => kind !== EventKind.targetSdk);
  const used = (uid: number, hours: number): Partial<ReplayOptions> => ({
    usedBefore: [{ uid, type: dataSync, totalMs: hours * H }],
  });
  const timeouts = (options: Partial<ReplayOptions>): string[] =>
    replay(compile(traceOf(two)), android15, { ...defaultReplayOptions, ...options })
      .outcomes.filter(({ outcome }) => outcome === 'timeout-callback')
      .map(({ uid, elapsedMs }) => `${uid} ${elapsedMs / H}`);

  it('is that of its app alone', () => {
    expect(timeouts(used(other.uid, 4))).toEqual(['10200 2', '10123 6']);
    expect(timeouts(used(mainApp.uid, 4))).toEqual(['10123 2', '10200 6']);
  });

  it('of an app that is not in the trace changes nothing', () => {
    expect(timeouts(used(4_711, 4))).toEqual(['10123 6', '10200 6']);
  });

  it('is forgotten like any other when the app is on screen', () => {
    const script = new Script({ hasBoot: false, targetSdk: null }).state(0, TOP).start(0).state(1, SERVICE);
    expect(all(script, used(mainApp.uid, 4)).at(0)).toBe('+0:00:00 budget-reset A dataSync');
  });

  it('means nothing to Android 14', () => {
    const program = compile(new Script().start(0).trace());
    const options = { ...defaultReplayOptions, ...used(mainApp.uid, 4) };
    expect(replay(program, android14, options)).toMatchObject({ outcomes: [], budgets: [], assumptions: [] });
  });
});

describe('a stop of a record that is gone', () => {
  it('charges nothing a second time', () => {
    const ran = (): Script => new Script().start(0).stop(H);
    const poisoned = [
      ran().stop(2 * H),
      ran().stopSelf(2 * H),
      ran().stopForeground(2 * H),
      new Script()
        .start(0)
        .stopForeground(H)
        .stopForeground(2 * H),
    ].map((script) => entriesOf(script, LedgerCode.poisoned));
    expect(poisoned).toEqual([[], [], [], []]);
  });
});

describe('a record', () => {
  const isThere = (script: Script): boolean =>
    all(script.startForegroundInBackground(5 * M, 'A', specialUse)).some((line) => line.includes('denied-background'));

  it('is there from the first start or bind, and not before', () => {
    expect(isThere(new Script())).toBe(false);
    expect(isThere(new Script().startService(0))).toBe(true);
    expect(isThere(new Script().bind(0))).toBe(true);
  });

  it('is gone after its last unbind, unless it is started', () => {
    expect(isThere(new Script().bind(0).bind(1).unbind(2))).toBe(true);
    expect(isThere(new Script().bind(0).bind(1).unbind(2).unbind(3))).toBe(false);
    expect(isThere(new Script().bind(0).startService(1).unbind(2))).toBe(true);
    expect(isThere(new Script().bind(0).startService(1).stop(2))).toBe(true);
    expect(isThere(new Script().bind(0).startService(1).stop(2).unbind(3))).toBe(false);
  });

  it('is not made by a startForegroundService that is refused, but by any startService', () => {
    expect(isThere(new Script().startForegroundServiceInBackground(0))).toBe(true);
    expect(all(new Script().startForegroundServiceInBackground(0))).toEqual(['+0:00:00 start-denied-background A']);
    const { events } = new Script().startService(0);
    const denied = events.map((event) => (event.kind === EventKind.startService ? { ...event, argument: 1 } : event));
    expect(lines(denied)).toEqual([]);
  });

  it('is gone when its uid is idle', () => {
    const script = new Script().startService(0);
    const idle = { kind: EventKind.uidIdle, elapsed: M, uid: mainApp.uid };
    const after = new Script().startForegroundInBackground(2 * M).events.slice(-1);
    expect(lines([...script.events, idle, ...after])).toEqual(['+0:01:00 service-stopped-idle A']);
  });
});

describe('the screen', () => {
  it('is not left by a process state that is not said', () => {
    const { events } = new Script().state(-1, TOP).start(0);
    const unsaid = { kind: EventKind.processState, elapsed: H, uid: mainApp.uid, process: mainApp.packageName };
    expect(lines([...events, unsaid])[0]).toBe('+6:00:00 deadline-moved A dataSync');
  });

  it('is told to the services of the process that comes or leaves, and to no record that is gone', () => {
    const script = new Script()
      .runsIn('B', ':remote')
      .start(0)
      .start(0, 'B')
      .start(0, 'C')
      .stop(1, 'C')
      .state(H, TOP)
      .state(2 * H, SERVICE);
    expect(entriesOf(script, LedgerCode.enteredTop)).toEqual([H]);
    expect(entriesOf(script, LedgerCode.leftTop)).toEqual([2 * H]);
  });
});

describe('a process that is told to start', () => {
  it('brings back what waits for it, and nothing that runs', () => {
    const waiting = new Script()
      .start(0)
      .sticky(0)
      .dies(H)
      .processStarts(2 * H);
    expect(entriesOf(waiting, LedgerCode.restarted)).toEqual([2 * H]);
    expect(entriesOf(waiting.processStarts(3 * H), LedgerCode.restarted)).toEqual([2 * H]);
  });
});

describe('a compat change', () => {
  it('of another kind turns no limit off', () => {
    const { events } = new Script().start(0);
    const change = { kind: EventKind.compatSet, elapsed: -1, uid: mainApp.uid, note: '12345', argument: 0 };
    expect(lines([...events, change])).toEqual(lines(events));
  });
});
