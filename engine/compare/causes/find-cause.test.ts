/** Each hypothesis on a log in which it is the truth, and on one where it must not be called proved. */
import { describe, expect, it } from 'vitest';
import { policyNamed } from '../../policy/policies.js';
import { android15 } from '../../policy/shipped.js';
import { withConfigValue } from '../../policy/with-limits.js';
import type { Policy } from '../../policy/policy.js';
import { LogBuilder } from '../../testing/log-builder.js';
import { analyzed, differences, until } from '../analysis-fixture.js';

/** Cause and standing of each divergence. */
const causes = (log: LogBuilder | readonly (LogBuilder | string)[], policy: Policy = android15): string[] =>
  differences(analyzed(log, { policy }));

const begun = (): LogBuilder => new LogBuilder().processStarted('09-26 09:59:59.000').start('09-26 10:00:00.000');

/** The app stops its service a second after it is told to. */
const obedient = (log: LogBuilder, timeoutAt: string, stopAt: string, durationMs: number): LogBuilder =>
  log.timeout(timeoutAt).timerCancelled(stopAt).stop(stopAt, { durationMs });

const minutes = (count: number): number => count * 60_000;

describe('another limit', () => {
  it('is proved where the limit that meets the observation is round', () => {
    const log = obedient(begun(), '09-26 10:30:00.004', '09-26 10:30:01.000', minutes(30) + 1_000);
    expect(causes(until(log, '09-26 17:00:00.000'))).toEqual([
      'unpredicted timeout-callback: limit-not-in-force proved',
    ]);
  });

  it('is not proved where the limit would be an odd number', () => {
    const log = obedient(begun(), '09-26 13:17:23.404', '09-26 13:17:24.000', minutes(197) + 24_000);
    const [cause] = causes(until(log, '09-26 17:00:00.000'));
    expect(cause).toMatch(/^unpredicted timeout-callback: .* suspected$/);
  });

  it('is not proved where it would break what agrees', () => {
    // The second run ends after a round 2 h; but the first ran for 6 h, as predicted.
    const log = obedient(begun(), '09-26 16:00:00.001', '09-26 16:00:01.000', minutes(360) + 1_000);
    log.line('09-26 16:30:00.000', `am_proc_start: [0,9300,10300,com.other,service,{com.other/.S}]`);
    log.start('09-26 17:00:00.000', { component: 'com.other/.S' });
    log
      .timeout('09-26 19:00:00.001', 'com.other/.S')
      .timerCancelled('09-26 19:00:01.000', 'com.other/.S')
      .stop('09-26 19:00:01.001', { component: 'com.other/.S', durationMs: minutes(120) + 1_001 });
    const found = causes(until(log, '09-27 03:00:00.000'));
    expect(found).toHaveLength(1);
    expect(found[0]).not.toBe('unpredicted timeout-callback: limit-not-in-force proved');
  });
});

describe('another variant', () => {
  // The app comes to the top before its start and stays: V3 looks whether it is on top when the timer fires, V2 does not.
  const onTop = (): LogBuilder =>
    new LogBuilder().processStarted('09-26 09:59:00.000').top('09-26 09:59:01.000').start('09-26 10:00:00.000');

  it('is proved where it predicts what was observed', () => {
    const log = obedient(onTop(), '09-26 16:00:00.001', '09-26 16:00:01.000', minutes(360) + 1_000);
    expect(causes(until(log, '09-26 20:00:00.000'))).toEqual(['unpredicted timeout-callback: variant-differs proved']);
  });

  it('is a suspicion where the log tells another release', () => {
    const log = onTop().line(
      '09-26 10:00:01.000',
      'ActivityManager: Background started FGS: Allowed [callingPackage: android; callingUid: 1000; uidState: PER ; uidBFSL: [BFSL]; intent: Intent { cmp=com.x/.Y }; code:SYSTEM_UID; tempAllowListReason:<null>; allowWiu:12; targetSdkVersion:36; callerTargetSdkVersion:36; startForegroundCount:0; bindFromPackage:null: isBindService:false]',
    );
    obedient(log, '09-26 16:00:00.001', '09-26 16:00:01.000', minutes(360) + 1_000);
    const [cause] = causes(until(log, '09-26 20:00:00.000'), policyNamed('android-16'));
    expect(cause).not.toContain('variant-differs proved');
  });

  it('is no proof where nothing came at all: a release without the limit is one suspicion among many', () => {
    const found = causes(until(begun(), '09-26 17:00:00.000'));
    expect(found).toEqual([
      'missing timeout-callback: limit-not-in-force suspected',
      'missing crash-did-not-stop: limit-not-in-force suspected',
    ]);
  });
});

