/** The whole road on small logs: verdicts, and the shape of the analysis. */
import { describe, expect, it } from 'vitest';
import { APP, APP_PID, LogBuilder, SERVICE } from '../testing/log-builder.js';
import type { Analysis } from './analysis.js';
import { analyzed, until, verdicts } from './analysis-fixture.js';

const H = 3_600_000;

const begun = (): LogBuilder => new LogBuilder().processStarted('09-26 09:59:59.000').start('09-26 10:00:00.000');

const ladder = (): LogBuilder =>
  begun()
    .timeout('09-26 16:00:00.001')
    .timedOutEvent('09-26 16:00:00.001', { durationMs: 6 * H + 1 })
    .crash('09-26 16:00:10.002')
    .line('09-26 16:00:10.020', 'AndroidRuntime: FATAL EXCEPTION: main', APP_PID, 'E')
    .line('09-26 16:00:10.020', `AndroidRuntime: Process: ${APP}, PID: ${APP_PID}`, APP_PID, 'E')
    .line(
      '09-26 16:00:10.020',
      `AndroidRuntime: android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException: A foreground service of type dataSync did not stop within its timeout: ComponentInfo{${APP}/${APP}.SyncService}`,
      APP_PID,
      'E',
    )
    .line('09-26 16:00:10.090', `ActivityManager: Process ${APP} (pid ${APP_PID}) has died: prcp FGS `)
    .processDied('09-26 16:00:10.091');

describe('the ladder of a service that ignores its limit', () => {
  it('is predicted as observed: onTimeout after 6 h, crash 10 s later, to 2 ms', () => {
    const analysis = analyzed(until(ladder(), '09-26 16:05:00.000'));
    expect(verdicts(analysis)).toEqual(['as-predicted timeout-callback 1', 'as-predicted crash-did-not-stop 2']);
    expect(analysis.sessions).toMatchObject([{ types: ['dataSync'], stop: { reason: 'process died' } }]);
  });

  it('is two observations with all their lines as evidence, the claim of the app among them', () => {
    const { observed } = analyzed(ladder());
    expect(observed.map(({ outcome, trust, evidence }) => [outcome, trust, evidence.map(({ line }) => line)])).toEqual([
      ['timeout-callback', 'system', [3, 4]],
      ['crash-did-not-stop', 'system', [5, 8]],
    ]);
  });

  it('is late by a handler that ran late, within a bound', () => {
    const log = begun().timeout('09-26 16:00:01.200').timerCancelled('09-26 16:00:02.000');
    const analysis = analyzed(until(log, '09-26 16:05:00.000'));
    expect(verdicts(analysis)).toEqual(['late timeout-callback 1200 handler-latency suspected']);
  });
});

