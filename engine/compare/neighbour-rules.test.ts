/** Verdicts about the limits beside the budgets: shortService, the start promise, refused starts, idle stops, slow execution. */
import { describe, expect, it } from 'vitest';
import { android14, android15 } from '../policy/shipped.js';
import { APP, APP_PID, LogBuilder, SERVICE } from '../testing/log-builder.js';
import { analyzed, until, verdicts } from './analysis-fixture.js';

const SHORT = 2048;
const RECORD = `ServiceRecord{1a2b3c4 u0 ${SERVICE} c:${APP}}`;

const began = (): LogBuilder => new LogBuilder().processStarted('09-26 09:59:59.000');
const system = (log: LogBuilder, at: string, text: string, level = 'E'): LogBuilder =>
  log.line(at, `ActivityManager: ${text}`, 1643, level);

describe('a shortService', () => {
  const short = (): LogBuilder => began().start('09-26 10:00:00.000', { types: SHORT });
  const ladder = (): LogBuilder => {
    const log = system(short(), '09-26 10:03:00.004', `Short FGS timed out: ${RECORD}`);
    system(log, '09-26 10:03:05.007', `Short FGS procstate demoted: ${RECORD}`);
    return system(log, '09-26 10:03:10.011', `Short FGS ANR'ed: ${RECORD}`);
  };

  it('that ignores its three minutes is judged step by step: timeout, demotion, ANR', () => {
    const reason =
      'A foreground service of FOREGROUND_SERVICE_TYPE_SHORT_SERVICE did not stop within a timeout: ComponentInfo{x}';
    const log = ladder().line('09-26 10:03:10.020', `am_anr  : [0,${APP_PID},${APP},948485700,${reason}]`);
    expect(verdicts(analyzed(until(log, '09-26 10:10:00.000')))).toEqual([
      'as-predicted timeout-callback 4',
      'as-predicted short-service-demoted 7',
      'as-predicted anr-short-service 11',
    ]);
  });

  it('is judged on Android 14 too, which has no budgets', () => {
    const analysis = analyzed(until(ladder(), '09-26 10:10:00.000'), { policy: android14 });
    expect(verdicts(analysis).map((verdict) => verdict.split(' ')[0])).toEqual(Array(3).fill('as-predicted'));
  });

  it('that stops when told is told nothing more', () => {
    const log = system(short(), '09-26 10:03:00.004', `Short FGS timed out: ${RECORD}`);
    log.stop('09-26 10:03:01.000', { durationMs: 181_000, types: SHORT });
    expect(verdicts(analyzed(until(log, '09-26 10:10:00.000')))).toEqual(['as-predicted timeout-callback 4']);
  });

  it('that the Task Manager brings down is over', () => {
    const log = system(short(), '09-26 10:01:00.000', `Short FGS brought down without stopping: ${RECORD}`, 'W');
    const analysis = analyzed(until(log, '09-26 10:10:00.000'));
    expect(verdicts(analysis)).toEqual([]);
    expect(analysis.sessions).toMatchObject([{ stop: { reason: 'brought down without stopping' } }]);
  });

  it('that began before the log agrees with a timeout whose event tells the beginning', () => {
    const log = began().timedOutEvent('09-26 10:03:00.000', { types: SHORT, durationMs: 180_000 });
    system(log, '09-26 10:03:00.000', `Short FGS timed out: ${RECORD}`);
    log.stop('09-26 10:03:02.000', { durationMs: 182_000, types: SHORT });
    expect(verdicts(analyzed(until(log, '09-26 10:10:00.000')))).toEqual(['as-predicted timeout-callback 0']);
  });

  it('whose beginning no line shows cannot be judged from its end', () => {
    const log = system(began(), '09-26 10:03:10.011', `Short FGS ANR'ed: ${RECORD}`);
    const analysis = analyzed(until(log, '09-26 10:10:00.000'));
    expect(verdicts(analysis)).toEqual(['not-observable anr-short-service - observation-gap suspected']);
    expect(analysis.verdicts[0]!.cause!.explanation).toBe(
      'Not observable: the log does not show when the shortService went to the foreground.',
    );
  });

  it('is not missed its demotion in an event log, which has no event for it', () => {
    const events = short().timedOutEvent('09-26 10:03:00.004', { types: SHORT, durationMs: 180_004 });
    const text = `--------- beginning of events\n${until(events, '09-26 10:10:00.000').text()}`;
    const demoted = analyzed([text]).verdicts.find(({ outcome }) => outcome === 'short-service-demoted');
    // A log that names one buffer holds only that one.
    expect(demoted).toMatchObject({ verdict: 'missing' });
  });
});

