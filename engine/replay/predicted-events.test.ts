/** What a prediction says of itself beside the moments: whose outcome it is, where its rule comes from, and what was taken for granted. */
import { describe, expect, it } from 'vitest';
import type { OutcomeName } from '../android/outcomes.js';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { android15, android15v2 } from '../policy/shipped.js';
import type { Policy } from '../policy/policy.js';
import { mainApp, Script, traceOf } from '../testing/script.js';
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import type { NewEvent } from '../trace/trace-builder.js';
import { compile } from './compile.js';
import type { PredictedEvent, Prediction } from './prediction.js';
import { replay, replayColumns } from './replay.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const S = MS_PER_SECOND;
const { TOP, SERVICE } = ProcessState;
const { mediaProcessing, shortService, specialUse } = ServiceType;

function eventOf(script: Script, outcome: OutcomeName, policy: Policy = android15): PredictedEvent | undefined {
  return script.replay(policy).outcomes.find((event) => event.outcome === outcome);
}

/** The events of a script, each startForeground of which may have begun this much earlier. */
const begunEarlier = (script: Script, earlierBy: number): readonly NewEvent[] =>
  script.events.map((event) => (event.kind === EventKind.startForeground ? { ...event, earlierBy } : event));

describe('an outcome', () => {
  it('tells the app, the service and the type that it is about, and that a device shows it', () => {
    expect(eventOf(new Script().start(0, 'A', mediaProcessing), 'timeout-callback')).toMatchObject({
      silent: false,
      packageName: mainApp.packageName,
      uid: mainApp.uid,
      component: `${mainApp.packageName}/.A`,
      type: 'mediaProcessing',
      elapsedMs: 6 * H,
      earliestElapsedMs: 6 * H,
      latestElapsedMs: 6 * H,
      row: -1,
    });
  });

  it('that no type is about has none', () => {
    const script = new Script().startForegroundServiceInBackground(0);
    expect(eventOf(script, 'start-denied-background')?.type).toBeNull();
  });

  it('that a call brings about names its row', () => {
    const script = new Script()
      .start(0)
      .stop(6 * H + 1)
      .start(7 * H);
    const prediction = script.replay();
    const denied = prediction.outcomes.find(({ outcome }) => outcome === 'start-denied-exhausted');
    expect(prediction.program.trace.event(denied?.row ?? -1)).toMatchObject({
      kind: EventKind.startForeground,
      elapsed: 7 * H,
    });
  });
});

describe('the origin of an outcome', () => {
  const exhausted = (): Script =>
    new Script()
      .start(0)
      .stop(6 * H + 1)
      .start(7 * H);

  it.each([
    ['timeout-callback', new Script().start(0), 'ActiveServices.onFgsTimeout'],
    [
      'deadline-moved',
      new Script()
        .start(0)
        .state(H, TOP)
        .state(2 * H, SERVICE),
      'ActiveServices.onFgsTimeout',
    ],
    ['stale-timer-ignored', new Script().start(0).dies(H), 'ActiveServices.onFgsTimeout'],
    ['crash-did-not-stop', new Script().start(0), 'ActiveServices.onFgsCrashTimeout'],
    [
      'budget-poisoned',
      new Script().state(-1, TOP).start(0).startForeground(M),
      'ServiceRecord.TimeLimitedFgsInfo.updateTotalRuntime',
    ],
    [
      'window-re-anchored',
      new Script()
        .start(0)
        .stop(H)
        .start(2 * H),
      'ServiceRecord.TimeLimitedFgsInfo.noteFgsFgsStart',
    ],
    ['start-denied-exhausted', exhausted(), 'ActiveServices.setServiceForegroundInnerLocked'],
    [
      'budget-reset',
      exhausted()
        .state(8 * H, TOP)
        .start(8 * H),
      'ActiveServices.setServiceForegroundInnerLocked',
    ],
  ] as const)('%s is the rule of the limited types', (outcome, script, source) => {
    expect(eventOf(script, outcome)).toMatchObject({ rule: 'time-limited-types', source });
  });

  it('of a silent outcome says that no device shows it', () => {
    expect(eventOf(new Script().start(0).dies(H), 'stale-timer-ignored')?.silent).toBe(true);
  });

  it('of an execution that does not end is its own rule', () => {
    const script = new Script().startService(0);
    const begun = { ...script.events.at(-1)!, kind: EventKind.executionBegun, argument: 1 };
    const [event] = replay(compile(traceOf([...script.events, begun])), android15).outcomes;
    expect(event).toMatchObject({
      outcome: 'anr-execution',
      rule: 'execution-timeout',
      source: 'ActiveServices.serviceTimeout',
      type: null,
    });
  });
});

