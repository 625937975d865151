/** The limits beside the timers on a recording: what each takes for an input, and what it leaves alone. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { android14, android15 } from '../policy/shipped.js';
import type { Policy } from '../policy/policy.js';
import { compile } from '../replay/compile.js';
import { defaultReplayOptions, replay } from '../replay/replay.js';
import { outcomeLine, traceOf } from '../testing/script.js';
import { EventKind } from '../trace/event-kind.js';
import type { NewEvent } from '../trace/trace-builder.js';

const S = 1_000;
const app = { uid: 10123, process: 'com.x' };
const A = { ...app, service: 'com.x/.A' };
const at = (seconds: number, kind: number, rest: Partial<NewEvent> = A): NewEvent => ({
  kind,
  elapsed: seconds * S,
  ...rest,
});
const target: NewEvent = { kind: EventKind.targetSdk, elapsed: 0, ...app, argument: 35 };
const { startForegroundService, startForeground, startService, stopService, processStarted, processBound } = EventKind;

const outcomes = (events: readonly NewEvent[], policy: Policy = android15): string[] =>
  replay(compile(traceOf([target, ...events])), policy, defaultReplayOptions).outcomes.map(outcomeLine);

describe('the start promise of a recording', () => {
  it('is broken after 30 s; the record stays as the recording tells it', () => {
    const late = [at(0, startForegroundService), at(45, startForeground, { ...A, types: ServiceType.shortService })];
    expect(outcomes(late)).toEqual([
      '+0:00:30 crash-did-not-start A',
      '+0:03:45 timeout-callback A shortService',
      '+0:03:50 short-service-demoted A shortService',
      '+0:03:55 anr-short-service A shortService',
    ]);
  });

  it('is kept by startForeground', () => {
    expect(outcomes([at(0, startForegroundService), at(29, startForeground)])).toEqual([]);
  });

  it('counts anew from the start of the process and from its attaching', () => {
    const up = [at(0, startForegroundService), at(2, processStarted, app), at(5, processBound, app)];
    // The process lives on: 10 s later it is said not to respond.
    expect(outcomes(up)).toEqual(['+0:00:35 crash-did-not-start A', '+0:00:45 anr-did-not-start A']);
  });

  it('is nobody’s any more when the process dies', () => {
    const died = [at(0, startForegroundService), at(1, processStarted, app), at(9, EventKind.processDied, app)];
    expect(outcomes(died)).toEqual([]);
  });

  it('is broken at once by a recorded stop', () => {
    expect(outcomes([at(0, startForegroundService), at(7, stopService)])).toEqual(['+0:00:07 crash-did-not-start A']);
  });

  it('is taken back by startService, and a new one lies under the old timer (K-07)', () => {
    expect(outcomes([at(0, startForegroundService), at(7, startService), at(60, stopService)])).toEqual([]);
    expect(outcomes([at(0, startForegroundService), at(7, startService), at(9, startForegroundService)])).toEqual([
      '+0:00:30 crash-did-not-start A',
    ]);
  });

  it('of a bound service stays open without a timer, until its record goes (K-08)', () => {
    const asked = [at(0, processStarted, app), at(1, EventKind.bindService), at(2, startForegroundService)];
    const bound = [...asked, at(33, stopService)];
    expect(outcomes([...bound, at(500, EventKind.unbindService)])).toEqual([
      '+0:00:42 anr-did-not-start A',
      '+0:08:20 crash-did-not-start A',
    ]);
    expect(outcomes([...bound, at(400, startService), at(450, stopService), at(500, EventKind.unbindService)])).toEqual(
      ['+0:00:42 anr-did-not-start A'],
    );
  });

  it('of a bound service brings no crash, but the ANR', () => {
    const bound = [at(0, processStarted, app), at(1, EventKind.bindService), at(2, startForegroundService)];
    expect(outcomes(bound)).toEqual(['+0:00:42 anr-did-not-start A']);
  });
});

describe('a start from BOOT_COMPLETED', () => {
  const boot = (types: number, note = 'BOOT_COMPLETED'): NewEvent[] => [
    at(0, startForegroundService, { ...A, note }),
    at(1, startForeground, { ...A, types }),
  ];

  it('is refused for types that are not in the list, from Android 15 on', () => {
    expect(outcomes(boot(ServiceType.dataSync))).toEqual(['+0:00:01 start-denied-boot A dataSync']);
    expect(outcomes(boot(ServiceType.dataSync), android14)).toEqual([]);
  });

  it('passes with a type of the list, with another reason, with types that nobody tells', () => {
    expect(outcomes(boot(ServiceType.location))).toEqual([]);
    expect(outcomes(boot(ServiceType.mediaPlayback, 'LOCKED_BOOT_COMPLETED'))).toEqual([]);
    expect(outcomes(boot(ServiceType.none))).toEqual([]);
  });

  it('is not remembered for the next start', () => {
    const again = [at(5, stopService), at(6, startService), at(7, startForeground, { ...A, types: 2 })];
    expect(outcomes([...boot(ServiceType.camera), ...again])).toEqual(['+0:00:01 start-denied-boot A camera']);
  });
});

describe('an idle uid', () => {
  const idle = (seconds: number): NewEvent => at(seconds, EventKind.uidIdle, { uid: app.uid });

  it('loses its started services', () => {
    expect(outcomes([at(0, startService), idle(70)])).toEqual(['+0:01:10 service-stopped-idle A']);
  });

  it('that the trace shows on screen or with a foreground service is left alone', () => {
    const top = at(1, EventKind.processState, { ...app, argument: ProcessState.TOP });
    expect(outcomes([at(0, startService), top, idle(70)])).toEqual([]);
    expect(outcomes([at(0, startService), at(1, startForeground, { ...A, types: 2 }), idle(70)])).toEqual([]);
  });

  it('loses a shortService that was demoted, and not one that holds the app up still (K-13)', () => {
    const short = [at(0, startService), at(1, startForeground, { ...A, types: ServiceType.shortService })];
    const ladder = ['+0:03:01 timeout-callback A shortService', '+0:03:06 short-service-demoted A shortService'];
    expect(outcomes([...short, idle(184)])).toEqual([...ladder, '+0:03:11 anr-short-service A shortService']);
    expect(outcomes([...short, idle(187)])).toEqual([...ladder, '+0:03:07 service-stopped-idle A']);
  });

  it('is not held up by a shortService that was stopped while it is bound (K-13)', () => {
    const bound = [at(0, startService), at(1, EventKind.bindService)];
    const short = [at(2, startForeground, { ...A, types: ServiceType.shortService }), at(3, stopService)];
    const other = { ...app, service: 'com.x/.B' };
    expect(outcomes([...bound, ...short, at(4, startService, other), idle(70)])).toEqual([
      '+0:01:10 service-stopped-idle B',
    ]);
  });

  it('is never made idle by a minute of our own', () => {
    expect(outcomes([at(0, startService), at(3_600, EventKind.screenOff, {})])).toEqual([]);
  });
});

describe('a service that is known to have still been executing', () => {
  const begun = (seconds: number, foreground: boolean): NewEvent =>
    at(seconds, EventKind.executionBegun, { ...A, argument: foreground ? 1 : 0 });

  it('is given up after 20 s in the foreground group and 200 s in the background', () => {
    expect(outcomes([begun(0, true)])).toEqual(['+0:00:20 anr-execution A']);
    expect(outcomes([begun(0, false)])).toEqual(['+0:03:20 anr-execution A']);
  });

  it('is not where its process died before, or the device booted', () => {
    expect(outcomes([at(0, processStarted, app), begun(1, true), at(9, EventKind.processDied, app)])).toEqual([]);
    expect(outcomes([begun(1, true), at(9, EventKind.boot, {})])).toEqual([]);
  });
});
