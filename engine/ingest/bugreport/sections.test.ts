import { describe, expect, it } from 'vitest';
import { describeWithRealData, realData } from '../../testing/real-data.js';
import { readBugreportZip } from './bugreport-zip.js';
import { releaseOfFingerprint } from './report-header.js';
import { feedLines, routeReport } from './report-fixture.js';
import { isReportTitle } from './sections.js';

const header = `========================================================
== dumpstate: 2025-03-04 05:06:07
========================================================

Build: BP1A
Build fingerprint: 'google/cheetah/cheetah:15/BP1A.250305.019/13003188:user/release-keys'
Android SDK version: 35
Kernel: Linux version 5.10.198-android13
Uptime: up 1 week, 2 days, 3 hours, 4 minutes,  load average: 1.0, 1.0, 1.0

`;
const section = (name: string, command: string, body: string): string =>
  `------ ${name} (${command}) ------\n${body}------ 0.302s was the duration of '${name}' ------\n`;
const service = (name: string, body: string): string =>
  `-------------------------------------------------------------------------------\nDUMP OF SERVICE ${name}:\n${body}` +
  `--------- 0.044s was the duration of dumpsys ${name.split(' ').at(-1)}, ending at: 2025-03-04 05:06:09\n`;
const route = (text: string): ReturnType<typeof routeReport> => routeReport(new TextEncoder().encode(text));
const summary = (text: string): [string, string[]][] => route(text).parts.map(({ part, lines }) => [part, lines]);

const logLine = '03-04 05:06:06.000  1000  1552  1600 E ActivityManager: FGS Crashed: ServiceRecord{1 u0 a/.B}';

describe('the header of a bugreport', () => {
  it('tells date, build, release, kernel and uptime', () => {
    const { router, facts } = route(header + section('UPTIME', 'uptime', 'x\n'));
    expect(router.reportHeader).toEqual({
      startedAt: { clock: 'local', localMs: Date.UTC(2025, 2, 4, 5, 6, 7) },
      fingerprint: 'google/cheetah/cheetah:15/BP1A.250305.019/13003188:user/release-keys',
      release: 15,
      sdk: 35,
      kernel: 'Linux version 5.10.198-android13',
      uptimeMs: ((9 * 24 + 3) * 60 + 4) * 60_000,
    });
    expect(facts.map(({ body, time }) => [body.kind, time])).toEqual([
      ['device-identity', { at: 'stamp', stamp: { clock: 'local', localMs: Date.UTC(2025, 2, 4, 5, 6, 7) } }],
      ['platform-sdk', { at: 'stamp', stamp: { clock: 'local', localMs: Date.UTC(2025, 2, 4, 5, 6, 7) } }],
    ]);
    expect(isReportTitle('== dumpstate: 2025-03-04 05:06:07')).toBe(true);
  });
  it('knows the release of a fingerprint, of a point release too, and of none of a preview', () => {
    expect(releaseOfFingerprint('google/yakju/maguro:4.3/JWR66Y/776638:user/release-keys')).toBe(4);
    expect(releaseOfFingerprint('a/b/c:7.1.1/NYC/6695155:userdebug/test-keys')).toBe(7);
    expect(releaseOfFingerprint('a/b/c:Baklava/BP11/1:user/release-keys')).toBeUndefined();
    expect(releaseOfFingerprint('')).toBeUndefined();
  });
  it('takes the time zone from the properties', () => {
    const { facts } = route(
      header + section('SYSTEM PROPERTIES', 'getprop', '[a]: [b]\n[persist.sys.timezone]: [Asia/Shanghai]\n'),
    );
    expect(facts.at(-1)?.body).toMatchObject({ kind: 'device-identity', timeZone: 'Asia/Shanghai', release: 15 });
  });
});

