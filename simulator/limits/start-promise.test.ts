import { describe, expect, it } from 'vitest';
import { ServiceType } from '../../engine/android/service-types.js';
import { goForeground, hours, play, reaction, seconds, service, step, told } from './script-fixture.js';

const { dataSync, shortService, specialUse } = ServiceType;

describe('the promise of startForegroundService', () => {
  it('is broken after 30 s: the process crashes, no ANR follows', () => {
    expect(told(play([step(0, 'startForegroundService', 'A')]))).toEqual(['30000 crash-did-not-start A']);
  });

  it('is kept by startForeground at the last moment: messages act before steps of one instant', () => {
    const kept = (at: number): string[] =>
      told(
        play([step(0, 'startForegroundService', 'A'), step(at, 'startForeground', 'A', { types: specialUse })], {
          endMs: seconds(60),
        }),
      );
    expect(kept(29_999)).toEqual([]);
    expect(kept(30_000)).toEqual(['30000 crash-did-not-start A']);
  });

  it.each(['stopService', 'stopSelf'] as const)('is broken at once by %s', (word) => {
    const steps = [step(0, 'startForegroundService', 'A'), step(500, word, 'A')];
    expect(told(play(steps))).toEqual(['500 crash-did-not-start A']);
  });

  it('is broken by unbind when that ends the record', () => {
    const steps = [
      step(0, 'bind', 'A'),
      step(0, 'startForegroundService', 'A'),
      step(100, 'stopService', 'A'),
      step(200, 'unbind', 'A'),
    ];
    expect(told(play(steps))).toEqual(['200 crash-did-not-start A']);
  });

  it('takes the other services of the process with it', () => {
    const steps = [
      ...goForeground(0, 'B', dataSync),
      step(0, 'startForegroundService', 'A'),
      step(1, 'stopService', 'A'),
    ];
    const result = play(steps);
    expect(told(result)).toEqual(['1 crash-did-not-start A']);
    expect(result.budgets[0]?.running).toBe(1);
  });

  it('of a bound service ends in an ANR, whatever happened since', () => {
    const steps = [
      step(0, 'bind', 'A'),
      step(0, 'startForegroundService', 'A'),
      step(31_000, 'startService', 'A'),
      step(32_000, 'startForeground', 'A', { types: specialUse }),
    ];
    expect(told(play(steps))).toEqual(['40000 anr-did-not-start A']);
    const died = [...steps.slice(0, 2), step(35_000, 'processDies'), step(36_000, 'startService', 'A')];
    expect(told(play(died))).toEqual([]);
  });

  it('is released also when startForeground is refused', () => {
    const steps = [
      // It runs before its promise, so that this does not make it eligible (K-02).
      step(0, 'startService', 'A'),
      step(0, 'startForegroundService', 'A'),
      step(1, 'revokeBackgroundStart'),
      step(2, 'startForeground', 'A', { types: dataSync }),
      step(40_000, 'stopService', 'A'),
    ];
    expect(told(play(steps))).toEqual(['2 start-denied-background A']);
    const notStarted = [
      step(0, 'bind', 'A'),
      step(0, 'startForegroundService', 'A'),
      step(1, 'stopService', 'A'),
      step(2, 'startForeground', 'A', { types: shortService }),
      step(3, 'unbind', 'A'),
    ];
    expect(told(play(notStarted))).toEqual(['2 start-denied-type A']);
  });

  it('is not made when the service is in the foreground already', () => {
    const steps = [...goForeground(0, 'A', specialUse), step(10, 'startForegroundService', 'A')];
    expect(told(play(steps))).toEqual([]);
  });

  it('a second startForegroundService does not prolong it', () => {
    const steps = [step(0, 'startForegroundService', 'A'), step(20_000, 'startForegroundService', 'A')];
    expect(told(play(steps))).toEqual(['30000 crash-did-not-start A']);
  });

  it('loses its timer with the process, and has a new one from the restart', () => {
    const steps = [step(0, 'startForegroundService', 'A'), step(29_000, 'processDies')];
    const sticky = { services: [service('A', { sticky: true })] };
    expect(told(play(steps, { ...sticky, endMs: seconds(60) }))).toEqual(['60000 crash-did-not-start A']);
    const again = (word: 'startService' | 'startForegroundService'): string[] =>
      told(play([...steps, step(29_500, word, 'A')], { ...sticky, endMs: seconds(60) }));
    expect(again('startForegroundService')).toEqual(['59500 crash-did-not-start A']);
    expect(again('startService')).toEqual([]);
    expect(told(play(steps))).toEqual([]);
  });

  it('is taken back by startService; a new one lies under the old timer, and after it has none (K-07)', () => {
    const taken = [step(0, 'startForegroundService', 'A'), step(10_000, 'startService', 'A')];
    const endMs = seconds(80);
    expect(told(play([...taken, step(20_000, 'stopService', 'A')], { endMs }))).toEqual([]);
    expect(told(play([...taken, step(20_000, 'startForegroundService', 'A')], { endMs }))).toEqual([
      '30000 crash-did-not-start A',
    ]);
    const config = { background_settle_time: seconds(900) };
    const late = [...taken, step(31_000, 'startForegroundService', 'A')];
    expect(told(play(late, { endMs, config }))).toEqual([]);
    expect(told(play([...late, step(70_000, 'stopService', 'A')], { endMs, config }))).toEqual([
      '70000 crash-did-not-start A',
    ]);
  });

  it('of a bound service stays open without a timer, and its unbind crashes the app much later (K-08)', () => {
    const steps = [step(0, 'bind', 'A'), step(0, 'startForegroundService', 'A'), step(hours(3), 'unbind', 'A')];
    expect(told(play(steps))).toEqual(['40000 anr-did-not-start A', `${hours(3)} crash-did-not-start A`]);
    const kept = [
      ...steps.slice(0, 2),
      step(hours(1), 'startForeground', 'A', { types: specialUse }),
      ...steps.slice(2),
    ];
    expect(told(play(kept))).toEqual(['40000 anr-did-not-start A']);
  });

  it('of a record that its binding alone brings back has no timer (K-09)', () => {
    const steps = [step(0, 'bind', 'A'), step(0, 'startForegroundService', 'A'), step(5_000, 'processDies')];
    expect(told(play([...steps, step(hours(1), 'unbind', 'A')]))).toEqual([`${hours(1)} crash-did-not-start A`]);
  });

  it('that is broken crashes another process of the app when its own is gone by then', () => {
    const services = [service('A', { process: 'other' }), service('B', { process: 'other' }), service('C')];
    const steps = [
      step(0, 'startService', 'C'),
      step(0, 'startForegroundService', 'A'),
      step(0, 'startForegroundService', 'B'),
    ];
    const crashes = ['30000 crash-did-not-start A', '30000 crash-did-not-start B'];
    // Both timers are due at one instant. The first crash takes `other`, the second one `main` with C in it.
    const probe = step(40_000, 'startForeground', 'C', { types: dataSync, backgroundStart: 'denied' });
    expect(told(play([...steps, probe], { services, endMs: seconds(41) }))).toEqual(crashes);
    const withoutB = [...steps.slice(0, 2), probe];
    expect(told(play(withoutB, { services, endMs: seconds(41) }))).toEqual([
      '30000 crash-did-not-start A',
      '40000 start-denied-background C',
    ]);
  });

  it('on a blocked main thread there is no crash; the ANR comes', () => {
    const services = [service('A'), service('B', { onTimeout: reaction('hang') })];
    const config = { data_sync_fgs_timeout_duration: 10 };
    const steps = [...goForeground(0, 'B', dataSync), step(100, 'startForegroundService', 'A')];
    expect(told(play(steps, { services, config }))).toEqual([
      '10 timeout-callback B dataSync',
      '40100 anr-did-not-start A',
    ]);
  });

  it('reads its time when it is made, and its ANR delay when that is posted', () => {
    const steps = [
      step(0, 'bind', 'A'),
      step(0, 'startForegroundService', 'A'),
      step(1, 'setConfig', undefined, { key: 'service_start_foreground_timeout_ms', value: 1 }),
      step(2, 'setConfig', undefined, { key: 'service_start_foreground_anr_delay_ms', value: 7 }),
    ];
    expect(told(play(steps))).toEqual(['30007 anr-did-not-start A']);
  });
});
