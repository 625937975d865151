import { expect, it } from 'vitest';
import { describeWithAndroid15, HOUR, MINUTE, run, SECOND, service, step } from './platform-fixture.js';

const boot = 100 * HOUR;

describeWithAndroid15("Android 15's own classes on the worked examples of the specification (2.10)", (told) => {
  it('E1: end a service after six hours and crash its app ten seconds later', async () => {
    expect(await told({ steps: run(0) })).toEqual([
      `${6 * HOUR} timeout-callback A dataSync`,
      `${6 * HOUR + 10 * SECOND} crash-did-not-stop A dataSync`,
      `budget dataSync: ${6 * HOUR} charged, 0 running, exceeded at ${boot + 6 * HOUR}`,
    ]);
  });

  it('E2: add one hour every twelve hours up over days, and refuse more until 24 h after the last start', async () => {
    const runs = [0, 1, 2, 3, 4].flatMap((day) => [
      ...run(day * 12 * HOUR),
      step(day * 12 * HOUR + HOUR, 'stopService', { service: 'A' }),
    ]);
    const services = [service('A', { onTimeout: { do: 'stopSelf', afterMs: 0 } })];
    const steps = [...runs, ...run(60 * HOUR), ...run(84 * HOUR), ...run(84 * HOUR + 1)];
    expect(await told({ services, steps, endMs: 84 * HOUR + 2 })).toEqual([
      `${61 * HOUR} timeout-callback A dataSync`,
      `${84 * HOUR} start-denied-exhausted A dataSync`,
      `budget dataSync: 0 charged, 1 running, exceeded at no time`,
    ]);
  });

  it('E3: never charge the two hours of A before B started', async () => {
    const steps = [...run(0), ...run(2 * HOUR, 'B'), step(4 * HOUR, 'stopService', { service: 'A' })];
    expect(await told({ services: [service('A'), service('B')], steps, endMs: 8 * HOUR })).toEqual([
      `${8 * HOUR} timeout-callback B dataSync`,
      `budget dataSync: ${6 * HOUR} charged, 1 running, exceeded at ${boot + 8 * HOUR}`,
    ]);
  });

  it('E4: time a background start out at once when startForeground was called twice on top before', async () => {
    const steps = [
      step(0, 'appToTop'),
      ...run(0),
      step(MINUTE, 'startForeground', { service: 'A', types: 1 }),
      step(2 * MINUTE, 'appToHome'),
      step(2 * MINUTE, 'processDies'),
      ...run(3 * MINUTE),
    ];
    const lines = await told({ steps, endMs: HOUR });
    expect(lines?.slice(0, 2)).toEqual([
      `${3 * MINUTE} timeout-callback A dataSync`,
      `${3 * MINUTE + 10 * SECOND} crash-did-not-stop A dataSync`,
    ]);
  });

  it('E7: refuse an exhausted app, and give it six hours again once it was on top', async () => {
    const services = [service('A', { onTimeout: { do: 'stopForeground', afterMs: 0 } })];
    const steps = [
      ...run(0),
      ...run(7 * HOUR),
      step(8 * HOUR, 'appToTop'),
      step(8 * HOUR + MINUTE, 'appToHome'),
      ...run(9 * HOUR),
    ];
    const lines = await told({ services, steps, endMs: 16 * HOUR });
    expect(lines?.filter((line) => !line.includes('idle') && !line.startsWith('budget'))).toEqual([
      `${6 * HOUR} timeout-callback A dataSync`,
      `${7 * HOUR} start-denied-exhausted A dataSync`,
      `${15 * HOUR} timeout-callback A dataSync`,
    ]);
  });

  it('E12: count uptime, so that twenty hours of sleep are not charged', async () => {
    const steps = [...run(0), step(HOUR, 'sleep', { forMs: 20 * HOUR })];
    expect((await told({ steps }))?.[0]).toBe(`${26 * HOUR} timeout-callback A dataSync`);
  });

  it('E13: refuse at 24 h exactly, and start anew one millisecond later', async () => {
    const services = [service('A', { onTimeout: { do: 'stopSelf', afterMs: 0 } })];
    const steps = [...run(0), ...run(24 * HOUR), ...run(24 * HOUR + 1)];
    expect(await told({ services, steps, endMs: 24 * HOUR + 1 })).toEqual([
      `${6 * HOUR} timeout-callback A dataSync`,
      `${24 * HOUR} start-denied-exhausted A dataSync`,
      'budget dataSync: 0 charged, 1 running, exceeded at no time',
    ]);
  });
});
