import { describe, expect, it } from 'vitest';
import { nightRun } from './fixtures-run.js';
import { agreeing, late, openEnds } from './fixtures.js';
import {
  differs,
  isIncomplete,
  safeFileName,
  standingOf,
  subjectHeadline,
  subjectOfAnalyses,
  subjectOfRun,
  type ReportPart,
} from './subject.js';

const run = subjectOfRun(nightRun);
const partOf = (scenario: string, device: string): ReportPart => {
  const part = run.parts.find(({ played }) => played?.scenario.id === scenario && played.device.id === device);
  if (part === undefined) throw new Error(`no case of ${scenario} on ${device}`);
  return part;
};

describe('the subject of a report', () => {
  it('says of one log what its headline says, and of several how many differ', () => {
    expect(subjectHeadline(subjectOfAnalyses([agreeing]))).toBe('Both outcomes came as predicted');
    expect(subjectHeadline(subjectOfAnalyses([agreeing, late, openEnds]))).toBe(
      '3 logs: 1 with an outcome that differs from its prediction',
    );
    expect(subjectHeadline(subjectOfAnalyses([agreeing, openEnds]))).toBe(
      '2 logs: no outcome differs from its prediction',
    );
  });

  it('counts every case of a run once', () => {
    expect(subjectHeadline(run)).toBe(
      '10 cases on 4 devices: 2 differ from their prediction; 1 could not be played; 1 interrupted; 1 not played yet; ' +
        '1 could not be observed; 4 as predicted',
    );
  });

  it('never takes a recording that shows nothing of what was predicted for agreement', () => {
    const silent = partOf('c10-denied-after-timeout', '3A041FDJH000DW');
    expect(silent.analysis?.verdicts).toEqual([]);
    expect(standingOf(silent)).toBe('unknown');
    expect(standingOf(partOf('c10-denied-after-timeout', 'emulator-5554'))).toBe('quiet');
  });

  it('tells what differs from what did not end', () => {
    expect(run.parts.filter(differs).map(({ id }) => id)).toEqual(['a2', 'a4']);
    expect(run.parts.filter(isIncomplete).map((part) => part.played?.case.state)).toEqual([
      'interrupted',
      'failed',
      'planned',
    ]);
    expect(standingOf(partOf('c35-parallel', 'R5CX70ABCDE'))).toBe('agree');
    expect(standingOf(partOf('c35-parallel', '47121FDAQ000ZZ'))).toBe('unplayed');
  });

  it('refuses a run whose cases name what it does not list', () => {
    const [first] = nightRun.cases;
    expect(first).toBeDefined();
    expect(() => subjectOfRun({ ...nightRun, devices: [] })).toThrow('a case names a scenario and a device of its run');
  });
});

describe('a safe file name', () => {
  it.each([
    ['../../etc/passwd', 'etc_passwd'],
    ['C:\\logs\\night.log', 'C_logs_night.log'],
    ['.bashrc', 'bashrc'],
    ['', 'unnamed'],
    ['\u202egnp.exe\u0000', 'u202egnp.exe_x00'],
    ['日本.log', 'log'],
    ['a'.repeat(200), 'a'.repeat(80)],
  ])('of %j is %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });
});
