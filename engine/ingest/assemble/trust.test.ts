import { describe, expect, it } from 'vitest';
import { APP, APP_PID, APP_UID, assembled, LogBuilder, SERVICE, SYSTEM_SERVER } from '../../testing/log-builder.js';
import { outcomeOfKind } from '../../trace/event-kind.js';
import type { Assembly } from './assemble.js';

const FORGERY = 'line that only the system writes, written by another process: not believed';

/** How much each writer was believed: pid → trust of its facts. */
function trustByPid({ clock }: Assembly): Record<string, string> {
  return Object.fromEntries(clock.facts.map(({ writer, trust }) => [String(writer.pid), trust]));
}

const outcomesOf = ({ trace }: Assembly): [string, string][] =>
  Array.from({ length: trace.length }, (_, row) => [
    outcomeOfKind(trace.event(row).kind) ?? '',
    trace.provenance(row)?.trust ?? '',
  ]).filter((pair): pair is [string, string] => pair[0] !== '');

/** A real start and stop of a service in between. */
const honest = (): LogBuilder =>
  new LogBuilder()
    .processStarted('09-26 10:00:00.000')
    .startDecision('09-26 10:00:00.400')
    .start('09-26 10:00:00.500')
    .timerCancelled('09-26 10:30:00.000')
    .stop('09-26 10:30:00.001', { durationMs: 1_799_501 });

describe('lines that an app forges', () => {
  it('are no input and no verdict, and are counted', () => {
    const log = honest()
      .timeout('09-26 10:10:00.000', SERVICE, APP_PID)
      .stop('09-26 10:11:00.000', { durationMs: 659_500, pid: APP_PID })
      .tick('09-26 11:00:00.000');
    const assembly = assembled(log);
    expect(assembly.sessions).toHaveLength(1);
    expect(assembly.sessions[0]!.stop!.provenance!.line).toBe(4);
    expect(outcomesOf(assembly)).toEqual([['timeout-callback', 'claim']]);
    expect(assembly.diagnostics).toContainEqual({
      what: FORGERY,
      count: 2,
      first: expect.objectContaining({ line: 6 }),
    });
  });

  it('win nothing by number: a kind of line counts so often and no more', () => {
    const log = honest();
    for (let count = 0; count < 500; count++) log.timeout('09-26 10:40:00.000', SERVICE, 9999);
    expect(trustByPid(assembled(log))).toMatchObject({ [SYSTEM_SERVER]: 'system', 9999: 'claim' });
  });

  it('win nothing by variety: of two with much the same score the older process is system_server', () => {
    const log = new LogBuilder().start('09-26 10:00:00.500').stop('09-26 10:30:00.001', { durationMs: 1_799_501 });
    for (const pid of [9999, 9998])
      log
        .line('09-26 10:40:00.000', `am_proc_start: [0,8000,10300,com.b,service,{com.b/.S}]`, pid)
        .start('09-26 10:41:00.000', { pid })
        .stop('09-26 10:42:00.000', { pid });
    expect(trustByPid(assembled(log))[SYSTEM_SERVER]).toBe('system');
    expect(trustByPid(assembled(log))['9999']).toBe('claim');
  });

  it('do not count from a process that the system started', () => {
    const log = new LogBuilder().processStarted('09-26 10:00:00.000', 9999, 'com.evil', 10999);
    for (let kind = 0; kind < 8; kind++)
      log
        .line('09-26 10:40:00.000', `am_proc_start: [0,12000,10300,com.b,service,{com.b/.S}]`, 9999)
        .start('09-26 10:41:00.000', { pid: 9999 })
        .processDied('09-26 10:42:00.000', 12001, 'com.c')
        .timeout('09-26 10:43:00.000', SERVICE, 9999);
    expect(trustByPid(assembled(log))).toEqual({ [SYSTEM_SERVER]: 'system', 9999: 'claim' });
  });

  it('cannot make an app of system_server: a younger process did not start an older one', () => {
    const log = honest().line(
      '09-26 10:40:00.000',
      `am_proc_start: [0,${SYSTEM_SERVER},10999,com.evil,service,{com.evil/.S}]`,
      9999,
    );
    expect(trustByPid(assembled(log))[SYSTEM_SERVER]).toBe('system');
  });

  it('are not believed where the writer shows by its own words that it is an app, even alone in the log', () => {
    const log = new LogBuilder()
      .line(
        '09-26 10:00:00.000',
        'WM-WorkerWrapper: Worker result SUCCESS for Work [ id=e40474c3-4de4-4f22-a961-30bda596b2ef, tags={ com.foo.W } ]',
        9999,
      )
      .timeout('09-26 10:40:00.000', SERVICE, 9999);
    expect(assembled(log).clock.facts.map(({ trust }) => trust)).toEqual(['claim', 'claim']);
  });

  it('do not restart the device', () => {
    const log = honest().line('09-26 10:20:00.000', 'boot_progress_start: 12345', 9999).tick('09-26 11:00:00.000');
    const { sessions } = assembled(log);
    expect(sessions[0]!.stop!.reason).toBe('STOP_SERVICE');
  });
});

describe('a uid column', () => {
  const uids = new Map([
    [9999, String(APP_UID)],
    [500, 'u0a77'],
    [600, 'shell'],
  ]);

  it('decides alone: an app is a claim whatever it writes and however low its pid', () => {
    const log = new LogBuilder(uids)
      .start('09-26 10:00:00.000', { pid: 500 })
      .timeout('09-26 10:40:00.000', SERVICE, 9999);
    expect(trustByPid(assembled(log))).toEqual({ 500: 'claim', 9999: 'claim' });
    expect(assembled(log).sessions).toEqual([]);
  });

  it('tells the shell from the system: adb can write any line', () => {
    const log = new LogBuilder(uids).timeout('09-26 10:00:00.000', SERVICE, 600).timeout('09-26 10:00:00.000');
    expect(trustByPid(assembled(log))).toEqual({ 600: 'claim', [SYSTEM_SERVER]: 'system' });
  });
});

describe('system_server', () => {
  it('has a new pid after a reboot, and both are believed', () => {
    const log = honest()
      .line('09-26 11:00:00.000', 'boot_progress_start: 12345', 700)
      .line('09-26 11:00:30.000', `am_proc_start: [0,${APP_PID},${APP_UID},${APP},service,{${SERVICE}}]`, 1501)
      .start('09-26 11:01:00.000', { pid: 1501 })
      .stop('09-26 11:02:00.000', { pid: 1501, durationMs: 60_000 });
    const assembly = assembled(log);
    expect(trustByPid(assembly)).toMatchObject({ [SYSTEM_SERVER]: 'system', 1501: 'system', 700: 'system' });
    expect(assembly.sessions).toHaveLength(2);
  });

  it('is known in a log without its own telling lines from another log of the recording', () => {
    const main = new LogBuilder().line('09-26 10:05:00.000', 'PowerManagerService: Waking up from Asleep (uid=1000)');
    const forger = new LogBuilder().line(
      '09-26 10:06:00.000',
      'PowerManagerService: Waking up from Asleep (uid=1000)',
      9999,
    );
    expect(trustByPid(assembled([honest(), main, forger]))).toMatchObject({ [SYSTEM_SERVER]: 'system', 9999: 'claim' });
  });
});
