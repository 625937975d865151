/** Guesses that yield to what the recording itself says: the probe's clocks and words, and what the system only noted. */
import { describe, expect, it } from 'vitest';
import { DATA_SYNC, journalText, PROBE, PROBE_UID } from '../../ingest/probe-journal/journal-fixture.js';
import { android15, android17 } from '../../policy/shipped.js';
import { APP, APP_PID, LogBuilder, SERVICE } from '../../testing/log-builder.js';
import { analyzed, differences, until } from '../analysis-fixture.js';

const PROBE_PID = 4711;
const begunAt = '09-26 10:00:00.000';
const about = { component: DATA_SYNC };
const H = 3_600_000;

const begun = (): LogBuilder => new LogBuilder().processStarted('09-26 09:59:59.000', PROBE_PID, PROBE, PROBE_UID);
/** A line of the probe; clocks in milliseconds since its first one. */
const probe = (log: LogBuilder, at: string, event: string, elapsed: number, members: object = {}): LogBuilder =>
  log.line(at, `CurfewProbe: ${journalText(event, { elapsed: 1_000_000 + elapsed, ...members })}`, PROBE_PID);
const foreground = (log: LogBuilder): LogBuilder =>
  probe(log.start(begunAt, about), begunAt, 'foreground', 0, { asked: 1, types: 1, service: DATA_SYNC });
const called = (log: LogBuilder, at: string, elapsed: number, up = elapsed): LogBuilder =>
  probe(log.timeout(at, DATA_SYNC), at, 'timeout', elapsed, {
    up: 1_000_000 + up,
    overload: 2,
    startId: 1,
    types: 1,
    service: DATA_SYNC,
  });

describe('a timeout that is late in a log that was silent', () => {
  const stopped = (log: LogBuilder): LogBuilder => log.timerCancelled('09-26 16:10:01.000', DATA_SYNC);

  it('is deep sleep where the clocks of the probe show it: proved', () => {
    const log = called(foreground(begun()), '09-26 16:10:00.000', 6 * H + 600_000, 6 * H);
    const { verdicts } = analyzed(until(stopped(log), '09-26 17:00:00.000'));
    const found = verdicts.find(({ outcome }) => outcome === 'timeout-callback');
    expect(found).toMatchObject({ verdict: 'late', deltaMs: 600_000 });
    expect(found?.cause).toMatchObject({ cause: 'deep-sleep', standing: 'proved' });
    expect(found?.cause?.evidence.map(({ line }) => line)).toEqual(expect.arrayContaining([3, 5]));
  });

  it('is no deep sleep, and no screen, where they show none', () => {
    const log = called(foreground(begun()), '09-26 16:10:07.300', 6 * H + 607_300);
    log.timerCancelled('09-26 16:10:08.000', DATA_SYNC);
    expect(differences(analyzed(until(log, '09-26 17:00:00.000')))).toContain(
      'late timeout-callback: rule-unknown suspected',
    );
  });

  it('takes its crash along: one cause for both', () => {
    const log = called(foreground(begun()), '09-26 16:10:07.300', 6 * H + 607_300);
    log.crash('09-26 16:10:17.300', DATA_SYNC).processDied('09-26 16:10:17.350', PROBE_PID, PROBE);
    const { verdicts } = analyzed(until(log, '09-26 17:00:00.000'));
    expect(verdicts.map(({ outcome, cause }) => `${outcome} ${cause?.cause}`)).toEqual([
      'timeout-callback rule-unknown',
      'crash-did-not-stop rule-unknown',
    ]);
    expect(verdicts[1]?.cause?.explanation).toContain('Follows from the timeout before it.');
  });
});

