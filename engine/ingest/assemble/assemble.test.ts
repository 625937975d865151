import { describe, expect, it } from 'vitest';
import { ProcessState } from '../../android/process-states.js';
import { ServiceType } from '../../android/service-types.js';
import { APP, APP_PID, assembled, LogBuilder, SERVICE } from '../../testing/log-builder.js';
import { EventKind, eventKindName } from '../../trace/event-kind.js';
import type { Assembly } from './assemble.js';

const MIN = 60_000;
const knowledge: ReadonlySet<number> = new Set([
  EventKind.recordingBegin,
  EventKind.recordingEnd,
  EventKind.targetSdk,
  EventKind.processState,
]);

/** Rows of the trace as `kind`, without what every trace has. */
const inputs = ({ trace }: Assembly): string[] =>
  Array.from({ length: trace.length }, (_, row) => trace.event(row).kind)
    .filter((kind) => !knowledge.has(kind))
    .map(eventKindName);

/** Process states as `process state`. */
const states = ({ trace }: Assembly): string[] =>
  [...trace.rowsOfKind(EventKind.processState)].map((row) => {
    const { process, argument } = trace.event(row);
    return `${process} ${argument}`;
  });

describe('a session with events', () => {
  it('goes from the start event to the stop, with types and reason', () => {
    const assembly = assembled(
      new LogBuilder().start('09-26 10:00:00.000').stop('09-26 10:30:00.000', { durationMs: 30 * MIN }),
    );
    expect(assembly.sessions).toMatchObject([
      { component: SERVICE, types: 1, start: { elapsed: 0 }, stop: { elapsed: 30 * MIN, reason: 'STOP_SERVICE' } },
    ]);
    expect(inputs(assembly)).toEqual(['startService', 'startForeground', 'stopService']);
  });

  it('is stopped once where the timer, the event and the idle line tell the same stop', () => {
    const log = new LogBuilder()
      .start('09-26 10:00:00.000')
      .line(
        '09-26 10:30:00.000',
        `ActivityManager: Stopping service due to app idle: u0a212 -30m0s0ms ${SERVICE}`,
        1643,
        'W',
      )
      .line('09-26 10:30:00.000', `am_stop_idle_service: [10212,${SERVICE}]`)
      .timerCancelled('09-26 10:30:00.001')
      .stop('09-26 10:30:00.003', { durationMs: 30 * MIN });
    const assembly = assembled(log);
    expect(assembly.sessions).toMatchObject([{ stop: { reason: 'app idle' } }]);
    expect(inputs(assembly).filter((kind) => kind === 'stopService')).toHaveLength(1);
  });

  it('takes "Stop FGS timeout" as a normal stop and never as a timeout', () => {
    const assembly = assembled(
      new LogBuilder().start('09-26 10:00:00.000').timerCancelled('09-26 10:00:18.000').stop('09-26 10:00:18.001'),
    );
    expect(inputs(assembly)).toEqual(['startService', 'startForeground', 'stopService']);
    expect(assembly.sessions[0]!.stop).toMatchObject({ elapsed: 18_000, reason: 'STOP_SERVICE' });
  });

  it('has no types from the eleven fields of Android 12 and 13, except those that a person states', () => {
    const log = new LogBuilder().start('09-26 10:00:00.000', { types: null }).tick('09-26 10:01:00.000');
    expect(assembled(log).sessions[0]!.types).toBeUndefined();
    const declaredTypes = new Map([[SERVICE, ServiceType.dataSync]]);
    expect(assembled(log, { year: 2026 }, { declaredTypes }).sessions[0]!.types).toBe(ServiceType.dataSync);
  });

  it('is started once by the decision and the event of the same start', () => {
    const log = new LogBuilder()
      .startDecision('09-26 10:00:00.000')
      .start('09-26 10:00:00.040')
      .tick('09-26 10:10:00.000');
    expect(inputs(assembled(log))).toEqual(['startForegroundService', 'startForeground']);
  });

  it('leaves the foreground without stopping on STOP_FOREGROUND', () => {
    const log = new LogBuilder()
      .start('09-26 10:00:00.000')
      .stop('09-26 10:30:00.000', { durationMs: 30 * MIN, stopReason: 'STOP_FOREGROUND' });
    expect(inputs(assembled(log))).toEqual(['startService', 'startForeground', 'stopForeground']);
  });

  it('keeps the users of a device apart', () => {
    const log = new LogBuilder()
      .start('09-26 10:00:00.000')
      .start('09-26 10:01:00.000', { user: 10 })
      .stop('09-26 10:02:00.000', { user: 10, durationMs: MIN })
      .tick('09-26 10:30:00.000');
    const { sessions } = assembled(log);
    expect(sessions.map(({ stop }) => stop?.elapsed)).toEqual([undefined, 2 * MIN]);
    expect(sessions[0]!.uid).not.toBe(sessions[1]!.uid);
  });

  it('ends with the process of its own user only', () => {
    const log = new LogBuilder()
      .processStarted('09-26 09:59:00.000')
      .line('09-26 09:59:30.000', `am_proc_start: [10,9200,1010212,${APP},service,{${SERVICE}}]`)
      .start('09-26 10:00:00.000')
      .start('09-26 10:00:00.000', { user: 10 })
      .line('09-26 10:10:00.000', `am_proc_died: [10,9200,${APP},200,4]`)
      .tick('09-26 10:30:00.000');
    const { sessions } = assembled(log);
    expect(sessions.map(({ uid, stop }) => [uid, stop?.reason])).toEqual([
      [10212, undefined],
      [1010212, 'process died'],
    ]);
  });
});