describe('a beginning that the trace does not show', () => {
  const outcomesOf = (script: Script, earlierBy: number): readonly PredictedEvent[] =>
    replay(compile(traceOf(begunEarlier(script, earlierBy))), android15).outcomes;

  it('makes a timer an interval', () => {
    const [timeout, crash] = outcomesOf(new Script().start(0), H);
    expect(timeout).toMatchObject({ earliestElapsedMs: 5 * H, elapsedMs: 6 * H, latestElapsedMs: 6 * H });
    expect(crash).toMatchObject({ earliestElapsedMs: 5 * H + 10 * S, elapsedMs: 6 * H + 10 * S });
  });

  it('moves a timer by no more than the limit of its type', () => {
    const never = Number.POSITIVE_INFINITY;
    const short = outcomesOf(new Script().start(0, 'A', shortService), never);
    expect(short.map(({ elapsedMs, earliestElapsedMs }) => elapsedMs - earliestElapsedMs)).toEqual([
      3 * M,
      3 * M,
      3 * M,
    ]);
    const [media] = outcomesOf(
      new Script().setConfig(-1, 'media_processing_fgs_timeout_duration', H).start(0, 'A', mediaProcessing),
      never,
    );
    expect(media).toMatchObject({ elapsedMs: H, earliestElapsedMs: 0 });
  });

  it('moves no call that stands in the trace', () => {
    const script = new Script()
      .start(0)
      .stop(6 * H + 1)
      .start(7 * H);
    const denied = outcomesOf(script, H).find(({ outcome }) => outcome === 'start-denied-exhausted');
    expect(denied).toMatchObject({ elapsedMs: 7 * H, earliestElapsedMs: 7 * H });
  });

  it('moves no timer that no limit of a type is about', () => {
    const script = new Script().start(0, 'A', specialUse);
    const begun = { ...script.events.at(-1)!, kind: EventKind.executionBegun, argument: 1 };
    const events = [...begunEarlier(script, H), begun];
    const [event] = replay(compile(traceOf(events)), android15).outcomes;
    expect(event).toMatchObject({ outcome: 'anr-execution', elapsedMs: 20 * S, earliestElapsedMs: 20 * S });
  });

  it('is the same in columns', () => {
    const program = compile(traceOf(begunEarlier(new Script().start(0), H)));
    const columns = replayColumns(program, android15);
    const { outcomes } = replay(program, android15);
    expect([...columns.earliestElapsed]).toEqual(outcomes.map(({ earliestElapsedMs }) => earliestElapsedMs));
    expect([...columns.latestElapsed]).toEqual(outcomes.map(({ latestElapsedMs }) => latestElapsedMs));
    expect([...columns.row]).toEqual(outcomes.map(({ row }) => row));
  });
});

describe('the budgets at the end', () => {
  it('are those that were ever used, with their limits, and the uptime at which they were exceeded', () => {
    const script = new Script()
      .setConfig(-1, 'media_processing_fgs_timeout_duration', 2 * H)
      .start(0)
      .stop(H)
      .start(2 * H, 'B', mediaProcessing);
    const { budgets }: Prediction = script.replay();
    const common = { uid: mainApp.uid, packageName: mainApp.packageName };
    expect(budgets).toEqual([
      { ...common, type: 'dataSync', limitMs: 6 * H, totalMs: H, running: 0, exceededAtMs: null },
      // The crash message gave the count back.
      { ...common, type: 'mediaProcessing', limitMs: 2 * H, totalMs: 2 * H, running: 0, exceededAtMs: 4 * H },
    ]);
  });

  it('are the same in early code of Android 15', () => {
    const script = new Script().start(0).stop(H);
    expect(script.replay(android15v2).budgets).toEqual(script.replay().budgets);
  });
});

describe('what is taken for granted', () => {
  it('is said once for each app whose target SDK nobody tells, and for no other', () => {
    const other = { uid: 10200, packageName: 'com.example.other' };
    const script = new Script({ targetSdk: null }).start(0).stop(1).start(2).app(other).start(3);
    expect(script.replay().assumptions).toEqual([
      'No source tells the target SDK of com.example.sync; taken as 35 or higher, so that the limits apply.',
    ]);
  });

  it('is said of the boot only where the uptime of the device was charged', () => {
    const script = (): Script => new Script({ hasBoot: false }).state(-1, TOP).start(0);
    expect(script().stop(M).replay().assumptions).toEqual([]);
    expect(script().startForeground(M).replay().assumptions).toEqual([
      'No source tells when the device booted; taken as 7 days before the trace begins, which decides how much bug P adds.',
    ]);
  });
});
