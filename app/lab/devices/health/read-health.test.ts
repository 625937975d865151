import { describe, expect, it } from 'vitest';
import { gatesOf } from './gates.js';
import { parseBattery, parseFreeStorage, parseHealth, parseScreen, parseThermal } from './read-health.js';

const battery = (level: number, tenths: number, extra = ''): string =>
  `Current Battery Service state:\n${extra}  AC powered: false\n  status: 2\n  health: 2\n  present: true\n  level: ${level}\n  scale: 100\n  voltage: 4021\n  temperature: ${tenths}\n`;

describe('the health of a device', () => {
  it('reads the battery as Android prints it', () => {
    expect(parseBattery(battery(73, 271))).toEqual({ percent: 73, celsius: 27.1, charging: true, isPretended: false });
    expect(parseBattery(battery(5, -31, "  (UPDATES STOPPED -- use 'reset' to restart)\n"))).toEqual({
      percent: 5,
      celsius: -3.1,
      charging: true,
      isPretended: true,
    });
    expect(parseBattery(battery(50, 271).replace('present: true', 'present: false'))).toBeNull();
    expect(parseBattery("Can't find service: battery")).toBeNull();
  });

  it('reads free storage from df, with the name of the disk on a line of its own too', () => {
    const head = 'Filesystem     1K-blocks     Used Available Use% Mounted on\n';
    expect(parseFreeStorage(`${head}/dev/block/dm-52 112304812 46510128 65663612  42% /data\n`)).toBe(
      65_663_612 * 1024,
    );
    expect(parseFreeStorage(`${head}/dev/block/a-very-long-name\n 1000 400 600 40% /data\n`)).toBe(600 * 1024);
    expect(parseFreeStorage('df: /data: Permission denied\n')).toBeNull();
  });

  it('reads screen and heat, and takes what is not told as unknown', () => {
    expect([parseScreen('  mWakefulness=Awake\n'), parseScreen('  mWakefulness=Dozing\n'), parseScreen('')]).toEqual([
      true,
      false,
      null,
    ]);
    expect([parseThermal('IsStatusOverride: false\nThermal Status: 3\n'), parseThermal('')]).toEqual(['severe', null]);
    expect(parseHealth('')).toEqual({ battery: null, freeStorageBytes: null, screenOn: null, thermal: null });
  });
});

describe('the gates before a run', () => {
  const health = {
    readAt: '2026-11-23T00:00:00.000Z',
    battery: { percent: 80, celsius: 30, charging: true, isPretended: false },
    freeStorageBytes: 1 << 30,
    uptimeMs: 1,
    clockSkewMs: 0,
    clockSkewErrorMs: 1,
    latencyMs: 2,
    bootCompleted: true,
    screenOn: true,
    thermal: 'none',
  };
  const unmet = (changes: Partial<typeof health>): readonly string[] =>
    gatesOf({ ...health, ...changes }).flatMap(({ name, met }) => (met ? [] : [name]));

  it('are all met by a device that is well, and do not demand what is not told', () => {
    expect(unmet({})).toEqual([]);
    expect(
      gatesOf({ ...health, battery: null, freeStorageBytes: null, thermal: null }).map(({ name }) => name),
    ).toEqual(['started']);
  });

  it('name what is wrong, each by itself', () => {
    const of = (changes: Partial<typeof health.battery>): readonly string[] =>
      unmet({ battery: { ...health.battery, ...changes } });
    expect(of({ percent: 29 })).toEqual(['battery']);
    expect(of({ celsius: 40.1 })).toEqual(['temperature']);
    expect(of({ isPretended: true })).toEqual(['battery is real']);
    expect(unmet({ freeStorageBytes: 299 << 20 })).toEqual(['storage']);
    expect(unmet({ thermal: 'moderate' })).toEqual(['heat']);
    expect(unmet({ bootCompleted: false })).toEqual(['started']);
  });
});