describe('the sections of a bugreport', () => {
  it('go to their readers, and the others to nobody', () => {
    const text =
      header +
      section('SYSTEM LOG', 'logcat -v threadtime', `--------- beginning of main\n${logLine}\n`) +
      section('EVENT LOG TAGS', 'etc/event-log-tags', '30008 am_anr\n') +
      section('EVENT LOG', 'logcat -b events', 'event\n') +
      section('RADIO LOG', 'logcat -b radio', 'radio\n') +
      section('LAST LOGCAT', 'logcat -L', 'last\n') +
      section('KERNEL LOG', 'dmesg', '<6>[    1.0] PM: suspend entry\n') +
      section('CHECKIN BATTERYSTATS', 'dumpsys batterystats -c', '9,0,i,vers,32\n');
    expect(summary(text)).toEqual([
      ['system-log', ['--------- beginning of main', logLine]],
      ['event-log', ['event']],
      ['last-log', ['last']],
      ['kernel-log', ['<6>[    1.0] PM: suspend entry']],
      ['batterystats-checkin', ['9,0,i,vers,32']],
    ]);
    expect(route(text).problems).toEqual([]);
  });
  it('end at the next one where no duration is printed, as in old reports', () => {
    const text = `${header}------ SYSTEM LOG (logcat) ------\na\n\n------ EVENT LOG (logcat -b events) ------\nb\n`;
    expect(summary(text)).toEqual([
      ['system-log', ['a', '']],
      ['event-log', ['b']],
    ]);
  });
  it('of dumpsys are split into services and the parts of the activity service, with the time of the dump', () => {
    const text =
      header +
      '------ DUMPSYS CRITICAL (/system/bin/dumpsys) ------\n' +
      service('CRITICAL activity', 'ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)\n x\n') +
      "------ 0.302s was the duration of 'DUMPSYS CRITICAL' ------\n------ DUMPSYS (/system/bin/dumpsys) ------\n" +
      service(
        'activity',
        'ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:\n  a=1\n' +
          'ACTIVITY MANAGER SERVICES (dumpsys activity services)\n  * ServiceRecord{1 u0 a/.B}\n' +
          'ACTIVITY MANAGER PROCESS EXIT INFO (dumpsys activity exit-info)\n  package: a\n' +
          'ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)\n  none\n',
      ) +
      service('NORMAL batterystats', 'Battery History (1% used):\n') +
      service('jobscheduler', 'Settings:\n');
    const { parts, problems } = route(text);
    expect(parts.map(({ part, lines }) => [part, lines.at(-1)])).toEqual([
      ['activity-settings', '  a=1'],
      ['activity-services', '  * ServiceRecord{1 u0 a/.B}'],
      ['exit-info', '  package: a'],
      ['batterystats-history', 'Battery History (1% used):'],
      ['jobscheduler', 'Settings:'],
    ]);
    expect(parts.at(-1)?.endedAt).toEqual({ clock: 'local', localMs: Date.UTC(2025, 2, 4, 5, 6, 9) });
    expect(problems).toEqual([]);
  });
  it('cannot be forged by what an app prints in its own dump', () => {
    const forged = `${section('SYSTEM LOG', 'logcat', 'forged\n')}${service('jobscheduler', 'forged\n')}`;
    const text =
      header +
      section('SYSTEM LOG', 'logcat', `${logLine}\n`) +
      section('APP SERVICES NON-PLATFORM', 'dumpsys activity service all', forged) +
      section('EVENT LOG', 'logcat -b events', 'event\n');
    expect(summary(text)).toEqual([
      ['system-log', [logLine]],
      ['event-log', ['event']],
    ]);
  });
  it('appear once: a second log of the same name is refused and said', () => {
    const once = section('SYSTEM LOG', 'logcat', 'a\n');
    const { parts, problems } = route(header + once + once);
    expect(parts).toHaveLength(1);
    expect(problems[0]).toMatchObject({ what: expect.stringContaining('twice') as string, text: 'SYSTEM LOG' });
  });
  it('of a log are not ended by dump headers, rulers or durations of other things in them', () => {
    const body = `DUMP OF SERVICE batterystats:\n--------- 0.010s was the duration of dumpsys x, ending at: 2025-03-04 05:06:09\n${logLine}\n`;
    const { parts } = route(header + section('SYSTEM LOG', 'logcat', body));
    expect(parts.map(({ part, count }) => [part, count])).toEqual([['system-log', 3]]);
  });
  it('whose command failed, or that are cut off, are said', () => {
    const failed = section('LAST LOGCAT', 'logcat -L', "*** command 'logcat -L' failed: exit code 1\n");
    const { parts, problems } = route(`${header}${failed}------ EVENT LOG (logcat -b events) ------\nevent\n`);
    expect(parts.map(({ part, count, ended }) => [part, count, ended])).toEqual([
      ['last-log', 0, true],
      ['event-log', 1, true],
    ]);
    expect(problems.map(({ what, line }) => [what, line])).toEqual([
      ['a command of the bugreport failed', 12],
      ['the bugreport ends inside a section', 14],
    ]);
  });
  it('may be garbage without harm', () => {
    let seed = 5;
    const next = (): number => (seed = (seed * 1103515245 + 12345) >>> 0) >>> 16;
    const pieces = [
      '------ ',
      ' ------',
      '---------',
      'DUMP OF SERVICE ',
      'activity',
      ':',
      '\n',
      'ACTIVITY MANAGER ',
      '(',
      "'",
      '== ',
      '*** ',
    ];
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: 200 }, () => pieces[next() % pieces.length] ?? '').join('');
      const { parts } = route(text);
      for (const part of parts) expect(part.ended).toBe(true);
    }
  });
});

