/** The rule of dataSync and mediaProcessing against spec/fgs-limits.md 2.2 to 2.9 and the decision table of section 6. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { labelOfMask, ServiceType } from '../android/service-types.js';
import {
  CRASH_GRACE_KEY,
  DATA_SYNC_LIMIT_KEY,
  MEDIA_PROCESSING_LIMIT_KEY,
  type ShippedPolicy,
  type TimeLimitFlags,
} from '../policy/policy.js';
import { android14, android15, android15v1, android15v2, android16, android17 } from '../policy/shipped.js';
import { LedgerCode } from '../replay/ledger.js';
import { mainApp, Script } from '../testing/script.js';
import { MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const { dataSync, mediaProcessing, location, specialUse, shortService, mediaPlayback } = ServiceType;
const timeLimited = [android15, android15v1, android15v2, android16, android17];

function withFlags(policy: ShippedPolicy, flags: Partial<TimeLimitFlags>): ShippedPolicy {
  const { timeLimitedTypes } = policy;
  if (timeLimitedTypes === null) throw new Error('a policy with limits is needed');
  return { ...policy, timeLimitedTypes: { ...timeLimitedTypes, flags: { ...timeLimitedTypes.flags, ...flags } } };
}

/** 6 h used and onTimeout called, stopped within the grace. */
const exhausted = (): Script => new Script().start(0).stop(6 * H + 5_000);

describe('the type that a mask is charged to (2.2)', () => {
  const firstType = (mask: number, ...config: [string, number][]): string | undefined => {
    const script = new Script();
    for (const [key, value] of config) script.setConfig(-1, key, value);
    return script.start(0, 'A', mask).outcomes()[0];
  };

  it.each([
    ['dataSync', dataSync, '+6:00:00 timeout-callback A dataSync'],
    ['mediaProcessing', mediaProcessing, '+6:00:00 timeout-callback A mediaProcessing'],
    ['both, with equal limits', dataSync | mediaProcessing, '+6:00:00 timeout-callback A mediaProcessing'],
    ['dataSync and location', dataSync | location, '+6:00:00 timeout-callback A dataSync'],
    ['all types but the short one', 0x3fff & ~shortService, '+6:00:00 timeout-callback A mediaProcessing'],
    ['dataSync with the short bit, which is dropped', dataSync | shortService, '+6:00:00 timeout-callback A dataSync'],
    ['mediaPlayback', mediaPlayback, undefined],
    ['shortService alone, which has its own rule', shortService, '+0:03:00 timeout-callback A shortService'],
    ['none', ServiceType.none, undefined],
    ['the manifest mask that nobody resolved', ServiceType.manifest, undefined],
  ])('%s', (_name, mask, expected) => {
    expect(firstType(mask)).toBe(expected);
  });

  it('is dataSync for both when its limit is strictly greater', () => {
    expect(firstType(dataSync | mediaProcessing, [DATA_SYNC_LIMIT_KEY, 6 * H + 1])).toBe(
      '+6:00:00.001 timeout-callback A dataSync',
    );
  });

  it('is mediaProcessing for both when the limit of dataSync is smaller', () => {
    expect(firstType(dataSync | mediaProcessing, [DATA_SYNC_LIMIT_KEY, 60_000])).toBe(
      '+6:00:00 timeout-callback A mediaProcessing',
    );
  });

  it('is dataSync for both when the limit of mediaProcessing is 0', () => {
    expect(firstType(dataSync | mediaProcessing, [MEDIA_PROCESSING_LIMIT_KEY, 0])).toBe(
      '+6:00:00 timeout-callback A dataSync',
    );
  });

  it('keeps the whole mask of a refused start, so that its label can be printed as "unknown" (COMBO, C-37)', () => {
    const both = dataSync | mediaProcessing;
    const prediction = new Script()
      .start(0, 'A', both)
      .stop(6 * H + 5_000)
      .start(7 * H, 'A', both)
      .replay();
    const denied = prediction.outcomes.find(({ outcome }) => outcome === 'start-denied-exhausted');
    expect(denied?.type).toBe('mediaProcessing');
    const { types } = prediction.program.trace.event(denied?.row ?? -1);
    expect(types).toBe(both);
    expect(labelOfMask(types)).toBe('unknown');
  });
});