describe('what the log could not have shown', () => {
  it('is interrupted where the log ends before', () => {
    const analysis = analyzed(until(begun(), '09-26 15:00:00.000'));
    expect(verdicts(analysis)).toEqual([
      'interrupted timeout-callback - observation-gap proved',
      'interrupted crash-did-not-stop - observation-gap proved',
    ]);
    expect(analysis.verdicts[0]!.cause!.explanation).toContain('the log ends before this moment');
  });

  it('is not observable where the log has a gap between two files', () => {
    const second = new LogBuilder().processStarted('09-26 18:00:00.000', 9300, 'com.b', 10300);
    const analysis = analyzed([until(begun(), '09-26 12:00:00.000'), until(second, '09-26 19:00:00.000')]);
    expect(analysis.verdicts[0]!.cause!.explanation).toContain('no log of the system covers this moment');
  });

  it('is interrupted where a main log runs on and the system log has ended', () => {
    const main = new LogBuilder()
      .line('09-26 09:00:00.000', 'SyncEngine: hello', APP_PID)
      .line('09-26 20:00:00.000', 'SyncEngine: still here', APP_PID);
    const analysis = analyzed([until(begun(), '09-26 12:00:00.000'), main]);
    expect(verdicts(analysis)[0]).toBe('interrupted timeout-callback - observation-gap proved');
  });

  it('is not observable where logd dropped lines of the system just then', () => {
    const log = begun().line('09-26 16:00:00.500', 'chatty  : uid=1000(system) android.bg expire 25 lines');
    expect(verdicts(analyzed(until(log, '09-26 17:00:00.000')))[0]).toBe(
      'not-observable timeout-callback - observation-gap proved',
    );
  });

  it('is interrupted where the device was shut down before, with the moment at which it would have come', () => {
    const log = begun().line('09-26 15:00:00.000', 'ShutdownThread: Rebooting, reason: userrequested');
    const analysis = analyzed(until(log, '09-26 17:00:00.000'));
    expect(verdicts(analysis)).toEqual(['interrupted timeout-callback - reboot proved']);
    expect(analysis.verdicts[0]!.cause).toMatchObject({ evidence: [{ line: 3 }] });
    expect(analysis.verdicts[0]!.cause!.explanation).toBe(
      'Interrupted: the device was restarted at 2026-09-26 15:00:00.000; without that it would have come at 2026-09-26 16:00:00.000.',
    );
    expect(analysis.predicted[0]!.because.join()).toContain('deadline 2026-09-26 16:00:00.000');
    expect(analysis.sessions).toMatchObject([{ stop: { reason: 'shutdown' } }]);
  });

  it('is not judged by an app that says so: a claim alone names its line', () => {
    const log = ladder()
      .processStarted('09-26 16:01:00.000', 9200)
      .line(
        '09-26 16:10:00.000',
        `WM-SystemFgService: Time limit already exhausted for foreground service type dataSync`,
        9200,
        'W',
      );
    const analysis = analyzed(until(log, '09-26 17:00:00.000'));
    const denied = analysis.verdicts.find(({ outcome }) => outcome === 'start-denied-exhausted')!;
    expect(denied).toMatchObject({ verdict: 'not-observable', observed: null });
    expect(denied.cause!.explanation).toContain('the app itself says so at line 12, which is a claim');
    expect(denied.cause!.evidence).toMatchObject([{ line: 12 }]);
  });

  it('is not predicted because an app says that it was refused while its budget was full', () => {
    const log = new LogBuilder()
      .processStarted('09-26 10:00:00.000')
      .line(
        '09-26 10:10:00.000',
        `WM-SystemFgService: Time limit already exhausted for foreground service type dataSync`,
        APP_PID,
        'W',
      );
    const analysis = analyzed(until(log, '09-26 17:00:00.000'));
    expect(analysis.predicted).toEqual([]);
    expect(analysis.verdicts).toEqual([]);
    expect(analysis.observed).toMatchObject([{ outcome: 'start-denied-exhausted', trust: 'claim' }]);
  });

  it('is missing, with nothing proved, where the log covers the moment and shows nothing', () => {
    const analysis = analyzed(until(begun(), '09-26 17:00:00.000'));
    expect(analysis.verdicts.map(({ verdict }) => verdict)).toEqual(['missing', 'missing']);
    expect(analysis.verdicts.filter(({ cause }) => cause?.standing === 'proved')).toEqual([]);
  });
});

describe('a forged timeout', () => {
  it('changes no prediction and no verdict', () => {
    const clean = until(ladder(), '09-26 17:00:00.000');
    const forged = until(
      ladder()
        .timeout('09-26 12:00:00.000', SERVICE, 7777)
        .stop('09-26 12:00:01.000', { pid: 7777, durationMs: 2 * H }),
      '09-26 17:00:00.000',
    );
    expect(verdicts(analyzed(forged))).toEqual(verdicts(analyzed(clean)));
    expect(analyzed(forged).predicted).toEqual(analyzed(clean).predicted);
    expect(analyzed(forged).observed.filter(({ trust }) => trust === 'claim')).toHaveLength(1);
  });

  it('of a refused start changes no other prediction', () => {
    const claim = 'WM-SystemFgService: Time limit already exhausted for foreground service type dataSync';
    const forged = begun().line('09-26 12:00:00.000', claim, APP_PID, 'W');
    const withoutIds = (analysis: Analysis): unknown => analysis.predicted.map(({ id: _, ...rest }) => rest);
    expect(withoutIds(analyzed(until(forged, '09-26 17:00:00.000')))).toEqual(
      withoutIds(analyzed(until(begun(), '09-26 17:00:00.000'))),
    );
  });
});

