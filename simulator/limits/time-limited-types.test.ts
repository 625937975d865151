import { describe, expect, it } from 'vitest';
import { ServiceType } from '../../engine/android/service-types.js';
import {
  goForeground,
  hours,
  minuteLimits,
  minutes,
  play,
  reaction,
  seconds,
  service,
  step,
  told,
} from './script-fixture.js';
import type { Script, Step } from './script.js';

const { dataSync, mediaProcessing, location, specialUse, shortService } = ServiceType;
const variants = ['V1', 'V2', 'V3', 'V4'] as const;
const stops = (word: 'stopSelf' | 'stopForeground', afterMs = 0): Partial<Script> => ({
  services: [service('A', { onTimeout: reaction(word, afterMs) }), service('B')],
});

describe('worked examples of the specification, 2.10', () => {
  it('E1: a background start that never stops is called after 6 h and crashes 10 s later', () => {
    const result = play(goForeground(0, 'A', dataSync));
    expect(told(result)).toEqual([
      `${hours(6)} timeout-callback A dataSync`,
      `${hours(6) + seconds(10)} crash-did-not-stop A dataSync`,
    ]);
    expect(result.outcomes[0]?.uptimeMs).toBe(hours(106));
    // The crash is no stop: it counts the service off, and charges nothing more.
    expect(result.budgets).toEqual([{ type: 'dataSync', totalMs: hours(6), running: 0, exceededAtMs: hours(106) }]);
  });

  it('E2: one hour every 12 h adds up to the limit over days, because every start anchors the window anew', () => {
    const runs = [0, 12, 24, 36, 48, 60].flatMap((hour) => [
      ...goForeground(hours(hour), 'A', dataSync),
      ...(hour < 60 ? [step(hours(hour + 1), 'stopService', 'A')] : []),
    ]);
    const later = [72, 84].flatMap((hour) => goForeground(hours(hour), 'A', dataSync));
    const afterADay = goForeground(hours(84) + 1, 'A', dataSync);
    const result = play([...runs, ...later, ...afterADay], { ...stops('stopSelf'), endMs: hours(85) });
    expect(told(result)).toEqual([
      `${hours(61)} timeout-callback A dataSync`,
      `${hours(72)} start-denied-exhausted A dataSync`,
      `${hours(84)} start-denied-exhausted A dataSync`,
    ]);
    expect(result.budgets).toEqual([{ type: 'dataSync', totalMs: 0, running: 1, exceededAtMs: null }]);
  });

  it('E3: a second service of the type hides the time that the first ran before it', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      ...goForeground(hours(2), 'B', dataSync),
      step(hours(4), 'stopService', 'A'),
    ];
    const result = play(steps);
    expect(told(result)[0]).toBe(`${hours(8)} timeout-callback B dataSync`);
    expect(result.budgets[0]?.totalMs).toBe(hours(6));
  });

  it('E4: a second startForeground on screen poisons the budget; the next process is called at once', () => {
    const steps = [
      step(0, 'appToTop'),
      ...goForeground(0, 'A', dataSync),
      step(minutes(1), 'startForeground', 'A', { types: dataSync }),
      step(minutes(2), 'appToHome'),
      step(minutes(2), 'processDies'),
      ...goForeground(minutes(3), 'A', dataSync),
    ];
    expect(told(play(steps))).toEqual([
      `${minutes(3)} timeout-callback A dataSync`,
      `${minutes(3) + seconds(10)} crash-did-not-stop A dataSync`,
    ]);
  });

  it('E7: having been TOP since exhaustion resets the budget at the next start', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      ...goForeground(hours(7), 'A', dataSync),
      step(hours(7) + minutes(1), 'appToTop'),
      step(hours(7) + minutes(2), 'appToHome'),
      ...goForeground(hours(8), 'A', dataSync),
    ];
    expect(told(play(steps, stops('stopSelf')))).toEqual([
      `${hours(6)} timeout-callback A dataSync`,
      `${hours(7)} start-denied-exhausted A dataSync`,
      // Not idle at +7:03: after a refusal for the budget the process goes on counting (K-02).
      `${hours(14)} timeout-callback A dataSync`,
    ]);
  });

  it('E12: deep sleep does not count', () => {
    const steps = [...goForeground(0, 'A', dataSync), step(hours(1), 'sleep', undefined, { forMs: hours(20) })];
    const [callback] = play(steps, { endMs: hours(30) }).outcomes;
    expect(callback).toMatchObject({ outcome: 'timeout-callback', elapsedMs: hours(26), uptimeMs: hours(106) });
  });

  it('E13: exactly 24 h after the first start is refused, one millisecond later is allowed with a full limit', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      ...goForeground(hours(24), 'A', dataSync),
      ...goForeground(hours(24) + 1, 'A', dataSync),
    ];
    expect(told(play(steps, stops('stopSelf')))).toEqual([
      `${hours(6)} timeout-callback A dataSync`,
      `${hours(24)} start-denied-exhausted A dataSync`,
      `${hours(30) + 1} timeout-callback A dataSync`,
    ]);
  });
});

