/** What a device says about the guide's limits, and whom they concern. */
import { describe, expect, it } from 'vitest';
import { documented } from '../policy/documented.js';
import { CRASH_GRACE_KEY, DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY } from '../policy/policy.js';
import { MS_PER_HOUR } from '../time.js';
import { DocumentedSettings } from './documented-settings.js';

const H = MS_PER_HOUR;
const settings = (): DocumentedSettings => new DocumentedSettings(documented);
const valuesOf = ({ limits, grace }: DocumentedSettings): number[] => [limits.dataSync, limits.mediaProcessing, grace];

describe('the values of the guide', () => {
  it('are six hours for each type and ten seconds to stop', () => {
    expect(valuesOf(settings())).toEqual([6 * H, 6 * H, 10_000]);
  });

  it.each([
    [DATA_SYNC_LIMIT_KEY, [7, 6 * H, 10_000]],
    [MEDIA_PROCESSING_LIMIT_KEY, [6 * H, 7, 10_000]],
    [CRASH_GRACE_KEY, [6 * H, 6 * H, 7]],
  ])('are changed by %s alone, and come back when it is deleted', (key, changed) => {
    const device = settings();
    expect(device.setConfig(key, 7)).toBe(true);
    expect(valuesOf(device)).toEqual(changed);
    expect(device.setConfig(key, Number.NaN)).toBe(true);
    expect(valuesOf(device)).toEqual(valuesOf(settings()));
  });

  it('are changed by no other key', () => {
    const device = settings();
    expect(device.setConfig('short_fgs_timeout_duration', 7)).toBe(false);
    expect(valuesOf(device)).toEqual(valuesOf(settings()));
  });
});

describe('whom the limits concern', () => {
  it.each([
    [34, false],
    [35, true],
    [36, true],
  ])('an app that targets %i: %s', (target, expected) => {
    const device = settings();
    device.setTargetSdk(0, target);
    expect(device.applies(0)).toBe(expected);
    expect([...device.assumedTargetSdk]).toEqual([]);
  });

  it('an app whose target nobody tells, which is noted; a target of 0 tells nothing', () => {
    const device = settings();
    device.setTargetSdk(3, 0);
    expect([device.applies(3), device.applies(4)]).toEqual([true, true]);
    expect([...device.assumedTargetSdk]).toEqual([3, 4]);
  });

  it('whom the compat change is set for, until it is taken back', () => {
    const device = settings();
    device.setTargetSdk(0, 34);
    const applies = [1, 0, Number.NaN].map((value) => {
      device.setOverride(0, value);
      return device.applies(0);
    });
    expect(applies).toEqual([true, false, false]);
    device.setTargetSdk(0, 35);
    expect(device.applies(0)).toBe(true);
    device.setOverride(0, 0);
    expect(device.applies(0)).toBe(false);
  });
});
