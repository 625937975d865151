import { describe, expect, it } from 'vitest';
import { renderCtrf } from './ctrf.js';
import { hostile } from './fixtures-extreme.js';
import { nightRun } from './fixtures-run.js';
import { late, nothingRead } from './fixtures.js';
import { subjectOfAnalyses, subjectOfRun, type ReportSubject } from './subject.js';

const generated = { at: '2026-11-22T10:00:00.000Z', version: '0.1.0' };
const read = (subject: ReportSubject): CtrfReport => JSON.parse(renderCtrf(subject, generated)) as CtrfReport;
interface CtrfReport {
  readonly timestamp: string;
  readonly generatedBy: string;
  readonly runId?: string;
  readonly results: {
    readonly summary: Readonly<Record<string, number>>;
    readonly tests: readonly Readonly<Record<string, unknown>>[];
  };
}

describe('the CTRF file', () => {
  it('counts its tests right, and every test has one status', () => {
    const { summary, tests } = read(subjectOfRun(nightRun)).results;
    const count = (status: string): number => tests.filter((test) => test['status'] === status).length;
    expect(summary).toMatchObject({ tests: tests.length, suites: nightRun.cases.length });
    for (const status of ['passed', 'failed', 'skipped', 'pending', 'other']) {
      expect(summary[status], status).toBe(count(status));
    }
    expect([count('failed'), count('pending'), count('other')]).toEqual([4, 1, 1]);
  });

  it('gives instants as milliseconds since 1970, by the zone of the device', () => {
    const { summary, tests } = read(subjectOfAnalyses([late])).results;
    expect(summary['start']).toBe(Date.parse('2026-09-26T21:00:00+03:00'));
    expect(summary['stop']).toBe(Date.parse('2026-09-27T06:00:00+03:00'));
    expect(tests[0]).toMatchObject({
      name: 'com.example.sync/.SyncService: timeout-callback predicted 2026-09-27 03:12:44.000 +03:00',
      status: 'failed',
      rawStatus: 'late',
      stop: Date.parse('2026-09-27T05:04:00+03:00'),
      tags: ['timeout-callback', 'top-seen-differently'],
    });
    expect(read(subjectOfAnalyses([nothingRead])).results.summary).toMatchObject({ tests: 0, start: 0, stop: 0 });
  });

  it('tells which device and which run a test is of', () => {
    const report = read(subjectOfRun(nightRun));
    expect(report.runId).toBe(nightRun.id);
    expect(report.results.tests[0]).toMatchObject({
      name: 'Pixel 8 (desk 3) / dataSync runs into its six hours: timeout-callback of .SyncService (dataSync)',
      device: 'Pixel 8 (desk 3)',
    });
  });

  it('differs in nothing but the two fields of the generated block when it is written again', () => {
    const subject = subjectOfAnalyses([hostile]);
    const other = renderCtrf(subject, { at: '2031-01-01T00:00:00Z', version: '9.9.9' });
    const without = (text: string): string => text.replace(/\n {2}"(?:timestamp|generatedBy)": "[^"]*",/g, '');
    expect(without(other)).toBe(without(renderCtrf(subject, generated)));
    expect(other).not.toBe(renderCtrf(subject, generated));
    expect(renderCtrf(subject, null)).toBe(without(other));
  });
});
