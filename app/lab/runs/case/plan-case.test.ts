import { describe, expect, it } from 'vitest';
import { policyOfScenario } from '../../../../engine/scenario/policy-of-scenario.js';
import { exampleScenario, scenarioOf, testDevice } from './case-fixture.js';
import { drivable, plannedChanges, planNotes, playedDuration } from './plan-case.js';

describe('the plan of a case', () => {
  it.each([
    ['c05-crash', null],
    ['c31-top-7h', null],
    ['c39-other-process', null],
    ['c44-sleep', 'Deep sleep cannot be brought about'],
    ['boot-completed', 'BOOT_COMPLETED comes with a restart only'],
    ['c11-limits-flag-off', 'feature flags of the build'],
    ['c19-short-bound-not-started', 'it is only bound'],
  ])('says whether %s can be played', (name, why) => {
    const obstacle = drivable(exampleScenario(name), testDevice);
    if (why === null) expect(obstacle).toBeNull();
    else expect(obstacle).toContain(why);
  });

  it('says that there is no probe for the target, and none for the device', () => {
    const scenario = exampleScenario('c05-crash');
    expect(drivable({ ...scenario, targetSdk: 30 }, testDevice)).toContain('33, 34, 35, 36');
    expect(drivable(scenario, { ...testDevice, sdk: 23 })).toContain('needs Android 8');
  });

  it('names every change with its command, settings before the app and rights after it', () => {
    const scenario = scenarioOf(`device: { config: { data_sync_fgs_timeout_duration: 60s, background_settle_time: 5s } }
services:
  - { name: A, declared: [location] }
steps:
  - { at: 0s, do: setConfig, key: service_restart_duration, value: 2s }
  - { at: 1s, do: end }`);
    const changes = plannedChanges(scenario, testDevice);
    expect(changes.map(({ kind }) => kind)).toEqual([
      'sync_mode',
      'device_config',
      'setting',
      'logcat_buffer',
      'logcat_buffer',
      'logcat_buffer',
      'package',
      'runtime_permission',
      'runtime_permission',
      'setting',
    ]);
    const commands = changes.map(({ command }) => command);
    expect(commands[1]).toBe('device_config put activity_manager data_sync_fgs_timeout_duration 60000');
    expect(commands[2]).toBe('settings put global activity_manager_constants background_settle_time=5000');
    expect(commands[6]).toBe('pm install -r -t /data/local/tmp/curfew-probe-t35.apk');
    expect(commands[7]).toBe('pm grant dev.curfew.probe.t35 android.permission.ACCESS_COARSE_LOCATION');
    // One global setting holds all of its keys: what was set before stays.
    expect(commands[9]).toContain("'background_settle_time=5000,service_restart_duration=2000'".replaceAll("'", ''));
  });

  it('is as long as the scenario, or as what is done and predicted when it names no end', () => {
    const ended = exampleScenario('c05-crash');
    expect(playedDuration(ended, policyOfScenario(ended))).toBe(30_000);
    const open = exampleScenario('c31-top-7h');
    expect(playedDuration(open, policyOfScenario(open))).toBe(235_000);
    expect(planNotes(open)).toContain(
      'The scenario names no end: it is watched for 15 s after the last that is done or predicted.',
    );
  });

  it('tells that the probe plays for another app', () => {
    const scenario = { ...exampleScenario('c05-crash'), packageName: 'com.example.sync' };
    expect(planNotes(scenario)).toContain('Played by dev.curfew.probe.t35 in place of com.example.sync.');
  });
});
