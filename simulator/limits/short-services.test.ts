import { describe, expect, it } from 'vitest';
import { ServiceType } from '../../engine/android/service-types.js';
import { goForeground, hours, play, reaction, seconds, service, step, told } from './script-fixture.js';
import type { Script } from './script.js';

const { dataSync, location, shortService, specialUse } = ServiceType;
const denied = { backgroundStart: 'denied' } as const;

/** As ActivityManagerShortFgsTest sets them up, with the ANR delay of testAnr. */
const cts: Partial<Script> = {
  config: {
    short_fgs_timeout_duration: 5_000,
    short_fgs_proc_state_extra_wait_duration: 5_000,
    short_fgs_anr_extra_wait_duration: 10_000,
    service_start_foreground_timeout_ms: 5_000,
  },
};
const full = (at: number, name = 'A'): string[] => [
  `${at} timeout-callback ${name} shortService`,
  `${at + 5_000} short-service-demoted ${name} shortService`,
  `${at + 10_000} anr-short-service ${name} shortService`,
];
/** The demoted service no longer keeps the app out of the background: a minute later it is idle (K-13). */
const fullAndIdle = (at: number, name = 'A'): string[] => [
  ...full(at, name),
  `${at + 65_000} service-stopped-idle ${name}`,
];

describe('a shortService', () => {
  it.each(['V0', 'V1', 'V2', 'V3', 'V4'] as const)(
    'has 3 min, then 5 s to demotion and 10 s to the ANR, and goes on (%s)',
    (variant) => {
      const release = variant === 'V0' ? 14 : 16;
      expect(told(play(goForeground(0, 'A', shortService), { variant, release }))).toEqual(fullAndIdle(180_000));
    },
  );

  it.each(['stopService', 'stopSelf', 'stopForeground'] as const)('C-13, C-14: %s cancels all', (word) => {
    const before = [...goForeground(0, 'A', shortService), step(4_999, word, 'A'), step(9_000, 'forceStop')];
    expect(told(play(before, cts))).toEqual([]);
    const afterTimeout = [...goForeground(0, 'A', shortService), step(5_001, word, 'A'), step(30_000, 'forceStop')];
    expect(told(play(afterTimeout, cts))).toEqual(['5000 timeout-callback A shortService']);
  });

  it('C-15, C-17, C-24, C-26: the formulas', () => {
    expect(told(play(goForeground(100, 'A', shortService), cts))).toEqual(fullAndIdle(5_100));
  });

  it('C-16: another foreground service changes nothing in what is told', () => {
    const steps = [...goForeground(0, 'B', specialUse), ...goForeground(0, 'A', shortService)];
    expect(told(play(steps, cts))).toEqual(full(5_000));
  });

  it('C-18: it is not sticky, a regular service is', () => {
    const services = [service('A', { sticky: true })];
    const again = (types: number): string[] =>
      told(
        play(
          [
            ...goForeground(0, 'A', types),
            step(100, 'processDies'),
            // Does nothing when there is no record any more.
            step(1_200, 'startForeground', 'A', { types: shortService }),
          ],
          { ...cts, services, endMs: 20_000 },
        ),
      );
    expect(again(shortService)).toEqual([]);
    expect(again(specialUse)).toEqual(full(6_200));
  });

  it('C-19: bound but not started is refused', () => {
    const steps = [step(0, 'bind', 'A'), step(10, 'startForeground', 'A', { types: shortService })];
    expect(told(play(steps, cts))).toEqual(['10 start-denied-type A']);
  });

  it('C-20, C-25: bound and started is accepted, started by startService too', () => {
    const steps = [
      step(0, 'bind', 'A'),
      step(0, 'startService', 'A'),
      step(10, 'startForeground', 'A', { types: shortService }),
    ];
    expect(told(play(steps, cts))).toEqual(fullAndIdle(5_010));
  });

  it('C-21, C-22: it cannot start another foreground service, a normal one beside it can', () => {
    const short = [...goForeground(0, 'A', shortService), step(100, 'revokeBackgroundStart')];
    const other = { services: [service('A'), service('B'), service('C')], config: cts.config ?? {}, endMs: 5_000 - 1 };
    expect(told(play([...short, ...goForeground(4_000, 'B', location)], other))).toEqual([
      '4000 start-denied-background B',
    ]);
    const normal = [...goForeground(0, 'C', specialUse), ...short];
    expect(told(play([...normal, ...goForeground(4_000, 'B', location)], other))).toEqual([]);
  });

  it('C-27: short, special, short: the second phase has its own T0', () => {
    const steps = [
      ...goForeground(0, 'A', shortService),
      step(2_000, 'startForeground', 'A', { types: specialUse }),
      step(20_000, 'startForeground', 'A', { types: shortService }),
    ];
    expect(told(play(steps, cts))).toEqual(fullAndIdle(25_000));
  });

  it('C-28: a repeat extends when the app may start from the background, even after the timeout, else not', () => {
    const repeat = (at: number, rest: object): string[] =>
      told(
        play(
          [...goForeground(0, 'A', shortService), step(at, 'startForeground', 'A', { types: shortService, ...rest })],
          cts,
        ),
      );
    expect(repeat(4_000, {})).toEqual(fullAndIdle(9_000));
    expect(repeat(4_000, denied)).toEqual(fullAndIdle(5_000));
    expect(repeat(6_000, {})).toEqual(['5000 timeout-callback A shortService', ...fullAndIdle(11_000)]);
  });

  it('C-29: without the right other types are refused, and short does not extend', () => {
    const steps = [
      ...goForeground(0, 'A', shortService),
      step(1_000, 'startForeground', 'A', { types: specialUse, ...denied }),
      step(2_000, 'startForeground', 'A', { types: shortService, ...denied }),
    ];
    expect(told(play(steps, cts))).toEqual(['1000 start-denied-background A', ...fullAndIdle(5_000)]);
  });

  it('another type becomes short without the right to start', () => {
    const steps = [
      ...goForeground(0, 'A', specialUse),
      step(1_000, 'startForeground', 'A', { types: shortService, ...denied }),
    ];
    expect(told(play(steps, cts))).toEqual(fullAndIdle(6_000));
  });

  it('is dropped from a combination, and the rest counts', () => {
    const result = play(goForeground(0, 'A', shortService | dataSync), cts);
    expect(told(result)[0]).toBe(`${hours(6)} timeout-callback A dataSync`);
  });

  it('startService on it is accepted and extends nothing', () => {
    const steps = [...goForeground(0, 'A', shortService), step(4_000, 'startService', 'A')];
    expect(told(play(steps, cts))).toEqual(fullAndIdle(5_000));
  });

  it('stopped while bound it is valid no more, also when it is started again', () => {
    const steps = [
      ...goForeground(0, 'A', shortService),
      step(0, 'bind', 'A'),
      step(1_000, 'stopService', 'A'),
      step(2_000, 'startService', 'A'),
    ];
    expect(told(play(steps, { ...cts, endMs: 30_000 }))).toEqual([]);
  });

  it('a death makes its messages stale', () => {
    const steps = [...goForeground(0, 'A', shortService), step(6_000, 'processDies')];
    expect(told(play(steps, cts))).toEqual(['5000 timeout-callback A shortService']);
  });

  it('runs the reaction of the service', () => {
    const services = [service('A', { onTimeout: reaction('stopSelf', 640) })];
    const steps = goForeground(0, 'A', shortService);
    expect(told(play(steps, { ...cts, services }))).toEqual(['5000 timeout-callback A shortService']);
    const hanging = [service('A', { onTimeout: reaction('hang') })];
    expect(told(play(steps, { ...cts, services: hanging }))).toEqual(fullAndIdle(5_000));
  });

  it('reads its configuration live: a longer time set meanwhile makes the armed message void', () => {
    const change = step(1_000, 'setConfig', undefined, { key: 'short_fgs_timeout_duration', value: seconds(9) });
    expect(told(play([...goForeground(0, 'A', shortService), change], cts))).toEqual([]);
  });
});