describe('a session without events', () => {
  it('begins with the decision and ends where the vendor says that the only service of the uid stopped', () => {
    const log = new LogBuilder()
      .startDecision('09-26 22:39:22.935')
      .line(
        '09-26 22:39:22.940',
        'ForegroundServiceTypeLoggerModule: Foreground service start for UID: 10212 does not have any types',
        1643,
        'W',
      )
      .line(
        '09-26 22:39:38.172',
        'ForegroundServiceTypeLoggerModule: FGS stop call for: 10212 has no types!',
        1643,
        'W',
      )
      .startDecision('09-26 22:39:39.431')
      .tick('09-26 22:39:46.000');
    const { sessions } = assembled(log);
    expect(sessions).toMatchObject([
      { types: undefined, start: { elapsed: 0 }, stop: { elapsed: 15_237, reason: 'not stated' } },
      { types: undefined, start: { elapsed: 16_496 }, stop: undefined },
    ]);
  });

  it('reads a TOP caller of the same app as TOP, and a persistent system caller as nothing', () => {
    const top = new LogBuilder().startDecision('09-26 10:00:00.000', { uidState: 'TOP ' });
    expect(states(assembled(top))).toEqual([`${APP} ${ProcessState.TOP}`, `${APP} ${ProcessState.LAST_ACTIVITY}`]);
    const system = new LogBuilder().startDecision('09-26 10:00:00.000', {
      uidState: 'PER ',
      caller: 'android',
      callerUid: 1000,
    });
    expect(states(assembled(system))).toEqual([]);
  });
});

describe('a session that began before the log', () => {
  it('begins exactly a duration before the stop event', () => {
    const log = new LogBuilder()
      .processStarted('09-26 10:00:00.000', 9100, 'com.b', 10300)
      .timerCancelled('09-26 10:29:59.999')
      .stop('09-26 10:30:00.000', { durationMs: 90 * MIN });
    const [session] = assembled(log).sessions;
    expect(session!.start).toMatchObject({ elapsed: -60 * MIN });
    expect(session!.start.earlierBy ?? 0).toBe(0);
    expect(session!.start.inferredFrom).toContain('the duration that the system printed');
  });

  it('begins a duration before the timeout also where the line stands before its event', () => {
    const log = new LogBuilder()
      .processStarted('09-26 10:00:00.000', 9100, 'com.b', 10300)
      .timeout('09-26 11:00:00.000')
      .timedOutEvent('09-26 11:00:00.001', { durationMs: 6 * 60 * MIN });
    const [session] = assembled(log).sessions;
    expect(session!.start.elapsed).toBe(-5 * 60 * MIN + 1);
    expect(session!.start.earlierBy ?? 0).toBe(0);
  });

  it('is open where only a timeout or a cancelled timer tells of it', () => {
    for (const log of [
      new LogBuilder().processStarted('09-26 10:00:00.000').timeout('09-26 11:00:00.000'),
      new LogBuilder().processStarted('09-26 10:00:00.000').timerCancelled('09-26 11:00:00.000'),
    ]) {
      const [session] = assembled(log).sessions;
      expect(session!.start).toMatchObject({ elapsed: 0, earlierBy: Number.POSITIVE_INFINITY });
      expect(session!.types).toBe(ServiceType.dataSync);
    }
  });

  it('is open up to where lines of the system begin, not to where any buffer begins', () => {
    const log = new LogBuilder()
      .line('09-26 06:00:00.000', 'SyncEngine: hello', APP_PID)
      .processStarted('09-26 10:00:00.000')
      .timeout('09-26 11:00:00.000');
    expect(assembled(log).sessions[0]!.start.elapsed).toBe(4 * 60 * MIN);
  });
});