describe.each(variants)('FgsTimeoutTest as CTS runs it, %s', (variant) => {
  const cts: Partial<Script> = {
    variant,
    config: {
      data_sync_fgs_timeout_duration: 5_000,
      media_processing_fgs_timeout_duration: 5_000,
      fgs_crash_extra_wait_duration: 5_000,
    },
  };
  const before = [step(0, 'appToTop'), step(1_000, 'appToHome'), step(1_500, 'processDies')];

  it('C-01, C-02, C-05: called 5 s after the start, crashed 5 s later, however it was started', () => {
    const started = [step(2_000, 'startService', 'A'), step(2_000, 'startForeground', 'A', { types: mediaProcessing })];
    for (const steps of [goForeground(2_000, 'A', mediaProcessing), started])
      expect(told(play([...before, ...steps], cts))).toEqual([
        '7000 timeout-callback A mediaProcessing',
        '12000 crash-did-not-stop A mediaProcessing',
      ]);
    const stopped = play(
      [...before, ...goForeground(2_000, 'A', mediaProcessing), step(8_000, 'stopService', 'A')],
      cts,
    );
    expect(told(stopped)).toEqual(['7000 timeout-callback A mediaProcessing']);
  });

  it('C-03: another foreground service without a limit changes nothing', () => {
    const steps = [...before, ...goForeground(2_000, 'B', specialUse), ...goForeground(2_500, 'A', dataSync)];
    expect(told(play(steps, cts))[0]).toBe('7500 timeout-callback A dataSync');
  });

  it('C-04: the second of two has its full limit from its own start', () => {
    const steps = [
      ...before,
      ...goForeground(2_000, 'A', mediaProcessing),
      ...goForeground(3_000, 'B', mediaProcessing),
      step(4_000, 'stopService', 'A'),
    ];
    expect(told(play(steps, cts))[0]).toBe('8000 timeout-callback B mediaProcessing');
  });

  it.each(['stopService', 'stopSelf'] as const)('C-06, C-07: %s before the limit', (word) => {
    const steps = [...before, ...goForeground(2_000, 'A', dataSync), step(6_999, word, 'A')];
    expect(told(play(steps, cts))).toEqual([]);
  });

  it('C-08: from a limited service another may be started in the background', () => {
    const steps = [
      ...before,
      ...goForeground(2_000, 'A', dataSync),
      step(2_100, 'revokeBackgroundStart'),
      ...goForeground(3_000, 'B', specialUse),
      step(4_000, 'stopService', 'A'),
    ];
    expect(told(play(steps, cts))).toEqual([]);
  });

  it('C-09: to another type and back, then stopped', () => {
    const steps = [
      ...before,
      ...goForeground(2_000, 'A', mediaProcessing),
      step(3_000, 'startForeground', 'A', { types: specialUse }),
      step(4_000, 'startForeground', 'A', { types: mediaProcessing }),
      step(5_000, 'stopService', 'A'),
    ];
    const result = play(steps, cts);
    expect(told(result)).toEqual([]);
    expect(result.budgets).toEqual([{ type: 'mediaProcessing', totalMs: 2_000, running: 0, exceededAtMs: null }]);
  });

  it('C-10: startForeground after the callback is refused, and the grace goes on', () => {
    const services = [service('A', { onTimeout: reaction('startForegroundAgain', 100) }), service('B')];
    expect(told(play([...before, ...goForeground(2_000, 'A', dataSync)], { ...cts, services }))).toEqual([
      '7000 timeout-callback A dataSync',
      '7100 start-denied-exhausted A dataSync',
      '12000 crash-did-not-stop A dataSync',
    ]);
  });

  it('C-11: without the flag there is no limit; V4 has no flag', () => {
    const flags = { introduce_new_service_ontimeout_callback: false };
    const result = play([...before, ...goForeground(2_000, 'A', dataSync)], { ...cts, flags });
    expect(result.outcomes.length).toBe(variant === 'V4' ? 2 : 0);
  });

  it('C-12: without the crash flag nothing follows the callback, and a new start is accepted; V4 has no flag', () => {
    const flags = { enable_fgs_timeout_crash_behavior: false };
    const steps = [
      ...before,
      ...goForeground(2_000, 'A', dataSync),
      step(13_000, 'startForeground', 'A', { types: dataSync }),
    ];
    const after = told(play(steps, { ...cts, flags, endMs: 14_000 })).slice(1);
    expect(after).toEqual(
      variant === 'V4' ? ['12000 crash-did-not-stop A dataSync'] : ['13000 timeout-callback A dataSync'],
    );
  });
});