describe('a session that began before the log', () => {
  const open = (timeoutAt: string): Analysis =>
    analyzed(
      until(
        new LogBuilder().processStarted('09-26 10:00:00.000', 9100, 'com.b', 10300).timeout(timeoutAt),
        '09-26 20:00:00.000',
      ),
    );

  it('agrees with a timeout inside the interval of the prediction', () => {
    const analysis = open('09-26 13:00:00.000');
    expect(verdicts(analysis)[0]).toBe('as-predicted timeout-callback 0');
    expect(analysis.predicted[0]!.at.interval).toEqual({ earliestElapsedMs: 0, latestElapsedMs: 6 * H });
    expect(analysis.sessions[0]).toMatchObject({ openStart: true, start: { interval: { earliestElapsedMs: null } } });
  });

  it('is late where the timeout comes after the interval', () => {
    expect(verdicts(open('09-26 17:00:00.000'))).toContainEqual(expect.stringContaining(`late timeout-callback ${H} `));
  });
});

describe('one app of several', () => {
  it('is all that --package leaves', () => {
    const log = ladder()
      .line('09-26 16:10:00.000', `am_proc_start: [0,9300,10300,com.other,service,{com.other/.S}]`)
      .start('09-26 16:10:01.000', { component: 'com.other/.S' });
    const analysis = analyzed(until(log, '09-26 17:00:00.000'), { packageName: 'com.other' });
    expect(analysis.sessions.map(({ package: name }) => name)).toEqual(['com.other']);
    expect(
      [...analysis.predicted, ...analysis.observed, ...analysis.budgets].map((each) => each.package),
    ).not.toContain(APP);
    expect(analysis.verdicts.every(({ package: name }) => name === 'com.other')).toBe(true);
  });

  it('is not mixed up with itself in a work profile', () => {
    const log = new LogBuilder()
      .processStarted('09-26 09:59:59.000')
      .start('09-26 10:00:00.000')
      .start('09-26 11:00:00.000', { user: 10 })
      .timeout('09-26 16:00:00.001')
      .timerCancelled('09-26 16:00:01.000')
      .line(
        '09-26 17:00:00.001',
        `ActivityManager: FGS (dataSync) timed out: ServiceRecord{aaa u10 ${SERVICE}}`,
        1643,
        'E',
      )
      .line('09-26 17:00:01.000', `ActivityManager: Stop FGS timeout: ServiceRecord{aaa u10 ${SERVICE}}`)
      .stop('09-26 17:00:01.001', { user: 10, durationMs: 6 * H + 1_001 });
    expect(verdicts(analyzed(until(log, '09-26 18:00:00.000')))).toEqual([
      'as-predicted timeout-callback 1',
      'as-predicted timeout-callback 1',
    ]);
  });
});

describe('a log without times', () => {
  it('shows what happened and predicts nothing', () => {
    const line = (tag: string, message: string): string => `E/${tag}( 1643): ${message}`;
    const text = [
      line('am_foreground_service_start', `[0,${SERVICE},1,PROC_STATE_TOP,35,35,0,1,0,1,UNKNOWN,1]`),
      line('ActivityManager', `FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 ${SERVICE}}`),
    ].join('\n');
    const analysis = analyzed([`${text}\n`]);
    expect(analysis).toMatchObject({ span: null, predicted: [], verdicts: [], budgets: [] });
    expect(analysis.observed).toMatchObject([{ outcome: 'timeout-callback', at: { wall: null, line: 2 } }]);
    expect(analysis.assumptions).toContain(
      'Nothing is predicted and nothing judged: no line of the log prints a time.',
    );
  });
});

describe('the analysis', () => {
  const logs = (): LogBuilder[] => [
    until(ladder(), '09-26 17:00:00.000'),
    until(new LogBuilder().processStarted('09-26 10:00:00.000').timeout('09-26 11:00:00.000'), '09-26 12:00:00.000'),
    new LogBuilder(),
    new LogBuilder().start('09-26 10:00:00.000', { types: 8192 }),
  ];

  it('is plain JSON: no NaN, no Infinity, nothing that is lost on the way', () => {
    for (const log of logs()) {
      const analysis = analyzed(log);
      expect(oddValues(analysis, 'analysis')).toEqual([]);
      expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
    }
  });

  it('is the same for the same input', () => {
    for (const log of logs()) expect(JSON.stringify(analyzed(log))).toBe(JSON.stringify(analyzed(log)));
  });
});

function oddValues(value: unknown, path: string): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (Array.isArray(value)) return value.flatMap((each, index) => oddValues(each, `${path}[${index}]`));
  if (typeof value !== 'object') return [`${path} is a ${typeof value}`];
  return Object.entries(value).flatMap(([key, each]) => oddValues(each, `${path}.${key}`));
}
