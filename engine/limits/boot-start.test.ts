/** Starts from the boot broadcast in a plan (5.4; docs/scenarios.md). */
import { describe, expect, it } from 'vitest';
import { foreground, plannedLines } from '../replay/plan-fixture.js';

const broadcast = (at = '0s'): string => `at: ${at}, do: bootCompleted`;
const start = (at: string): string => `at: ${at}, do: startForegroundService, service: B`;
const goForeground = (at: string, types = 'dataSync'): string =>
  `at: ${at}, do: startForeground, service: B, types: [${types}]`;
const stop = (at: string): string => `at: ${at}, do: stopService, service: B`;
const bind = (at: string): string => `at: ${at}, do: bind, service: B`;
const end = 'at: 5m, do: end';
const refusedAt = (ms: number): string[] => [`${ms} start-denied-boot B`];

describe('a start in the 20 s after BOOT_COMPLETED', () => {
  it('is refused for a limited type, the last millisecond included (K-17)', () => {
    expect(plannedLines([broadcast(), start('0s'), goForeground('0s'), end])).toEqual(refusedAt(0));
    expect(plannedLines([broadcast(), start('20s'), goForeground('20s'), end])).toEqual(refusedAt(20_000));
    expect(plannedLines([broadcast(), start('20001ms'), goForeground('20001ms'), stop('21s'), end])).toEqual([]);
  });

  it('is refused by the reason of the start, however late startForeground comes', () => {
    expect(plannedLines([broadcast(), start('19s'), goForeground('40s'), end])).toEqual(refusedAt(40_000));
  });

  it('passes before the broadcast', () => {
    expect(plannedLines([start('0s'), broadcast('1s'), goForeground('1s'), stop('2s'), end])).toEqual([]);
  });

  it('passes with a type of the list beside', () => {
    expect(plannedLines([broadcast(), start('1s'), goForeground('1s', 'dataSync, location'), stop('2s'), end])).toEqual(
      [],
    );
  });

  it('passes where it has another reason: the app is on screen, another service is in the foreground, or it says so', () => {
    const ran = [start('1s'), goForeground('1s'), stop('2s'), end];
    expect(plannedLines([broadcast(), 'at: 0s, do: appToTop', ...ran])).toEqual([]);
    expect(plannedLines([...foreground('A', '0s', 'specialUse'), broadcast(), ...ran])).toEqual([]);
    const exempt = 'at: 1s, do: startForegroundService, service: B, backgroundStart: allowed';
    expect(plannedLines([broadcast(), exempt, ...ran.slice(1)])).toEqual([]);
  });

  it('is no reason where the list takes no entry, because its duration is nothing (K-18)', () => {
    const none = 'at: 0s, do: setConfig, key: boot_time_temp_allowlist_duration, value: 0';
    expect(plannedLines([none, broadcast(), start('0s'), goForeground('0s'), stop('2s'), end])).toEqual([]);
  });

  it('passes while the restriction is disabled for the app, and is refused when it is enabled again', () => {
    const compat = (at: string, enabled: boolean): string =>
      `at: ${at}, do: setCompat, change: FGS_BOOT_COMPLETED_RESTRICTIONS, enabled: ${enabled}`;
    const first = [compat('0s', false), broadcast(), start('0s'), goForeground('0s'), stop('1s')];
    expect(plannedLines([...first, compat('2s', true), start('3s'), goForeground('3s'), end])).toEqual(
      refusedAt(3_000),
    );
  });

  it('is no reason for Android 14', () => {
    const steps = [broadcast(), start('1s'), goForeground('1s'), stop('2s'), end];
    expect(plannedLines(steps, { device: '{ release: 14 }' })).toEqual([]);
  });

  it('is forgotten with its record: a new one that is only bound is not refused', () => {
    const steps = [broadcast(), start('1s'), goForeground('1s'), stop('2s'), bind('3s'), goForeground('3s')];
    expect(plannedLines([...steps, end])).toEqual(refusedAt(1_000));
  });

  it('is forgotten by a reboot, and so is the window of the broadcast', () => {
    const reboot = 'at: 2s, do: reboot';
    const again = [broadcast(), reboot, start('3s'), goForeground('3s'), stop('4s'), end];
    expect(plannedLines(again)).toEqual([]);
    const bound = [broadcast(), start('1s'), goForeground('1s'), reboot, bind('3s'), goForeground('3s'), end];
    expect(plannedLines(bound)).toEqual(refusedAt(1_000));
  });

  it('ends with the last process of the app, and with a force-stop (K-17)', () => {
    const running = [broadcast(), 'at: 0s, do: startService, service: B'];
    const again = [start('2s'), goForeground('2s'), stop('3s'), end];
    expect(plannedLines([...running, ...again])).toEqual(refusedAt(2_000));
    expect(plannedLines([...running, 'at: 1s, do: processDies', ...again])).toEqual([]);
    expect(plannedLines([...running, 'at: 1s, do: forceStop', ...again])).toEqual([]);
    const another = 'at: 0s, do: startService, service: R';
    expect(plannedLines([...running, another, 'at: 1s, do: processDies', ...again])[0]).toBe(refusedAt(2_000)[0]);
  });
});