it('V1 does not crash while its gate flag is on', () => {
  const flags = { gate_fgs_timeout_anr_behavior: true };
  const crashes = variants.map((variant) => play(goForeground(0, 'A', dataSync), { variant, flags }).outcomes.length);
  expect(crashes).toEqual([1, 2, 2, 2]);
});

describe('extra lab scenarios', () => {
  const lab = (steps: readonly Step[], rest: Partial<Script> = {}): string[] =>
    told(play(steps, { config: minuteLimits, ...rest }));

  it('C-31 TOP-7h: V1 and V2 call on screen, V3 and V4 a limit after TOP was left', () => {
    const steps = [step(0, 'appToTop'), ...goForeground(0, 'A', dataSync), step(seconds(150), 'appToHome')];
    for (const variant of ['V1', 'V2'] as const)
      expect(lab(steps, { variant })).toEqual([
        '60000 timeout-callback A dataSync',
        '70000 crash-did-not-stop A dataSync',
      ]);
    for (const variant of ['V3', 'V4'] as const)
      expect(lab(steps, { variant })).toEqual([
        '210000 timeout-callback A dataSync',
        '220000 crash-did-not-stop A dataSync',
      ]);
  });

  it('C-32 POISON: a second startForeground on screen, then a new process', () => {
    const steps = [
      step(0, 'appToTop'),
      ...goForeground(0, 'A', dataSync),
      step(seconds(10), 'startForeground', 'A', { types: dataSync }),
      step(seconds(12), 'appToHome'),
      step(seconds(13), 'processDies'),
      ...goForeground(seconds(20), 'A', dataSync),
    ];
    for (const variant of ['V3', 'V4'] as const)
      expect(lab(steps, { variant })).toEqual([
        '20000 timeout-callback A dataSync',
        '30000 crash-did-not-stop A dataSync',
      ]);
    for (const variant of ['V1', 'V2'] as const)
      expect(lab(steps, { variant })[0]).toBe('10000 timeout-callback A dataSync');
  });

  it('C-33 SLIDE: the sixth run of 10 s is called; refused until more than 24 h after the last start from zero', () => {
    const runs = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((run) => [
      ...goForeground(hours(12 * run), 'A', dataSync),
      ...(run < 5 ? [step(hours(12 * run) + seconds(10), 'stopService', 'A')] : []),
    ]);
    const after = goForeground(hours(84) + 1, 'A', dataSync);
    expect(lab([...runs, ...after], { ...stops('stopSelf'), endMs: hours(84) + seconds(30) })).toEqual([
      `${hours(60) + seconds(10)} timeout-callback A dataSync`,
      `${hours(72)} start-denied-exhausted A dataSync`,
      `${hours(84)} start-denied-exhausted A dataSync`,
    ]);
  });

  it('C-34a DEATH: what ran before the death is not charged, the old message is ignored', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      step(seconds(30), 'processDies'),
      ...goForeground(seconds(40), 'A', dataSync),
    ];
    expect(lab(steps)).toEqual(['100000 timeout-callback A dataSync', '110000 crash-did-not-stop A dataSync']);
  });

  it('C-34b DEATH: a sticky restart is charged for the gap too; after the crash it is refused', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      step(seconds(30), 'processDies'),
      step(seconds(40), 'startForeground', 'A', { types: dataSync }),
      step(seconds(80), 'startForeground', 'A', { types: dataSync }),
    ];
    expect(lab(steps, { services: [service('A', { sticky: true })] })).toEqual([
      '60000 timeout-callback A dataSync',
      '70000 crash-did-not-stop A dataSync',
      '80000 start-denied-exhausted A dataSync',
    ]);
  });

  it('C-35 PARALLEL: 20 s of the first service are never charged', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      ...goForeground(seconds(20), 'B', dataSync),
      step(seconds(40), 'stopService', 'A'),
    ];
    expect(lab(steps)[0]).toBe('80000 timeout-callback B dataSync');
  });

  it('C-36 BOUND: stopService on a bound service leaves it without a limit', () => {
    const steps = [...goForeground(0, 'A', dataSync), step(0, 'bind', 'A'), step(seconds(20), 'stopService', 'A')];
    const result = play(steps, { config: minuteLimits });
    expect(told(result)).toEqual([]);
    expect(result.budgets).toEqual([{ type: 'dataSync', totalMs: seconds(20), running: 0, exceededAtMs: null }]);
  });

  it('C-37 COMBO: both types are charged to mediaProcessing', () => {
    const both = dataSync | mediaProcessing;
    const steps = [...goForeground(0, 'A', both), ...goForeground(seconds(90), 'A', both)];
    const result = play(steps, { config: minuteLimits, ...stops('stopSelf') });
    expect(told(result)).toEqual([
      '60000 timeout-callback A mediaProcessing',
      // Not idle a minute later: after a refusal for the budget the process goes on counting (K-02).
      '90000 start-denied-exhausted A mediaProcessing',
    ]);
    expect(result.budgets.map((budget) => budget.type)).toEqual(['mediaProcessing']);
  });

  it('a dataSync limit above the one of mediaProcessing, or a mediaProcessing limit of 0, picks dataSync', () => {
    const both = dataSync | mediaProcessing;
    const higher = { ...minuteLimits, data_sync_fgs_timeout_duration: 60_001 };
    expect(lab(goForeground(0, 'A', both), { config: higher })[0]).toBe('60001 timeout-callback A dataSync');
    const zero = { ...minuteLimits, media_processing_fgs_timeout_duration: 0 };
    expect(lab(goForeground(0, 'A', both), { config: zero })[0]).toBe('60000 timeout-callback A dataSync');
  });

  it('C-38 LOC: location beside dataSync does not exempt', () => {
    expect(lab(goForeground(0, 'A', dataSync | location))[0]).toBe('60000 timeout-callback A dataSync');
  });

  it('C-39 PROC: only the hosting process counts as TOP', () => {
    const services = [service('A', { process: 'other', onTimeout: reaction('stopSelf') })];
    const steps = [step(0, 'appToTop'), ...goForeground(0, 'A', dataSync), ...goForeground(seconds(90), 'A', dataSync)];
    expect(lab(steps, { services })).toEqual([
      '60000 timeout-callback A dataSync',
      '90000 start-denied-exhausted A dataSync',
    ]);
  });

  it('C-40 STOPFG: stopForeground in the callback saves the app; it lives on as a started service', () => {
    expect(lab(goForeground(0, 'A', dataSync), stops('stopForeground'))).toEqual([
      '60000 timeout-callback A dataSync',
      '120000 service-stopped-idle A',
    ]);
  });

  it('C-41 HANG: a blocked main thread is called and never crashes', () => {
    const services = [service('A', { onTimeout: reaction('hang') })];
    const config = { ...minuteLimits, fgs_crash_extra_wait_duration: 0 };
    for (const used of [minuteLimits, config])
      expect(lab(goForeground(0, 'A', dataSync), { services, config: used })).toEqual([
        '60000 timeout-callback A dataSync',
      ]);
  });

  it('C-42 24H: elapsed time counts for the window, sleep included', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      step(seconds(90), 'sleep', undefined, { forMs: hours(23) }),
      ...goForeground(hours(24), 'A', dataSync),
      ...goForeground(hours(24) + 1, 'A', dataSync),
    ];
    expect(lab(steps, { ...stops('stopSelf'), endMs: hours(24) + seconds(59) })).toEqual([
      '60000 timeout-callback A dataSync',
      `${hours(24)} start-denied-exhausted A dataSync`,
    ]);
  });

  it('C-43 DC: an armed message is not moved; later timers and the TOP test read the new value', () => {
    const change = step(seconds(30), 'setConfig', undefined, {
      key: 'data_sync_fgs_timeout_duration',
      value: seconds(200),
    });
    expect(lab([...goForeground(0, 'A', dataSync), change])[0]).toBe('60000 timeout-callback A dataSync');
    const afterTop = [step(0, 'appToTop'), ...goForeground(0, 'A', dataSync), step(seconds(10), 'appToHome'), change];
    expect(lab(afterTop)[0]).toBe('210000 timeout-callback A dataSync');
    const startedLater = [change, ...goForeground(seconds(40), 'A', dataSync)];
    expect(lab(startedLater)[0]).toBe('240000 timeout-callback A dataSync');
  });

  it('C-44 SLEEP: the sleep is added on the wall clock', () => {
    const steps = [...goForeground(0, 'A', dataSync), step(seconds(20), 'sleep', undefined, { forMs: hours(1) })];
    expect(lab(steps)[0]).toBe(`${hours(1) + seconds(60)} timeout-callback A dataSync`);
  });
});

