import { describe, expect, it } from 'vitest';
import { assembled, LogBuilder, SYSTEM_SERVER } from '../../testing/log-builder.js';
import type { CalendarHints } from '../ingested.js';
import type { Calendar } from './calendar.js';

const calendarOf = (log: LogBuilder, hints: CalendarHints = {}): Calendar => assembled(log, hints).clock.calendar;

/** The system names the moment in which an app's notification was built, in epoch milliseconds. */
function witness(log: LogBuilder, at: string, epochMs: number, pid = SYSTEM_SERVER): LogBuilder {
  const words = `userId: 0 definingUid: 10578 packageName: com.foo processName:com.foo ChannelId:c foregroundNotiWhen:${epochMs} Notiflags:66`;
  return log.line(at, `ActivityManager: Cancel FGS notification ${words}`, pid);
}

const firstWall = (log: LogBuilder, hints: CalendarHints): string => {
  const { trace, clock } = assembled(log, hints);
  return new Date(trace.length === 0 ? clock.localAtZero : clock.localAtZero + trace.event(0).elapsed).toISOString();
};

describe('the year of stamps that print none', () => {
  it('is what a person says', () => {
    expect(calendarOf(new LogBuilder().tick('09-26 21:12:38.620'), { year: 2024 })).toMatchObject({
      year: 2024,
      yearFrom: 'as asked for',
      isDated: true,
    });
  });

  it('is that of the date in the header of a bugreport', () => {
    const report = [
      '========================================================',
      '== dumpstate: 2019-11-13 06:49:34',
      '========================================================',
      '',
      '------ SYSTEM LOG (logcat -v threadtime -v printable -v uid -d *:v) ------',
      '11-12 20:00:00.000  1000  1643  1669 I ActivityManager: Start proc 9034:com.foo/u0a212 for service {com.foo/.Svc}',
      "------ 0.010s was the duration of 'SYSTEM LOG' ------",
      '',
    ].join('\n');
    const { clock } = assembled([report], {});
    expect(clock.calendar).toMatchObject({ year: 2019, yearFrom: 'the date in the bugreport header' });
  });

  it('is that of a moment in epoch milliseconds, also where the log goes on for days after it', () => {
    const log = witness(new LogBuilder(), '09-20 10:00:00.100', Date.UTC(2025, 8, 20, 7, 0, 0, 0)).tick(
      '09-28 10:00:00.000',
    );
    expect(calendarOf(log)).toMatchObject({ year: 2025, zoneMinutes: 180 });
  });

  it('is the next one where the log goes on past New Year after the moment', () => {
    const log = witness(new LogBuilder(), '12-30 10:00:00.100', Date.UTC(2025, 11, 30, 10, 0, 0, 0)).tick(
      '01-03 10:00:00.000',
    );
    expect(calendarOf(log)).toMatchObject({ year: 2026, zoneMinutes: 0 });
  });

  it('is the last one in which the log does not end after the file was changed', () => {
    const log = new LogBuilder().tick('09-26 21:12:38.620');
    expect(calendarOf(log, { notAfterEpochMs: Date.UTC(2026, 8, 30) }).year).toBe(2026);
    expect(calendarOf(log, { notAfterEpochMs: Date.UTC(2026, 1, 1) }).year).toBe(2025);
  });

  it('is a leap year where the log has a 29th of February', () => {
    const log = new LogBuilder().processStarted('02-29 12:00:00.000').tick('03-01 12:00:00.000');
    expect(calendarOf(log, { notAfterEpochMs: Date.UTC(2026, 5, 1) }).year).toBe(2024);
    expect(firstWall(log, { notAfterEpochMs: Date.UTC(2026, 5, 1) })).toBe('2024-02-29T12:00:00.000Z');
  });

  it('is printed by some layouts, which then need no hint', () => {
    const { clock } = assembled(['2023-04-05 10:00:00.000  1643  1669 I am_uid_active: 10212\n'], {});
    expect(clock.calendar).toMatchObject({ year: null, isDated: true });
    expect(new Date(clock.localAtZero).toISOString()).toBe('2023-04-05T10:00:00.000Z');
  });

  it('is not known where nothing tells it, and then no moment is dated', () => {
    const { clock, trace } = assembled(new LogBuilder().start('09-26 21:12:38.620').tick('09-26 21:13:00.000'), {});
    expect(clock.calendar).toMatchObject({ year: null, isDated: false });
    expect(trace.event(0).wall).toBeUndefined();
  });

  it('is told per log where one file ends in December and the other in January', () => {
    const events = new LogBuilder().processStarted('12-31 23:00:00.000');
    const main = new LogBuilder().processStarted('01-01 01:00:00.000', 9100);
    const { clock } = assembled([events, main], { year: 2026 });
    expect(clock.facts.map(({ elapsed }) => elapsed)).toEqual([0, 2 * 3_600_000]);
    expect(new Date(clock.localAtZero).toISOString()).toBe('2025-12-31T23:00:00.000Z');
  });
});