describe('whom the limits concern (2.3)', () => {
  it.each([
    [34, 0],
    [35, 2],
    [36, 2],
  ])('an app that targets %i sees %i outcomes', (targetSdk, count) => {
    expect(new Script({ targetSdk }).start(0).outcomes()).toHaveLength(count);
  });

  it('an app whose target nobody tells is taken to be concerned, and the prediction says so', () => {
    const { outcomes, assumptions } = new Script({ targetSdk: null }).start(0).replay();
    expect(outcomes).toHaveLength(2);
    expect(assumptions).toEqual([
      'No source tells the target SDK of com.example.sync; taken as 35 or higher, so that the limits apply.',
    ]);
  });

  it('the compat change turns them on below 35 and off from 35 on, and can be taken back', () => {
    expect(new Script({ targetSdk: 34 }).timeLimits(-1, true).start(0).outcomes()).toHaveLength(2);
    expect(new Script().timeLimits(-1, false).start(0).outcomes()).toEqual([]);
    expect(new Script().timeLimits(-2, false).timeLimits(-1, undefined).start(0).outcomes()).toHaveLength(2);
  });

  it('Android 14 has no such limits', () => {
    expect(new Script().start(0).allOutcomes(android14)).toEqual([]);
  });

  it.each([android15v1, android15v2, android15])('$name with the feature flag off has none (C-11)', (policy) => {
    const off = withFlags(policy, { introduceNewServiceOntimeoutCallback: false });
    expect(new Script().start(0).allOutcomes(off)).toEqual([]);
  });

  it('Android 17 has no flag to turn them off', () => {
    const off = withFlags(android17, {
      introduceNewServiceOntimeoutCallback: false,
      enableFgsTimeoutCrashBehavior: false,
    });
    expect(new Script().start(0).outcomes(off)).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:10 crash-did-not-stop A dataSync',
    ]);
  });
});

describe('the decision table at startForeground of a limited type (section 6)', () => {
  it('denied by the background restriction: its exception hides the exhaustion', () => {
    expect(
      exhausted()
        .startService(7 * H)
        .startForegroundInBackground(7 * H)
        .outcomes()
        .at(-1),
    ).toBe('+7:00:00 start-denied-background A dataSync');
  });

  it('on screen: the budget is reset and the start accepted', () => {
    const lines = exhausted()
      .state(7 * H, ProcessState.TOP)
      .start(7 * H)
      .stop(8 * H)
      .allOutcomes();
    expect(lines).toContain('+7:00:00 budget-reset A dataSync');
    expect(lines.join()).not.toContain('denied');
  });

  it('exhausted, on screen since: reset, full limit', () => {
    const lines = exhausted()
      .state(7 * H, ProcessState.TOP)
      .state(7 * H + 1, ProcessState.SERVICE)
      .start(20 * H)
      .outcomes();
    expect(lines).toContain('+26:00:00 timeout-callback A dataSync');
  });

  it('exhausted, on screen only before that: denied', () => {
    const lines = new Script()
      .state(-10 * H, ProcessState.TOP)
      .state(-9 * H, ProcessState.SERVICE)
      .start(0)
      .stop(6 * H + 5_000)
      .start(7 * H)
      .outcomes();
    expect(lines).toEqual(['+6:00:00 timeout-callback A dataSync', '+7:00:00 start-denied-exhausted A dataSync']);
  });

  it('exhausted, the first start more than 24 h ago: reset, full limit', () => {
    expect(
      exhausted()
        .start(24 * H + 1)
        .outcomes(),
    ).toContain('+30:00:00.001 timeout-callback A dataSync');
  });

  it('exhausted, the first start exactly 24 h ago: denied', () => {
    expect(
      exhausted()
        .start(24 * H)
        .outcomes(),
    ).toContain('+24:00:00 start-denied-exhausted A dataSync');
  });

  it('not exhausted, the first start more than 24 h ago: full limit', () => {
    const lines = new Script()
      .start(0)
      .stop(4 * H)
      .start(24 * H + 1)
      .outcomes();
    expect(lines[0]).toBe('+30:00:00.001 timeout-callback A dataSync');
  });

  it('not exhausted, the first start exactly 24 h ago: what is left', () => {
    const lines = new Script()
      .start(0)
      .stop(4 * H)
      .start(24 * H)
      .outcomes();
    expect(lines[0]).toBe('+26:00:00 timeout-callback A dataSync');
  });

  it('the whole limit charged but onTimeout never called is no exhaustion: accepted with nothing left (D-03)', () => {
    // The process was on screen until after the deadline, which moved; then the service stopped with 7 h charged.
    const lines = new Script()
      .state(-1, ProcessState.TOP)
      .start(0)
      .state(6 * H + 1, ProcessState.SERVICE)
      .stop(7 * H)
      .dies(8 * H)
      .start(9 * H)
      .outcomes();
    expect(lines).toEqual(['+9:00:00 timeout-callback A dataSync', '+9:00:10 crash-did-not-stop A dataSync']);
  });

  it('another process of the app on screen resets nothing (D-05)', () => {
    const lines = exhausted()
      .state(7 * H, ProcessState.TOP, ':ui')
      .start(8 * H)
      .outcomes();
    expect(lines.at(-1)).toBe('+8:00:00 start-denied-exhausted A dataSync');
  });

  it('a refused start leaves a service that is in the foreground as it was, its timers included', () => {
    const lines = exhausted()
      .start(7 * H, 'B', mediaPlayback)
      .startForeground(8 * H, 'B', dataSync)
      .startForeground(9 * H, 'B', mediaPlayback | dataSync)
      .outcomes();
    expect(lines.slice(1)).toEqual([
      '+8:00:00 start-denied-exhausted B dataSync',
      '+9:00:00 start-denied-exhausted B dataSync',
    ]);
  });

  it('an earlier "allowed" holds for other types while the service is in the foreground, never for limited ones', () => {
    const lines = new Script()
      .start(0, 'A', mediaPlayback)
      .startForegroundInBackground(H, 'A', mediaPlayback)
      .startForegroundInBackground(2 * H, 'A', dataSync)
      .stopForeground(3 * H)
      .startForegroundInBackground(4 * H, 'A', mediaPlayback)
      .outcomes();
    expect(lines).toEqual([
      '+2:00:00 start-denied-background A dataSync',
      '+4:00:00 start-denied-background A mediaPlayback',
    ]);
  });

  it('startForegroundService that is not allowed starts nothing', () => {
    const lines = new Script().startForegroundServiceInBackground(0).startForeground(1).outcomes();
    expect(lines).toEqual(['+0:00:00 start-denied-background A']);
  });
});

