/** The guide read literally, and each difference D-01 to D-20 of spec/fgs-limits.md 8.4 that a replay can show. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { documented } from '../policy/documented.js';
import { CRASH_GRACE_KEY, DATA_SYNC_LIMIT_KEY } from '../policy/policy.js';
import { android15, android15v2, android17 } from '../policy/shipped.js';
import { budgetCurve } from '../replay/budget-curve.js';
import { Script } from '../testing/script.js';
import { hours, MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const { TOP, SERVICE } = ProcessState;
const both = ServiceType.dataSync | ServiceType.mediaProcessing;

/** What both readings say: first the guide's, then the device's. */
function readings(script: Script, horizon = hours(24)): { guide: string[]; shipped: string[] } {
  return { guide: script.outcomes(documented, { horizon }), shipped: script.outcomes(android15, { horizon }) };
}

const timedOut = (at: string, service = 'A', type = 'dataSync'): string => `${at} timeout-callback ${service} ${type}`;
const crashed = (at: string, service = 'A'): string => `${at} crash-did-not-stop ${service} dataSync`;
const refused = (at: string): string => `${at} start-denied-exhausted A dataSync`;

describe('differences between the guide and the devices', () => {
  it('D-01: use older than 24 h drops out of the sum; on a device every start moves the window', () => {
    const script = new Script();
    for (let run = 0; run < 5; run++) script.start(run * 12 * H).stop(run * 12 * H + H);
    script.start(60 * H);
    const { guide, shipped } = readings(script);
    // 1 h lies in the window at +60 h (from +48 h); it drops out at +72 h to +73 h.
    expect(guide).toEqual([timedOut('+65:00:00'), crashed('+65:00:10')]);
    expect(shipped).toEqual([timedOut('+61:00:00'), crashed('+61:00:10')]);
  });

  it('D-02: a start is refused only until use drops below the limit; on a device for 24 h from the first start', () => {
    const script = new Script()
      .start(0)
      .stopSelf(H)
      .start(10 * H)
      .stopSelf(15 * H + 5_000)
      .start(16 * H)
      .stopSelf(16 * H + 1)
      .start(24 * H + M)
      .stopSelf(24 * H + M + 1);
    const { guide, shipped } = readings(script);
    // At 24 h and 1 min the first minute of use has dropped out.
    expect(guide).toEqual([timedOut('+15:00:00'), refused('+16:00:00')]);
    expect(shipped).toEqual([timedOut('+15:00:00'), refused('+16:00:00'), refused('+24:01:00')]);
  });

  it('D-03: use at the limit refuses a start; on a device only an onTimeout that was called does', () => {
    const script = new Script()
      .start(0)
      .stopSelf(2 * H)
      .setConfig(3 * H, DATA_SYNC_LIMIT_KEY, H)
      .start(4 * H);
    const { guide, shipped } = readings(script);
    expect(guide).toEqual([refused('+4:00:00')]);
    expect(shipped).toEqual([timedOut('+4:00:00'), crashed('+4:00:10')]);
  });

  it('D-04, D-07: coming on screen resets at once, and leaving gives six hours', () => {
    const script = new Script()
      .start(0)
      .state(4 * H, TOP)
      .state(5 * H, SERVICE);
    const { guide, shipped } = readings(script);
    expect(guide).toEqual([timedOut('+11:00:00'), crashed('+11:00:10')]);
    expect(shipped).toEqual([timedOut('+11:00:00'), crashed('+11:00:10')]);
    const total = (policy: typeof documented | typeof android15): number | undefined =>
      script.replay(policy).budgets[0]?.totalMs;
    expect(total(android15)).toBe(11 * H);
    expect(script.replay(documented).outcomes.map(({ outcome }) => outcome)).toContain('budget-reset');
  });

  it('D-05: any process of the app counts; on a device only the one that hosts the service', () => {
    const script = new Script()
      .start(0)
      .state(4 * H, TOP, ':ui')
      .state(5 * H, SERVICE, ':ui');
    const { guide, shipped } = readings(script);
    expect(guide[0]).toBe(timedOut('+11:00:00'));
    expect(shipped[0]).toBe(timedOut('+6:00:00'));
  });

  it('D-06: no timeout while the app is on screen; early code of Android 15 calls it', () => {
    const script = new Script()
      .state(-1, TOP)
      .start(0)
      .stop(20 * H);
    expect(script.outcomes(documented)).toEqual([]);
    expect(script.outcomes(android15v2)[0]).toBe(timedOut('+6:00:00'));
  });

  it('D-08: the service is in the foreground no more after onTimeout, so that its time is charged no more', () => {
    const script = new Script().start(0).stopSelf(6 * H + 5_000);
    expect(script.replay(documented).budgets).toMatchObject([{ totalMs: 6 * H, running: 0, exceededAtMs: 6 * H }]);
    expect(script.replay(android15).budgets).toMatchObject([{ totalMs: 6 * H + 5_000, running: 0 }]);
  });

  it.each([
    ['stopSelf', (script: Script): Script => script.stopSelf(6 * H + 5_000), 1, 1],
    ['stopService', (script: Script): Script => script.stop(6 * H + 5_000), 2, 1],
    ['stopForeground', (script: Script): Script => script.stopForeground(6 * H + 5_000), 2, 1],
    [
      'a switch to another type',
      (script: Script): Script => script.startForeground(6 * H + 5_000, 'A', ServiceType.specialUse),
      2,
      1,
    ],
  ])('D-09: what avoids the crash: %s', (_name, react, guideCount, shippedCount) => {
    const { guide, shipped } = readings(react(new Script().start(0)));
    expect(guide).toHaveLength(guideCount);
    expect(shipped).toHaveLength(shippedCount);
  });

  it('D-09: a log shows one event for stopService and stopSelf, so that there either avoids it', () => {
    const script = new Script().start(0).stop(6 * H + 5_000);
    expect(script.outcomes(documented, { consequences: 'recorded' })).toEqual([timedOut('+6:00:00')]);
  });

  it('D-12: parallel starts and deaths lose nothing', () => {
    const parallel = new Script()
      .start(0)
      .start(2 * H, 'B')
      .stop(4 * H);
    expect(parallel.outcomes(documented)[0]).toBe(timedOut('+6:00:00', 'B'));
    const death = new Script()
      .start(0)
      .dies(2 * H)
      .start(3 * H);
    expect(readings(death).guide[0]).toBe(timedOut('+7:00:00'));
    expect(readings(death).shipped[0]).toBe(timedOut('+9:00:00'));
  });

  it('D-13: a service that is only bound counts too', () => {
    const script = new Script().bind(0).startForeground(0);
    expect(readings(script)).toEqual({ guide: [timedOut('+6:00:00'), crashed('+6:00:10')], shipped: [] });
  });

  it('D-14: a mask with both types is charged to both', () => {
    const script = new Script()
      .start(0, 'A', both)
      .stopSelf(3 * H)
      .start(4 * H, 'A', ServiceType.dataSync);
    const { guide, shipped } = readings(script);
    expect(guide[0]).toBe(timedOut('+7:00:00'));
    expect(shipped[0]).toBe(timedOut('+10:00:00'));
  });

  it('one callback for a mask with both types, and both are exhausted after it', () => {
    const script = new Script()
      .start(0, 'A', both)
      .stopSelf(6 * H + 1)
      .start(7 * H, 'A', ServiceType.mediaProcessing);
    expect(script.outcomes(documented)).toEqual([
      timedOut('+6:00:00'),
      '+7:00:00 start-denied-exhausted A mediaProcessing',
    ]);
  });

  it('D-16: a short service that changes its type is checked like any start', () => {
    const script = new Script()
      .start(0)
      .stopSelf(6 * H + 1)
      .start(7 * H, 'A', ServiceType.shortService)
      .startForeground(7 * H + M);
    expect(readings(script).guide.at(-1)).toBe(refused('+7:01:00'));
  });

  it('D-17: sleep counts', () => {
    const { guide, shipped } = readings(new Script().start(0).sleep(H, 21 * H), hours(6));
    expect(guide[0]).toBe(timedOut('+6:00:00'));
    expect(shipped[0]).toBe(timedOut('+26:00:00'));
  });

  it('a limit that comes while the device sleeps comes at the uptime at which it fell asleep', () => {
    const { outcomes, budgets } = new Script()
      .start(0)
      .sleep(H, 21 * H)
      .replay(documented);
    expect(outcomes[0]).toMatchObject({ elapsedMs: 6 * H, uptimeMs: H });
    expect(budgets[0]?.exceededAtMs).toBe(H);
  });

  it('D-18: exhaustion goes before a start from the background that is not allowed', () => {
    const script = new Script()
      .start(0)
      .stopSelf(6 * H + 1)
      .startService(7 * H)
      .startForegroundInBackground(7 * H);
    const { guide, shipped } = readings(script);
    expect(guide.at(-1)).toBe(refused('+7:00:00'));
    expect(shipped.at(-1)).toBe('+7:00:00 start-denied-background A dataSync');
  });

  it('D-19: a new limit holds at once', () => {
    const script = new Script().start(0).setConfig(H, DATA_SYNC_LIMIT_KEY, 2 * H);
    expect(readings(script).guide[0]).toBe(timedOut('+2:00:00'));
    expect(readings(script).shipped[0]).toBe(timedOut('+6:00:00'));
  });

  it('D-20: the compat change holds for any app', () => {
    const script = new Script({ targetSdk: 33 }).timeLimits(-1, true).start(0);
    expect(readings(script).guide).toHaveLength(2);
  });
});

