import { describe, expect, it } from 'vitest';
import { ServiceType } from '../../engine/android/service-types.js';
import { goForeground, minutes, play, reaction, seconds, service, step, told } from './script-fixture.js';
import type { Script, Step } from './script.js';

const { dataSync, shortService, specialUse } = ServiceType;
const sticky = (name: string, process = 'main'): ReturnType<typeof service> => service(name, { sticky: true, process });

/**
 * Probes at which times a record is in a process: a startForeground with a type that is refused is told when it is,
 * and does nothing when it is not.
 */
function isUpAt(times: readonly number[], steps: readonly Step[], services: Script['services'], name = 'A'): boolean[] {
  return times.map((time) => {
    const probe = step(time, 'startForeground', name, { types: dataSync, backgroundStart: 'denied' });
    const all = [step(0, 'setConfig', undefined, { key: 'background_settle_time', value: minutes(1e6) }), ...steps];
    const isBefore = (one: Step): boolean => one.atMs <= time;
    const result = play([...all.filter(isBefore), probe, step(time, 'end')], { services, endMs: time });
    return told(result).includes(`${time} start-denied-background ${name}`);
  });
}

describe('restarts', () => {
  const start = step(0, 'startService', 'A');
  const dies = (at: number, process = 'main'): Step => step(at, 'processDies', undefined, { process });

  it('the first comes after 1 s of uptime', () => {
    expect(isUpAt([5_999, 6_000], [start, dies(5_000)], [sticky('A')])).toEqual([false, true]);
    const asleep = [start, dies(5_000), step(5_500, 'sleep', undefined, { forMs: 10_000 })];
    expect(isUpAt([15_999, 16_000], asleep, [sticky('A')])).toEqual([false, true]);
  });

  it('a service that is not sticky does not come back, a bound one does but is not started', () => {
    expect(isUpAt([minutes(1)], [start, dies(5_000)], [service('A')])).toEqual([false]);
    const bound = [start, step(0, 'bind', 'A'), dies(5_000)];
    expect(isUpAt([5_999, 6_000], bound, [service('A')])).toEqual([false, true]);
    const short = [...bound, step(7_000, 'startForeground', 'A', { types: shortService })];
    expect(told(play(short, { services: [service('A')] }))).toEqual(['7000 start-denied-type A']);
  });

  it('soon again, the delay is four times the last one; after a minute it is 1 s', () => {
    const twice = [start, dies(5_000), dies(7_000)];
    expect(isUpAt([10_999, 11_000], twice, [sticky('A')])).toEqual([false, true]);
    expect(isUpAt([86_998, 86_999], [...twice, dies(70_999)], [sticky('A')])).toEqual([false, true]);
    // It must have run longer than a minute.
    expect(isUpAt([72_000, 72_001], [...twice, dies(71_001)], [sticky('A')])).toEqual([false, true]);
  });

  it('two restarts are 10 s apart, over processes', () => {
    const services = [sticky('A'), sticky('B', 'second'), sticky('C', 'third')];
    const steps = [
      start,
      step(0, 'startService', 'B'),
      step(0, 'startService', 'C'),
      dies(5_000),
      dies(5_050, 'second'),
      dies(5_100, 'third'),
    ];
    expect(isUpAt([5_999, 6_000], steps, services, 'A')).toEqual([false, true]);
    expect(isUpAt([15_999, 16_000], steps, services, 'B')).toEqual([false, true]);
    expect(isUpAt([25_999, 26_000], steps, services, 'C')).toEqual([false, true]);
  });

  describe('after crashes', () => {
    const crash = (at: number): Step[] => [
      step(at, 'startForegroundService', 'B', { backgroundStart: 'allowed' }),
      step(at, 'stopService', 'B'),
    ];
    const services = [sticky('A'), service('B')];
    const half = minutes(30);
    // More than two minutes after the first crash, less than that after the restart at 1,010.
    const second = 120_500;
    const twice = [start, ...crash(10), ...crash(second)];

    it('after the second it waits half an hour, after the third an hour', () => {
      expect(isUpAt([1_009, 1_010], [start, ...crash(10)], services)).toEqual([false, true]);
      expect(isUpAt([half + second - 1, half + second], twice, services)).toEqual([false, true]);
      const third = half + second + 3_000;
      const due = third + 2 * half;
      expect(isUpAt([due - 1, due], [...twice, ...crash(third)], services)).toEqual([false, true]);
    });

    it('one that comes more than two minutes after the restart counts as the first again', () => {
      const later = half + second + minutes(2) + 1;
      expect(isUpAt([later + 999, later + 1_000], [...twice, ...crash(later)], services)).toEqual([false, true]);
    });

    it('two within two minutes end it; a foreground service that crashed less than 16 times prevents that (K-15)', () => {
      const soon = [start, ...crash(10), ...crash(2_000)];
      expect(isUpAt([minutes(100)], soon, services)).toEqual([false]);
      const foreground = [...goForeground(0, 'A', specialUse), ...soon.slice(1)];
      // A, back in its process, gives the right to start (K-02).
      const mayStartAt = (at: number): boolean => {
        const probe = step(at, 'startForegroundService', 'B', { backgroundStart: 'denied' });
        return !told(play([...foreground, probe], { services })).includes(`${at} start-denied-background B`);
      };
      expect([half + 1_999, half + 2_000].map(mayStartAt)).toEqual([false, true]);
    });
  });

  it('a start by a step brings it back at once', () => {
    const steps = [start, dies(5_000), step(5_100, 'startService', 'A')];
    expect(isUpAt([5_100], steps, [sticky('A')])).toEqual([true]);
    const bound = [start, dies(5_000), step(5_100, 'bind', 'A')];
    expect(isUpAt([5_100], bound, [sticky('A')])).toEqual([true]);
  });

  it('stopService and force-stop drop it', () => {
    for (const drop of [step(5_500, 'stopService', 'A'), step(5_500, 'forceStop')])
      expect(isUpAt([7_000], [start, dies(5_000), drop], [sticky('A')])).toEqual([false]);
    const bound = [start, step(0, 'bind', 'A'), step(5_000, 'forceStop')];
    expect(isUpAt([7_000], bound, [sticky('A')])).toEqual([false]);
  });

  it('the process that comes up for one record brings back all that wait for it (K-14)', () => {
    const services = [sticky('A'), sticky('B')];
    const steps = [start, step(0, 'startService', 'B'), dies(5_000)];
    expect(isUpAt([5_999, 6_000], steps, services, 'B')).toEqual([false, true]);
    const called = [...steps, step(5_500, 'startService', 'C')];
    expect(isUpAt([5_499, 5_500], called, [...services, service('C')], 'B')).toEqual([false, true]);
  });

  it('those that still wait for another process then move up', () => {
    const services = [sticky('A'), sticky('B', 'second'), service('C')];
    const steps = [start, step(0, 'startService', 'B'), dies(5_000), dies(5_050, 'second')];
    expect(isUpAt([15_999, 16_000], steps, services, 'B')).toEqual([false, true]);
    // B waited for the distance to A; when A is back its own second is all it waits for.
    const early = [...steps, step(5_500, 'startService', 'C')];
    expect(isUpAt([6_049, 6_050], early, services, 'B')).toEqual([false, true]);
  });

  it('flag, types and message survive: a limited service is called though it never came to startForeground again', () => {
    const services = [service('A', { sticky: true })];
    const steps = [...goForeground(0, 'A', dataSync), step(5_000, 'processDies')];
    const config = { data_sync_fgs_timeout_duration: seconds(60) };
    expect(told(play(steps, { services, config }))).toEqual([
      '60000 timeout-callback A dataSync',
      '70000 crash-did-not-stop A dataSync',
    ]);
  });

  it('a reaction is dropped when its process dies first', () => {
    const services = [service('A', { sticky: true, onTimeout: reaction('stopSelf', 2_000) })];
    const config = { data_sync_fgs_timeout_duration: seconds(60) };
    const steps = [...goForeground(0, 'A', dataSync), step(60_500, 'processDies')];
    expect(told(play(steps, { services, config }))).toEqual([
      '60000 timeout-callback A dataSync',
      '70000 crash-did-not-stop A dataSync',
    ]);
  });

  it('a foreground service that is restarted keeps the app from being idle', () => {
    const steps = [...goForeground(0, 'A', specialUse), step(5_000, 'processDies'), step(7_000, 'idleUid')];
    expect(told(play(steps, { services: [sticky('A')] }))).toEqual([]);
  });
});
