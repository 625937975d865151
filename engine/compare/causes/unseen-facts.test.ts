/**
 * Causes that lie in what a log does not tell, or tells late: changed settings, clocks that jump, killers, the app itself. Each in a
 * log in which it is the truth, and in one where it must not be named.
 */
import { describe, expect, it } from 'vitest';
import { APP, APP_PID, LogBuilder, SERVICE } from '../../testing/log-builder.js';
import { analyzed, differences, until } from '../analysis-fixture.js';

const begun = (log = new LogBuilder()): LogBuilder =>
  log.processStarted('09-26 09:59:59.000').start('09-26 10:00:00.000');
/** Other lines of the system every five minutes, so that the log is never silent for longer. */
const lively = (log: LogBuilder, hours: readonly number[]): LogBuilder => {
  for (const hour of hours)
    for (let minute = 0; minute < 60; minute += 5)
      log.processDied(
        `09-26 ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:30.000`,
        9_000 + hour * 60 + minute,
        'com.b',
      );
  return log;
};

const LIMIT = 'data_sync_fgs_timeout_duration';
/** A bugreport that holds nothing but the settings, dumped at a moment. */
const settings = (at: string, ...lines: readonly string[]): string =>
  [
    '========================================================',
    `== dumpstate: 2026-${at}`,
    '========================================================',
    '',
    '------ DUMPSYS (/system/bin/dumpsys) ------',
    '-------------------------------------------------------------------------------',
    'DUMP OF SERVICE activity:',
    'ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:',
    ...lines.map((line) => `  ${line}`),
    `--------- 0.044s was the duration of dumpsys activity, ending at: 2026-${at}`,
    '',
  ].join('\n');

describe('a limit that was changed while its timer was armed', () => {
  const sixHours = (): LogBuilder =>
    until(begun().timeout('09-26 16:00:00.003').timerCancelled('09-26 16:00:01.000'), '09-26 17:00:00.000');

  it('is proved where a dump shows the new value later and the timer fired by the old one', () => {
    const analysis = analyzed([sixHours(), settings('09-26 16:30:00', `${LIMIT}=60000`)]);
    expect(differences(analysis)).toContain('late timeout-callback: limit-changed-while-armed proved');
    const { cause } = analysis.verdicts.find(({ outcome }) => outcome === 'timeout-callback')!;
    expect(cause!.evidence[0]).toMatchObject({ text: `  ${LIMIT}=60000` });
    expect(cause!.explanation).toContain('the timer keeps the default of 6 h it was armed with');
  });

  it('is not named where the new value was seen before the timer was armed', () => {
    const found = differences(analyzed([settings('09-26 09:30:00', `${LIMIT}=60000`), sixHours()]));
    expect(found.join()).not.toContain('limit-changed-while-armed');
  });

  it('is a suspicion where no source shows any value, and another service kept to the limit', () => {
    const log = begun().timeout('09-26 16:00:00.001').timerCancelled('09-26 16:00:01.000');
    log.line('09-26 16:30:00.000', `am_proc_start: [0,9300,10300,com.other,service,{com.other/.S}]`);
    log.start('09-26 17:00:00.000', { component: 'com.other/.S' });
    log.timeout('09-26 19:00:00.001', 'com.other/.S').timerCancelled('09-26 19:00:01.000', 'com.other/.S');
    expect(differences(analyzed(until(log, '09-27 03:00:00.000')))).toEqual([
      'unpredicted timeout-callback: limit-changed-while-armed suspected',
    ]);
  });
});

describe('a value that the sync of flags took back', () => {
  const sixHours = (): LogBuilder =>
    until(begun().timeout('09-26 16:00:00.003').timerCancelled('09-26 16:00:01.000'), '09-26 17:00:00.000');

  it('is proved where a dump shows it before and the timer fired by the default', () => {
    const analysis = analyzed([settings('09-26 09:30:00', `${LIMIT}=60000`), sixHours()]);
    expect(differences(analysis)).toContain('late timeout-callback: config-sync-overwrote proved');
  });

  it('is not named where a later dump still shows it', () => {
    const both = [
      settings('09-26 09:30:00', `${LIMIT}=60000`),
      sixHours(),
      settings('09-26 16:30:00', `${LIMIT}=60000`),
    ];
    expect(differences(analyzed(both)).join()).not.toContain('config-sync-overwrote');
  });
});

