import { expect, it } from 'vitest';
import { describeWithAndroid15, HOUR, MINUTE, run, SECOND, service, step } from './platform-fixture.js';

const boot = 100 * HOUR;
const SHORT = 0x800;
const SPECIAL_USE = 0x4000_0000;
const minuteLimits = { data_sync_fgs_timeout_duration: MINUTE, media_processing_fgs_timeout_duration: MINUTE };

describeWithAndroid15("Android 15's own classes where they correct the specification (docs/corrections.md)", (told) => {
  it('K-01: erase the budgets at a force-stop', async () => {
    const services = [service('A', { onTimeout: { do: 'stopSelf', afterMs: 0 } })];
    const steps = [...run(0), step(70 * SECOND, 'forceStop'), ...run(80 * SECOND)];
    expect(await told({ config: minuteLimits, services, steps, endMs: 200 * SECOND })).toEqual([
      '60000 timeout-callback A dataSync',
      '140000 timeout-callback A dataSync',
      `budget dataSync: 60000 charged, 0 running, exceeded at ${boot + 140_000}`,
    ]);
  });

  it('K-02: let an open promise stand for a foreground service', async () => {
    const promised = step(0, 'startForegroundService', { service: 'A' });
    const denied = step(500, 'startForeground', { service: 'A', types: SPECIAL_USE, backgroundStart: 'denied' });
    const limited = step(600, 'startForeground', { service: 'A', types: 1, backgroundStart: 'denied' });
    expect(await told({ steps: [promised, denied, limited], endMs: SECOND })).toEqual([
      'budget dataSync: 0 charged, 1 running, exceeded at no time',
    ]);
  });

  it('K-03: remember the types of a process while any service of it is in the foreground', async () => {
    const steps = [...run(0, 'A', SHORT), ...run(0, 'B', SPECIAL_USE), step(SECOND, 'stopService', { service: 'B' })];
    const lines = await told({ services: [service('A'), service('B')], steps, endMs: HOUR });
    expect(lines).toEqual(
      [
        '180000 timeout-callback A shortService',
        '185000 short-service-demoted A shortService',
        '190000 anr-short-service A shortService',
      ].map((line) => line.replace(/(demoted|anr-short-service) A shortService/, '$1 A')),
    );
  });

  it('K-04: keep the first reason for which a start was allowed', async () => {
    const steps = [
      step(0, 'startService', { service: 'A', backgroundStart: 'allowed' }),
      step(SECOND, 'startForegroundService', { service: 'A', backgroundStart: 'denied' }),
    ];
    expect(await told({ steps, endMs: 2 * SECOND })).toEqual([]);
  });

  it('K-05: record nothing at a binding when the app targets 35, and ask at startForeground', async () => {
    const steps = [
      step(0, 'bind', { service: 'A', backgroundStart: 'allowed' }),
      step(SECOND, 'startForeground', { service: 'A', types: SPECIAL_USE, backgroundStart: 'denied' }),
    ];
    expect(await told({ steps, endMs: 2 * SECOND })).toEqual(['1000 start-denied-background A']);
    expect(await told({ steps, targetSdk: 34, endMs: 2 * SECOND })).toEqual([]);
  });

  it('K-06: ask again after ten seconds however the service was started', async () => {
    const steps = [
      step(0, 'startService', { service: 'A' }),
      step(SECOND, 'revokeBackgroundStart'),
      step(20 * SECOND, 'startForegroundService', { service: 'A' }),
      step(21 * SECOND, 'startForeground', { service: 'A', types: SPECIAL_USE }),
    ];
    expect(await told({ steps, endMs: 22 * SECOND })).toEqual(['21000 start-denied-background A']);
  });

  it('K-07: take a promise back at a plain start, and put a new one under the old timer', async () => {
    const promise = (atMs: number) => step(atMs, 'startForegroundService', { service: 'A' });
    const plain = step(10 * SECOND, 'startService', { service: 'A' });
    expect(await told({ steps: [promise(0), plain], endMs: 50 * SECOND })).toEqual([]);
    const again = [promise(0), plain, promise(20 * SECOND)];
    expect(await told({ steps: again, endMs: 35 * SECOND })).toEqual(['30000 crash-did-not-start A']);
  });

  it('K-08: crash an app at the unbinding of a service whose promise ran out long before', async () => {
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

  it('K-09: give a service that only its binding brings back no new promise timer', async () => {
    const steps = [
      step(0, 'bind', { service: 'A' }),
      step(SECOND, 'startForegroundService', { service: 'A' }),
      step(2 * SECOND, 'processDies'),
      step(MINUTE, 'unbind', { service: 'A' }),
    ];
    expect(await told({ steps, endMs: HOUR })).toEqual(['60000 crash-did-not-start A']);
  });

  it('K-10: stop the services of a process that came up in the background after a minute', async () => {
    const steps = [step(5 * SECOND, 'startService', { service: 'A' })];
    expect(await told({ steps, endMs: HOUR })).toEqual(['65000 service-stopped-idle A']);
  });

  it('K-11: count the settling in elapsed time, sleep included, when the check runs a second time', async () => {
    const steps = [
      step(0, 'startService', { service: 'A' }),
      step(10 * SECOND, 'appToTop'),
      step(20 * SECOND, 'appToHome'),
      step(30 * SECOND, 'sleep', { forMs: HOUR }),
    ];
    expect(await told({ steps, endMs: 2 * HOUR })).toEqual([`${HOUR + MINUTE} service-stopped-idle A`]);
  });

  it('K-12: have make-uid-idle do nothing to an app that never left the background', async () => {
    const steps = [step(0, 'startService', { service: 'A' }), step(SECOND, 'idleUid')];
    expect(await told({ steps, endMs: 10 * SECOND })).toEqual([]);
  });

  it('K-13: stop a demoted shortService a minute after its demotion', async () => {
    expect((await told({ steps: run(0, 'A', SHORT), endMs: HOUR }))?.at(-1)).toBe('245000 service-stopped-idle A');
  });

  it('K-14: restart everything that waits for a process as soon as the process comes up', async () => {
    const services = [service('A', { sticky: true }), service('B', { sticky: true })];
    const steps = [
      step(0, 'startService', { service: 'A' }),
      step(500, 'startForegroundService', { service: 'B' }),
      step(SECOND, 'processDies'),
    ];
    // A is due at 2 s and B, ten seconds after it, at 12 s; the promise of B runs 30 s from its restart.
    expect(await told({ services, steps, endMs: MINUTE })).toContain('32000 crash-did-not-start B');
  });

  it('K-15: bring sticky services down with a process that crashed twice within two minutes', async () => {
    const services = [service('A', { sticky: true }), service('B', { sticky: true })];
    const breaksPromise = (atMs: number) => [
      step(atMs, 'startForegroundService', { service: 'A' }),
      step(atMs, 'stopService', { service: 'A' }),
    ];
    const startB = step(0, 'startService', { service: 'B' });
    const once = [startB, ...breaksPromise(SECOND), step(5 * SECOND, 'stopForeground', { service: 'B' })];
    expect((await told({ services, steps: once, endMs: 70 * SECOND }))?.at(-1)).toBe('62000 service-stopped-idle B');
    const twice = [startB, ...breaksPromise(SECOND), ...breaksPromise(5 * SECOND)];
    expect(await told({ services, steps: twice, endMs: HOUR })).toEqual([
      '1000 crash-did-not-start A',
      '5000 crash-did-not-start A',
    ]);
  });

  it('K-16: pass by a reaction of a service object that is gone', async () => {
    const services = [service('A', { onTimeout: { do: 'stopSelf', afterMs: 2 * SECOND } })];
    const steps = [
      ...run(0),
      step(61 * SECOND, 'stopService', { service: 'A' }),
      ...run(61 * SECOND, 'A', SPECIAL_USE),
    ];
    expect(
      await told({ config: minuteLimits, services, steps: [...steps, step(HOUR, 'idleUid')], endMs: HOUR }),
    ).toEqual([
      '60000 timeout-callback A dataSync',
      `budget dataSync: 61000 charged, 0 running, exceeded at ${boot + MINUTE}`,
    ]);
  });

  it('K-17: hold the window after the boot open to its very last millisecond', async () => {
    const startAt = (atMs: number) => [
      step(0, 'appToTop'),
      step(1, 'appToHome'),
      step(1, 'bootCompleted'),
      ...run(atMs),
    ];
    const lines = await told({ steps: startAt(20 * SECOND + 1), endMs: 21 * SECOND });
    expect(lines?.[0]).toBe('20001 start-denied-boot A');
    expect((await told({ steps: startAt(20 * SECOND + 2), endMs: 21 * SECOND }))?.[0]).toMatch(/^budget/);
  });

  it('K-18: have no window after the boot where its duration is nothing', async () => {
    const steps = [step(0, 'appToTop'), step(1, 'appToHome'), step(1, 'bootCompleted'), ...run(1)];
    const config = { boot_time_temp_allowlist_duration: 0 };
    expect((await told({ steps, endMs: SECOND }))?.[0]).toBe('1 start-denied-boot A');
    expect((await told({ config, steps, endMs: SECOND }))?.[0]).toMatch(/^budget/);
  });
});
