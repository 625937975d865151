/**
 * The surprises of the specification (spec/fgs-limits.md section 9): each has a name, as an outcome, an event of the ledger or a verdict,
 * and a sentence that a person understands. Numbers 13 and 14 are history (first reports, vendors without changes) and predict nothing.
 */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { android15, android15v2, android16 } from '../policy/shipped.js';
import { APP, APP_PID, LogBuilder, SERVICE } from '../testing/log-builder.js';
import { Script } from '../testing/script.js';
import { MS_PER_HOUR } from '../time.js';
import { analyzed, until, verdicts } from './analysis-fixture.js';

const H = MS_PER_HOUR;
const { TOP, SERVICE: BACKGROUND, BOUND_TOP } = ProcessState;
const begun = (): LogBuilder => new LogBuilder().processStarted('09-26 09:59:59.000').start('09-26 10:00:00.000');

describe('the surprises of section 9', () => {
  it('1: the window does not roll, it moves: window-re-anchored', () => {
    const script = new Script()
      .start(0)
      .stop(H)
      .start(12 * H);
    expect(script.allOutcomes()).toContain('+12:00:00 window-re-anchored A dataSync');
    expect(script.reasons('window-re-anchored').at(-1)).toBe(
      '+12:00:00 the 24 h window moved: it counts from here now',
    );
  });

  it('2: a refreshed notification on screen charges the uptime of the device: budget-poisoned', () => {
    const script = new Script().state(0, TOP).start(1).startForeground(60_000);
    expect(script.allOutcomes()).toContain('+0:01:00 budget-poisoned A dataSync');
    expect(script.reasons('budget-poisoned').at(-1)).toContain(
      'the whole device uptime, 4 d 4 h 1 m, because startForeground was called again while the app was on top',
    );
  });

  it('3: a second service, and a death, throw time away that was not charged yet', () => {
    expect(
      new Script()
        .start(0)
        .start(2 * H, 'B')
        .reasons('timeout-callback', android15, { consequences: 'recorded' })[0],
    ).toContain('were never charged: a service was started while another of its type was running');
    expect(
      new Script()
        .start(0)
        .dies(H)
        .start(5 * H)
        .reasons('timeout-callback')[0],
    ).toContain('were never charged: the process died');
  });

  it('4: coming on screen moves the deadline of a running service and resets nothing: deadline-moved', () => {
    const script = new Script()
      .start(0)
      .state(H, TOP)
      .state(2 * H, BACKGROUND);
    expect(script.allOutcomes()).toContain('+6:00:00 deadline-moved A dataSync');
    expect(script.reasons('deadline-moved').at(-1)).toBe(
      '+6:00:00 the timer fired, but the process was on screen until +2:00:00: deadline moved to +8:00:00',
    );
    expect(script.allOutcomes().join()).not.toContain('budget-reset');
  });

  it('5: an early Android 15 calls onTimeout of an app that is on screen', () => {
    const script = new Script().start(0).state(H, TOP);
    expect(script.reasons('timeout-callback', android15v2).at(-1)).toBe(
      'the process is on screen then, and the code of this variant does not look whether it is',
    );
    expect(script.reasons('timeout-callback', android15)).toEqual([]);
  });

  it('6: onTimeout ends nothing by itself, and leaving the foreground is enough against the crash', () => {
    expect(new Script().start(0).reasons('crash-did-not-stop').at(-1)).toBe(
      '+6:00:10 the service had not stopped 10 s after onTimeout: crash',
    );
    expect(
      new Script()
        .start(0)
        .stopForeground(6 * H + 5_000)
        .outcomes(),
    ).toEqual(['+6:00:00 timeout-callback A dataSync']);
  });

  it('7: a start with an exhausted budget leaves no line of the system: not observable, with the claim of the app', () => {
    const log = begun().timeout('09-26 16:00:00.001').timerCancelled('09-26 16:00:01.000');
    log.line(
      '09-26 17:00:00.000',
      'WM-SystemFgService: Time limit already exhausted for foreground service type unknown',
      APP_PID,
      'W',
    );
    log.line(
      '09-26 17:00:00.001',
      `AndroidRuntime: Unable to start service ${APP}.SyncService@1f with Intent { cmp=${SERVICE} }: android.app.ForegroundServiceStartNotAllowedException: Time limit already exhausted for foreground service type unknown`,
      APP_PID,
      'E',
    );
    const analysis = analyzed(until(log, '09-26 18:00:00.000'));
    const denied = analysis.verdicts.find(({ outcome }) => outcome === 'start-denied-exhausted')!;
    expect(denied.verdict).toBe('not-observable');
    expect(denied.cause!.explanation).toContain('the system writes nothing about this outcome; only the app is told');
  });

  it('8: "Stop FGS timeout" is a normal stop, and the analysis says so', () => {
    const log = begun().timerCancelled('09-26 10:00:18.000').stop('09-26 10:00:18.001', { durationMs: 18_001 });
    const analysis = analyzed(until(log, '09-26 18:00:00.000'));
    expect(verdicts(analysis)).toEqual([]);
    expect(analysis.diagnostics).toContainEqual({
      what: '"Stop FGS timeout": the system took a timer away because the service stopped; it is no timeout',
      count: 1,
      first: expect.objectContaining({ line: 3 }),
    });
  });

  it('9: a sticky service comes back after the crash and is refused: a second crash', () => {
    const script = new Script()
      .start(0)
      .sticky(1)
      .processStarts(6 * H + 11_000)
      .startForeground(6 * H + 12_000);
    expect(script.outcomes()).toEqual([
      '+6:00:00 timeout-callback A dataSync',
      '+6:00:10 crash-did-not-stop A dataSync',
      '+6:00:12 start-denied-exhausted A dataSync',
    ]);
    expect(script.reasons('start-denied-exhausted').join('\n')).toContain(
      'the system restarted the process of the service',
    );
  });

  it('10: the usual victim is WorkManager, and the crash says from which version on it is not', () => {
    const worker = `${APP}/androidx.work.impl.foreground.SystemForegroundService`;
    const log = new LogBuilder()
      .processStarted('09-26 09:59:59.000')
      .start('09-26 10:00:00.000', { component: worker });
    const crash = analyzed(until(log, '09-26 18:00:00.000')).predicted.find(
      ({ outcome }) => outcome === 'crash-did-not-stop',
    )!;
    expect(crash.because.at(-1)).toContain('(WorkManager answers onTimeout from version 2.10.1 on)');
  });

  it('11: a crash within minutes, far from six hours, is explained by what poisoned the budget', () => {
    const script = new Script().state(0, TOP).start(1).startForeground(60_000).state(90_000, BACKGROUND).dies(120_000);
    const reasons = script.processStarts(150_000).start(180_000).reasons('crash-did-not-stop');
    expect(reasons.join('\n')).toContain('(bug P)');
    expect(reasons.at(-1)).toBe('+0:03:10 the service had not stopped 10 s after onTimeout: crash');
  });

  it('12: the screen counts for the process that hosts the service; a service that is only bound is not limited', () => {
    const remote = new Script()
      .runsIn('A', ':remote')
      .state(0, TOP)
      .start(1)
      .state(1, BOUND_TOP, ':remote')
      .stop(6 * H + 2);
    expect(
      remote
        .start(7 * H)
        .reasons('start-denied-exhausted')
        .at(-1),
    ).toContain('the process has not been on screen since');
    expect(new Script().bind(0).startForeground(1).outcomes()).toEqual([]);
    const log = begun().timerCancelled('09-26 11:00:00.000');
    const analysis = analyzed(until(log, '09-26 18:00:00.000'));
    expect(verdicts(analysis)).toEqual([]);
    expect(analysis.diagnostics.map(({ what }) => what)).toContain(
      'a service was stopped while bound: it stays in the foreground, and no limit counts any more',
    );
  });

  it('15: from Android 16 on a shortService gets both calls', () => {
    const script = new Script().start(0, 'A', ServiceType.shortService);
    expect(script.reasons('timeout-callback', android16).at(-1)).toContain(
      'onTimeout(int), and onTimeout(int, int) with the type 2048 as well',
    );
    expect(script.reasons('timeout-callback', android15).at(-1)).toMatch(/onTimeout\(int\)$/);
  });
});
