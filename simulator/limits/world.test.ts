import { describe, expect, it } from 'vitest';
import { ServiceType } from '../../engine/android/service-types.js';
import { goForeground, hours, minuteLimits, play, reaction, seconds, service, step, told } from './script-fixture.js';

const { dataSync, specialUse } = ServiceType;

describe('the order of one instant', () => {
  it('messages act before steps', () => {
    const steps = [...goForeground(0, 'A', dataSync), step(seconds(60), 'stopService', 'A')];
    expect(told(play(steps, { config: minuteLimits }))).toEqual(['60000 timeout-callback A dataSync']);
  });

  it('messages act before reactions, reactions before steps', () => {
    const services = [service('A', { onTimeout: reaction('stopSelf', 10_000) })];
    const late = play(goForeground(0, 'A', dataSync), { config: minuteLimits, services });
    expect(told(late)[1]).toBe('70000 crash-did-not-stop A dataSync');
    const again = [service('A', { onTimeout: reaction('startForegroundAgain', 5_000) })];
    const steps = [...goForeground(0, 'A', dataSync), step(65_000, 'stopService', 'A')];
    expect(told(play(steps, { config: minuteLimits, services: again }))).toEqual([
      '60000 timeout-callback A dataSync',
      '65000 start-denied-exhausted A dataSync',
    ]);
  });

  it('messages of one due time act in the order in which they were posted', () => {
    const first = [...goForeground(0, 'A', dataSync), ...goForeground(0, 'B', dataSync)];
    const names = (result: ReturnType<typeof play>): string[] => result.outcomes.map((outcome) => outcome.service);
    expect(names(play(first, { config: minuteLimits })).slice(0, 2)).toEqual(['A', 'B']);
    const reposted = [...first, step(10, 'startForeground', 'A', { types: dataSync })];
    // B is charged nothing, A is charged from the start of B: both are due at the same time, A was posted later.
    expect(names(play(reposted, { config: minuteLimits })).slice(0, 2)).toEqual(['B', 'A']);
  });

  it('steps of one instant act in the order of the script', () => {
    const revoke = step(5, 'revokeBackgroundStart');
    const starts = goForeground(5, 'A', specialUse);
    expect(told(play([revoke, ...starts]))).toEqual(['5 start-denied-background A']);
    expect(told(play([...starts, revoke]))).toEqual([]);
  });
});

describe('the clocks', () => {
  it('a reboot erases everything, and uptime begins anew', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      step(hours(1), 'reboot'),
      ...goForeground(hours(2), 'A', dataSync),
    ];
    const [callback] = play(steps).outcomes;
    expect(callback).toMatchObject({ outcome: 'timeout-callback', elapsedMs: hours(8), uptimeMs: hours(7) });
  });

  it('a message whose time comes in a sleep acts after it, as much later as the sleep was long', () => {
    const steps = [...goForeground(0, 'A', dataSync), step(59_000, 'sleep', undefined, { forMs: 5_000 })];
    expect(told(play(steps, { config: minuteLimits }))[0]).toBe('65000 timeout-callback A dataSync');
  });

  it('a step that lies inside a sleep is refused, a step at its end is not', () => {
    const sleep = step(0, 'sleep', undefined, { forMs: 1_000 });
    expect(() => play([sleep, step(999, 'appToTop')])).toThrow('a step lies inside a sleep: appToTop at 999 ms');
    expect(() => play([sleep, step(1_000, 'appToTop')])).not.toThrow();
  });

  it('the end comes after what is due at that instant, and in a sleep too', () => {
    const steps = goForeground(0, 'A', dataSync);
    expect(play(steps, { config: minuteLimits, endMs: 60_000 }).outcomes.length).toBe(1);
    expect(play(steps, { config: minuteLimits, endMs: 59_999 }).outcomes.length).toBe(0);
    const end = [...steps, step(60_000, 'end')];
    expect(play(end, { config: minuteLimits }).outcomes.length).toBe(1);
    const asleep = [...steps, step(1, 'sleep', undefined, { forMs: hours(2) })];
    expect(play(asleep, { config: minuteLimits, endMs: hours(1) }).outcomes.length).toBe(0);
  });
});

describe('scripts that are out of the ordinary', () => {
  it('a step on something that is not there does nothing', () => {
    const words = ['stopService', 'stopSelf', 'unbind', 'stopForeground', 'startForeground'] as const;
    const steps = [...words.map((word) => step(0, word, 'A')), step(0, 'processDies'), step(0, 'appToHome')];
    expect(play(steps)).toEqual({ outcomes: [], budgets: [], cutShortAtMs: null });
  });

  it('screen steps are heard and change nothing', () => {
    expect(told(play([step(0, 'screenOff'), ...goForeground(0, 'A', specialUse), step(5, 'screenOn')]))).toEqual([]);
  });

  it('an app that starts anew out of every callback, on screen, never gets past the instant', () => {
    const services = [service('A', { onTimeout: reaction('startForegroundAgain') })];
    const steps = [step(0, 'appToTop'), ...goForeground(0, 'A', dataSync)];
    const result = play(steps, { variant: 'V2', services });
    expect(result.cutShortAtMs).toBe(hours(6));
    expect(result.outcomes.length).toBeLessThan(1_000);
  });

  it('names what a script lacks', () => {
    expect(() => play([step(0, 'startService', 'Z')])).toThrow('the script has no service "Z"');
    expect(() => play([step(7, 'sleep')])).toThrow('sleep at 7 ms needs forMs');
    expect(() => play([step(0, 'startService')])).toThrow('startService needs a service');
    expect(() => play([step(0, 'reboot', 'A')])).toThrow('reboot is not about a service');
  });

  it('the same script gives the same result, and is left as it was', () => {
    const steps = Object.freeze([...goForeground(0, 'A', dataSync), ...goForeground(hours(1), 'B', dataSync)]);
    expect(play(steps)).toEqual(play(steps));
  });
});