describe('a running shortService that changes its type (branch A)', () => {
  it('is not checked for exhaustion: accepted, and onTimeout comes at once (D-16)', () => {
    const lines = exhausted()
      .start(7 * H, 'A', shortService)
      .startForeground(7 * H + M, 'A', dataSync)
      .outcomes();
    expect(lines.slice(1)).toEqual(['+7:01:00 timeout-callback A dataSync', '+7:01:10 crash-did-not-stop A dataSync']);
  });

  it('does not reset the budget either, even on screen', () => {
    const lines = new Script()
      .start(0)
      .stop(4 * H)
      .start(5 * H, 'A', shortService)
      .state(5 * H, ProcessState.TOP)
      .startForeground(5 * H + M)
      .stop(5.5 * H)
      .allOutcomes();
    expect(lines).not.toContain('+5:01:00 budget-reset A dataSync');
  });

  it('is refused when the app may not start from the background, but may become short again', () => {
    const lines = new Script()
      .start(0, 'A', shortService)
      .startForegroundInBackground(M, 'A', shortService)
      .startForegroundInBackground(2 * M, 'A', specialUse)
      .outcomes();
    expect(lines[0]).toBe('+0:02:00 start-denied-background A specialUse');
    // Short again was accepted and did not extend it.
    expect(lines[1]).toBe('+0:03:00 timeout-callback A shortService');
  });
});