describe('answers to specific questions, 2.9', () => {
  it('two services of two limited types have independent budgets', () => {
    const steps = [...goForeground(0, 'A', dataSync), ...goForeground(hours(1), 'B', mediaProcessing)];
    const result = play(steps, { services: [service('A', { process: 'other' }), service('B')] });
    expect(told(result)).toEqual([
      `${hours(6)} timeout-callback A dataSync`,
      `${hours(6) + seconds(10)} crash-did-not-stop A dataSync`,
      `${hours(7)} timeout-callback B mediaProcessing`,
      `${hours(7) + seconds(10)} crash-did-not-stop B mediaProcessing`,
    ]);
    expect(result.budgets.map((budget) => budget.type)).toEqual(['dataSync', 'mediaProcessing']);
  });

  it('a repeated startForeground keeps the deadline and slides the window', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      step(hours(5), 'startForeground', 'A', { types: dataSync }),
      ...goForeground(hours(24) + 1, 'A', dataSync),
      ...goForeground(hours(29), 'A', dataSync),
      ...goForeground(hours(29) + 1, 'A', dataSync),
    ];
    expect(told(play(steps, { ...stops('stopSelf'), endMs: hours(30) }))).toEqual([
      `${hours(6)} timeout-callback A dataSync`,
      `${hours(24) + 1} start-denied-exhausted A dataSync`,
      `${hours(29)} start-denied-exhausted A dataSync`,
    ]);
  });

  it('opening the app moves the deadline to a full limit after leaving it', () => {
    const steps = [...goForeground(0, 'A', dataSync), step(hours(3), 'appToTop'), step(hours(4), 'appToHome')];
    expect(told(play(steps))[0]).toBe(`${hours(10)} timeout-callback A dataSync`);
  });

  it('on screen all the time, V4 never calls', () => {
    const steps = [step(0, 'appToTop'), ...goForeground(0, 'A', dataSync)];
    expect(told(play(steps, { variant: 'V4', endMs: hours(100) }))).toEqual([]);
    expect(told(play(steps, { variant: 'V2', endMs: hours(100) }))[0]).toBe(`${hours(6)} timeout-callback A dataSync`);
  });

  it('a death that nobody restarts leaves the count of running services one too high', () => {
    const result = play([...goForeground(0, 'A', dataSync), step(hours(1), 'processDies')]);
    expect(told(result)).toEqual([]);
    expect(result.budgets).toEqual([{ type: 'dataSync', totalMs: 0, running: 1, exceededAtMs: null }]);
  });

  it('a death inside the grace: the crash message counts the service off, nobody crashes', () => {
    const steps = [...goForeground(0, 'A', dataSync), step(hours(6) + seconds(5), 'processDies')];
    const result = play(steps);
    expect(told(result)).toEqual([`${hours(6)} timeout-callback A dataSync`]);
    expect(result.budgets[0]?.running).toBe(0);
  });

  it('a change to an unlimited type charges; back again it has what is left', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      step(hours(2), 'startForeground', 'A', { types: location }),
      step(hours(10), 'startForeground', 'A', { types: dataSync }),
    ];
    expect(told(play(steps))[0]).toBe(`${hours(14)} timeout-callback A dataSync`);
  });

  it('a change to the other limited type charges the old one and starts the new one', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      step(hours(2), 'startForeground', 'A', { types: mediaProcessing }),
    ];
    const result = play(steps);
    expect(told(result)[0]).toBe(`${hours(8)} timeout-callback A mediaProcessing`);
    expect(result.budgets[0]).toEqual({ type: 'dataSync', totalMs: hours(2), running: 0, exceededAtMs: null });
  });

  it('from shortService to an exhausted dataSync: accepted, and called at once', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      ...goForeground(hours(7), 'B', shortService),
      step(hours(7) + 500, 'startForeground', 'B', { types: dataSync }),
    ];
    expect(told(play(steps, stops('stopSelf')))).toEqual([
      `${hours(6)} timeout-callback A dataSync`,
      `${hours(7) + 500} timeout-callback B dataSync`,
      `${hours(7) + 10_500} crash-did-not-stop B dataSync`,
    ]);
  });

  it('a service that is only bound is never limited, but is refused on an exhausted budget', () => {
    const bound = [step(0, 'bind', 'B'), step(0, 'startForeground', 'B', { types: dataSync })];
    const alone = play(bound);
    expect(told(alone)).toEqual([]);
    expect(alone.budgets).toEqual([]);
    const after = [
      ...goForeground(0, 'A', dataSync),
      step(hours(7), 'bind', 'B'),
      step(hours(7), 'startForeground', 'B', { types: dataSync }),
    ];
    expect(told(play(after, stops('stopSelf')))[1]).toBe(`${hours(7)} start-denied-exhausted B dataSync`);
  });

  it('force-stop erases the budget (K-01), and so does a reboot', () => {
    const ran = [...goForeground(0, 'A', dataSync), step(hours(2), 'stopService', 'A')];
    const again = [...goForeground(hours(3), 'A', dataSync), step(hours(4), 'forceStop')];
    expect(play([...ran, ...again]).budgets).toEqual([]);
    const after = play([...ran, ...again, ...goForeground(hours(5), 'A', dataSync)]);
    expect(told(after)[0]).toBe(`${hours(11)} timeout-callback A dataSync`);
    expect(play([...ran, step(hours(3), 'reboot')]).budgets).toEqual([]);
  });

  it('a negative limit is 0: called at once', () => {
    const config = { data_sync_fgs_timeout_duration: -1 };
    expect(told(play(goForeground(0, 'A', dataSync), { config }))[0]).toBe('0 timeout-callback A dataSync');
  });
});

