/** The promise of startForegroundService in a plan (5.1; docs/scenarios.md, "Start promise"). */
import { describe, expect, it } from 'vitest';
import { plannedLines } from '../replay/plan-fixture.js';

const promise = (service: string, at: string): string => `at: ${at}, do: startForegroundService, service: ${service}`;
const end = 'at: 10m, do: end';

describe('the promise of startForegroundService', () => {
  it('is one promise, however often it is called: the first call counts', () => {
    expect(plannedLines([promise('B', '0s'), promise('B', '20s'), end])).toEqual(['30000 crash-did-not-start B']);
  });

  it('is none for a service that is in the foreground', () => {
    const steps = [
      promise('B', '0s'),
      'at: 0s, do: startForeground, service: B, types: [specialUse]',
      promise('B', '1s'),
      end,
    ];
    expect(plannedLines(steps)).toEqual([]);
  });

  it('of a service that waits for its restart is not due meanwhile; the restart gives 30 s anew', () => {
    const steps = [promise('A', '0s'), 'at: 29500ms, do: processDies', end];
    expect(plannedLines(steps)[0]).toBe('60500 crash-did-not-start A');
  });

  it('goes with the record of a service that is not sticky', () => {
    const steps = [
      promise('B', '0s'),
      'at: 10s, do: processDies',
      'at: 20s, do: startService, service: B',
      'at: 1m, do: end',
    ];
    expect(plannedLines(steps)).toEqual([]);
  });

  it('is forgotten by a reboot, and can be made again', () => {
    const steps = [promise('B', '0s'), 'at: 10s, do: reboot', promise('B', '20s'), end];
    expect(plannedLines(steps)).toEqual(['50000 crash-did-not-start B']);
  });

  it('of a bound service stays open after 30 s, without a timer: the end of the record crashes the app (K-08)', () => {
    const bind = 'at: 0s, do: bind, service: B';
    const unbind = 'at: 2m, do: unbind, service: B';
    const steps = [bind, promise('B', '0s')];
    expect(plannedLines([...steps, unbind, end])).toEqual([
      '40000 anr-did-not-start B',
      '120000 crash-did-not-start B',
    ]);
    const started = 'at: 1m, do: startService, service: B';
    expect(plannedLines([...steps, started, 'at: 1m, do: stopService, service: B', unbind, end])).toEqual([
      '40000 anr-did-not-start B',
    ]);
  });

  it('leads to no ANR where that has no delay: the crash was ordered before it', () => {
    const noDelay = 'at: 0s, do: setConfig, key: service_start_foreground_anr_delay_ms, value: 0';
    expect(plannedLines([noDelay, promise('B', '0s'), end])).toEqual(['30000 crash-did-not-start B']);
  });

  it('is taken back by a plain startService (K-07)', () => {
    const steps = [
      promise('B', '0s'),
      'at: 1s, do: startService, service: B',
      'at: 2s, do: stopService, service: B',
      end,
    ];
    expect(plannedLines(steps)).toEqual([]);
  });

  it('of a bound service brings no ANR where its process has died since, also where it lives again', () => {
    const bind = 'at: 0s, do: bind, service: B';
    const died = [bind, promise('B', '0s'), 'at: 35s, do: processDies'];
    expect(plannedLines([...died, end])).toEqual([]);
    expect(plannedLines([...died, 'at: 36s, do: startService, service: B', end])).toEqual([]);
  });

  it('is not broken by a process that hangs', () => {
    const steps = [
      'at: 0s, do: startService, service: A',
      'at: 0s, do: startForeground, service: A, types: [shortService]',
      promise('B', '3m1s'),
      'at: 3m5s, do: stopService, service: B',
      'at: 3m6s, do: end',
    ];
    expect(plannedLines(steps, { onTimeout: '{ A: hang }' })).toEqual([
      '180000 timeout-callback A',
      '185000 short-service-demoted A',
    ]);
  });
});