describe('a death that the log does not show', () => {
  // The first run of 2 h is taken back by a death: 6 h are left for the second.
  const twoRuns = (withCancel: boolean): LogBuilder => {
    const log = begun();
    if (withCancel) log.timerCancelled('09-26 12:00:00.000');
    log.stop('09-26 12:00:00.001', { durationMs: minutes(120) }).start('09-26 13:00:00.000');
    return until(obedient(log, '09-26 19:00:00.001', '09-26 19:00:01.000', minutes(360) + 1_000), '09-26 20:00:00.000');
  };

  it('is proved where the run before was not charged and nothing says that it was stopped', () => {
    expect(causes(twoRuns(false))).toContain('late timeout-callback: process-died-unseen proved');
  });

  it('is not named where the system printed that it cancelled the timer', () => {
    expect(causes(twoRuns(true)).join()).not.toContain('process-died-unseen');
  });
});

describe('deep sleep that the log does not show', () => {
  it('is a suspicion where the log is silent for long enough', () => {
    const log = begun().tick('09-26 11:00:00.000').processDied('09-26 15:00:00.000', 8887, 'com.b');
    const found = causes(until(log.timeout('09-26 18:13:20.000'), '09-26 18:14:00.000'));
    expect(found).toContain('late timeout-callback: deep-sleep suspected');
    // The crash did not come because the timeout came later.
    expect(found).toContain('missing crash-did-not-stop: deep-sleep suspected');
  });

  it('is not named where the log is never silent for so long', () => {
    const log = begun();
    for (let hour = 11; hour < 18; hour++)
      for (const minute of ['00', '30']) log.processDied(`09-26 ${hour}:${minute}:00.000`, 8000 + hour, 'com.b');
    const found = causes(until(log.timeout('09-26 18:13:20.000'), '09-26 18:14:00.000'));
    expect(found.join()).not.toContain('deep-sleep');
  });
});

describe('an app on top at another time', () => {
  const late = (log: LogBuilder): LogBuilder => {
    for (let hour = 11; hour < 18; hour++)
      for (const minute of ['00', '30']) log.processDied(`09-26 ${hour}:${minute}:00.000`, 8000 + hour, 'com.b');
    return until(log.timeout('09-26 18:13:20.000'), '09-26 18:14:00.000');
  };

  it('is a suspicion where nothing tells when apps come and go', () => {
    expect(causes(late(begun()))).toContain('late timeout-callback: top-seen-differently suspected');
  });

  it('is not named where the log tells every coming and going', () => {
    const log = new LogBuilder()
      .processStarted('09-26 09:59:59.000')
      .top('09-26 09:59:59.500', 'com.other/.Main')
      .start('09-26 10:00:00.000');
    expect(causes(late(log)).join()).not.toContain('top-seen-differently');
  });
});

describe('use before the log', () => {
  it('is a suspicion where the timeout comes early by an odd length', () => {
    const log = new LogBuilder()
      .processStarted('09-26 09:59:59.000')
      .top('09-26 09:59:59.500', 'com.other/.Main')
      .start('09-26 10:00:00.000');
    obedient(log, '09-26 13:17:23.404', '09-26 13:17:24.000', minutes(197) + 24_000);
    const found = causes(until(log, '09-26 17:00:00.000'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/suspected$/);
  });
});

describe('a limit that a policy does not have', () => {
  it('leaves no difference where the policy is given the true limit', () => {
    const policy = withConfigValue(android15, 'data_sync_fgs_timeout_duration', 90_000);
    const log = obedient(begun(), '09-26 10:01:30.007', '09-26 10:01:30.650', 90_650);
    expect(causes(until(log, '09-26 12:00:00.000'), policy)).toEqual([]);
  });
});
