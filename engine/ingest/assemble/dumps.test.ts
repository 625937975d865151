/** What dumps beside a log add to the trace: limits in force, deaths that only an exit record tells. */
import { describe, expect, it } from 'vitest';
import { APP, APP_PID, assembled, LogBuilder } from '../../testing/log-builder.js';
import { EventKind } from '../../trace/event-kind.js';
import type { Assembly } from './assemble.js';

const MIN = 60_000;

const settingsDump = (at: string, value: number): string =>
  [
    '========================================================',
    `== dumpstate: 2026-${at}`,
    '========================================================',
    '',
    '------ DUMPSYS (/system/bin/dumpsys) ------',
    '-------------------------------------------------------------------------------',
    'DUMP OF SERVICE activity:',
    'ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:',
    `  data_sync_fgs_timeout_duration=${value}`,
    `--------- 0.044s was the duration of dumpsys activity, ending at: 2026-${at}`,
    '',
  ].join('\n');

describe('limits in dumps', () => {
  const limits = ({ trace }: Assembly): unknown[] =>
    [...trace.rowsOfKind(EventKind.configSet)].map((row) => [
      trace.event(row).argument,
      trace.event(row).elapsed / MIN,
      trace.provenance(row) !== undefined,
    ]);
  const log = (): LogBuilder => new LogBuilder().start('09-26 10:00:00.000').tick('09-26 12:00:00.000');

  it('hold from the beginning, and are proved where they were seen', () => {
    const assembly = assembled([log(), settingsDump('09-26 11:00:00', 60_000)]);
    expect(limits(assembly)).toEqual([
      [60_000, 0, false],
      [60_000, 60, true],
    ]);
    expect(assembly.assumptions.join()).toContain('in force all along');
  });

  it('that differ hold each until the next', () => {
    const dumps = [settingsDump('09-26 10:30:00', 60_000), settingsDump('09-26 11:00:00', 90_000)];
    const assembly = assembled([log(), ...dumps]);
    expect(limits(assembly)).toEqual([
      [60_000, 0, false],
      [60_000, 30, true],
      [90_000, 60, true],
    ]);
    expect(assembly.assumptions.join()).toContain('differ');
  });
});

describe('a process whose death only its exit record tells', () => {
  it('takes its service along, and the reason is kept as evidence', () => {
    const exitInfo = [
      'ACTIVITY MANAGER PROCESS EXIT INFO (dumpsys activity exit-info)',
      'Last Timestamp of Persistence Into Persistent Storage: 2026-09-26 12:00:00.000',
      `  package: ${APP}`,
      '    Historical Process Exit for uid=10212',
      '        ApplicationExitInfo #0:',
      `          timestamp=2026-09-26 11:00:00.000 pid=${APP_PID} realUid=10212 packageUid=10212 definingUid=10212 user=0`,
      `          process=${APP} reason=3 (LOW_MEMORY) subreason=0 (UNKNOWN) status=0`,
      '          importance=125 pss=0.00 rss=0.00 description=null state=empty trace=null',
      '',
    ].join('\n');
    const log = new LogBuilder()
      .processStarted('09-26 09:59:59.000')
      .start('09-26 10:00:00.000')
      .processDied('09-26 12:00:00.000', 8888, 'com.unrelated');
    const assembly = assembled([log, exitInfo]);
    expect(assembly.sessions).toMatchObject([{ stop: { elapsed: 60 * MIN + 1_000, reason: 'process died' } }]);
    const [row] = assembly.trace.rowsOfKind(EventKind.processKillReason);
    expect(assembly.trace.event(row!).note).toMatch(/^LOW_MEMORY/);
  });
});
