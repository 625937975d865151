/** The walk over a trace: lives of services and processes, boots, messages whose record is gone, clocks, odd rows. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { documented } from '../policy/documented.js';
import { policies } from '../policy/policies.js';
import { DATA_SYNC_LIMIT_KEY } from '../policy/policy.js';
import { android15 } from '../policy/shipped.js';
import { mainApp, outcomeLine, Script, told, traceOf, type ScriptApp } from '../testing/script.js';
import { hours, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, seconds } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import type { NewEvent } from '../trace/trace-builder.js';
import { emptyMeta } from '../trace/trace.js';
import { LedgerCode } from './ledger.js';
import { compile } from './compile.js';
import { replay } from './replay.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const { TOP, SERVICE } = ProcessState;
const otherApp: ScriptApp = { uid: 10200, packageName: 'com.example.other' };
const recorded = { consequences: 'recorded' } as const;

describe('several services and apps', () => {
  it('services of different limited types have budgets of their own', () => {
    const script = new Script().start(0).start(H, 'B', ServiceType.mediaProcessing);
    expect(script.outcomes(android15, recorded)).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:10 crash-did-not-stop A dataSync',
      '+7:00:00 timeout-callback B mediaProcessing',
      '+7:00:10 crash-did-not-stop B mediaProcessing',
    ]);
  });

  it('apps have budgets of their own, also the same package of two users', () => {
    const secondUser = { ...mainApp, uid: 1_010_123 };
    const script = new Script()
      .start(0)
      .stop(5 * H)
      .app(secondUser)
      .start(6 * H)
      .stop(11 * H)
      .app(otherApp)
      .start(12 * H);
    expect(script.outcomes()).toEqual([
      '+18:00:00 timeout-callback A dataSync',
      '+18:00:10 crash-did-not-stop A dataSync',
    ]);
    expect(script.replay().budgets.map(({ uid, totalMs }) => [uid, totalMs])).toEqual([
      [mainApp.uid, 5 * H],
      [secondUser.uid, 5 * H],
      [otherApp.uid, 6 * H],
    ]);
  });

  it('one service keeps its own earlier deadline when another of the type starts', () => {
    const script = new Script().start(0).start(2 * H, 'B');
    expect(script.outcomes(android15, recorded).filter((line) => line.includes('timeout'))).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+8:00:00 timeout-callback B dataSync',
    ]);
  });

  it('an idle stop, which is a stopService, charges', () => {
    expect(
      new Script()
        .start(0)
        .stop(H)
        .start(2 * H)
        .outcomes()[0],
    ).toBe('+7:00:00 timeout-callback A dataSync');
  });
});

describe('deaths of processes', () => {
  it('a process forgets with its death that it was on screen', () => {
    const script = new Script()
      .state(0, TOP)
      .state(H, SERVICE)
      .start(2 * H)
      .sticky(2 * H)
      .dies(3 * H)
      .startForeground(3 * H + M);
    expect(script.outcomes()[0]).toBe('+8:00:00 timeout-callback A dataSync');
  });

  it('a sticky service that is not called again keeps its timer, which finds the new process', () => {
    const script = new Script()
      .start(0)
      .sticky(0)
      .dies(H)
      .processStarts(H + M);
    expect(script.outcomes()[0]).toBe('+6:00:00 timeout-callback A dataSync');
  });

  it('a sticky service does not come back with another process of the app', () => {
    const script = new Script()
      .start(0)
      .sticky(0)
      .dies(H)
      .processStarts(H + M, ':ui');
    expect(script.allOutcomes()).toEqual(['+6:00:00 stale-timer-ignored A dataSync']);
  });

  it('a sticky service whose process never comes back: its timer finds nobody', () => {
    const script = new Script().start(0).sticky(0).dies(H);
    expect(script.allOutcomes()).toEqual(['+6:00:00 stale-timer-ignored A dataSync']);
  });

  it('a bound service that is not sticky waits, no longer started, and is not limited any more', () => {
    const script = new Script()
      .start(0)
      .bind(0)
      .dies(H)
      .startForeground(2 * H);
    expect(script.outcomes()).toEqual([]);
  });

  it('a shortService is not sticky in effect', () => {
    const script = new Script()
      .start(0, 'A', ServiceType.shortService)
      .sticky(0)
      .dies(M)
      .startForeground(2 * M);
    expect(script.allOutcomes()).toEqual([]);
  });

  it('the death of another process of the app changes nothing', () => {
    expect(new Script().start(0).dies(H, ':ui').outcomes()).toHaveLength(2);
  });

  it('a count that leaked with a death keeps the window where it began', () => {
    const script = new Script()
      .start(0)
      .dies(H)
      .start(23 * H)
      .stop(24 * H)
      .start(24 * H + 1);
    expect(script.allOutcomes()).toContain('+24:00:00.001 budget-reset A dataSync');
    expect(script.outcomes()[0]).toBe('+30:00:00.001 timeout-callback A dataSync');
  });

  it('force-stop erases the budget (K-01), loses what runs, and removes sticky services too', () => {
    const script = new Script()
      .start(0)
      .stop(2 * H)
      .start(3 * H)
      .sticky(3 * H)
      .forceStop(4 * H)
      .startForeground(4 * H + M)
      .start(5 * H);
    expect(script.allOutcomes()).toEqual([
      '+3:00:00 window-re-anchored A dataSync',
      '+7:00:00 stale-timer-ignored A dataSync',
      '+11:00:00 timeout-callback A dataSync',
      '+11:00:10 crash-did-not-stop A dataSync',
    ]);
  });

  it('force-stop for another user keeps the budget of that user: the uid is looked up in user 0 (K-01)', () => {
    const stopped = (uid: number): string[] =>
      new Script()
        .app({ ...mainApp, uid })
        .start(0)
        .stop(2 * H)
        .forceStop(3 * H)
        .start(4 * H)
        .outcomes();
    expect(stopped(mainApp.uid)[0]).toBe('+10:00:00 timeout-callback A dataSync');
    expect(stopped(1_010_123)[0]).toBe('+8:00:00 timeout-callback A dataSync');
  });

  it('a recorded crash is not acted out: what follows stands in the log', () => {
    const script = new Script().start(0).stop(7 * H);
    expect(script.replay(android15, recorded).budgets[0]?.running).toBe(0);
    expect(script.outcomes(android15, recorded)).toHaveLength(2);
  });
});

describe('messages whose record is gone', () => {
  it('a death within the grace: the crash finds nobody, but gives its count back', () => {
    const script = new Script().start(0).dies(6 * H + 5_000);
    const prediction = script.replay();
    expect(prediction.outcomes.map(outcomeLine)).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:10 stale-timer-ignored A dataSync',
    ]);
    expect(prediction.budgets[0]?.running).toBe(0);
  });

  it('a new record of the component is not touched by the timer of the old one', () => {
    const script = new Script()
      .start(0)
      .dies(H)
      .start(2 * H);
    expect(script.allOutcomes()).toEqual([
      '+6:00:00 stale-timer-ignored A dataSync',
      '+8:00:00 timeout-callback A dataSync',
      '+8:00:10 crash-did-not-stop A dataSync',
    ]);
  });

  it('a crash message of an old record takes the count of a new one, and the next stop poisons', () => {
    const script = new Script()
      .start(0)
      .dies(6 * H + 2_000)
      .state(6 * H + 3_000, TOP)
      .start(6 * H + 4_000)
      .state(6 * H + 5_000, SERVICE)
      .stop(6 * H + 20_000);
    expect(script.allOutcomes()).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:04 budget-reset A dataSync',
      '+6:00:10 stale-timer-ignored A dataSync',
      '+6:00:20 budget-poisoned A dataSync',
    ]);
  });

  it('the timer of one record that is gone takes none of another along', () => {
    const script = new Script()
      .start(0)
      .start(H, 'B')
      .dies(2 * H);
    expect(script.allOutcomes()).toEqual([
      '+6:00:00 stale-timer-ignored A dataSync',
      '+7:00:00 stale-timer-ignored B dataSync',
    ]);
  });

  it('a message survives a sticky restart and crashes the new process', () => {
    const script = new Script()
      .start(0)
      .sticky(0)
      .dies(6 * H + 2_000)
      .processStarts(6 * H + 4_000);
    expect(script.outcomes()).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:10 crash-did-not-stop A dataSync',
    ]);
  });

  it('a timer for a service whose types are limited no more finds nothing to do', () => {
    // With the compat change off the switch of types ends no timer.
    const script = new Script()
      .start(0)
      .timeLimits(H, false)
      .startForeground(2 * H, 'A', ServiceType.specialUse);
    expect(script.allOutcomes()).toEqual(['+6:00:00 stale-timer-ignored A']);
    expect(script.reasons('stale-timer-ignored').at(-1)).toBe(
      '+6:00:00 the timer fired for a service whose types are not limited any more: nothing happens',
    );
  });
});

describe('boots, shutdowns and uninstalls', () => {
  const used = (): Script => new Script().start(0).stop(5 * H);

  it('a reboot erases budgets, timers and services; the compat override is kept', () => {
    expect(
      used()
        .boot(6 * H)
        .start(7 * H)
        .outcomes()[0],
    ).toBe('+13:00:00 timeout-callback A dataSync');
    expect(new Script().start(0).boot(H).allOutcomes()).toEqual([]);
    expect(
      new Script()
        .timeLimits(0, false)
        .boot(H)
        .start(2 * H)
        .outcomes(),
    ).toEqual([]);
  });

  it('nothing fires between a shutdown and the next boot', () => {
    expect(
      new Script()
        .start(0)
        .shutdown(H)
        .boot(20 * H)
        .allOutcomes(),
    ).toEqual([]);
    expect(new Script().start(0).shutdown(H).allOutcomes(documented)).toEqual([]);
  });

  it('uptime counts from the last boot when bug P charges it', () => {
    const script = used()
      .boot(6 * H)
      .state(7 * H, TOP)
      .start(7 * H)
      .startForeground(8 * H)
      .stop(9 * H);
    expect(script.replay().budgets[0]?.totalMs).toBe(2 * H + H);
  });

  it('the 24 h window counts from the first start since the boot', () => {
    const script = new Script()
      .boot(0)
      .start(H)
      .stop(7 * H + 1)
      .start(25 * H)
      .start(25 * H + 1);
    expect(script.outcomes().slice(0, 2)).toEqual([
      '+7:00:00 timeout-callback A dataSync',
      '+25:00:00 start-denied-exhausted A dataSync',
    ]);
    expect(script.outcomes()[2]).toBe('+31:00:00.001 timeout-callback A dataSync');
  });

  it('an uninstall erases the budgets of the app alone', () => {
    const script = used()
      .app(otherApp)
      .start(0)
      .stop(5 * H)
      .app(mainApp)
      .packageRemoved(6 * H)
      .start(7 * H);
    expect(script.outcomes()[0]).toBe('+13:00:00 timeout-callback A dataSync');
    expect(script.replay().budgets.find(({ uid }) => uid === otherApp.uid)?.totalMs).toBe(5 * H);
  });

  it('a trace whose zero is the boot charges no assumed uptime', () => {
    const { events } = new Script({ hasBoot: false, targetSdk: null })
      .state(0, TOP)
      .start(H)
      .startForeground(2 * H)
      .stop(3 * H);
    const total = (zero: 'boot' | 'first-record'): number | undefined =>
      replay(compile(traceOf(events, { ...emptyMeta, zero })), android15).budgets[0]?.totalMs;
    expect(total('boot')).toBe(2 * H + H);
    expect(total('first-record')).toBe(7 * MS_PER_DAY + 2 * H + H);
  });
});

describe('clocks', () => {
  it('a message between two rows with an unplaced sleep between them is an interval of elapsed time', () => {
    const { events } = new Script().start(0);
    const trace = traceOf([...events, { kind: EventKind.screenOn, elapsed: 10 * H, uptime: 7 * H }]);
    const [timeout] = replay(compile(trace), android15, { ...recorded, horizon: hours(0) }).outcomes;
    expect(timeout).toMatchObject({ uptimeMs: 6 * H, elapsedMs: 6 * H, latestElapsedMs: 9 * H });
  });

  it('microseconds make no interval', () => {
    // 0.7 ms of sleep long before: elapsed minus uptime rounds differently at the two rows.
    const at = (elapsed: number): Pick<NewEvent, 'elapsed' | 'uptime'> => ({ elapsed, uptime: elapsed - 0.7 });
    const events = new Script()
      .start(1_000.1)
      .events.map((event) => (event.kind === EventKind.startForeground ? { ...event, ...at(1_000.1) } : event));
    const later: NewEvent = { kind: EventKind.screenOn, ...at(8 * H + 0.3) };
    const [timeout] = replay(compile(traceOf([...events, later])), android15).outcomes;
    expect(timeout?.latestElapsedMs).toBe(timeout?.elapsedMs);
  });

  it('a timer runs before a row of the same instant', () => {
    expect(
      new Script()
        .start(0)
        .stop(6 * H)
        .outcomes(),
    ).toEqual(['+6:00:00 timeout-callback A dataSync']);
  });

  it('a limit of a millisecond on an app that stays on screen fills no memory', () => {
    const script = new Script().setConfig(-1, DATA_SYNC_LIMIT_KEY, 1).state(-1, TOP).start(0);
    // 100,000 moves.
    const prediction = script.replay(android15, { horizon: seconds(100) });
    expect(prediction.outcomes).toHaveLength(1_000);
    expect(prediction.ledger.length).toBeLessThan(1_100);
  });

  it('nothing is predicted beyond the horizon', () => {
    expect(new Script().start(0).outcomes(android15, { horizon: hours(5) })).toEqual([]);
  });

  it('a start that may have begun earlier makes its timeout an interval, by no more than the limit', () => {
    const events: NewEvent[] = new Script()
      .start(0)
      .events.map((event) =>
        event.kind === EventKind.startForeground ? { ...event, earlierBy: Number.POSITIVE_INFINITY } : event,
      );
    const [timeout] = replay(compile(traceOf(events)), android15).outcomes;
    expect(timeout).toMatchObject({ earliestElapsedMs: 0, elapsedMs: 6 * H });
  });

  it('a use before the trace begins shortens the first run', () => {
    const usedBefore = [{ uid: mainApp.uid, type: ServiceType.dataSync, totalMs: 2 * H }];
    expect(new Script({ hasBoot: false, targetSdk: null }).start(0).outcomes(android15, { usedBefore })[0]).toBe(
      '+4:00:00 timeout-callback A dataSync',
    );
  });
});

describe('odd rows', () => {
  const numbers = [undefined, Number.NaN, -1, 0, 1, 2, 40, 1e9];
  const kinds = Object.values(EventKind);

  it('an empty trace gives an empty prediction under every policy', () => {
    for (const policy of policies) {
      const prediction = replay(compile(traceOf([])), policy);
      expect([prediction.outcomes, prediction.budgets, prediction.assumptions]).toEqual([[], [], []]);
    }
  });

  it('no row of any kind, however little it says, makes the replay throw', () => {
    for (const policy of policies)
      for (const kind of kinds)
        for (const argument of numbers) {
          const bare: NewEvent = { kind, elapsed: 1, argument };
          const events = [...new Script().start(0).sticky(0).dies(0).events, bare, { ...bare, uid: mainApp.uid }];
          const prediction = replay(compile(traceOf(events)), policy);
          expect(prediction.program.length).toBeGreaterThan(0);
        }
  });

  it('a process state without its process, or with a number that is none, puts nobody on screen', () => {
    for (const argument of [undefined, -1, 255]) {
      const { events } = new Script().start(0);
      const state: NewEvent = { kind: EventKind.processState, elapsed: H, uid: mainApp.uid, argument };
      const named = { ...state, process: mainApp.packageName };
      for (const odd of [state, named])
        for (const policy of [android15, documented]) {
          const prediction = replay(compile(traceOf([...events, odd])), policy);
          expect(told(prediction)[0]).toBe('+6:00:00 timeout-callback A dataSync');
          expect([...prediction.ledger.entries()].map(({ code }) => code)).not.toContain(LedgerCode.enteredTop);
        }
    }
  });

  it('a death without a process does not take services that wait for theirs', () => {
    const { events } = new Script().start(0).sticky(0).dies(H);
    const nameless: NewEvent = { kind: EventKind.processDied, elapsed: 2 * H, uid: mainApp.uid };
    const back = new Script().processStarts(3 * H).events.slice(-1);
    expect(told(replay(compile(traceOf([...events, nameless, ...back])), android15))[0]).toBe(
      '+6:00:00 timeout-callback A dataSync',
    );
  });

  it('startForeground and stops of a service that nobody started say nothing', () => {
    expect(new Script().startForeground(0).stop(1).stopForeground(2).unbind(3).allOutcomes()).toEqual([]);
  });
});
