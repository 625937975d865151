import { describe, expect, it } from 'vitest';
import { fakeFleet } from '../../testing/fake-fleet.js';
import { fits, inOrder, obstacleOf, skewWords, stateOf } from './device-words.js';

const devices = fakeFleet(12).devices;
const named = (name: string) => {
  const found = devices.find((device) => device.name === name);
  if (found === undefined) throw new Error(`no device ${name}`);
  return found;
};

describe('a device in words', () => {
  it('tells the state of adb as long as that is the obstacle, else the state of the lab', () => {
    expect(
      ['OnePlus 12', 'Galaxy A55', 'Pixel 7a', 'Pixel 6 (drawer)'].map((name) => stateOf(named(name)).text),
    ).toEqual(['offline', 'quarantined', 'available', 'gone']);
  });

  it('says why it cannot be used, and nothing when it can', () => {
    expect(obstacleOf(named('Pixel 7a'))).toBeNull();
    expect(obstacleOf(named('Galaxy S24 (desk 1)'))).toBe('Restore the device first.');
    expect(obstacleOf(named('Pixel 8 (desk 3)'))).toBe('A run has the device.');
  });

  it('comes first when it is dirty and last when it is gone', () => {
    const names = inOrder(devices).map(({ name }) => name);
    expect(names[0]).toBe('Galaxy S24 (desk 1)');
    expect(names.at(-1)).toBe('Pixel 6 (drawer)');
  });

  it('fits a filter by any of its words, all of them needed', () => {
    expect(fits(named('moto g85'), 'wifi android 14')).toBe(true);
    expect(fits(named('moto g85'), 'wifi android 15')).toBe(false);
    expect(fits(named('Galaxy A55'), 'quarantined')).toBe(true);
  });

  it('tells the skew of the clock with how wrong it may be', () => {
    expect(skewWords(named('moto g85'))).toBe('−412 ms ±24');
    expect(skewWords(named('OnePlus 12'))).toBeNull();
  });
});
