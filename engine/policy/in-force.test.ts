import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitConfigKeys } from '../android/config-keys.js';
import { parseDeviceState } from './device-state.js';
import { documented } from './documented.js';
import { policyInForce } from './in-force.js';
import { policies } from './policies.js';
import type { Policy } from './policy.js';
import { asShipped, valuesOf } from './resolved-policy.js';
import { policySettings, settingNamed, settingOf, withSetting } from './settings.js';
import { android14, android15, android16, android17 } from './shipped.js';

const inForce = (policy: Policy, text: string): ReturnType<typeof policyInForce> =>
  policyInForce(asShipped(policy), parseDeviceState(text));

describe('the text of a device', () => {
  it('is read in the forms of device_config, one namespace or all', () => {
    const { values } = parseDeviceState(
      'bg_current_drain_window=123\ndata_sync_fgs_timeout_duration=60000\r\n' +
        'activity_manager/fgs_crash_extra_wait_duration=5000\nother_namespace/short_fgs_timeout_duration=1\n',
    );
    expect(values).toEqual([
      { key: 'data_sync_fgs_timeout_duration', text: '60000', from: 'device_config activity_manager', line: 2 },
      { key: 'fgs_crash_extra_wait_duration', text: '5000', from: 'device_config activity_manager', line: 3 },
    ]);
  });

  it('is read as dumpsys activity settings and as a list of Settings.Global', () => {
    const dump =
      'ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:\n  background_settle_time=30000\n';
    expect(parseDeviceState(dump).values).toMatchObject([
      { key: 'background_settle_time', text: '30000', from: 'dumpsys activity settings', line: 2 },
    ]);
    for (const list of [
      'background_settle_time=30000,service_restart_duration=500\n',
      'activity_manager_constants=background_settle_time=30000,service_restart_duration=500\n',
    ])
      expect(parseDeviceState(list).values).toMatchObject([
        { key: 'background_settle_time', from: 'settings get global activity_manager_constants' },
        { key: 'service_restart_duration', text: '500' },
      ]);
  });

  it('takes no pair inside a value of DeviceConfig for a setting', () => {
    expect(parseDeviceState('some_list=background_settle_time=1,service_restart_duration=2\n').values).toEqual([]);
  });

  it('is read as dumpsys platform_compat: only overrides of packages', () => {
    const { compat } = parseDeviceState(
      'ChangeId(317799821; name=FGS_INTRODUCE_TIME_LIMITS; enableSinceTargetSdk=35; packageOverrides={com.a=true, com.b=false}; rawOverrides={com.a=true, com.b=false})\n' +
        'ChangeId(319471980; name=FGS_SAW_RESTRICTIONS; enableSinceTargetSdk=35; overridable)\n',
    );
    expect(compat).toEqual([
      { change: 317_799_821, packageName: 'com.a', enabled: true, line: 1 },
      { change: 317_799_821, packageName: 'com.b', enabled: false, line: 1 },
    ]);
  });

  it('says which line counts where two differ, and which lines were too long', () => {
    const { values, notes } = parseDeviceState(
      `short_fgs_timeout_duration=1\nshort_fgs_timeout_duration=2\n${'x'.repeat(9_000)}\n`,
    );
    expect(values).toMatchObject([{ text: '2', line: 2 }]);
    expect(notes).toEqual([
      'short_fgs_timeout_duration stands in line 1 and, with another value, in line 2: the later counts',
      '1 lines are longer than 8192 characters: not read',
    ]);
  });

  it('may be anything: what is read are lines of the text, each key once', () => {
    const noise = fc.string({
      unit: fc.constantFrom('=', ',', '/', '{', '}', ' ', '\n', 'ChangeId(', '1', 'a', ...limitConfigKeys),
    });
    fc.assert(
      fc.property(noise, (text) => {
        const { values } = parseDeviceState(text);
        expect(new Set(values.map(({ key }) => key)).size).toBe(values.length);
        const lines = text.split('\n');
        for (const { key, line } of values) expect(lines[line - 1]).toContain(key);
      }),
    );
  });
});