describe('a clock that jumped', () => {
  it('is proved where the stamps step over one hour and the timeout is late by it', () => {
    const log = lively(begun(), [10, 11, 12]);
    lively(log, [14, 15, 16]);
    log.timeout('09-26 17:00:00.004').timerCancelled('09-26 17:00:01.000');
    const found = differences(analyzed(until(log, '09-26 17:30:00.000')));
    expect(found).toContain('late timeout-callback: clock-jump proved');
    expect(found).toContain('missing crash-did-not-stop: clock-jump proved');
  });

  it('is not named where no stamps step over that much', () => {
    const log = lively(begun(), [10, 11, 12, 13, 14, 15, 16]);
    log.timeout('09-26 17:00:00.004').timerCancelled('09-26 17:00:01.000');
    expect(differences(analyzed(until(log, '09-26 17:30:00.000'))).join()).not.toContain('clock-jump');
  });

  const set = (log: LogBuilder): LogBuilder =>
    log.line('09-26 14:00:00.000', 'SystemClock: Setting time of day to sec=1790431200', 1643, 'I');

  it('is proved where a jump was taken out of the clock and its whole length really passed', () => {
    const log = lively(begun(), [10, 11]);
    lively(set(log), [14, 15]);
    log.timeout('09-26 16:00:00.004').timerCancelled('09-26 16:00:01.000');
    const analysis = analyzed(until(log, '09-26 17:30:00.000'));
    expect(analysis.clock.notes.join()).toContain('The wall clock was set forward');
    expect(differences(analysis)).toEqual(['unpredicted timeout-callback: clock-jump proved']);
  });

  it('is not named where the clock was set and the timeout comes by the time that really passed', () => {
    const log = lively(begun(), [10, 11]);
    lively(set(log), [14, 15, 16, 17]);
    // The clock was set from 11:55:30 to 14:00:00.
    log.timeout('09-26 18:04:30.004').timerCancelled('09-26 18:04:31.000');
    expect(differences(analyzed(until(log, '09-26 18:30:00.000')))).toEqual([]);
  });
});

describe('a killer', () => {
  const killed = (reason: string): LogBuilder =>
    until(
      begun()
        .line('09-26 12:00:00.000', `am_kill : [0,${APP_PID},${APP},200,${reason}]`)
        .processDied('09-26 12:00:00.100'),
      '09-26 20:00:00.000',
    );

  it('of the vendor interrupts what was to come', () => {
    const analysis = analyzed(killed('SwipeUpClean'));
    expect(differences(analysis)).toEqual(['interrupted timeout-callback: vendor-kill proved']);
    const { cause } = analysis.verdicts[0]!;
    expect(cause!.explanation).toContain('a manager of the vendor (Xiaomi) killed com.example.sync (SwipeUpClean)');
    expect(cause!.explanation).toContain('it would have come at 2026-09-26 16:00:00.000');
    expect(cause!.evidence).toMatchObject([{ line: 3 }]);
  });

  it('for memory interrupts it too', () => {
    expect(differences(analyzed(killed('LOW_MEMORY')))).toEqual(['interrupted timeout-callback: low-memory proved']);
  });

  it('is nobody where a person or AOSP itself ends the process: that is part of what happened', () => {
    for (const reason of ['stop com.example.sync due to from pid 4711', 'remove task', 'installPackageLI', 'bg anr'])
      expect(differences(analyzed(killed(reason)))).toEqual([]);
  });

  it('interrupts nothing where no timer was running', () => {
    const log = new LogBuilder()
      .processStarted('09-26 09:59:59.000')
      .start('09-26 10:00:00.000', { types: 2 })
      .line('09-26 12:00:00.000', `am_kill : [0,${APP_PID},${APP},200,SwipeUpClean]`);
    expect(differences(analyzed(until(log, '09-26 20:00:00.000')))).toEqual([]);
  });

  const lmkd = `lowmemorykiller: Kill '${APP}' (${APP_PID}), uid 10212, oom_score_adj 200 to free 98216kB rss, 1024kB swap; reason: low watermark is breached`;

  it('whose victim is never seen to die is proved by the uid of lmkd', () => {
    const log = begun(new LogBuilder(new Map([[APP_PID, '10212']]))).line('09-26 12:00:00.000', lmkd, 512);
    expect(differences(analyzed(until(log, '09-26 20:00:00.000')))[0]).toBe(
      'missing timeout-callback: low-memory proved',
    );
  });

  it('is a suspicion where the log shows no uid: any app may write that line', () => {
    const log = begun().line('09-26 12:00:00.000', lmkd, 512);
    expect(differences(analyzed(until(log, '09-26 20:00:00.000')))[0]).toBe(
      'missing timeout-callback: low-memory suspected',
    );
  });
});

