/**
 * Conformance scenarios of spec/fgs-limits.md section 11, where they are about dataSync and mediaProcessing. C-05, C-08 and
 * C-41 are about the app's side (a crash delivered, a start from a service, a blocked main thread), which no replay shows.
 */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { CRASH_GRACE_KEY, DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY, type Policy } from '../policy/policy.js';
import { android15, android15v1, android15v2, android17 } from '../policy/shipped.js';
import { withConfigValue } from '../policy/with-limits.js';
import { Script } from '../testing/script.js';
import { MS_PER_HOUR, MS_PER_SECOND } from '../time.js';

const H = MS_PER_HOUR;
const S = MS_PER_SECOND;
const { mediaProcessing, dataSync, specialUse, location } = ServiceType;
const { TOP, SERVICE, BOUND_TOP } = ProcessState;

function limited(policy: Policy, limitMs: number, graceMs: number): Policy {
  const both = withConfigValue(
    withConfigValue(policy, DATA_SYNC_LIMIT_KEY, limitMs),
    MEDIA_PROCESSING_LIMIT_KEY,
    limitMs,
  );
  return withConfigValue(both, CRASH_GRACE_KEY, graceMs);
}

const variants = [android15v1, android15v2, android15, android17];
const kind = [
  ['V1', android15v1],
  ['V2', android15v2],
  ['V3', android15],
  ['V4', android17],
] as const;

/** What every variant says; fails when they differ. */
function allSay(script: Script, limitMs: number, graceMs: number): string[] {
  const said = variants.map((policy) => script.outcomes(limited(policy, limitMs, graceMs)));
  for (const lines of said) expect(lines).toEqual(said[0]);
  return said[0] ?? [];
}

describe('CTS FgsTimeoutTest: limit 5 s, grace 5 s', () => {
  const cts = (script: Script): string[] => allSay(script, 5 * S, 5 * S);

  it('C-01, C-02: times out after the limit and is still in the foreground until it is stopped', () => {
    const script = new Script().start(0, 'FGS0', mediaProcessing).stop(7 * S, 'FGS0');
    expect(cts(script)).toEqual(['+0:00:05 timeout-callback FGS0 mediaProcessing']);
    expect(script.replay(limited(android15, 5 * S, 5 * S)).budgets[0]?.totalMs).toBe(7 * S);
  });

  it('C-03: a normal foreground service beside it neither prevents the timeout nor gets one', () => {
    const script = new Script()
      .start(0, 'FGS0', specialUse)
      .start(0, 'FGS1', dataSync)
      .stop(6 * S, 'FGS1');
    expect(cts(script)).toEqual(['+0:00:05 timeout-callback FGS1 dataSync']);
  });

  it('C-04: of two services 1 s apart, the second times out 5 s after its own start', () => {
    const script = new Script()
      .start(0, 'FGS0', mediaProcessing)
      .start(1 * S, 'FGS1', mediaProcessing)
      .stop(2 * S, 'FGS0')
      .stop(7 * S, 'FGS1');
    expect(cts(script)).toEqual(['+0:00:06 timeout-callback FGS1 mediaProcessing']);
  });

  it('C-06: no callback after stopService', () => {
    expect(cts(new Script().start(0).stop(3 * S))).toEqual([]);
  });

  it('C-07: no callback after stopSelf', () => {
    expect(cts(new Script().start(0).stopSelf(3 * S))).toEqual([]);
  });

  it('C-09: a change to a normal type and back, then a stop: no late callback', () => {
    const script = new Script()
      .start(0, 'A', mediaProcessing)
      .startForeground(S, 'A', specialUse)
      .startForeground(2 * S, 'A', mediaProcessing)
      .stop(3 * S);
    expect(cts(script)).toEqual([]);
    expect(script.replay(limited(android15, 5 * S, 5 * S)).budgets[0]?.totalMs).toBe(2 * S);
  });

  it('C-10: startForeground of the same service after its timeout is refused', () => {
    const script = new Script()
      .start(0)
      .startForeground(6 * S)
      .stop(7 * S);
    expect(cts(script)).toEqual(['+0:00:05 timeout-callback A dataSync', '+0:00:06 start-denied-exhausted A dataSync']);
  });
});