describe('a crash that does not come', () => {
  const ran = (log: LogBuilder): LogBuilder => called(foreground(log), '09-26 16:00:00.000', 6 * H);
  const judged = (log: LogBuilder, policy = android15): string[] =>
    differences(analyzed(until(log, '09-26 17:00:00.000'), { policy }));

  it('was taken out of the code, where the event log would show the service stopping', () => {
    expect(judged(ran(begun()))).toEqual(['missing crash-did-not-stop: variant-differs suspected']);
  });

  it('is proved to be that where the app is seen to go on', () => {
    const log = probe(ran(begun()), '09-26 16:30:00.000', 'mark', 6.5 * H, { text: 'still here' });
    expect(judged(log)).toEqual(['missing crash-did-not-stop: variant-differs proved']);
    expect(judged(log, android17)).toEqual(['missing crash-did-not-stop: variant-differs proved']);
  });

  it('is held back by a main thread that hangs, by the app’s own word', () => {
    const log = probe(ran(begun()), '09-26 16:00:01.000', 'hang', 6 * H + 1_000, { forMs: 900_000 });
    expect(judged(log)).toEqual(['missing crash-did-not-stop: app-behaviour suspected']);
  });

  it('is not held back by one that was back before', () => {
    const log = probe(ran(begun()), '09-26 16:00:01.000', 'hang', 6 * H + 1_000, { forMs: 2_000 });
    expect(judged(probe(log, '09-26 16:00:03.000', 'hang-end', 6 * H + 3_000))).toEqual([
      'missing crash-did-not-stop: variant-differs suspected',
    ]);
  });

  it('was not due where the app says that it stopped', () => {
    const log = probe(ran(begun()), '09-26 16:00:01.000', 'stop-self', 6 * H + 1_000, { service: DATA_SYNC });
    const [verdict] = analyzed(until(log, '09-26 17:00:00.000')).verdicts.slice(1);
    expect(verdict?.cause).toMatchObject({ cause: 'app-behaviour', standing: 'suspected' });
    expect(verdict?.cause?.explanation).toContain('The app itself says that it stopped the service');
  });
});

describe('what the system only noted', () => {
  const text = `A foreground service of type dataSync did not stop within its timeout: ComponentInfo{${APP}/${APP}.SyncService}`;
  const ran = (): LogBuilder =>
    new LogBuilder().processStarted('09-26 09:59:59.000').start(begunAt).timeout('09-26 16:00:00.001');
  const judged = (log: LogBuilder) => analyzed(until(log, '09-26 17:00:00.000'));

  it('is no crash: the flag is off, and the line proves it', () => {
    const analysis = judged(ran().line('09-26 16:00:10.002', `ActivityManager: ${text}`, 1643, 'F'));
    expect(analysis.observed.map(({ outcome }) => outcome)).toEqual(['timeout-callback']);
    expect(differences(analysis)).toEqual(['missing crash-did-not-stop: limit-not-in-force proved']);
    expect(analysis.verdicts[1]?.cause?.evidence).toMatchObject([{ line: 4 }]);
  });

  it('says nothing when an app wrote it', () => {
    const analysis = judged(ran().line('09-26 16:00:10.002', `ActivityManager: ${text}`, APP_PID, 'F'));
    expect(differences(analysis)).toEqual(['missing crash-did-not-stop: variant-differs suspected']);
  });

  it('of a start that is accepted although the budget is exhausted proves the same', () => {
    const log = ran()
      .timerCancelled('09-26 16:00:01.000')
      .stop('09-26 16:00:01.000', { durationMs: 6 * H + 1_000 });
    const noted = 'ActivityManager: Time limit already exhausted for foreground service type dataSync';
    log.line('09-26 17:00:00.000', noted, 1643, 'F').start('09-26 17:00:00.001');
    log.timerCancelled('09-26 17:10:00.000').stop('09-26 17:10:00.000', { durationMs: 599_999 });
    const analysis = analyzed(until(log, '09-26 18:00:00.000'));
    expect(differences(analysis)).toEqual(['missing start-denied-exhausted: limit-not-in-force proved']);
  });
});

