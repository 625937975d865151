import { describe, expect, it } from 'vitest';
import { EventKind } from '../../trace/event-kind.js';
import { APP_PID, assembled, LogBuilder } from '../../testing/log-builder.js';
import { entryOf, joined, textPayload } from '../logcat-binary/binary-fixture.js';
import type { Assembly } from '../assemble/assemble.js';

const H = 3_600_000;
const MIN = 60_000;

/** Length of the first session on elapsed time and on uptime. */
function lengths({ sessions }: Assembly): { elapsed: number; uptime: number } {
  const [session] = sessions;
  if (session?.stop === undefined) throw new Error('no session that ends');
  return {
    elapsed: session.stop.elapsed - session.start.elapsed,
    uptime: session.stop.uptime - session.start.uptime,
  };
}

describe('lines out of order', () => {
  it('are sorted by their stamps where writers interleave', () => {
    const log = new LogBuilder()
      .processStarted('09-26 10:00:00.000', 9001)
      .processStarted('09-26 10:00:01.900', 9002)
      .processStarted('09-26 10:00:00.010', 9003);
    const { clock } = assembled(log);
    expect(clock.facts.map(({ provenance }) => provenance.line)).toEqual([1, 3, 2]);
    expect(clock.jumps).toEqual([]);
    expect(clock.notes.join()).toContain('1 lines stand out of order, by 1890 ms at most');
  });

  it('are sorted where somebody moved a block', () => {
    const log = new LogBuilder()
      .processStarted('09-26 12:00:00.000', 9001)
      .processStarted('09-26 10:00:00.000', 9002)
      .processStarted('09-26 10:00:05.000', 9003)
      .processStarted('09-26 12:00:06.000', 9004);
    const { clock } = assembled(log);
    expect(clock.jumps).toEqual([]);
    expect(clock.facts.map(({ provenance }) => provenance.line)).toEqual([2, 3, 1, 4]);
  });
});

describe('a clock that is set by hand', () => {
  const across = (log: LogBuilder): LogBuilder =>
    log
      .start('09-26 05:35:00.000')
      .tick('09-26 06:05:41.000')
      .tick('09-26 15:58:00.000')
      .stop('09-26 16:37:19.000', { durationMs: 70 * MIN });

  it('does not lengthen the service that runs across it: its own duration proves the jump', () => {
    const assembly = assembled(across(new LogBuilder()));
    expect(lengths(assembly)).toEqual({ elapsed: 70 * MIN, uptime: 70 * MIN });
    expect(assembly.clock.jumps).toMatchObject([{ kind: 'clock-set', jumpMs: 9 * H + 52 * MIN + 19_000 }]);
    expect([...assembly.trace.rowsOfKind(EventKind.clockJump)]).toHaveLength(1);
  });

  it('is known from the line that says so, without any duration', () => {
    const log = new LogBuilder()
      .start('09-26 06:00:00.000')
      .tick('09-26 06:05:41.000')
      .line('09-26 15:58:00.000', 'AlarmManager: Setting time of day to sec=1790524680')
      .tick('09-26 15:58:01.000')
      .stop('09-26 16:08:00.000', { durationMs: 0 });
    expect(lengths(assembled(log)).uptime).toBe(15 * MIN + 41_000);
  });

  it('is not believed of an app, for which time then simply passes', () => {
    const log = new LogBuilder()
      .start('09-26 06:00:00.000')
      .line('09-26 06:05:41.000', 'AlarmManager: Setting time of day to sec=1790524680', APP_PID)
      .stop('09-26 15:58:00.000', { durationMs: 0 });
    const assembly = assembled(log);
    expect(assembly.clock.jumps).toEqual([]);
    expect(lengths(assembly).elapsed).toBe(9 * H + 58 * MIN);
  });

  it('is one jump where two logs show it, and shifts a log that begins after it', () => {
    const system = new LogBuilder()
      .processStarted('09-26 06:05:41.000')
      .line('09-26 15:58:00.000', 'AlarmManager: Setting time of day to sec=1790524680')
      .processStarted('09-26 16:00:00.000', 9100);
    const events = new LogBuilder()
      .start('09-26 06:00:00.000')
      .line('09-26 15:58:00.010', 'AlarmManager: Setting time of day to sec=1790524680')
      .tick('09-26 16:00:00.000');
    const later = new LogBuilder().processDied('09-26 16:30:00.000').tick('09-26 16:31:00.000');
    const { clock } = assembled([system, events, later]);
    expect(clock.jumps).toHaveLength(1);
    const died = clock.facts.find(({ body }) => body.kind === 'process-died')!;
    expect(died.elapsed).toBe(37 * MIN + 41_000);
  });

  it('leaves wall time as the device wrote it on both sides', () => {
    const { trace, sessions } = assembled(across(new LogBuilder()));
    const walls = [...trace.rowsOfKind(EventKind.startForeground), ...trace.rowsOfKind(EventKind.stopService)].map(
      (row) => new Date(trace.event(row).wall!).toISOString(),
    );
    expect(walls).toEqual(['2026-09-26T05:35:00.000Z', '2026-09-26T16:37:19.000Z']);
    expect(sessions).toHaveLength(1);
  });

  it('is taken for wrong at boot where it jumps months without a word', () => {
    const log = new LogBuilder()
      .processStarted('01-01 00:00:12.000')
      .processStarted('07-19 10:00:00.000', 9100)
      .processStarted('07-19 10:00:05.000', 9200);
    const { clock } = assembled(log);
    expect(clock.jumps).toMatchObject([{ kind: 'unexplained' }]);
    expect(clock.facts.map(({ elapsed }) => elapsed)).toEqual([0, 0, 5_000]);
  });

  it('is taken for set back where it goes back for good', () => {
    const log = new LogBuilder()
      .processStarted('10-01 00:00:12.000')
      .processStarted('07-19 10:00:00.000', 9100)
      .processStarted('07-19 10:00:05.000', 9200);
    const { clock } = assembled(log);
    expect(clock.facts.map(({ elapsed }) => elapsed)).toEqual([0, 0, 5_000]);
    expect(clock.notes.join()).toContain('The stamps jump back by');
  });
});