describe('the promise of startForegroundService', () => {
  const decided = (): LogBuilder =>
    began()
      .start('09-26 09:59:59.500', { component: `${APP}/.Other`, types: 2 })
      .startDecision('09-26 10:00:00.000');
  const broken = (log: LogBuilder, at: string): LogBuilder =>
    system(log, at, `Bringing down service while still waiting for start foreground: ${RECORD}`, 'W');

  it('that is not kept within 30 s is a crash, as predicted', () => {
    const log = broken(decided(), '09-26 10:00:30.006').processDied('09-26 10:00:30.200');
    expect(verdicts(analyzed(until(log, '09-26 10:10:00.000')))).toEqual(['as-predicted crash-did-not-start 6']);
  });

  it('counts from the moment at which a process that had to come up attached', () => {
    const log = new LogBuilder()
      .start('09-26 09:59:59.500', { component: 'com.b/.Other', types: 2 })
      .startDecision('09-26 10:00:00.000')
      .processStarted('09-26 10:00:00.400')
      .line('09-26 10:00:01.500', `am_proc_bound: [0,${APP_PID},${APP}]`);
    broken(log, '09-26 10:00:31.520').processDied('09-26 10:00:31.700');
    expect(verdicts(analyzed(until(log, '09-26 10:10:00.000')))).toEqual(['as-predicted crash-did-not-start 20']);
  });

  it('is kept by startForeground, and nothing is predicted', () => {
    const log = decided().start('09-26 10:00:20.000', { types: 2 }).stop('09-26 10:05:00.000', { types: 2 });
    expect(analyzed(until(log, '09-26 10:10:00.000')).predicted).toEqual([]);
  });

  it('ends with an ANR 10 s later where the process still lives', () => {
    const log = broken(decided(), '09-26 10:00:30.006');
    log.line(
      '09-26 10:00:40.010',
      `am_anr  : [0,${APP_PID},${APP},948485700,Context.startForegroundService() did not then call Service.startForeground(): ${RECORD}]`,
    );
    expect(verdicts(analyzed(until(log, '09-26 10:10:00.000')))).toEqual([
      'as-predicted crash-did-not-start 6',
      'as-predicted anr-did-not-start 10',
    ]);
  });

  it('whose call no line shows cannot be judged', () => {
    const log = broken(began(), '09-26 10:00:30.006');
    expect(verdicts(analyzed(until(log, '09-26 10:10:00.000')))).toEqual([
      'not-observable crash-did-not-start - observation-gap suspected',
    ]);
  });

  it('of which nothing is seen any more may have been kept by a refused call: not observable', () => {
    const analysis = analyzed(until(decided(), '09-26 10:10:00.000'));
    expect(verdicts(analysis)[0]).toBe('not-observable crash-did-not-start - observation-gap proved');
    expect(analysis.verdicts[0]!.cause!.explanation).toContain('a call of startForeground that is refused keeps');
  });
});

const decision = (parts: {
  allowed?: boolean;
  uidState?: string;
  bfsl?: string;
  code?: string;
  temp?: string;
  target?: number;
}): string => {
  const { allowed = false, uidState = 'SVC ', bfsl = 'n/a', code = 'DENIED', temp = '<null>', target = 35 } = parts;
  return `Background started FGS: ${allowed ? 'Allowed' : 'Disallowed'} [callingPackage: ${APP}; callingUid: 10212; uidState: ${uidState}; uidBFSL: ${bfsl}; intent: Intent { cmp=${SERVICE} }; code:${code}; tempAllowListReason:${temp}; allowWiu:-1; targetSdkVersion:${target}; callerTargetSdkVersion:${target}; startForegroundCount:0; bindFromPackage:null: isBindService:false]`;
};