describe('variants', () => {
  const toldBy = (script: () => Script): Record<string, string[]> =>
    Object.fromEntries(timeLimited.map((policy) => [policy.variant + ' ' + policy.name, script().outcomes(policy)]));

  it('agree where no process is on screen', () => {
    const all = Object.values(
      toldBy(() =>
        exhausted()
          .start(7 * H)
          .start(30 * H),
      ),
    );
    expect(new Set(all.map((lines) => lines.join('\n'))).size).toBe(1);
    expect(all[0]).toHaveLength(4);
  });

  it('V1 and V2 time out an app that never left the screen; V3 and V4 move the deadline again and again', () => {
    const script = (): Script =>
      new Script()
        .state(-1, ProcessState.TOP)
        .start(0)
        .stop(20 * H);
    expect(script().outcomes(android15v1)[0]).toBe('+6:00:00 timeout-callback A dataSync');
    expect(script().outcomes(android15v2)[0]).toBe('+6:00:00 timeout-callback A dataSync');
    const moved = [6, 12, 18].map((hour) => `+${hour}:00:00 deadline-moved A dataSync`);
    expect(script().allOutcomes(android15)).toEqual(moved);
    expect(script().allOutcomes(android17)).toEqual(moved);
  });

  it('V1 and V2 count from the last time the process left the screen, although it is on screen again', () => {
    const script = new Script()
      .state(-2, ProcessState.TOP)
      .state(-1, ProcessState.SERVICE)
      .start(0)
      .state(H, ProcessState.TOP)
      .state(2 * H, ProcessState.SERVICE)
      .state(3 * H, ProcessState.TOP);
    expect(script.outcomes(android15v2)).toEqual([
      '+8:00:00 timeout-callback A dataSync',
      '+8:00:10 crash-did-not-stop A dataSync',
    ]);
  });

  it.each([android15v1, android15v2, android15])(
    '$name with the crash flag off calls onTimeout, does not crash and resets at the next start (C-12)',
    (policy) => {
      const off = withFlags(policy, { enableFgsTimeoutCrashBehavior: false });
      const lines = new Script()
        .start(0)
        .stopForeground(7 * H)
        .startForeground(8 * H)
        .stop(9 * H)
        .outcomes(off);
      expect(lines).toEqual(['+6:00:00 timeout-callback A dataSync']);
    },
  );

  it('V1 with the gate flag on only logs instead of crashing', () => {
    const gated = withFlags(android15v1, { gateFgsTimeoutAnrBehavior: true });
    expect(new Script().start(0).outcomes(gated)).toEqual(['+6:00:00 timeout-callback A dataSync']);
    expect(new Script().start(0).outcomes(withFlags(android15, { gateFgsTimeoutAnrBehavior: true }))).toHaveLength(2);
  });

  it('from V2 on a start that is accepted within the grace prevents the crash; in V1 it does not (D-09)', () => {
    const script = (): Script =>
      new Script()
        .start(0)
        .state(6 * H + 1_000, ProcessState.TOP)
        .state(6 * H + 2_000, ProcessState.SERVICE)
        .startForeground(6 * H + 3_000)
        .stop(6 * H + 60_000);
    expect(script().outcomes(android15v1)).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:10 crash-did-not-stop A dataSync',
    ]);
    expect(script().outcomes(android15)).toEqual(['+6:00:00 timeout-callback A dataSync']);
    expect(script().outcomes(android17)).toEqual(['+6:00:00 timeout-callback A dataSync']);
  });
});

describe('what a start of another type has to do with an exhausted budget', () => {
  it('nothing: it is accepted', () => {
    const script = new Script()
      .start(0, 'A', mediaProcessing)
      .stop(6 * H + 5_000)
      .start(7 * H, 'A', specialUse);
    expect(script.allOutcomes().filter((line) => line.startsWith('+7'))).toEqual([]);
  });
});

describe('exhaustion', () => {
  it('that is only logged, the crash flag being off, gives a full limit', () => {
    const off = withFlags(android15, { enableFgsTimeoutCrashBehavior: false });
    const lines = exhausted()
      .start(7 * H)
      .outcomes(off);
    expect(lines).toEqual(['+6:00:00 timeout-callback A dataSync', '+13:00:00 timeout-callback A dataSync']);
  });

  it('of Android 17 refuses, whatever its flags say', () => {
    const off = withFlags(android17, { enableFgsTimeoutCrashBehavior: false });
    expect(
      exhausted()
        .start(7 * H)
        .outcomes(off)
        .at(-1),
    ).toBe('+7:00:00 start-denied-exhausted A dataSync');
  });

  it('ends by leaving the screen after onTimeout, not in its very instant', () => {
    const left = (at: number): string | undefined =>
      new Script()
        .state(-1, ProcessState.TOP)
        .start(0)
        .state(at, ProcessState.SERVICE)
        .stop(6 * H + 5_000)
        .start(7 * H)
        .outcomes(android15v2)[1];
    expect(left(6 * H)).toBe('+7:00:00 start-denied-exhausted A dataSync');
    expect(left(6 * H + 1)).toBe('+13:00:00 timeout-callback A dataSync');
  });

  it('by a limit of 0, with nothing charged, is reset like any other', () => {
    const lines = new Script()
      .setConfig(-1, DATA_SYNC_LIMIT_KEY, 0)
      .start(0)
      .stop(0)
      .state(H, ProcessState.TOP)
      .start(H)
      .stop(H)
      .allOutcomes();
    expect(lines).toContain('+1:00:00 budget-reset A dataSync');
  });
});