describe('deep sleep', () => {
  it('is inferred from a duration that is shorter than the stamps, and put into the longest silence', () => {
    const log = new LogBuilder()
      .start('09-26 10:00:00.000')
      .line('09-26 10:05:00.000', 'power_screen_state: [0,0,0,0]')
      .tick('09-26 10:10:00.000')
      .processStarted('09-26 12:00:00.000', 9100)
      .stop('09-26 12:20:00.000', { durationMs: 40 * MIN });
    const assembly = assembled(log);
    expect(assembly.clock.jumps).toEqual([]);
    expect(lengths(assembly)).toEqual({ elapsed: 140 * MIN, uptime: 40 * MIN });
    expect(assembly.clock.notes.join()).toContain('The device was in deep sleep for 1 h 40 m');
  });

  it('fills several silences where one is too short', () => {
    const log = new LogBuilder()
      .line('09-26 09:59:00.000', 'power_screen_state: [0,0,0,0]')
      .start('09-26 10:00:00.000')
      .processStarted('09-26 11:00:00.000', 9100)
      .processStarted('09-26 12:00:00.000', 9101)
      .stop('09-26 12:01:00.000', { durationMs: 11 * MIN });
    expect(lengths(assembled(log))).toEqual({ elapsed: 121 * MIN, uptime: 11 * MIN });
  });

  it('is told by the suspend lines of the kernel', () => {
    const log = new LogBuilder()
      .start('09-26 10:00:00.000')
      .line('09-26 10:10:00.000', 'PM: suspend entry (deep)', 0)
      .line('09-26 10:40:00.000', 'PM: suspend exit', 0)
      .stop('09-26 11:00:00.000', { durationMs: 30 * MIN });
    const assembly = assembled(log);
    expect(lengths(assembly)).toEqual({ elapsed: 60 * MIN, uptime: 30 * MIN });
    expect([...assembly.trace.rowsOfKind(EventKind.sleepBegin)]).toHaveLength(1);
  });

  it('is not believed of an app that writes under the tag of the kernel', () => {
    const log = new LogBuilder()
      .start('09-26 10:00:00.000')
      .line('09-26 10:10:00.000', 'PM: suspend entry (deep)', APP_PID)
      .line('09-26 10:40:00.000', 'PM: suspend exit', APP_PID)
      .stop('09-26 11:00:00.000', { durationMs: 60 * MIN });
    expect(lengths(assembled(log)).uptime).toBe(60 * MIN);
  });

  it('lies behind a start that is inferred from a duration', () => {
    const log = new LogBuilder()
      .processStarted('09-26 10:00:00.000', 9100)
      .line('09-26 10:10:00.000', 'PM: suspend entry (deep)', 0)
      .line('09-26 10:40:00.000', 'PM: suspend exit', 0)
      .stop('09-26 11:00:00.000', { durationMs: 40 * MIN });
    const { sessions } = assembled(log);
    expect(sessions[0]!.start.elapsed).toBe(-10 * MIN);
  });
});