describe('a start from the background', () => {
  const refusal = `startForegroundService() not allowed due to mAllowStartForeground false: service ${SERVICE}`;
  const refused = (parts: Parameters<typeof decision>[0]): LogBuilder => {
    const log = system(began(), '09-26 10:00:00.000', decision(parts), 'W');
    system(log, '09-26 10:00:00.001', refusal, 'W');
    return log.line(
      '09-26 10:00:00.002',
      `am_foreground_service_denied: [0,${SERVICE},0,DENIED,35,35,0,0,0,0,UNKNOWN,0]`,
    );
  };
  const judged = (log: LogBuilder): string[] => verdicts(analyzed(until(log, '09-26 10:10:00.000')));

  it('that no printed input allows is refused as predicted', () => {
    expect(judged(refused({}))).toEqual(['as-predicted start-denied-background 1']);
  });

  it('that an input allows and the system refuses is against the rule', () => {
    for (const parts of [
      { uidState: 'TOP ' },
      { uidState: 'FGS ', bfsl: '[BFSL]' },
      { temp: '<broadcast:1000:x,reasonCode:ALARM_MANAGER_ALARM_CLOCK,duration:10000,callingUid:1000>' },
      { target: 30 },
    ])
      expect(judged(refused(parts))).toEqual(['unpredicted start-denied-background - rule-unknown suspected']);
  });

  it('with the state of a foreground service but without its capability is refused', () => {
    expect(judged(refused({ uidState: 'FGS ', bfsl: 'n/a' }))).toEqual(['as-predicted start-denied-background 1']);
  });

  it('that no input allows and the system accepts is missing its refusal', () => {
    const log = system(began(), '09-26 10:00:00.000', decision({ allowed: true }), 'I');
    expect(judged(log)[0]).toBe('missing start-denied-background - rule-unknown suspected');
  });

  it('by startForeground itself is refused as predicted, and the service goes on as a plain one', () => {
    const log = system(began(), '09-26 10:00:00.000', decision({}), 'W');
    system(
      log,
      '09-26 10:00:00.003',
      `Service.startForeground() not allowed due to mAllowStartForeground false: service ${SERVICE}`,
      'W',
    );
    expect(judged(log)).toEqual(['as-predicted start-denied-background 3']);
  });

  it('of which only the refusal is seen cannot be judged', () => {
    const log = system(began(), '09-26 10:00:00.001', refusal, 'W');
    expect(judged(log)).toEqual(['not-observable start-denied-background - observation-gap suspected']);
  });
});

describe('a refused type', () => {
  it('that BOOT_COMPLETED may not start is refused as predicted where the crash of the app is seen', () => {
    const text = `Unable to start service ${APP}.SyncService@1f with Intent { cmp=${SERVICE} }: android.app.ForegroundServiceStartNotAllowedException: FGS type dataSync not allowed to start from BOOT_COMPLETED!`;
    const log = began().line(
      '09-26 10:00:00.100',
      `am_crash: [0,${APP_PID},${APP},948485700,java.lang.RuntimeException,${text},ActivityThread.java,4800,0]`,
    );
    expect(verdicts(analyzed(until(log, '09-26 10:10:00.000')))).toEqual(['as-predicted start-denied-boot 0']);
  });

  it('that BOOT_COMPLETED may start is refused against the rule', () => {
    const text = `Unable to start service ${APP}.SyncService@1f with Intent { cmp=${SERVICE} }: android.app.ForegroundServiceStartNotAllowedException: FGS type location not allowed to start from BOOT_COMPLETED!`;
    const log = system(began(), '09-26 10:00:00.000', decision({ allowed: true, code: 'BOOT_COMPLETED' }), 'I');
    log.line(
      '09-26 10:00:00.100',
      `am_crash: [0,${APP_PID},${APP},948485700,java.lang.RuntimeException,${text},ActivityThread.java,4800,0]`,
    );
    log.processDied('09-26 10:00:00.200');
    expect(verdicts(analyzed(until(log, '09-26 10:10:00.000')))).toEqual([
      'unpredicted start-denied-boot - rule-unknown suspected',
    ]);
  });

  it('from BOOT_COMPLETED that the event log shows accepted is missing its refusal: the restriction was off', () => {
    const log = system(began(), '09-26 10:00:00.000', decision({ allowed: true, code: 'BOOT_COMPLETED' }), 'I');
    log.start('09-26 10:00:00.050', { reason: 'BOOT_COMPLETED' }).stop('09-26 10:05:00.000', { durationMs: 299_950 });
    const accepted = analyzed(until(log, '09-26 10:10:00.000'));
    expect(verdicts(accepted)).toEqual(['missing start-denied-boot - limit-not-in-force proved']);
  });

  it('of a service that is not started, or not in the manifest, cannot be judged from a log', () => {
    const text = `Unable to start service ${APP}.SyncService@1f with Intent { cmp=${SERVICE} }: android.app.StartForegroundCalledOnStoppedServiceException: startForeground(SHORT_SERVICE) called on a service that's not started.`;
    const log = began().line(
      '09-26 10:00:00.100',
      `am_crash: [0,${APP_PID},${APP},948485700,java.lang.RuntimeException,${text},ActivityThread.java,4800,0]`,
    );
    const analysis = analyzed(until(log, '09-26 10:10:00.000'));
    expect(verdicts(analysis)).toEqual(['not-observable start-denied-type - observation-gap suspected']);
    expect(analysis.verdicts[0]!.service).toBe(SERVICE);
  });

  it('is told apart from a refused start by the reason in its event', () => {
    const log = began().line(
      '09-26 10:00:00.002',
      `am_foreground_service_denied: [0,${SERVICE},1,PROC_STATE_TOP,35,35,0,0,0,0,UNKNOWN,64]`,
    );
    expect(analyzed(log).observed).toMatchObject([{ outcome: 'start-denied-type' }]);
  });
});