describe('a clock that is set in a silent log', () => {
  /** At 11:00 it is put forward by an hour; the next line comes five hours later. */
  const jumped = (log: LogBuilder): LogBuilder =>
    log
      .tick('09-26 10:59:50.000')
      .line('09-26 11:00:03.700', 'AlarmManagerService: Setting time of day to sec=1790424000');

  it('is proved by the clocks of the probe, for the crash behind the timeout too', () => {
    const log = jumped(foreground(begun()));
    const at = '09-26 17:00:00.000';
    const wall = 1_790_449_096_477 + 1_000_000 + 7 * H;
    log.timeout(at, DATA_SYNC);
    probe(log, at, 'timeout', 6 * H, { wall, overload: 2, startId: 1, types: 1, service: DATA_SYNC });
    log.crash('09-26 17:00:10.000', DATA_SYNC).processDied('09-26 17:00:10.050', PROBE_PID, PROBE);
    expect(differences(analyzed(until(log, '09-26 17:30:00.000')))).toEqual([
      'unpredicted timeout-callback: clock-jump proved',
      'unpredicted crash-did-not-stop: clock-jump proved',
    ]);
  });

  it('is a suspicion without them', () => {
    const log = jumped(new LogBuilder().processStarted('09-26 09:59:59.000').start(begunAt));
    log.timeout('09-26 17:00:07.300').timerCancelled('09-26 17:00:08.000');
    expect(differences(analyzed(until(log, '09-26 17:30:00.000')))).toEqual([
      'unpredicted timeout-callback: clock-jump suspected',
    ]);
  });
});

describe('a service that something from outside ends', () => {
  it('on screen, where nothing is due, loses what would have come had the app left the screen', () => {
    const log = new LogBuilder().processStarted('09-26 09:59:59.000');
    log.line('09-26 09:59:59.500', `wm_set_resumed_activity: [0,${APP}/.Main,resumeTopActivity]`).start(begunAt);
    log.line('09-26 12:00:00.000', `am_kill : [0,${APP_PID},${APP},200,SwipeUpClean]`);
    log.processDied('09-26 12:00:00.100');
    const analysis = analyzed(until(log, '09-26 23:00:00.000'));
    expect(differences(analysis)).toEqual(['interrupted timeout-callback: vendor-kill proved']);
    expect(analysis.verdicts[0]?.cause?.explanation).toContain('it would have come at 2026-09-26 18:00:00.');
  });

  it('by a restart is not accused of what was due while the device was down', () => {
    const log = new LogBuilder().processStarted('09-26 09:59:59.000').start(begunAt);
    log.tick('09-26 15:59:40.000').processDied('09-26 15:59:50.000', 8_000, 'com.b');
    log.line('09-26 16:00:40.000', 'boot_progress_start: 20000', 612);
    expect(differences(analyzed(until(log, '09-26 16:10:00.000')))).toEqual([
      'interrupted timeout-callback: reboot proved',
      'interrupted crash-did-not-stop: reboot proved',
    ]);
  });
});

it('a start that was refused kept its promise: no crash is predicted for it', () => {
  const log = new LogBuilder(new Map([[APP_PID, '10212']])).processStarted('09-26 09:59:59.000').start(begunAt);
  log.timeout('09-26 16:00:00.001').timerCancelled('09-26 16:00:01.000');
  log.stop('09-26 16:00:01.000', { durationMs: 6 * H + 1_000 });
  log.startDecision('09-26 17:00:00.000', { uidState: 'SVC' });
  log.line(
    '09-26 17:00:00.010',
    `WM-SystemFgService: android.app.ForegroundServiceStartNotAllowedException: Unable to start service ${APP}.SyncService@1f with Intent { cmp=${SERVICE} }: Time limit already exhausted for foreground service type dataSync`,
    APP_PID,
  );
  const { predicted } = analyzed(until(log, '09-26 18:00:00.000'));
  expect(predicted.map(({ outcome }) => outcome)).not.toContain('crash-did-not-start');
});