describe('layouts without a date or without a time', () => {
  const brief = (tag: string, message: string): string => `I/${tag}( 1643): ${message}`;

  it('keep the order of the lines where no line prints a time', () => {
    const text = [
      brief('am_foreground_service_start', '[0,com.a/.S,1,PROC_STATE_TOP,35,35,0,1,0,1,UNKNOWN,1]'),
      brief('am_proc_died', '[0,9034,com.a,200,4]'),
    ].join('\n');
    const { clock, sessions, trace } = assembled([`${text}\n`]);
    expect(clock.span).toBeUndefined();
    expect(clock.notes).toContain('No line of the log prints a time: only the order is known.');
    expect(sessions[0]!.stop!.reason).toBe('process died');
    expect(trace.event(0).elapsed).toBe(0);
  });

  it('leave such lines out beside a log that prints times', () => {
    const text = `${brief('am_foreground_service_start', '[0,com.a/.S,1,PROC_STATE_TOP,35,35,0,1,0,1,UNKNOWN,1]')}\n`;
    const { clock, sessions } = assembled([new LogBuilder().processStarted('09-26 10:00:00.000'), text]);
    expect(sessions).toEqual([]);
    expect(clock.notes.join()).toContain('1 lines that mean something print no time');
  });

  it('count time of day from the first record, over midnight too', () => {
    const line = (at: string, message: string): string => `${at}E/ActivityManager ${message}`;
    const text = [
      line('23:50:00', 'Killing 9034:com.a/u0a1 (adj 0): stop com.a due to from pid 1'),
      line('00:10:00', 'Killing 9035:com.b/u0a2 (adj 0): stop com.b due to from pid 1'),
    ].join('\n');
    const { clock } = assembled([`${text}\n`]);
    expect(clock.facts.map(({ elapsed }) => elapsed)).toEqual([0, 20 * MIN]);
  });

  it('count monotonic stamps since boot', () => {
    const text = [' 100.500  1643  1650 I am_uid_active: 10212', ' 160.750  1643  1650 I am_uid_idle: 10212'].join(
      '\n',
    );
    const { clock } = assembled([`${text}\n`]);
    expect(clock.facts.map(({ elapsed }) => elapsed)).toEqual([100_500, 160_750]);
  });

  it('read binary logs, whose stamps are epoch seconds', () => {
    const record = (seconds: number, message: string): Uint8Array =>
      entryOf(
        { version: 4, pid: 1643, tid: 1650, uid: 1000, seconds, nanos: 0, logId: 3 },
        textPayload(4, 'ActivityManager', message),
      );
    const bytes = joined([
      record(1_790_000_000, 'Start proc 9034:com.a/u0a212 for service {com.a/.S}'),
      record(1_790_000_060, 'Killing 9034:com.a/u0a212 (adj 0): empty #17'),
    ]);
    const { clock } = assembled([bytes], {});
    expect(clock.facts.map(({ elapsed }) => elapsed)).toEqual([0, 60_000]);
    expect(clock.localAtZero).toBe(1_790_000_000_000);
  });
});

describe('several logs of one recording', () => {
  it('stand on one clock although their spans differ', () => {
    const events = new LogBuilder()
      .start('09-26 06:01:00.000')
      .stop('09-26 17:30:00.000', { durationMs: 11 * H + 29 * MIN });
    const system = new LogBuilder().timerCancelled('09-26 17:29:59.998').tick('09-26 18:00:00.000');
    const assembly = assembled([system, events]);
    expect(assembly.clock.span).toEqual({ first: 0, last: 11 * H + 59 * MIN });
    expect(assembly.sessions).toHaveLength(1);
    expect(lengths(assembly).elapsed).toBe(11 * H + 29 * MIN - 2);
  });

  it('end what ran in the boot before where the log of this boot begins', () => {
    const report = [
      '========================================================',
      '== dumpstate: 2026-09-26 13:00:00',
      '========================================================',
      '',
      '------ SYSTEM LOG (logcat -v threadtime -v printable -v uid -d *:v) ------',
      '09-26 12:30:00.000  1000  1500  1669 I am_proc_start: [0,9100,10300,com.b,service,{com.b/.S}]',
      "------ 0.010s was the duration of 'SYSTEM LOG' ------",
      '------ LAST LOGCAT (logcat -L -b all -v threadtime -v printable -v uid -d *:v) ------',
      '09-26 12:00:00.000  1000  1643  1669 I am_foreground_service_start: [0,com.a/.S,1,PROC_STATE_TOP,35,35,0,1,0,1,UNKNOWN,1]',
      "------ 0.010s was the duration of 'LAST LOGCAT' ------",
      '',
    ].join('\n');
    const { sessions, trace } = assembled([report], {});
    expect(sessions).toMatchObject([{ component: 'com.a/.S', stop: { reason: 'reboot' } }]);
    expect([...trace.rowsOfKind(EventKind.boot)]).toHaveLength(1);
  });
});

describe('the end of February', () => {
  it('is no step of a day in a common year, although stamps without a year are first counted in a leap year', () => {
    const log = new LogBuilder().start('02-28 23:50:00.000').stop('03-01 00:10:00.000', { durationMs: 20 * MIN });
    const assembly = assembled(log, { year: 2026 });
    expect(lengths(assembly)).toEqual({ elapsed: 20 * MIN, uptime: 20 * MIN });
    expect(assembly.clock.jumps).toEqual([]);
  });

  it('is a day longer in a leap year', () => {
    const log = new LogBuilder().start('02-28 23:50:00.000').stop('03-01 00:10:00.000', { durationMs: 0 });
    expect(lengths(assembled(log, { year: 2024 })).elapsed).toBe(24 * H + 20 * MIN);
  });
});
