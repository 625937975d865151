import { expect, it } from 'vitest';
import { describeWithAndroid15, HOUR, MINUTE, run, SECOND, service, step } from './platform-fixture.js';

const boot = 100 * HOUR;
const minuteLimits = { data_sync_fgs_timeout_duration: MINUTE, media_processing_fgs_timeout_duration: MINUTE };

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

describeWithAndroid15("Android 15's own classes on the surprises of the specification (9)", (told) => {
  it('1: move the anchor of the 24 h window at a lone second startForeground', async () => {
    const services = [service('A', { onTimeout: { do: 'stopSelf', afterMs: 0 } })];
    const again = step(5 * HOUR, 'startForeground', { service: 'A', types: 1 });
    const steps = [...run(0), again, ...run(29 * HOUR), ...run(29 * HOUR + 1)];
    expect(await told({ services, steps, endMs: 29 * HOUR + 1 })).toEqual([
      `${6 * HOUR} timeout-callback A dataSync`,
      `${29 * HOUR} start-denied-exhausted A dataSync`,
      'budget dataSync: 0 charged, 1 running, exceeded at no time',
    ]);
  });

  it('3: forget the time before the death of the process, unless the service is sticky', async () => {
    const steps = [...run(0), step(30 * SECOND, 'processDies'), ...run(40 * SECOND)];
    expect((await told({ config: minuteLimits, steps }))?.[0]).toBe('100000 timeout-callback A dataSync');
    const sticky = [service('A', { sticky: true })];
    const restarted = [
      ...run(0),
      step(30 * SECOND, 'processDies'),
      step(40 * SECOND, 'startForeground', { service: 'A', types: 1 }),
    ];
    const lines = await told({ config: minuteLimits, services: sticky, steps: restarted });
    expect(lines?.[0]).toBe('60000 timeout-callback A dataSync');
  });

  it('4: give a running service the whole limit after it left the screen, and reset nothing', async () => {
    const steps = [step(0, 'appToTop'), ...run(0), step(150 * SECOND, 'appToHome')];
    const lines = await told({ config: minuteLimits, steps });
    expect(lines).toEqual([
      '210000 timeout-callback A dataSync',
      '220000 crash-did-not-stop A dataSync',
      `budget dataSync: 210000 charged, 0 running, exceeded at ${boot + 210_000}`,
    ]);
  });

  it('6: let stopForeground and a switch of the type save the app', async () => {
    const stops = [service('A', { onTimeout: { do: 'stopForeground', afterMs: 0 } })];
    const switches = [service('A', { onTimeout: { do: 'switchType', afterMs: 0, types: 0x4000_0000 } })];
    for (const services of [stops, switches]) {
      const lines = await told({ config: minuteLimits, services, steps: run(0), endMs: 100 * SECOND });
      expect(lines?.[0]).toBe('60000 timeout-callback A dataSync');
      expect(lines?.some((line) => line.includes('crash'))).toBe(false);
    }
  });

  it('7: charge a mask of both types to mediaProcessing alone', async () => {
    const lines = await told({ config: minuteLimits, steps: run(0, 'A', 0x2001), endMs: MINUTE });
    expect(lines).toEqual([
      '60000 timeout-callback A mediaProcessing',
      `budget mediaProcessing: 60000 charged, 1 running, exceeded at ${boot + MINUTE}`,
    ]);
  });

  it('12: never time out a bound service that was stopped, and charge the uptime at its second stop', async () => {
    const stop = { service: 'A' };
    const steps = [...run(0), step(0, 'bind', { service: 'A' }), step(20 * SECOND, 'stopService', stop)];
    expect(await told({ config: minuteLimits, steps })).toEqual([
      'budget dataSync: 20000 charged, 0 running, exceeded at no time',
    ]);
    const twice = [...steps, step(30 * SECOND, 'stopService', stop)];
    expect(await told({ config: minuteLimits, steps: twice })).toEqual([
      `budget dataSync: ${20_000 + boot + 30_000} charged, 0 running, exceeded at no time`,
    ]);
  });

  it('12: look at the process of the service, not at the app on the screen', async () => {
    const services = [service('A', { process: 'other' })];
    const steps = [step(0, 'appToTop'), ...run(0)];
    const lines = await told({ config: minuteLimits, processes: ['main', 'other'], services, steps, endMs: MINUTE });
    expect(lines?.[0]).toBe('60000 timeout-callback A dataSync');
  });
});

describeWithAndroid15("Android 15's own classes where they correct the specification (docs/corrections.md)", (told) => {
  it('erase the budgets at a force-stop', async () => {
    const services = [service('A', { onTimeout: { do: 'stopSelf', afterMs: 0 } })];
    const steps = [...run(0), step(70 * SECOND, 'forceStop'), ...run(80 * SECOND)];
    expect(await told({ config: minuteLimits, services, steps, endMs: 200 * SECOND })).toEqual([
      '60000 timeout-callback A dataSync',
      '140000 timeout-callback A dataSync',
      `budget dataSync: 60000 charged, 0 running, exceeded at ${boot + 140_000}`,
    ]);
  });

  it('stop the services of a process that came up in the background after a minute', async () => {
    const steps = [step(5 * SECOND, 'startService', { service: 'A' })];
    expect(await told({ steps, endMs: HOUR })).toEqual(['65000 service-stopped-idle A']);
  });

  it('crash an app at the unbinding of a service whose promise ran out long before', async () => {
    const steps = [
      step(0, 'bind', { service: 'A' }),
      step(SECOND, 'startForegroundService', { service: 'A' }),
      step(HOUR, 'unbind', { service: 'A' }),
    ];
    expect(await told({ steps, endMs: 2 * HOUR })).toEqual([
      '41000 anr-did-not-start A',
      `${HOUR} crash-did-not-start A`,
    ]);
  });
});