describe('the guide read literally', () => {
  it('leaves apps alone that target less than 35, and says what it assumes where nobody tells', () => {
    expect(new Script({ targetSdk: 34 }).start(0).outcomes(documented)).toEqual([]);
    expect(new Script({ targetSdk: null }).start(0).replay(documented).assumptions).toHaveLength(1);
  });

  it('erases use at reboot and uninstall, and keeps it at force-stop', () => {
    const used = (): Script => new Script().start(0).stopSelf(5 * H);
    expect(
      used()
        .boot(5.5 * H)
        .start(6 * H)
        .outcomes(documented)[0],
    ).toBe(timedOut('+12:00:00'));
    expect(
      used()
        .packageRemoved(5.5 * H)
        .start(6 * H)
        .outcomes(documented)[0],
    ).toBe(timedOut('+12:00:00'));
    expect(
      used()
        .forceStop(5.5 * H)
        .start(6 * H)
        .outcomes(documented)[0],
    ).toBe(timedOut('+7:00:00'));
  });

  it.each([
    ['the death of its process', (script: Script): Script => script.dies(6 * H + 5_000)],
    ['a force-stop', (script: Script): Script => script.forceStop(6 * H + 5_000)],
    ['an uninstall', (script: Script): Script => script.packageRemoved(6 * H + 5_000)],
    ['a reboot', (script: Script): Script => script.boot(6 * H + 5_000)],
    ['a shutdown', (script: Script): Script => script.shutdown(6 * H + 5_000)],
  ])('%s within the grace leaves nobody who could crash', (_name, happens) => {
    expect(happens(new Script().start(0)).outcomes(documented)).toEqual([timedOut('+6:00:00')]);
  });

  it('takes no app for being on screen after a reboot', () => {
    const script = new Script()
      .state(0, TOP)
      .boot(H)
      .start(2 * H);
    expect(script.outcomes(documented)[0]).toBe(timedOut('+8:00:00'));
  });

  it('a crash takes the other services of the process along in a plan', () => {
    const script = new Script().start(0).start(2 * H, 'B', ServiceType.mediaProcessing);
    expect(script.outcomes(documented)).toEqual([timedOut('+6:00:00'), crashed('+6:00:10')]);
    expect(script.outcomes(documented, { consequences: 'recorded' })).toHaveLength(4);
  });

  it('two services of the type run out together', () => {
    const script = new Script().start(0).start(H, 'B');
    expect(script.outcomes(documented, { consequences: 'recorded' })).toEqual([
      timedOut('+6:00:00'),
      timedOut('+6:00:00', 'B'),
      crashed('+6:00:10'),
      crashed('+6:00:10', 'B'),
    ]);
  });

  it('a deleted limit and a deleted grace give the defaults back', () => {
    const script = new Script()
      .setConfig(-4, DATA_SYNC_LIMIT_KEY, M)
      .setConfig(-3, CRASH_GRACE_KEY, M)
      .setConfig(-2, DATA_SYNC_LIMIT_KEY, undefined)
      .setConfig(-1, CRASH_GRACE_KEY, undefined)
      .start(0);
    expect(script.outcomes(documented)).toEqual([timedOut('+6:00:00'), crashed('+6:00:10')]);
  });

  it('agrees with the devices where they do not differ', () => {
    const script = new Script()
      .start(0)
      .stopSelf(2 * H)
      .start(3 * H);
    expect(script.outcomes(documented)).toEqual(script.outcomes(android17));
  });
});

