/** What rows of a trace do under the guide, beside its differences from the devices (documented-reading.test.ts). */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { documented } from '../policy/documented.js';
import { compile } from '../replay/compile.js';
import { LedgerCode } from '../replay/ledger.js';
import { replay } from '../replay/replay.js';
import { told, Script, traceOf } from '../testing/script.js';
import { MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';
import { EventKind } from '../trace/event-kind.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const { TOP, SERVICE } = ProcessState;
const { mediaProcessing, specialUse } = ServiceType;
const other = { uid: 10200, packageName: 'com.example.other' };

const outcomes = (script: Script): string[] => script.outcomes(documented);
const first = (script: Script): string | undefined => outcomes(script)[0];

describe('the end of a run', () => {
  it('in the very instant of the limit comes after it', () => {
    expect(outcomes(new Script().start(0).stopSelf(6 * H))).toEqual(['+6:00:00 timeout-callback A dataSync']);
    expect(outcomes(new Script().start(0).stopSelf(6 * H - 1))).toEqual([]);
  });

  it('is stopForeground, too', () => {
    const script = new Script()
      .start(0)
      .stopForeground(2 * H)
      .startForeground(3 * H);
    expect(first(script)).toBe('+7:00:00 timeout-callback A dataSync');
  });

  it('is a reboot, which gives the whole limit back', () => {
    const script = new Script()
      .start(0)
      .boot(5 * H)
      .start(6 * H);
    expect(first(script)).toBe('+12:00:00 timeout-callback A dataSync');
    expect(outcomes(new Script().start(0).boot(5 * H))).toEqual([]);
  });
});

describe('an uninstall', () => {
  const ran = (): Script =>
    new Script()
      .start(0)
      .stopSelf(5 * H)
      .app(other)
      .start(0)
      .stopSelf(5 * H);

  it('gives the whole limit back to the app', () => {
    const script = ran()
      .packageRemoved(6 * H)
      .start(7 * H);
    expect(first(script)).toBe('+13:00:00 timeout-callback A dataSync');
  });

  it('leaves another app with what it had left', () => {
    const script = ran()
      .app({ uid: 10123, packageName: 'com.example.sync' })
      .packageRemoved(6 * H)
      .app(other)
      .start(7 * H);
    expect(first(script)).toBe('+8:00:00 timeout-callback A dataSync');
  });
});

describe('rows that say nothing to the guide', () => {
  it('a process state that is not said leaves the app on screen', () => {
    const { events } = new Script()
      .state(-1, TOP)
      .start(0)
      .stop(20 * H);
    const unsaid = { kind: EventKind.processState, elapsed: H, uid: 10123, process: 'com.example.sync' };
    expect(told(replay(compile(traceOf([...events, unsaid])), documented))).toEqual([]);
  });

  it('a compat change of another kind turns nothing off', () => {
    const { events } = new Script().start(0);
    const change = { kind: EventKind.compatSet, elapsed: -1, uid: 10123, note: '12345', argument: 0 };
    expect(told(replay(compile(traceOf([...events, change])), documented))).toHaveLength(2);
  });

  it('a setting of another kind changes no deadline', () => {
    const script = new Script().start(0).setConfig(H, 'short_fgs_timeout_duration', 1);
    const armed = [...script.replay(documented).ledger.entries()].filter(({ code }) => code === LedgerCode.armed);
    expect(armed).toHaveLength(1);
  });
});

describe('a start from the background that is not allowed', () => {
  const refused = (at: string): string => `${at} start-denied-background A`;

  it('is refused at startForegroundService', () => {
    expect(outcomes(new Script().startForegroundServiceInBackground(0))).toEqual([refused('+0:00:00')]);
  });

  it('is refused at startForeground of a service that is not in the foreground, whatever its types', () => {
    expect(outcomes(new Script().startService(0).startForegroundInBackground(M, 'A', specialUse))).toEqual([
      refused('+0:01:00'),
    ]);
  });

  it('is accepted for a service in the foreground, but not to a limited type', () => {
    const running = (): Script => new Script().start(0, 'A', specialUse);
    expect(outcomes(running().startForegroundInBackground(M, 'A', ServiceType.location))).toEqual([]);
    expect(outcomes(running().startForegroundInBackground(M))).toEqual([refused('+0:01:00')]);
  });

  it('is refused after a reboot for a service that was in the foreground before it', () => {
    const script = new Script()
      .start(0, 'A', specialUse)
      .boot(H)
      .startService(2 * H)
      .startForegroundInBackground(2 * H, 'A', specialUse);
    expect(outcomes(script)).toEqual([refused('+2:00:00')]);
  });
});

describe('a prediction under the guide', () => {
  it('names the guide as its source, and is never cut short', () => {
    const prediction = new Script().start(0).replay(documented);
    expect(prediction.isCutShort).toBe(false);
    expect(prediction.outcomes[0]).toMatchObject({
      rule: 'documented-reading',
      source: 'Guide "Foreground service timeouts"',
      silent: false,
    });
  });

  it('says which target it assumes, for each app once', () => {
    const script = new Script({ targetSdk: null }).start(0).stop(1).start(2);
    expect(script.replay(documented).assumptions).toEqual([
      'No source tells the target SDK of com.example.sync; taken as 35 or higher, so that the limits apply.',
    ]);
    expect(new Script().start(0).replay(documented).assumptions).toEqual([]);
  });

  it('has no budget for an app that is exempt', () => {
    const script = new Script({ targetSdk: 34 }).start(0).stop(H);
    expect(script.replay(documented).budgets).toEqual([]);
  });

  it('tells the reset of a budget that was used, and of no other', () => {
    const resets = (script: Script): string[] =>
      script.allOutcomes(documented).filter((line) => line.includes('budget-reset'));
    expect(resets(new Script().start(0).state(0, TOP))).toEqual([]);
    expect(resets(new Script().start(0).state(H, TOP))).toEqual(['+1:00:00 budget-reset A dataSync']);
  });

  it('keeps the budgets of many apps apart', () => {
    const script = new Script();
    for (const user of [0, 1, 2, 3])
      script
        .app({ uid: 10_200 + user, packageName: `com.example.app${user}` })
        .start(user * M)
        .stopSelf(H)
        .start(2 * H, 'B', mediaProcessing)
        .stopSelf(3 * H + user * M, 'B');
    const { budgets } = script.replay(documented);
    expect(budgets.map(({ packageName, type, totalMs }) => `${packageName} ${type} ${totalMs / M}`).sort()).toEqual(
      [0, 1, 2, 3].flatMap((user) => [
        `com.example.app${user} dataSync ${60 - user}`,
        `com.example.app${user} mediaProcessing ${60 + user}`,
      ]),
    );
  });
});

describe('the ledger under the guide', () => {
  const entries = (script: Script, code: number): number[][] =>
    [...script.replay(documented).ledger.entries()]
      .filter((entry) => entry.code === code)
      .map(({ elapsed, first: value, second }) => [elapsed, value, second]);

  it('holds each stretch that ended, with its length and the sum so far, and none of no length', () => {
    const script = new Script()
      .start(0)
      .stopSelf(H)
      .start(2 * H)
      .stopSelf(2 * H)
      .start(3 * H)
      .stopSelf(5 * H);
    expect(entries(script, LedgerCode.charged)).toEqual([
      [H, H, H],
      [5 * H, 2 * H, 3 * H],
    ]);
  });

  it('holds the whole use at the limit once, as the limit', () => {
    const script = new Script().start(0).stopSelf(6 * H + 1);
    expect(entries(script, LedgerCode.charged)).toEqual([]);
    expect(entries(script, LedgerCode.expired)).toEqual([[6 * H, 6 * H, 0]]);
  });

  it('holds a deadline that a stop took away, and none where the limit came or another start', () => {
    expect(entries(new Script().start(0).stop(H), LedgerCode.disarmed)).toHaveLength(1);
    expect(
      entries(
        new Script()
          .start(0)
          .startForeground(H)
          .stopSelf(6 * H + 1),
        LedgerCode.disarmed,
      ),
    ).toEqual([]);
    expect(entries(new Script().start(0).dies(H), LedgerCode.processDied)).toHaveLength(1);
  });

  it('names the budget of each entry', () => {
    const script = new Script();
    for (const user of [0, 1, 2])
      script
        .app({ uid: 10_200 + user, packageName: `com.example.app${user}` })
        .start(user, 'A', mediaProcessing)
        .stopSelf(user + M);
    const { ledger, program } = script.replay(documented);
    for (const { budget, service } of ledger.entries()) expect(budget).toBe(2 * program.services[service]!.app + 1);
    expect(ledger.length).toBeGreaterThan(9);
  });

  it('names the time on screen as what stops the count', () => {
    const script = new Script()
      .start(0)
      .state(H, TOP)
      .state(2 * H, SERVICE)
      .stopSelf(3 * H);
    expect(entries(script, LedgerCode.charged)).toEqual([
      [H, H, H],
      [3 * H, H, H],
    ]);
  });
});