describe('an idle app', () => {
  const idle = '09-26 10:10:00.000';
  const stopLine = `Stopping service due to app idle: u0a212 -2m0s0ms ${SERVICE}`;
  const stopped = (log: LogBuilder): LogBuilder => {
    log.line(idle, 'am_uid_idle: 10212').line(idle, `am_stop_idle_service: [10212,${SERVICE}]`);
    return system(log, '09-26 10:10:00.002', stopLine, 'W');
  };
  const judged = (log: LogBuilder): string[] => verdicts(analyzed(until(log, '09-26 10:20:00.000')));

  it('loses its started service as predicted', () => {
    expect(judged(stopped(began()))).toEqual(['as-predicted service-stopped-idle 0']);
  });

  it('with a foreground service would not be idle: the stop is against the rule', () => {
    expect(judged(stopped(began().start('09-26 10:05:00.000', { types: 2 })))).toEqual([
      'unpredicted service-stopped-idle - rule-unknown suspected',
    ]);
  });

  it('of which only the stop is seen cannot be judged', () => {
    expect(judged(system(began(), idle, stopLine, 'W'))).toEqual([
      'not-observable service-stopped-idle - observation-gap suspected',
    ]);
  });

  it('whose service was started and is not seen stopped is not accused: it may have stopped by itself', () => {
    const log = began()
      .start('09-26 10:05:00.000', { types: 2 })
      .stop('09-26 10:06:00.000', { types: 2, stopReason: 'STOP_FOREGROUND', durationMs: 60_000 })
      .line(idle, 'am_uid_idle: 10212');
    expect(judged(log)).toEqual(['not-observable service-stopped-idle - observation-gap proved']);
  });
});

describe('a service that does not come to an end with its work', () => {
  const anr = (waited: string): string =>
    `am_anr  : [0,${APP_PID},${APP},948485700,executing service ${SERVICE}${waited}]`;
  const judged = (log: LogBuilder): string[] => verdicts(analyzed(until(log, '09-26 10:20:00.000')));

  it('is given up after 20 s, counted by the wait that the ANR prints', () => {
    const log = system(began(), '09-26 10:00:30.000', `Timeout executing service: ${RECORD}`, 'W');
    log.line('09-26 10:00:30.050', anr(', waited 20007ms'));
    expect(judged(log)).toEqual(['as-predicted anr-execution 7']);
  });

  it('is given up after 200 s in the background', () => {
    const log = system(began(), '09-26 10:05:00.000', `Timeout executing service: ${RECORD}`, 'W');
    log.line('09-26 10:05:00.050', anr(', waited 200012ms'));
    expect(judged(log)).toEqual(['as-predicted anr-execution 12']);
  });

  it('is late where it was given up after another time', () => {
    const log = began().line('09-26 10:01:00.000', anr(', waited 45000ms'));
    expect(judged(log)).toEqual(['late anr-execution 25000 rule-unknown suspected']);
  });

  it('is counted from its start where the ANR prints no wait', () => {
    const log = began().startDecision('09-26 10:00:00.000').start('09-26 10:00:00.020', { types: 2 });
    system(log, '09-26 10:00:20.030', `Timeout executing service: ${RECORD}`, 'W');
    expect(judged(log)).toEqual(['as-predicted anr-execution 30']);
  });

  it('cannot be judged where no line tells when it began', () => {
    expect(judged(system(began(), '09-26 10:01:00.000', `Timeout executing service: ${RECORD}`, 'W'))).toEqual([
      'not-observable anr-execution - observation-gap suspected',
    ]);
  });
});

describe('what no rule of the policy speaks of', () => {
  it('is listed and said to be unjudged', () => {
    const log = began().line(
      '09-26 10:10:00.000',
      `JobServiceContext: Client timed out while executing (no jobFinished received). Sending onStop. #1000/7 ${APP}/.Job`,
      1643,
      'W',
    );
    const {
      observed,
      verdicts: judged,
      assumptions,
    } = analyzed(until(log, '09-26 10:20:00.000'), { policy: android15 });
    if (observed.length > 0) {
      expect(judged).toEqual([]);
      expect(assumptions.join()).toContain('no rule of this version predicts them: job-stopped');
    }
  });
});
