import { describe, expect, it } from 'vitest';
import { ServiceType } from '../../engine/android/service-types.js';
import { goForeground, play, seconds, service, step, told } from './script-fixture.js';
import type { Step } from './script.js';

const { dataSync, location, specialUse, camera, none } = ServiceType;
const denied = { backgroundStart: 'denied' } as const;
const allowed = { backgroundStart: 'allowed' } as const;
const revoked = step(0, 'revokeBackgroundStart');
const short = { endMs: seconds(55) };

describe('starts from the background', () => {
  it('startForegroundService is refused as a whole; the word of a step overrides the flag', () => {
    expect(told(play([step(0, 'startForegroundService', 'A', denied)]))).toEqual(['0 start-denied-background A']);
    const granted = [revoked, ...goForeground(0, 'A', specialUse, allowed)];
    expect(told(play(granted))).toEqual([]);
    const again = [revoked, step(1, 'grantBackgroundStart'), ...goForeground(2, 'A', specialUse)];
    expect(told(play(again))).toEqual([]);
  });

  it('any process that is TOP makes eligible, until it goes home or dies', () => {
    const top = step(0, 'appToTop', undefined, { process: 'other' });
    const start = goForeground(10, 'A', specialUse);
    expect(told(play([revoked, top, ...start]))).toEqual([]);
    const home = step(5, 'appToHome', undefined, { process: 'other' });
    expect(told(play([revoked, top, home, ...start]))).toEqual(['10 start-denied-background A']);
    const dies = step(5, 'processDies', undefined, { process: 'other' });
    expect(told(play([revoked, top, dies, ...start]))).toEqual(['10 start-denied-background A']);
  });

  it('a foreground service in a live process makes eligible, one that waits for its restart does not', () => {
    const services = [service('A'), service('B', { process: 'other', sticky: true })];
    const running = [...goForeground(0, 'B', specialUse), revoked];
    expect(told(play([...running, ...goForeground(10, 'A', specialUse)], { services }))).toEqual([]);
    const dies = step(5, 'processDies', undefined, { process: 'other' });
    const inBetween = [...running, dies, ...goForeground(10, 'A', specialUse)];
    expect(told(play(inBetween, { services }))).toEqual(['10 start-denied-background A']);
    expect(told(play([...running, dies, ...goForeground(1_005, 'A', specialUse)], { services }))).toEqual([]);
  });

  it('what a start recorded holds for later, until stopForeground', () => {
    const steps = [
      step(0, 'startService', 'A', denied),
      step(1, 'startService', 'A', allowed),
      step(1, 'revokeBackgroundStart'),
      step(2, 'startForeground', 'A', { types: specialUse }),
      step(3, 'stopForeground', 'A'),
      step(4, 'startForeground', 'A', { types: specialUse }),
    ];
    expect(told(play(steps, short))).toEqual(['4 start-denied-background A']);
  });

  it('what a bind recorded does not count for apps that target 35, on Android 15 on (K-05)', () => {
    const steps = [
      step(0, 'startService', 'A', denied),
      step(1, 'bind', 'A', allowed),
      step(2, 'startForeground', 'A', { types: specialUse, ...denied }),
    ];
    expect(told(play(steps, short))).toEqual(['2 start-denied-background A']);
    expect(told(play(steps, { ...short, targetSdk: 34 }))).toEqual([]);
    expect(told(play(steps, { ...short, release: 14, variant: 'V0' }))).toEqual([]);
    const off = step(0, 'setCompat', undefined, { change: 311208749, enabled: false });
    expect(told(play([off, ...steps], short))).toEqual([]);
  });

  it('an open promise makes eligible when the service came up with it, and not when it ran before (K-02)', () => {
    const promised = [step(0, 'startForegroundService', 'A'), step(1, 'revokeBackgroundStart')];
    const other = [...promised, ...goForeground(2, 'B', specialUse)];
    expect(told(play(other, short))).toEqual(['30000 crash-did-not-start A']);
    expect(told(play([step(0, 'startService', 'A'), ...other], { endMs: 10 }))).toEqual([
      '2 start-denied-background B',
    ]);
  });

  it('a limited type is judged anew every time', () => {
    const steps = [
      step(0, 'startService', 'A', allowed),
      step(2, 'startForeground', 'A', { types: dataSync, ...denied }),
      step(3, 'startForeground', 'A', { types: dataSync, ...allowed }),
    ];
    expect(told(play(steps, short))).toEqual(['2 start-denied-background A']);
  });

  it('startService, then startForeground more than 10 s later is judged anew, at 10 s not', () => {
    const later = (
      at: number,
      first: typeof allowed | typeof denied,
      second: typeof allowed | typeof denied,
    ): string[] =>
      told(
        play(
          [step(0, 'startService', 'A', first), step(at, 'startForeground', 'A', { types: location, ...second })],
          short,
        ),
      );
    expect(later(10_000, allowed, denied)).toEqual([]);
    expect(later(10_001, allowed, denied)).toEqual(['10001 start-denied-background A']);
    expect(later(10_000, denied, allowed)).toEqual(['10000 start-denied-background A']);
    expect(later(10_001, denied, allowed)).toEqual([]);
  });

  it('the restriction begins with target SDK 31', () => {
    const steps = [
      step(0, 'startService', 'A', denied),
      step(0, 'startForeground', 'A', { types: location, ...denied }),
    ];
    expect(told(play(steps, { targetSdk: 31, ...short }))).toEqual(['0 start-denied-background A']);
    expect(told(play(steps, { targetSdk: 30, ...short }))).toEqual([]);
  });
});