describe('its reasons', () => {
  it('tell deadlines on the clock of the log after a sleep, too', () => {
    const script = new Script().sleep(0, 20 * H).start(21 * H);
    expect(script.reasons('timeout-callback', documented)[0]).toBe(
      '+21:00:00 in the foreground with 6 h of the budget left: deadline +27:00:00',
    );
  });

  it('say that there is no deadline while the app is on screen, and the deadline once it leaves', () => {
    const script = new Script().state(-1, TOP).start(0).state(H, SERVICE);
    expect(script.reasons('timeout-callback', documented)).toEqual([
      '+0:00:00 in the foreground with 6 h of the budget left: no deadline for now',
      '+1:00:00 in the foreground with 6 h of the budget left: deadline +7:00:00',
      '+7:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget',
    ]);
  });

  it('name what was used within the window when a start is refused', () => {
    const script = new Script()
      .start(0)
      .stopSelf(6 * H + 1)
      .start(7 * H);
    expect(script.reasons('start-denied-exhausted', documented).at(-1)).toBe(
      '+7:00:00 refused: 6 h were used within the last 24 h, and the app has not been on screen since',
    );
  });

  it('name the app coming on screen as what reset the budget', () => {
    const script = new Script()
      .start(0)
      .state(H, TOP, ':ui')
      .state(2 * H, SERVICE, ':ui');
    expect(script.reasons('timeout-callback', documented)[0]).toBe(
      '+1:00:00 the budget was set back to full: the app came on screen',
    );
  });

  it('of a start from the background speak of nothing else', () => {
    const script = new Script().start(0, 'B').startService(1).startForegroundInBackground(1);
    expect(script.reasons('start-denied-background', documented)).toEqual([
      '+0:00:00.001 refused: the app may not start a foreground service from the background now',
    ]);
  });

  it('the curve falls while a service runs and stays level after it', () => {
    const prediction = new Script()
      .start(0)
      .stopSelf(2 * H)
      .start(10 * H)
      .replay(documented);
    expect(budgetCurve(prediction, 0, 6 * H)).toEqual([
      { elapsedMs: 0, leftMs: 6 * H },
      { elapsedMs: 2 * H, leftMs: 4 * H },
      { elapsedMs: 10 * H, leftMs: 4 * H },
      { elapsedMs: 14 * H, leftMs: 0 },
    ]);
  });
});