describe('the turn of the year', () => {
  it('goes from December to January without a jump of elapsed time', () => {
    const log = new LogBuilder().start('12-31 23:59:00.000').stop('01-01 00:01:00.000', { durationMs: 120_000 });
    const { clock, sessions } = assembled(log, { year: 2026 });
    expect(sessions[0]!.stop!.elapsed - sessions[0]!.start.elapsed).toBe(120_000);
    expect(clock.jumps).toEqual([]);
    expect(firstWall(log, { year: 2026 })).toBe('2025-12-31T23:59:00.000Z');
  });

  it('happens once where the lines of midnight interleave', () => {
    const log = new LogBuilder()
      .processStarted('12-31 23:59:59.990', 9001)
      .processStarted('01-01 00:00:00.001', 9002)
      .processStarted('12-31 23:59:59.999', 9003)
      .processStarted('01-01 00:00:00.020', 9004);
    const { clock } = assembled(log, { year: 2026 });
    expect(clock.jumps).toEqual([]);
    expect(clock.facts.map(({ elapsed }) => elapsed)).toEqual([0, 9, 11, 30]);
  });
});

describe('the zone', () => {
  it('is printed in the stamps, and stamps of another zone are moved into it', () => {
    const text = [
      '03-29 01:59:59.000 +0100  1643  1669 I am_uid_active: 10212',
      '03-29 03:00:01.000 +0200  1643  1669 I am_uid_idle: 10212',
    ].join('\n');
    const { clock } = assembled([`${text}\n`]);
    expect(clock.calendar).toMatchObject({ zoneMinutes: 60, zoneFrom: 'printed in the time stamps' });
    expect(clock.facts.map(({ elapsed }) => elapsed)).toEqual([0, 2_000]);
  });

  it('is that of an epoch moment beside a local stamp', () => {
    expect(
      calendarOf(witness(new LogBuilder(), '11-29 22:56:22.236', Date.UTC(2025, 10, 29, 19, 56, 21, 500))),
    ).toMatchObject({
      year: 2025,
      zoneMinutes: 180,
    });
  });

  it('is not taken from a moment that fits no zone in use: an app gives its notification any time it likes', () => {
    const odd = witness(new LogBuilder(), '11-29 22:56:22.236', Date.UTC(2025, 10, 29, 19, 50, 0));
    const unused = witness(new LogBuilder(), '11-29 22:56:22.236', Date.UTC(2025, 10, 29, 18, 41, 22));
    for (const log of [odd, unused]) expect(calendarOf(log, { year: 2025 }).zoneMinutes).toBeNull();
  });

  it('is that of most moments where an app lies about one', () => {
    const log = new LogBuilder();
    witness(log, '11-29 22:00:00.100', Date.UTC(2025, 10, 29, 12, 0, 0));
    witness(log, '11-29 22:10:00.100', Date.UTC(2025, 10, 29, 19, 10, 0));
    witness(log, '11-29 22:20:00.100', Date.UTC(2025, 10, 29, 19, 20, 0));
    expect(calendarOf(log).zoneMinutes).toBe(180);
  });

  it('is not taken from a line that an app forged', () => {
    const log = new LogBuilder().processStarted('11-29 21:00:00.000').tick('11-29 21:00:01.000');
    expect(
      calendarOf(witness(log, '11-29 22:10:00.100', Date.UTC(2025, 10, 29, 19, 10, 0), 9034), { year: 2025 }),
    ).toMatchObject({
      zoneMinutes: null,
      yearFrom: 'as asked for',
    });
  });
});