describe('poisoned budgets, 2.9', () => {
  const uptime = hours(100);

  it('P1: a second startForeground while TOP charges the whole uptime', () => {
    const steps = [
      step(0, 'appToTop'),
      ...goForeground(0, 'A', dataSync),
      step(minutes(1), 'startForeground', 'A', { types: dataSync }),
    ];
    const { budgets } = play(steps, { endMs: minutes(2) });
    expect(budgets).toEqual([{ type: 'dataSync', totalMs: uptime + minutes(1), running: 1, exceededAtMs: null }]);
  });

  it('P2: stopService twice while bound', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      step(0, 'bind', 'A'),
      step(hours(1), 'stopService', 'A'),
      step(hours(2), 'stopService', 'A'),
    ];
    expect(play(steps).budgets[0]?.totalMs).toBe(hours(1) + uptime + hours(2));
  });

  it('P3: a reset by one service while another of the type runs', () => {
    const steps = [
      ...goForeground(0, 'A', dataSync),
      step(hours(1), 'appToTop'),
      ...goForeground(hours(1), 'B', dataSync),
      step(hours(2), 'stopService', 'B'),
      step(hours(3), 'stopService', 'A'),
    ];
    expect(play(steps).budgets[0]?.totalMs).toBe(hours(1) + uptime + hours(3));
  });

  it('P4: stopSelf after the crash message counted the service off', () => {
    const flags = { enable_fgs_timeout_crash_behavior: false };
    const steps = [...goForeground(0, 'A', dataSync), step(hours(7), 'stopSelf', 'A')];
    expect(play(steps, { flags }).budgets[0]?.totalMs).toBe(hours(6) + uptime + hours(7));
  });

  it('P5: in the foreground when only bound, then started, with a budget', () => {
    const steps = [
      ...goForeground(0, 'B', dataSync),
      step(hours(1), 'stopService', 'B'),
      step(hours(2), 'bind', 'A'),
      step(hours(2), 'startForeground', 'A', { types: dataSync }),
      step(hours(3), 'startService', 'A'),
      step(hours(3), 'startForeground', 'A', { types: dataSync }),
    ];
    expect(told(play(steps))[0]).toBe(`${hours(3)} timeout-callback A dataSync`);
  });
});