describe('the app itself', () => {
  const short = (): LogBuilder =>
    new LogBuilder().processStarted('09-26 09:59:59.000').start('09-26 10:00:00.000', { types: 2048 });
  const shortTimeout = (log: LogBuilder, at: string): LogBuilder =>
    log.line(at, `ActivityManager: Short FGS timed out: ServiceRecord{1 u0 ${SERVICE}}`, 1643, 'E');

  it('may have extended its shortService: a suspicion where the timeout is late', () => {
    const log = shortTimeout(short(), '09-26 10:03:17.304').stop('09-26 10:03:18.000', { durationMs: 198_000 });
    const found = differences(analyzed(until(log, '09-26 10:10:00.000')));
    expect(found).toEqual([
      'missing short-service-demoted: app-behaviour suspected',
      'missing anr-short-service: app-behaviour suspected',
      'late timeout-callback: app-behaviour suspected',
    ]);
  });

  it('cannot have shortened it: not named where the timeout is early', () => {
    const log = shortTimeout(short(), '09-26 10:01:17.304').stop('09-26 10:01:18.000', { durationMs: 78_000 });
    expect(differences(analyzed(until(log, '09-26 10:10:00.000'))).join()).not.toContain('app-behaviour');
  });

  it('may have stopped after onTimeout in a log that shows no stop', () => {
    const log = shortTimeout(short(), '09-26 10:03:00.004');
    expect(differences(analyzed(until(log, '09-26 10:10:00.000')))).toEqual([
      'missing short-service-demoted: app-behaviour suspected',
      'missing anr-short-service: app-behaviour suspected',
    ]);
  });

  it('has not where a later line shows the service stopping then', () => {
    const log = begun().timeout('09-26 16:00:00.001').stop('09-26 16:00:40.000', { durationMs: 21_640_000 });
    expect(differences(analyzed(until(log, '09-26 17:00:00.000'))).join()).not.toContain('app-behaviour');
  });

  it('may have been busy: the exception waits for its main thread', () => {
    const log = begun().timeout('09-26 16:00:00.001');
    for (const second of ['10', '20', '30', '40'])
      log.processDied(`09-26 16:00:${second}.000`, 7000 + Number(second), 'com.b');
    log.line(
      '09-26 16:00:47.301',
      `am_crash: [0,${APP_PID},${APP},948485700,android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException,A foreground service of type dataSync did not stop within its timeout: ComponentInfo{${APP}/${APP}.SyncService},ActivityThread.java,2200,0]`,
    );
    expect(differences(analyzed(until(log, '09-26 17:00:00.000')))).toEqual([
      'late crash-did-not-stop: app-behaviour suspected',
    ]);
  });
});

describe('a sticky service that comes back after its crash', () => {
  it('is refused as predicted, and the story tells of the restart', () => {
    const log = begun()
      .timeout('09-26 16:00:00.001')
      .crash('09-26 16:00:10.002')
      .processDied('09-26 16:00:10.100')
      .line('09-26 16:00:10.110', `am_schedule_service_restart: [0,${SERVICE},1000]`)
      .processStarted('09-26 16:00:11.200', 9101)
      .line(
        '09-26 16:00:11.500',
        `am_crash: [0,9101,${APP},948485700,java.lang.RuntimeException,Unable to start service ${APP}.SyncService@1f with null: android.app.ForegroundServiceStartNotAllowedException: Time limit already exhausted for foreground service type dataSync,ActivityThread.java,4800,0]`,
      )
      .processDied('09-26 16:00:11.600', 9101);
    const analysis = analyzed(until(log, '09-26 17:00:00.000'));
    expect(analysis.verdicts.map(({ verdict, outcome }) => `${verdict} ${outcome}`)).toEqual([
      'as-predicted timeout-callback',
      'as-predicted crash-did-not-stop',
      'as-predicted start-denied-exhausted',
    ]);
    const denied = analysis.predicted.find(({ outcome }) => outcome === 'start-denied-exhausted')!;
    expect(denied.because.join('\n')).toContain('the system restarted the process of the service, which is sticky');
  });
});
