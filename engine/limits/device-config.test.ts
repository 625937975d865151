/** Limits that DeviceConfig sets while services run: spec/fgs-limits.md 2.9, 4.4 and C-43. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { CRASH_GRACE_KEY, DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY } from '../policy/policy.js';
import { android15 } from '../policy/shipped.js';
import { withConfigValue } from '../policy/with-limits.js';
import { compile } from '../replay/compile.js';
import { replay } from '../replay/replay.js';
import { outcomeLine, Script } from '../testing/script.js';
import { MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;

describe('limits that a device sets', () => {
  it('0 means at once, and a negative limit acts as 0', () => {
    for (const value of [0, -5_000])
      expect(new Script().setConfig(-1, DATA_SYNC_LIMIT_KEY, value).start(0).outcomes()[0]).toBe(
        '+0:00:00 timeout-callback A dataSync',
      );
  });

  it('a value that was deleted gives the default back', () => {
    const script = new Script()
      .setConfig(-2, DATA_SYNC_LIMIT_KEY, 60_000)
      .setConfig(-1, DATA_SYNC_LIMIT_KEY, undefined);
    expect(script.start(0).outcomes()[0]).toBe('+6:00:00 timeout-callback A dataSync');
  });

  it('the timer that is set stays where it is; the new limit holds for the next one (DC, C-43)', () => {
    const minute = withConfigValue(android15, DATA_SYNC_LIMIT_KEY, M);
    const lines = new Script()
      .start(0)
      .setConfig(30_000, DATA_SYNC_LIMIT_KEY, 3 * M)
      .stop(65_000)
      .state(70_000, ProcessState.TOP)
      .state(71_000, ProcessState.SERVICE)
      .start(2 * M)
      .outcomes(minute);
    expect(lines.slice(0, 2)).toEqual(['+0:01:00 timeout-callback A dataSync', '+0:05:00 timeout-callback A dataSync']);
  });

  it('the handler reads the limit live when it asks how long ago the process was on screen', () => {
    const minute = withConfigValue(android15, DATA_SYNC_LIMIT_KEY, M);
    const lines = new Script()
      .state(-1, ProcessState.TOP)
      .start(0)
      .state(1_000, ProcessState.SERVICE)
      .setConfig(30_000, DATA_SYNC_LIMIT_KEY, 3 * M)
      .outcomes(minute);
    expect(lines[0]).toBe('+0:03:01 timeout-callback A dataSync');
  });

  it('a grace that grows while it runs changes nothing; it holds for the next', () => {
    const lines = new Script()
      .start(0)
      .setConfig(6 * H + 1_000, CRASH_GRACE_KEY, 60_000)
      .outcomes();
    expect(lines[1]).toBe('+6:00:10 crash-did-not-stop A dataSync');
  });

  it('a negative grace crashes at the moment of onTimeout, not before it', () => {
    const lines = new Script().setConfig(-1, CRASH_GRACE_KEY, -MS_PER_HOUR).start(0).outcomes();
    expect(lines).toEqual(['+6:00:00 timeout-callback A dataSync', '+6:00:00 crash-did-not-stop A dataSync']);
  });
});

describe('a limit that is set while a recording runs', () => {
  it('does not hold for what another app did before, in whatever order the apps are replayed', () => {
    const other = { uid: 10200, packageName: 'com.example.other' };
    const script = new Script({ targetSdk: null })
      .start(0)
      .app(other)
      .start(1)
      .setConfig(7 * H, DATA_SYNC_LIMIT_KEY, H)
      .setConfig(7 * H, MEDIA_PROCESSING_LIMIT_KEY, H)
      .setConfig(7 * H, CRASH_GRACE_KEY, 1)
      .setConfig(7 * H, 'short_fgs_timeout_duration', 1);
    const recording = replay(compile(script.trace(), 'recording'), android15);
    expect(recording.outcomes.map(outcomeLine)).toEqual(script.allOutcomes(android15, { consequences: 'recorded' }));
    expect(recording.outcomes.map(({ elapsedMs }) => elapsedMs)).toEqual([
      6 * H,
      6 * H + 1,
      6 * H + 10_000,
      6 * H + 10_001,
    ]);
  });
});