describe('starts after BOOT_COMPLETED', () => {
  const booted = (at: number, types: number, before: readonly Step[] = [], rest: Partial<Step> = {}): string[] =>
    told(
      play([step(0, 'bootCompleted'), ...before, ...goForeground(at, 'A', types, rest)], {
        endMs: at + 1,
        services: [service('A'), service('B')],
      }),
    );

  it('only types of the list are allowed for 20 s, alone or in company', () => {
    for (const types of [dataSync, camera, none]) expect(booted(100, types)).toEqual(['100 start-denied-boot A']);
    for (const types of [location, specialUse, dataSync | location]) expect(booted(100, types)).toEqual([]);
    // The last millisecond is included (K-17).
    expect(booted(20_000, dataSync)).toEqual(['20000 start-denied-boot A']);
    expect(booted(20_001, dataSync)).toEqual([]);
  });

  it('any other reason takes the restriction away', () => {
    expect(booted(100, dataSync, [step(1, 'appToTop')])).toEqual([]);
    expect(booted(100, dataSync, goForeground(1, 'B', specialUse))).toEqual([]);
    expect(booted(100, dataSync, [], allowed)).toEqual([]);
  });

  it('the reason stays on the service, through later starts too (K-04)', () => {
    const steps = [
      step(0, 'bootCompleted'),
      step(10, 'startService', 'A'),
      step(30_000, 'startForeground', 'A', { types: dataSync }),
      step(30_001, 'startService', 'A'),
      step(30_002, 'startForeground', 'A', { types: dataSync }),
    ];
    expect(told(play(steps, short))).toEqual(['30000 start-denied-boot A', '30002 start-denied-boot A']);
  });

  it('the last process takes the entry of the boot with it (K-17)', () => {
    const death = [step(1, 'startService', 'B'), step(2, 'processDies')];
    expect(booted(100, dataSync, death)).toEqual([]);
    expect(booted(100, dataSync, [...death.slice(0, 1), step(2, 'stopService', 'B')])).toEqual([
      '100 start-denied-boot A',
    ]);
  });

  it('Android 14, target SDK 34 and a compat change that is off know no such rule', () => {
    const steps = [step(0, 'bootCompleted'), ...goForeground(1, 'A', camera)];
    expect(told(play(steps, short))).toEqual(['1 start-denied-boot A']);
    expect(told(play(steps, { ...short, release: 14, variant: 'V0' }))).toEqual([]);
    expect(told(play(steps, { ...short, targetSdk: 34 }))).toEqual([]);
    const off = step(0, 'setCompat', undefined, { change: 296558535, enabled: false });
    expect(told(play([off, ...steps], short))).toEqual([]);
  });
});