describe('the end of a process', () => {
  const running = (): LogBuilder => new LogBuilder().processStarted('09-26 09:59:59.000').start('09-26 10:00:00.000');

  it('ends the session; the stop event of the bring-down is no stop of the app', () => {
    const log = running()
      .processDied('09-26 10:10:00.000')
      .stop('09-26 10:10:00.050', { durationMs: 10 * MIN });
    const assembly = assembled(log);
    expect(assembly.sessions).toMatchObject([{ stop: { reason: 'process died' } }]);
    expect(inputs(assembly)).toEqual(['processStarted', 'startService', 'startForeground', 'processDied']);
  });

  it('is no reason where the timer was cancelled: then the service was stopped and the process died after it', () => {
    const log = running()
      .timerCancelled('09-26 10:10:00.000')
      .stop('09-26 10:10:00.010', { durationMs: 10 * MIN })
      .processDied('09-26 10:10:00.500');
    expect(assembled(log).sessions).toMatchObject([{ stop: { reason: 'STOP_SERVICE' } }]);
  });

  it('does not end a sticky service that the system restarts', () => {
    const log = running()
      .processDied('09-26 10:10:00.000')
      .line('09-26 10:10:00.010', `am_schedule_service_restart: [0,${SERVICE},1000]`)
      .processStarted('09-26 10:10:01.020', 9200)
      .tick('09-26 10:30:00.000');
    const assembly = assembled(log);
    expect(assembly.sessions).toMatchObject([{ stop: undefined }]);
    expect(inputs(assembly)).toContain('serviceSticky');
  });

  it('is noticed where its pid is used by another process', () => {
    const log = running().processStarted('09-26 10:20:00.000', APP_PID, 'com.other', 10400);
    const assembly = assembled(log);
    expect(inputs(assembly)).toEqual([
      'processStarted',
      'startService',
      'startForeground',
      'processDied',
      'processStarted',
    ]);
  });

  it('ends everything of an app on a force-stop, and of the device on a reboot', () => {
    const stopped = running().line(
      '09-26 10:10:00.000',
      `ActivityManager: Force stopping ${APP} appid=10212 user=0: from pid 123`,
    );
    expect(assembled(stopped).sessions[0]!.stop!.reason).toBe('force-stop');
    const rebooted = running()
      .line('09-26 10:10:00.000', 'boot_progress_start: 12345', 700)
      .line('09-26 10:11:00.000', `am_proc_start: [0,9500,10300,com.b,service,{com.b/.S}]`, 1501);
    expect(assembled(rebooted).sessions[0]!.stop!.reason).toBe('reboot');
  });

  it('of another user is not forced by a force-stop of this one', () => {
    const log = new LogBuilder()
      .start('09-26 10:00:00.000', { user: 10 })
      .line('09-26 10:10:00.000', `ActivityManager: Force stopping ${APP} appid=10212 user=0: from pid 123`)
      .tick('09-26 10:20:00.000');
    expect(assembled(log).sessions[0]!.stop).toBeUndefined();
  });
});

describe('a service that is stopped while bound', () => {
  it('stays in the foreground, without a limit, until it is unbound', () => {
    const log = new LogBuilder()
      .start('09-26 10:00:00.000')
      .timerCancelled('09-26 10:10:00.000')
      .stop('09-26 10:20:00.000', { durationMs: 20 * MIN })
      .tick('09-26 10:30:00.000');
    const assembly = assembled(log);
    expect(inputs(assembly)).toEqual([
      'startService',
      'startForeground',
      'bindService',
      'stopService',
      'unbindService',
    ]);
    expect(assembly.sessions).toMatchObject([{ stop: { elapsed: 20 * MIN } }]);
  });

  it('is not assumed where the log ends before the stop event could come', () => {
    const log = new LogBuilder()
      .start('09-26 10:00:00.000')
      .timerCancelled('09-26 10:10:00.000')
      .tick('09-26 10:10:00.001');
    expect(inputs(assembled(log))).toEqual(['startService', 'startForeground', 'stopService']);
  });
});