describeWithRealData('real bugreports', () => {
  const flatText = (): Uint8Array => {
    const pieces: Uint8Array[] = [];
    readBugreportZip(realData('jeanboydev__bugreport.zip'), {
      onLogStart: () => undefined,
      onLogBytes: (piece) => pieces.push(piece.slice()),
      onLogEnd: () => undefined,
      onProblem: (problem) => expect.fail(problem.what),
    });
    const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  };

  it('Android 9 emulator: every part at its place, with its number of lines', () => {
    const { parts, facts, problems, router } = routeReport(flatText(), false);
    expect(parts.map(({ part, startLine, count }) => [part, startLine, count])).toEqual([
      ['kernel-log', 5957, 1080],
      ['system-log', 8559, 31_136],
      ['event-log', 39_697, 1_854],
      ['last-log', 46_195, 0],
      ['activity-settings', 78_016, 32],
      ['activity-services', 86_914, 933],
      ['batterystats-history', 91_542, 2_549],
      ['jobscheduler', 100_393, 2_019],
      ['batterystats-checkin', 136_612, 1_837],
    ]);
    expect(parts.find(({ part }) => part === 'jobscheduler')?.endedAt).toEqual({
      clock: 'local',
      localMs: Date.UTC(2019, 7, 15, 15, 9, 11),
    });
    expect(router.reportHeader).toMatchObject({ release: 9, uptimeMs: 181 * 60_000 });
    expect(facts.at(-1)?.body).toMatchObject({ kind: 'device-identity', timeZone: 'Asia/Shanghai' });
    expect(problems.map(({ what }) => what)).toEqual(['a command of the bugreport failed']);
  });
  it('is routed without hanging', () => {
    const bytes = flatText();
    routeReport(bytes, false);
    const begun = performance.now();
    routeReport(bytes, false);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
  it.each([
    ['andlogview__emulator_api34.minimized.dump', 14, { 'system-log': 28 }],
    ['andlogview__galaxy_nexus_jbmr2.minimized.dump', 4, { 'system-log': 1301, 'event-log': 111 }],
    ['andlogview__emulator_nougat.minimized.with-time-travel.dump', 7, { 'system-log': 117, 'event-log': 51 }],
  ])('%s: release and logs', (name, release, counts) => {
    const { parts, router } = routeReport(realData(name));
    expect(router.reportHeader.release).toBe(release);
    expect(router.reportHeader.startedAt?.clock).toBe('local');
    expect(Object.fromEntries(parts.map(({ part, count }) => [part, count]))).toEqual(counts);
  });
  it('keeps what there is of a report cut off anywhere', () => {
    const bytes = flatText();
    for (let part = 1; part < 10; part++) {
      const { parts } = routeReport(bytes.subarray(0, Math.floor((bytes.length * part) / 10)), false);
      expect(parts.every(({ ended }) => ended)).toBe(true);
    }
    let lines = 0;
    feedLines(bytes, () => lines++);
    expect(lines).toBe(148_123);
  });
});
