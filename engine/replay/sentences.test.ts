/** What each outcome of the limits beside the budgets says for itself, word for word: a person reads it, and nothing else explains. */
import { describe, expect, it } from 'vitest';
import { foreground, plannedOutcomes } from './plan-fixture.js';

const release15 = '{ release: 15 }';
const because = (device: string, steps: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(plannedOutcomes(steps, { device }).map((event) => [event.outcome, event.because]));

describe('the reasons of a shortService', () => {
  const armed = '+0:00:00 a shortService in the foreground: deadline +0:03:00';
  const steps = [...foreground('B', '0s', 'shortService'), 'at: 5m, do: end'];

  it('tell each step from its start on', () => {
    const called = '+0:03:00 the deadline of the shortService came: onTimeout(int)';
    const demoted = '+0:03:05 still running: its process loses the importance of a foreground service';
    const unresponsive = '+0:03:10 still running: the app is said not to respond';
    const idle = '+0:04:05 the app became idle in the background: its started services are stopped';
    expect(because(release15, steps)).toEqual({
      'timeout-callback': [armed, called],
      'short-service-demoted': [armed, called, demoted],
      'anr-short-service': [armed, called, demoted, unresponsive],
      // A minute after the demotion (K-13).
      'service-stopped-idle': [armed, called, demoted, unresponsive, idle],
    });
  });

  it('say from Android 16 on that both methods are called (3.5)', () => {
    expect(because('{ release: 16 }', steps)['timeout-callback']).toEqual([
      armed,
      '+0:03:00 the deadline of the shortService came: onTimeout(int), and onTimeout(int, int) with the type 2048 as well',
    ]);
  });

  it('begin with the run that timed out, not with an earlier one', () => {
    const runs = ['at: 1m, do: stopService, service: B', ...foreground('B', '2m', 'shortService'), 'at: 6m, do: end'];
    expect(because(release15, [...steps.slice(0, 2), ...runs])['timeout-callback']).toEqual([
      '+0:02:00 a shortService in the foreground: deadline +0:05:00',
      '+0:05:00 the deadline of the shortService came: onTimeout(int)',
    ]);
  });
});

describe('the reasons of a promise', () => {
  it('that was broken name the deadline and the crash', () => {
    const steps = ['at: 0s, do: startForegroundService, service: B', 'at: 5m, do: end'];
    expect(because(release15, steps)).toEqual({
      'crash-did-not-start': [
        '+0:00:00 startForegroundService: startForeground must follow by +0:00:30',
        '+0:00:30 the service goes and startForeground has not been called: crash',
      ],
    });
  });

  it('of a bound service say that its process still lives', () => {
    const bind = 'at: 0s, do: bind, service: B';
    const steps = [bind, 'at: 1s, do: startForegroundService, service: B', 'at: 5m, do: end'];
    expect(because(release15, steps)).toEqual({
      'anr-did-not-start': [
        '+0:00:01 startForegroundService: startForeground must follow by +0:00:31',
        '+0:00:41 startForeground has not been called and the process still lives: not responding',
      ],
    });
  });
});

describe('the reasons of a refusal', () => {
  it('from BOOT_COMPLETED speak of the boot and of the types', () => {
    const steps = [
      'at: 0s, do: bootCompleted',
      'at: 1s, do: startForegroundService, service: B',
      'at: 1s, do: startForeground, service: B, types: [dataSync]',
      'at: 2s, do: end',
    ];
    expect(because(release15, steps)['start-denied-boot']?.at(-1)).toBe(
      '+0:00:01 refused: BOOT_COMPLETED may not start a foreground service of these types',
    );
  });

  it('of a shortService that is only bound ask for a start', () => {
    const steps = [
      'at: 0s, do: bind, service: B',
      'at: 1s, do: startForeground, service: B, types: [shortService]',
      'at: 2s, do: end',
    ];
    expect(because(release15, steps)).toEqual({
      'start-denied-type': ['+0:00:01 refused: a shortService must be started, not only bound'],
    });
  });

  it('from the background say so', () => {
    const steps = ['at: 0s, do: startForegroundService, service: B, backgroundStart: denied', 'at: 2s, do: end'];
    expect(because(release15, steps)).toEqual({
      'start-denied-background': [
        '+0:00:00 refused: the app may not start a foreground service from the background now',
      ],
    });
  });
});

describe('the reasons of an idle stop', () => {
  it('tell when the app left the screen', () => {
    const steps = [
      'at: 0s, do: appToTop',
      'at: 1s, do: startService, service: B',
      'at: 2s, do: appToHome',
      'at: 2m, do: end',
    ];
    expect(because(release15, steps)).toEqual({
      'service-stopped-idle': [
        '+0:00:02 the process left the screen',
        '+0:01:02 the app became idle in the background: its started services are stopped',
      ],
    });
  });
});

describe('the reasons of a timeout', () => {
  const deadline = '+0:00:00 in the foreground with 6 h of the budget left: deadline +6:00:00';
  const expired =
    '+6:00:00 the deadline came with 6 h charged: onTimeout; nothing had stopped the service or reset the budget';

  it('of a sticky service whose process died tell the death and the restart', () => {
    const steps = [...foreground('A', '0s', 'dataSync'), 'at: 1h, do: processDies', 'at: 6h, do: end'];
    expect(because(release15, steps)['timeout-callback']).toEqual([
      deadline,
      '+1:00:00 the process died',
      '+1:00:01 the system restarted the process of the service, which is sticky: the service is in the foreground still, and its budget is as it was',
      expired,
    ]);
  });

  it('on screen say that early code of Android 15 does not look', () => {
    const steps = [...foreground('B', '0s', 'dataSync'), 'at: 1h, do: appToTop', 'at: 6h, do: end'];
    const came = '+1:00:00 the process came on screen';
    const onScreen = 'the process is on screen then, and the code of this variant does not look whether it is';
    expect(because('{ release: 15, variant: V2 }', steps)['timeout-callback']).toEqual([
      deadline,
      came,
      expired,
      onScreen,
    ]);
  });

  it('say nothing of the screen where the app left it before', () => {
    const steps = [
      'at: 0s, do: appToTop',
      ...foreground('B', '0s', 'dataSync'),
      'at: 1s, do: appToHome',
      'at: 7h, do: end',
    ];
    const told = because('{ release: 15, variant: V2 }', steps)['timeout-callback'] ?? [];
    expect(told.join('\n')).not.toContain('does not look');
    expect(told).toContain('+0:00:01 the process left the screen');
  });
});

describe('an outcome of a plan', () => {
  it('names the rule that it comes from, and the method of the platform that the rule was read from', () => {
    const steps = [
      'at: 0s, do: bind, service: A',
      'at: 1s, do: startForegroundService, service: A, backgroundStart: denied',
      'at: 2s, do: startForeground, service: A, types: [shortService]',
      ...foreground('B', '3s', 'shortService'),
      'at: 5m, do: stopService, service: B',
      ...foreground('B', '5m', 'dataSync'),
      'at: 7h, do: end',
    ];
    const origins = plannedOutcomes(steps).map(({ outcome, rule, source }) => [outcome, rule, source]);
    expect(origins).toEqual([
      [
        'start-denied-background',
        'background-start',
        'ActiveServices.shouldAllowFgsStartForegroundNoBindingCheckLocked',
      ],
      ['start-denied-type', 'short-service', 'ActiveServices.setServiceForegroundInnerLocked'],
      ['timeout-callback', 'short-service', 'ActiveServices.onShortFgsTimeout'],
      ['short-service-demoted', 'short-service', 'ActiveServices.onShortFgsProcstateTimeout'],
      ['anr-short-service', 'short-service', 'ActiveServices.onShortFgsAnrTimeout'],
      ['service-stopped-idle', 'idle-stop', 'ActiveServices.stopInBackgroundLocked'],
      ['timeout-callback', 'time-limited-types', 'ActiveServices.onFgsTimeout'],
      ['crash-did-not-stop', 'time-limited-types', 'ActiveServices.onFgsCrashTimeout'],
    ]);
  });

  it.each([
    [['at: 0s, do: startForegroundService, service: B'], 'start-promise', 'ActiveServices.bringDownServiceLocked'],
    [
      ['at: 0s, do: bind, service: B', 'at: 0s, do: startForegroundService, service: B'],
      'start-promise',
      'ActiveServices.serviceForegroundTimeoutANR',
    ],
    [
      ['at: 0s, do: startService, service: B', 'at: 1s, do: idleUid'],
      'idle-stop',
      'ActiveServices.stopInBackgroundLocked',
    ],
    [
      [
        'at: 0s, do: bootCompleted',
        'at: 1s, do: startForegroundService, service: B',
        'at: 1s, do: startForeground, service: B, types: [dataSync]',
      ],
      'boot-start',
      'ActiveServices.setServiceForegroundInnerLocked',
    ],
  ])('%j: rule %s, %s', (steps, rule, source) => {
    expect(plannedOutcomes([...steps, 'at: 2m, do: end'])[0]).toMatchObject({ rule, source });
  });
});
