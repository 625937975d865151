import { describe, expect, it } from 'vitest';
import { documented } from './documented.js';
import { policies, policyNamed, policyOfRelease } from './policies.js';
import {
  CRASH_GRACE_KEY,
  DATA_SYNC_LIMIT_KEY,
  FGS_INTRODUCE_TIME_LIMITS,
  MEDIA_PROCESSING_LIMIT_KEY,
  type Variant,
} from './policy.js';
import { android14, android15, android15v1, android15v2, android16, android17 } from './shipped.js';
import { withConfigValue } from './with-limits.js';

describe('policies', () => {
  it('have names of their own and say where they were read', () => {
    expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length);
    for (const { sources, title } of policies) {
      expect(title).not.toBe('');
      expect(sources.length).toBeGreaterThan(0);
      for (const { what, where } of sources) expect([what, where]).not.toContain('');
    }
  });

  it('are found by name', () => {
    for (const policy of policies) expect(policyNamed(policy.name)).toBe(policy);
    expect(policyNamed('android-99')).toBeUndefined();
  });

  it.each<[number, string, Variant | null, boolean]>([
    [9, 'android-14', 'V0', false],
    [14, 'android-14', 'V0', true],
    [15, 'android-15', 'V3', true],
    [16, 'android-16', 'V3', true],
    [17, 'android-17', 'V4', true],
    [18, 'android-17', 'V4', false],
  ])('release %i takes %s, variant %s', (release, name, variant, exact) => {
    const found = policyOfRelease(release);
    expect([found.policy.name, found.policy.variant, found.exact]).toEqual([name, variant, exact]);
  });

  it('a release between two that are known takes the older of the two that has no limits, never a limit too many', () => {
    expect(policyOfRelease(14.5).exact).toBe(false);
    expect(policyOfRelease(14.5).policy).toBe(android14);
  });

  it('carry the default limits of the platform: 6 h, 6 h, 10 s, a window of 24 h, from target 35 on', () => {
    for (const policy of [android15, android15v1, android15v2, android16, android17, documented])
      expect(policy.timeLimitedTypes).toMatchObject({
        dataSyncLimit: 21_600_000,
        mediaProcessingLimit: 21_600_000,
        crashGrace: 10_000,
        window: 86_400_000,
        enabledSinceTargetSdk: 35,
      });
    expect(android14.timeLimitedTypes).toBeNull();
    expect(FGS_INTRODUCE_TIME_LIMITS).toBe(317_799_821);
  });

  it('carry the flags that a real Android 15 device printed', () => {
    for (const { timeLimitedTypes } of [android15, android15v1, android15v2, android16, android17])
      expect(timeLimitedTypes?.flags).toEqual({
        introduceNewServiceOntimeoutCallback: true,
        enableFgsTimeoutCrashBehavior: true,
        gateFgsTimeoutAnrBehavior: false,
      });
  });

  it('look for the process being on screen right now from V3 on', () => {
    const checks = [android15v1, android15v2, android15, android16, android17].map(
      ({ timeLimitedTypes }) => timeLimitedTypes?.checksCurrentlyTop,
    );
    expect(checks).toEqual([false, false, true, true, true]);
  });
});

describe('a policy with a value of DeviceConfig changed', () => {
  it.each([
    [DATA_SYNC_LIMIT_KEY, 'dataSyncLimit'],
    [MEDIA_PROCESSING_LIMIT_KEY, 'mediaProcessingLimit'],
    [CRASH_GRACE_KEY, 'crashGrace'],
  ])('%s changes %s and nothing else', (key, field) => {
    for (const policy of [android15, documented]) {
      const changed = withConfigValue(policy, key, 60_000);
      expect(changed).toEqual({ ...policy, timeLimitedTypes: { ...policy.timeLimitedTypes, [field]: 60_000 } });
    }
  });

  it('leaves the policy itself as it was', () => {
    const before = structuredClone(android15);
    withConfigValue(android15, DATA_SYNC_LIMIT_KEY, 1);
    expect(android15).toEqual(before);
  });

  it('is the same policy for a key that no rule reads, and where there are no limits', () => {
    expect(withConfigValue(android15, 'fgs_allow_opt_out', 1)).toBe(android15);
    expect(withConfigValue(android14, DATA_SYNC_LIMIT_KEY, 1)).toBe(android14);
  });

  it('takes 0 and negative values as they are: the platform has no clamps', () => {
    expect(withConfigValue(android15, DATA_SYNC_LIMIT_KEY, 0).timeLimitedTypes?.dataSyncLimit).toBe(0);
    expect(withConfigValue(android15, DATA_SYNC_LIMIT_KEY, -5).timeLimitedTypes?.dataSyncLimit).toBe(-5);
  });
});
