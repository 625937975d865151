import { describe, expect, it } from 'vitest';
import { ServiceType } from '../../engine/android/service-types.js';
import { goForeground, play, service, step, told } from './script-fixture.js';

const { dataSync, specialUse } = ServiceType;

describe('an app that goes into the background', () => {
  it('is idle 60 s after it left TOP; its started services are stopped in the order of the list', () => {
    const steps = [
      step(0, 'appToTop'),
      step(0, 'startService', 'B'),
      step(0, 'startService', 'A'),
      step(1_000, 'appToHome'),
    ];
    expect(told(play(steps))).toEqual(['61000 service-stopped-idle A', '61000 service-stopped-idle B']);
  });

  it('is not idle when it came back meanwhile; the minute begins anew', () => {
    const steps = [
      step(0, 'appToTop'),
      step(0, 'startService', 'A'),
      step(1_000, 'appToHome'),
      step(60_000, 'appToTop'),
      step(61_000, 'appToHome'),
    ];
    expect(told(play(steps))).toEqual(['121000 service-stopped-idle A']);
  });

  it('whose process comes up in the background is idle 60 s later; on Android 14 it is idle from the start (K-10)', () => {
    const steps = [step(0, 'startService', 'A')];
    expect(told(play(steps))).toEqual(['60000 service-stopped-idle A']);
    expect(told(play(steps, { release: 14, variant: 'V0' }))).toEqual([]);
    expect(told(play([...steps, step(30_000, 'processDies')]))).toEqual([]);
  });

  it('is made idle by idleUid only when it is not idle already; its minute goes on (K-12)', () => {
    const steps = [step(0, 'startService', 'A'), step(5, 'idleUid')];
    expect(told(play(steps))).toEqual(['60000 service-stopped-idle A']);
    const seen = [step(0, 'appToTop'), ...steps, step(10, 'appToHome'), step(20, 'idleUid')];
    expect(told(play([...seen, step(30, 'startService', 'A')]))).toEqual([
      '20 service-stopped-idle A',
      '60010 service-stopped-idle A',
    ]);
  });

  it('is not in the background while a service is in the foreground', () => {
    const steps = [...goForeground(0, 'A', specialUse), step(0, 'startService', 'B'), step(100, 'idleUid')];
    expect(told(play(steps))).toEqual([]);
    const left = [...steps, step(200, 'stopForeground', 'A')];
    expect(told(play(left))).toEqual(['60200 service-stopped-idle A', '60200 service-stopped-idle B']);
  });

  it('has its uptime counted, not its sleep', () => {
    const steps = [
      step(0, 'appToTop'),
      step(0, 'startService', 'A'),
      step(1_000, 'appToHome'),
      step(2_000, 'sleep', undefined, { forMs: 500_000 }),
    ];
    expect(told(play(steps))).toEqual(['561000 service-stopped-idle A']);
  });

  it('is charged like for stopService, and breaks an open promise', () => {
    const bound = [
      ...goForeground(0, 'A', dataSync),
      step(100, 'startForegroundService', 'B'),
      step(200, 'stopForeground', 'A'),
      // B ran before its promise: the process does not count for it (K-02).
      step(300, 'idleUid'),
    ];
    const services = [service('A'), service('B', { process: 'other' })];
    const result = play([step(0, 'startService', 'B'), ...bound], { services });
    expect(told(result)).toEqual([
      '300 service-stopped-idle A',
      '300 service-stopped-idle B',
      '300 crash-did-not-start B',
    ]);
    expect(result.budgets[0]).toMatchObject({ totalMs: 200, running: 0 });
  });

  it('is stopped as a whole before the crash that a broken promise causes', () => {
    const steps = [
      step(0, 'appToTop'),
      step(0, 'startService', 'A'),
      step(0, 'startService', 'B'),
      step(0, 'startForegroundService', 'A'),
      step(5, 'appToHome'),
      step(10, 'idleUid'),
    ];
    const told10 = ['10 service-stopped-idle A', '10 service-stopped-idle B', '10 crash-did-not-start A'];
    expect(told(play(steps))).toEqual(told10);
    expect(told(play(steps, { services: [service('A'), service('B', { process: 'other' })] }))).toEqual(told10);
  });
});
