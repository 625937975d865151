/** Starts of foreground services from the background in a plan (5.2; docs/scenarios.md). */
import { describe, expect, it } from 'vitest';
import { plannedLines } from '../replay/plan-fixture.js';

/** No exemption is left: only what happens in the plan gives the right to start. */
const revoke = 'at: 0s, do: revokeBackgroundStart';
const top = (at: string): string => `at: ${at}, do: appToTop`;
const home = (at: string): string => `at: ${at}, do: appToHome`;
const start = (at: string, service = 'B'): string => `at: ${at}, do: startForegroundService, service: ${service}`;
const goForeground = (at: string, service = 'B'): string =>
  `at: ${at}, do: startForeground, service: ${service}, types: [specialUse]`;
const plainStart = (at: string): string => `at: ${at}, do: startService, service: B`;
const bind = (at: string): string => `at: ${at}, do: bind, service: B`;
const unbind = (at: string): string => `at: ${at}, do: unbind, service: B`;
const end = 'at: 30s, do: end';
const ran = (at: string): string[] => [start(at), goForeground(at), end];
const refused = ['5000 start-denied-background B'];
const android14 = { device: '{ release: 14 }' };

describe('a foreground service that is started from the background', () => {
  it('is refused without a reason, and starts on screen', () => {
    expect(plannedLines([revoke, start('5s'), end])).toEqual(refused);
    expect(plannedLines([revoke, top('5s'), ...ran('5s')])).toEqual([]);
  });

  it('starts by the reason of the first start, which stays (K-04)', () => {
    expect(plannedLines([revoke, top('0s'), plainStart('0s'), home('1s'), ...ran('5s')])).toEqual([]);
    expect(plannedLines([revoke, top('0s'), home('1s'), ...ran('5s')]).slice(0, 1)).toEqual(refused);
  });

  it('starts by the reason of a bind on 14, and by none on 15 (K-05)', () => {
    const steps = [revoke, top('0s'), bind('0s'), home('1s'), ...ran('5s')];
    expect(plannedLines(steps, android14)).toEqual([]);
    expect(plannedLines(steps).slice(0, 1)).toEqual(refused);
  });

  it('starts by the reason of the first bind, which a later one does not take away', () => {
    const later = [home('2s'), unbind('3s'), bind('4s'), ...ran('5s')];
    expect(plannedLines([revoke, plainStart('0s'), top('1s'), bind('1s'), ...later], android14)).toEqual([]);
    expect(plannedLines([revoke, plainStart('0s'), top('1s'), ...later], android14).slice(0, 1)).toEqual(refused);
  });

  it('starts where the restriction is disabled for the app, until it is enabled again', () => {
    const compat = (at: string, enabled: boolean): string =>
      `at: ${at}, do: setCompat, change: FGS_BG_START_RESTRICTION_CHANGE_ID, enabled: ${enabled}`;
    const stop = 'at: 2s, do: stopService, service: B';
    const first = [revoke, compat('0s', false), start('1s'), goForeground('1s'), stop];
    expect(plannedLines([...first, end])).toEqual([]);
    expect(plannedLines([...first, compat('3s', true), start('5s'), end])).toEqual(refused);
  });
});