describe('a crash message', () => {
  it('finds nothing to do for a service whose types are limited no more because the app was exempt', () => {
    const script = new Script()
      .start(0)
      .timeLimits(6 * H + 2_000, false)
      .startForeground(6 * H + 5_000, 'A', specialUse);
    expect(script.outcomes()).toEqual(['+6:00:00 timeout-callback A dataSync']);
  });

  it('finds no process where a sticky service waits for its restart', () => {
    const script = new Script()
      .start(0)
      .sticky(0)
      .dies(6 * H + 5_000);
    expect(script.allOutcomes()).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:10 stale-timer-ignored A dataSync',
    ]);
  });

  it('of a record that is gone is dropped with its timer, where that comes up first (V1)', () => {
    const script = new Script()
      .setConfig(-1, CRASH_GRACE_KEY, 10 * H)
      .start(0)
      .state(6 * H + 1_000, ProcessState.TOP)
      .state(6 * H + 2_000, ProcessState.SERVICE)
      .startForeground(6 * H + 3_000)
      .dies(8 * H);
    const stale = script.allOutcomes(android15v1).filter((line) => line.includes('stale'));
    expect(stale).toEqual(['+12:00:02 stale-timer-ignored A dataSync']);
  });
});

describe('where the window of 24 h begins', () => {
  const reAnchored = (script: Script): string[] =>
    script.allOutcomes().filter((line) => line.includes('window-re-anchored'));

  it('is told to have moved only where something had been used', () => {
    expect(reAnchored(new Script().start(0).stop(0).start(H).stop(H))).toEqual([]);
    expect(reAnchored(new Script().start(0).stop(1).start(H).stop(H))).toEqual([
      '+1:00:00 window-re-anchored A dataSync',
    ]);
  });

  it('does not move by the first start after a use that is only assumed', () => {
    const usedBefore = [{ uid: mainApp.uid, type: dataSync, totalMs: 2 * H }];
    const lines = new Script({ hasBoot: false, targetSdk: null }).start(0).allOutcomes(android15, { usedBefore });
    expect(lines[0]).toBe('+4:00:00 timeout-callback A dataSync');
  });
});

describe('what the ledger says of time and deadlines', () => {
  const codes = (script: Script, code: number): number =>
    [...script.replay().ledger.entries()].filter((entry) => entry.code === code).length;

  it('two starts in one instant lose nothing', () => {
    expect(codes(new Script().start(0).start(0, 'B').stop(H).stop(H, 'B'), LedgerCode.uncharged)).toBe(0);
  });

  it('a start beside a service whose budget was just reset loses nothing either: there is no start to count from', () => {
    const script = new Script()
      .start(0)
      .state(H, ProcessState.TOP)
      .start(H, 'B')
      .stop(2 * H, 'B');
    expect(codes(script, LedgerCode.uncharged)).toBe(0);
  });

  it('a deadline is taken away once, however often a bound service is stopped', () => {
    const script = new Script()
      .bind(0)
      .start(0)
      .stop(H)
      .stop(2 * H);
    expect(codes(script, LedgerCode.disarmed)).toBe(1);
  });

  it('a sticky service that came back and dies for good lost what ran until the second death', () => {
    const sentences = new Script()
      .start(0)
      .sticky(0)
      .dies(H)
      .processStarts(2 * H)
      .forceStop(3 * H)
      .start(4 * H)
      .reasons('timeout-callback');
    expect(sentences).toContain('+3:00:00 3 h were never charged: the process died');
  });
});
