import { expect, it } from 'vitest';
import { describeWithAndroid15, HOUR, MINUTE, run, SECOND, service, step } from './platform-fixture.js';

const boot = 100 * HOUR;
const minuteLimits = { data_sync_fgs_timeout_duration: MINUTE, media_processing_fgs_timeout_duration: MINUTE };

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

  it('9: refuse a sticky service that comes back after the crash as exhausted', async () => {
    const services = [service('A', { sticky: true })];
    const steps = [...run(0), step(75 * SECOND, 'startForeground', { service: 'A', types: 1 })];
    expect(await told({ config: minuteLimits, services, steps, endMs: 80 * SECOND })).toEqual([
      '60000 timeout-callback A dataSync',
      '70000 crash-did-not-stop A dataSync',
      '75000 start-denied-exhausted A dataSync',
      `budget dataSync: 60000 charged, 0 running, exceeded at ${boot + MINUTE}`,
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