describe('decision table of startForeground with a limited type, section 6', () => {
  const exhausted = [...goForeground(0, 'A', dataSync), step(hours(6), 'revokeBackgroundStart')];
  const denied = { backgroundStart: 'denied' } as const;
  const allowed = { backgroundStart: 'allowed' } as const;
  const start = (at: number, word: typeof denied | typeof allowed): Step[] => [
    step(at, 'startService', 'A', word),
    step(at, 'startForeground', 'A', { types: dataSync, ...word }),
  ];
  const last = (steps: readonly Step[]): string | undefined =>
    told(play(steps, { ...stops('stopSelf'), endMs: steps.at(-1)?.atMs ?? 0 })).at(-1);
  const callback = `${hours(6)} timeout-callback A dataSync`;

  it('denied: the background denial, whatever the budget says', () => {
    expect(last(start(0, denied))).toBe('0 start-denied-background A');
    expect(last([...exhausted, ...start(hours(7), denied)])).toBe(`${hours(7)} start-denied-background A`);
  });

  it('TOP: reset and accepted', () => {
    expect(last([...exhausted, step(hours(7), 'appToTop'), ...start(hours(7), denied)])).toBe(callback);
  });

  it('exhausted, but TOP since: reset and accepted', () => {
    const opened = [step(hours(7), 'appToTop'), step(hours(7) + 1, 'appToHome')];
    expect(last([...exhausted, ...opened, ...start(hours(8), allowed)])).toBe(callback);
  });

  it('exhausted, older than 24 h: reset and accepted', () => {
    expect(last([...exhausted, ...start(hours(24) + 1, allowed)])).toBe(callback);
  });

  it('exhausted, neither: refused', () => {
    expect(last([...exhausted, ...start(hours(24), allowed)])).toBe(`${hours(24)} start-denied-exhausted A dataSync`);
  });

  it('leaving TOP at the very instant of exhaustion is not "since"', () => {
    const steps = [
      step(0, 'appToTop'),
      ...goForeground(0, 'A', dataSync),
      step(hours(6), 'appToHome'),
      ...start(hours(7), allowed),
    ];
    expect(told(play(steps, { variant: 'V2', ...stops('stopSelf'), endMs: hours(7) }))).toEqual([
      callback,
      `${hours(7)} start-denied-exhausted A dataSync`,
    ]);
  });

  it('not exhausted, older than 24 h: a full limit; younger: what is left, maybe 0', () => {
    const ran = [...goForeground(0, 'A', dataSync), step(hours(6) - 1, 'stopService', 'A')];
    const young = told(play([...ran, ...start(hours(24), allowed)]));
    expect(young[0]).toBe(`${hours(24) + 1} timeout-callback A dataSync`);
    const old = told(play([...ran, ...start(hours(24) + 1, allowed)]));
    expect(old[0]).toBe(`${hours(30) + 1} timeout-callback A dataSync`);
  });
});

describe('where no limit is in force, 2.3', () => {
  it('Android 14 has none, nor have apps below target SDK 35, unless the compat change says otherwise', () => {
    const steps = goForeground(1, 'A', dataSync);
    expect(play(steps, { release: 14, variant: 'V0' }).outcomes).toEqual([]);
    expect(play(steps, { targetSdk: 34 }).outcomes).toEqual([]);
    const on = step(0, 'setCompat', undefined, { change: 317799821, enabled: true });
    expect(play([on, ...steps], { targetSdk: 34 }).outcomes.length).toBe(2);
    const off = step(0, 'setCompat', undefined, { change: 317799821, enabled: false });
    expect(play([off, ...steps], { targetSdk: 35 }).outcomes).toEqual([]);
  });
});
