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

  it('that was there from the beginning does not go there', () => {
    expect(told(play([step(0, 'startService', 'A')]))).toEqual([]);
    expect(told(play([step(0, 'startService', 'A'), step(5, 'idleUid')]))).toEqual(['5 service-stopped-idle A']);
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
      step(300, 'idleUid'),
    ];
    const result = play(bound);
    expect(told(result)).toEqual([
      '300 service-stopped-idle A',
      '300 service-stopped-idle B',
      '300 crash-did-not-start B',
    ]);
    expect(result.budgets[0]).toMatchObject({ totalMs: 200, running: 0 });
  });

  it('a crash that an idle stop causes takes services of the same process out of the list', () => {
    const steps = [step(0, 'startForegroundService', 'A'), step(0, 'startService', 'B'), step(10, 'idleUid')];
    expect(told(play(steps))).toEqual(['10 service-stopped-idle A', '10 crash-did-not-start A']);
    const services = [service('A'), service('B', { process: 'other' })];
    expect(told(play(steps, { services }))).toEqual([
      '10 service-stopped-idle A',
      '10 crash-did-not-start A',
      '10 service-stopped-idle B',
    ]);
  });
});