describe('the policy in force', () => {
  it('has the values of the device, each with its origin', () => {
    const found = inForce(android15, 'data_sync_fgs_timeout_duration=60000\nshort_fgs_timeout_duration=+90000\n');
    expect(found.policy.timeLimitedTypes).toEqual({ ...android15.timeLimitedTypes, dataSyncLimit: 60_000 });
    expect(found.policy.constants).toEqual({ short_fgs_timeout_duration: 90_000 });
    expect(found.ignored).toEqual([]);
    expect([...found.saidKeys]).toEqual(['data_sync_fgs_timeout_duration', 'short_fgs_timeout_duration']);
    expect(valuesOf(found).slice(0, 2)).toMatchObject([
      { value: 60_000, origin: 'device_config activity_manager/data_sync_fgs_timeout_duration = 60000' },
      { value: 21_600_000, origin: 'android-15' },
    ]);
  });

  it('is the same policy when the device says the defaults, whatever the policy', () => {
    for (const policy of policies) {
      const state = policySettings
        .filter(({ keptIn }) => keptIn === 'DeviceConfig activity_manager')
        .flatMap((setting) => {
          const value = settingOf(policy, setting);
          return value === undefined ? [] : [`${setting.key}=${value}`];
        });
      const found = inForce(policy, state.join('\n'));
      const values = policySettings.map((setting) => settingOf(found.policy, setting));
      expect(values).toEqual(policySettings.map((setting) => settingOf(policy, setting)));
      expect(found.ignored).toEqual([]);
    }
  });

  it('takes 0 and negative values as they are: the platform has no clamps', () => {
    expect(inForce(android15, 'data_sync_fgs_timeout_duration=0').policy.timeLimitedTypes?.dataSyncLimit).toBe(0);
    expect(inForce(android15, 'data_sync_fgs_timeout_duration=-5').policy.timeLimitedTypes?.dataSyncLimit).toBe(-5);
  });

  it.each<[string, Policy, string, string]>([
    ['a duration with a unit', android15, 'data_sync_fgs_timeout_duration=3h', 'no whole number'],
    ['null', android15, 'data_sync_fgs_timeout_duration=null', 'no whole number'],
    ['nothing', android15, 'data_sync_fgs_timeout_duration=', 'no whole number'],
    ['more than a long', android15, 'data_sync_fgs_timeout_duration=9223372036854775808', 'no whole number'],
    [
      'a limit on Android 14',
      android14,
      'data_sync_fgs_timeout_duration=60000',
      'android-14 has no time-limited types',
    ],
    ['a constant under the guide', documented, 'short_fgs_timeout_duration=60000', 'the guide says nothing of'],
    [
      'a key of Settings.Global in DeviceConfig',
      android15,
      'background_settle_time=1000',
      'the platform reads it from Settings.Global activity_manager_constants, not from DeviceConfig',
    ],
    ['a key that no rule reads', android15, 'fgs_atom_sample_rate=0.5', 'no rule of Curfew reads it'],
    [
      'a flag that is neither true nor false',
      android15,
      'enable_fgs_timeout_crash_behavior=yes',
      'neither true nor false',
    ],
    ['a flag on Android 17', android17, 'enable_fgs_timeout_crash_behavior=false', 'android-17 has no feature flags'],
    ['the flag of 15 on 16', android16, 'gate_fgs_timeout_anr_behavior=true', 'android-16 does not know'],
  ])('ignores %s as the platform does, and says so with the line', (_what, policy, text, why) => {
    const found = inForce(policy, `\n${text}\n`);
    expect(found.policy).toEqual(policy);
    expect(found.ignored).toHaveLength(1);
    expect(found.ignored[0]).toMatch(/^line 2: /);
    expect(found.ignored[0]).toContain(why);
    expect(found.saidKeys.size).toBe(0);
  });

  it('takes the largest long for what it is: no limit that anybody meets', () => {
    const { policy } = inForce(android15, 'data_sync_fgs_timeout_duration=9223372036854775807');
    expect(policy.timeLimitedTypes?.dataSyncLimit).toBe(2 ** 63);
  });

  it('has flags where the release has them', () => {
    const { policy } = inForce(android16, 'android.app.enable_fgs_timeout_crash_behavior=false');
    expect(policy).toEqual({
      ...android16,
      timeLimitedTypes: {
        ...android16.timeLimitedTypes,
        flags: {
          introduceNewServiceOntimeoutCallback: true,
          enableFgsTimeoutCrashBehavior: false,
          gateFgsTimeoutAnrBehavior: false,
        },
      },
    });
  });

  it('knows the apps for which the change is switched, where the release has limits', () => {
    const text = 'ChangeId(317799821; name=FGS_INTRODUCE_TIME_LIMITS; packageOverrides={com.a=true})\n';
    expect([...inForce(android15, text).timeLimitsOfApps]).toEqual([['com.a', true]]);
    const none = inForce(android14, text);
    expect(none.timeLimitsOfApps.size).toBe(0);
    expect(none.ignored).toEqual(['line 1: FGS_INTRODUCE_TIME_LIMITS of com.a: android-14 has no time-limited types']);
  });
});

describe('a setting', () => {
  it('that is put into a policy is read from it again, and changes nothing else', () => {
    for (const policy of policies) {
      for (const setting of policySettings) {
        const before = settingOf(policy, setting);
        const value = setting.unit === 'flag' ? 1 - (before ?? 0) : setting.least + 7;
        const changed = withSetting(policy, setting, value);
        expect(changed === undefined).toBe(before === undefined);
        if (changed === undefined) continue;
        expect(settingOf(changed, setting)).toBe(value);
        for (const other of policySettings)
          if (other !== setting) expect(settingOf(changed, other)).toBe(settingOf(policy, other));
      }
    }
  });

  it('is found by its name and by the key of the device', () => {
    expect(settingNamed('dataSyncLimit')).toBe(settingNamed('data_sync_fgs_timeout_duration'));
    expect(settingNamed('dataSyncLimits')).toBeUndefined();
  });
});