describe('a dump of the services', () => {
  const dump = (ageOfRecord: string): string =>
    [
      '========================================================',
      '== dumpstate: 2026-09-26 12:00:00',
      '========================================================',
      '',
      '------ EVENT LOG (logcat -b events -v threadtime -v printable -v uid -d *:v) ------',
      '09-26 11:00:00.000  1000  1643  1669 I am_proc_start: [0,9100,10300,com.b,service,{com.b/.S}]',
      '09-26 11:00:01.000  1000  1643  1669 I am_foreground_service_start: [0,com.b/.S,1,PROC_STATE_TOP,35,35,0,1,0,1,UNKNOWN,2]',
      "------ 0.010s was the duration of 'EVENT LOG' ------",
      '------ DUMPSYS (dumpsys) ------',
      'DUMP OF SERVICE activity:',
      'ACTIVITY MANAGER SERVICES (dumpsys activity services)',
      '  User 0 active services:',
      '  * ServiceRecord{60b6c7d u0 com.example.sync/.SyncService c:com.example.sync}',
      '    packageName=com.example.sync',
      '    processName=com.example.sync',
      '    targetSdkVersion=35',
      '    app=ProcessRecord{a1b2c3 9034:com.example.sync/u0a212}',
      '    isForeground=true foregroundId=1 types=0x00000001 foregroundNoti=Notification(channel=c)',
      `    createTime=-${ageOfRecord} startingBgTimeout=--`,
      '    startRequested=true delayedStop=false stopIfKilled=false callStart=true lastStartId=1',
      '--------- 0.010s was the duration of dumpsys activity, ending at: 2026-09-26 12:00:00',
      '',
    ].join('\n');

  it('shows a service that began before the event log, between the creation of its record and the log', () => {
    const { sessions } = assembled([dump('3h0m0s0ms')], {});
    const session = sessions.find(({ component }) => component === SERVICE)!;
    expect(session).toMatchObject({ types: 1, stop: undefined });
    expect(session.start.inferredFrom).toContain('in the foreground when the dump was made');
    expect(session.start.elapsed).toBe(0);
    expect(session.start.earlierBy).toBeCloseTo(2 * 60 * MIN, -4);
  });
});

describe('who is on top of the screen', () => {
  it('is told by the events of the system, and ends with the screen or the process', () => {
    const log = new LogBuilder()
      .processStarted('09-26 10:00:00.000')
      .top('09-26 10:00:01.000')
      .line('09-26 10:01:00.000', 'screen_toggled: 0')
      .top('09-26 10:02:00.000')
      .processDied('09-26 10:03:00.000')
      .processStarted('09-26 10:04:00.000', 9200)
      .top('09-26 10:04:01.000');
    const assembly = assembled(log);
    expect(states(assembly)).toEqual([
      `${APP} ${ProcessState.TOP}`,
      `${APP} ${ProcessState.TOP_SLEEPING}`,
      `${APP} ${ProcessState.TOP}`,
      `${APP} ${ProcessState.TOP}`,
    ]);
    expect(assembly.trace.meta.topIsSampled).toBe(false);
  });

  it('is not what an app says of itself', () => {
    const log = new LogBuilder()
      .processStarted('09-26 10:00:00.000')
      .line(
        '09-26 10:00:01.000',
        'wm_on_resume_called: [123,com.example.sync.MainActivity,RESUME_ACTIVITY,5]',
        APP_PID,
      );
    const assembly = assembled(log);
    expect(states(assembly)).toEqual([]);
    expect(assembly.trace.meta.topIsSampled).toBe(true);
  });
});

describe('a refused start that only the app tells of', () => {
  const text =
    'WM-SystemFgService: android.app.ForegroundServiceStartNotAllowedException: Time limit already exhausted for foreground service type dataSync';

  it('is kept as a claim of the library service of the app that wrote it, and is no input', () => {
    const log = new LogBuilder().processStarted('09-26 10:00:00.000').line('09-26 10:10:00.000', text, APP_PID, 'W');
    const assembly = assembled(log);
    expect(assembly.claimedStarts).toMatchObject([
      {
        service: `${APP}/androidx.work.impl.foreground.SystemForegroundService`,
        uid: 10212,
        types: ServiceType.dataSync,
      },
    ]);
    expect(inputs(assembly)).toEqual(['processStarted', 'start-denied-exhausted']);
    expect(assembly.diagnostics).toMatchObject([
      { what: 'line of an app about itself: a claim, kept as such', count: 1 },
    ]);
  });
});