describe('lab scenarios: limit 60 s, grace 10 s', () => {
  const lab = (script: Script): string[] => allSay(script, 60 * S, 10 * S);
  const onDevice = (policy: Policy): Policy => limited(policy, 60 * S, 10 * S);

  const topSevenHours = (): Script =>
    new Script()
      .state(-1, TOP)
      .start(0)
      .state(150 * S, SERVICE);

  it.each(kind.slice(0, 2))('C-31 TOP-7h, %s: onTimeout while on screen', (_name, policy) => {
    expect(topSevenHours().allOutcomes(onDevice(policy))).toEqual([
      '+0:01:00 timeout-callback A dataSync',
      '+0:01:10 crash-did-not-stop A dataSync',
    ]);
  });

  it.each(kind.slice(2))(
    'C-31 TOP-7h, %s: three silent moves, then the limit after leaving the screen',
    (_name, policy) => {
      expect(topSevenHours().allOutcomes(onDevice(policy))).toEqual([
        '+0:01:00 deadline-moved A dataSync',
        '+0:02:00 deadline-moved A dataSync',
        '+0:03:00 deadline-moved A dataSync',
        '+0:03:30 timeout-callback A dataSync',
        '+0:03:40 crash-did-not-stop A dataSync',
      ]);
    },
  );

  const poison = (): Script =>
    new Script()
      .state(-1, TOP)
      .start(0)
      .startForeground(10 * S)
      .state(30 * S, SERVICE)
      .dies(40 * S)
      .start(100 * S);

  it.each(kind.slice(2))(
    'C-32 POISON, %s: nothing on screen, onTimeout at once in the new process',
    (_name, policy) => {
      expect(poison().outcomes(onDevice(policy))).toEqual([
        '+0:01:40 timeout-callback A dataSync',
        '+0:01:50 crash-did-not-stop A dataSync',
      ]);
    },
  );

  it.each(kind.slice(0, 2))('C-32 POISON, %s: onTimeout already at the second call, on screen', (_name, policy) => {
    expect(poison().outcomes(onDevice(policy)).slice(0, 2)).toEqual([
      '+0:00:10 timeout-callback A dataSync',
      '+0:00:20 crash-did-not-stop A dataSync',
    ]);
  });

  it('C-33 SLIDE: every start moves the window, so that use adds up over days', () => {
    const script = new Script();
    for (let run = 0; run < 5; run++) script.start(run * 12 * H).stop(run * 12 * H + 10 * S);
    script.start(60 * H).stop(60 * H + 10 * S + 1);
    script
      .start(72 * H)
      .start(84 * H)
      .start(84 * H + 1);
    expect(lab(script)).toEqual([
      '+60:00:10 timeout-callback A dataSync',
      '+72:00:00 start-denied-exhausted A dataSync',
      '+84:00:00 start-denied-exhausted A dataSync',
      '+84:01:00.001 timeout-callback A dataSync',
      '+84:01:10.001 crash-did-not-stop A dataSync',
    ]);
  });

  it('C-34 DEATH a: the run before the death is not charged, and its old timer finds nothing', () => {
    const script = new Script()
      .start(0)
      .dies(30 * S)
      .start(40 * S);
    expect(lab(script)).toEqual(['+0:01:40 timeout-callback A dataSync', '+0:01:50 crash-did-not-stop A dataSync']);
    expect(script.allOutcomes(onDevice(android15))[0]).toBe('+0:01:00 stale-timer-ignored A dataSync');
  });

  it('C-34 DEATH b: a sticky service is charged for the time it was dead, and refused after the crash', () => {
    const script = new Script()
      .start(0)
      .sticky(0)
      .dies(30 * S)
      .startForeground(40 * S)
      .startForeground(75 * S);
    expect(lab(script)).toEqual([
      '+0:01:00 timeout-callback A dataSync',
      '+0:01:10 crash-did-not-stop A dataSync',
      '+0:01:15 start-denied-exhausted A dataSync',
    ]);
  });

  it('C-35 PARALLEL: 20 s of the first service are not charged', () => {
    const script = new Script()
      .start(0)
      .start(20 * S, 'B')
      .stop(40 * S);
    expect(lab(script)[0]).toBe('+0:01:20 timeout-callback B dataSync');
  });

  it('C-36 BOUND: stopService of a bound service ends the limit, not the foreground', () => {
    expect(
      lab(
        new Script()
          .start(0)
          .bind(S)
          .stop(20 * S),
      ),
    ).toEqual([]);
  });

  it('C-37 COMBO: with equal limits both types are charged to mediaProcessing', () => {
    const both = dataSync | mediaProcessing;
    const script = new Script()
      .start(0, 'A', both)
      .stop(61 * S)
      .start(70 * S, 'A', both);
    expect(lab(script)).toEqual([
      '+0:01:00 timeout-callback A mediaProcessing',
      '+0:01:10 start-denied-exhausted A mediaProcessing',
    ]);
  });

  it('C-38 LOC: another type beside it exempts from nothing', () => {
    expect(lab(new Script().start(0, 'A', dataSync | location))[0]).toBe('+0:01:00 timeout-callback A dataSync');
  });

  it('C-39 PROC: the user interface on screen in another process neither moves the deadline nor resets the budget', () => {
    const script = new Script()
      .runsIn('A', ':sync')
      .state(-1, TOP)
      .state(-1, BOUND_TOP, ':sync')
      .start(0)
      .stop(61 * S)
      .start(70 * S);
    expect(lab(script)).toEqual(['+0:01:00 timeout-callback A dataSync', '+0:01:10 start-denied-exhausted A dataSync']);
  });

  it('C-40 STOPFG: stopForeground in onTimeout is enough', () => {
    expect(lab(new Script().start(0).stopForeground(61 * S))).toEqual(['+0:01:00 timeout-callback A dataSync']);
  });

  it('C-42 24H: refused up to exactly 24 h after the first start, allowed after it', () => {
    const script = new Script()
      .start(0)
      .stop(61 * S)
      .start(24 * H - S)
      .start(24 * H)
      .start(24 * H + S);
    expect(lab(script)).toEqual([
      '+0:01:00 timeout-callback A dataSync',
      '+23:59:59 start-denied-exhausted A dataSync',
      '+24:00:00 start-denied-exhausted A dataSync',
      '+24:01:01 timeout-callback A dataSync',
      '+24:01:11 crash-did-not-stop A dataSync',
    ]);
  });

  it('C-43 DC: the timer that is set fires when it was set for', () => {
    expect(lab(new Script().start(0).setConfig(30 * S, DATA_SYNC_LIMIT_KEY, 300 * S))[0]).toBe(
      '+0:01:00 timeout-callback A dataSync',
    );
  });

  it('C-44 SLEEP: 60 s of uptime; the sleep is added on the wall clock', () => {
    const script = new Script()
      .start(0)
      .sleep(20 * S, 600 * S)
      .stop(700 * S);
    expect(lab(script)).toEqual(['+0:10:40 timeout-callback A dataSync', '+0:10:50 crash-did-not-stop A dataSync']);
  });
});
