import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../engine/compare/analysis.js';
import { hostile } from './fixtures-extreme.js';
import { nightRun } from './fixtures-run.js';
import { agreeing, late, nothingRead, openEnds, verdict } from './fixtures.js';
import { renderJUnit } from './junit.js';
import { subjectOfRun } from './subject.js';
import { readMarkup, type Tag } from './testing/markup-check.js';

const read = (analysis: Analysis): Tag[] => readMarkup(renderJUnit(analysis), 'xml');
const named = (tags: readonly Tag[], name: string): Tag[] => tags.filter((tag) => tag.name === name);
const attribute = (tag: Tag | undefined, name: string): string => tag?.attributes.get(name) ?? '(absent)';

const everyVerdict: Analysis = {
  ...late,
  verdicts: [
    ...(['as-predicted', 'early', 'late', 'missing', 'unpredicted', 'not-observable', 'interrupted'] as const).map(
      (word) => verdict({ outcome: 'timeout-callback', verdict: word, predicted: 0, observed: 0 }),
    ),
    verdict({ outcome: 'budget-reset', verdict: 'not-observable', predicted: 2 }),
  ],
};

describe('the JUnit file', () => {
  it.each([
    ['agreement', agreeing],
    ['a late outcome', late],
    ['open sessions', openEnds],
    ['nothing', nothingRead],
    ['hostile text', hostile],
    ['every kind of verdict', everyVerdict],
  ])('of %s is well-formed and counts its cases right', (_name, analysis) => {
    const tags = read(analysis);
    const counts = {
      testcase: named(tags, 'testcase').length,
      failure: named(tags, 'failure').length,
      skipped: named(tags, 'skipped').length,
    };
    for (const suite of [...named(tags, 'testsuites'), ...named(tags, 'testsuite')]) {
      expect(attribute(suite, 'tests')).toBe(String(counts.testcase));
      expect(attribute(suite, 'failures')).toBe(String(counts.failure));
      expect(attribute(suite, 'errors')).toBe('0');
    }
    expect(attribute(named(tags, 'testsuite')[0], 'skipped')).toBe(String(counts.skipped));
    const times = named(tags, 'testcase').map((one) => attribute(one, 'time'));
    expect(times.filter((time) => !/^\d+\.\d{3}$/.test(time))).toEqual([]);
    const total = times.reduce((sum, time) => sum + Number(time), 0);
    expect(Number(attribute(named(tags, 'testsuite')[0], 'time'))).toBeCloseTo(total, 3);
  });

  it('fails what differs, skips what could not be seen, and leaves silent outcomes out', () => {
    const tags = read(everyVerdict);
    expect(named(tags, 'testcase')).toHaveLength(7);
    expect(named(tags, 'failure').map((one) => attribute(one, 'type'))).toEqual([
      'early',
      'late',
      'missing',
      'unpredicted',
    ]);
    expect(named(tags, 'skipped').map((one) => attribute(one, 'type'))).toEqual(['not-observable', 'interrupted']);
  });

  it('names service, outcome and predicted instant, and tells cases of one name apart', () => {
    const [first, second] = named(read(everyVerdict), 'testcase');
    expect(attribute(first, 'classname')).toBe('com.example.sync/.SyncService');
    expect(attribute(first, 'name')).toBe('timeout-callback predicted 2026-09-27 03:12:44.000 +03:00');
    expect(attribute(second, 'name')).toBe('timeout-callback predicted 2026-09-27 03:12:44.000 +03:00 (2)');
  });

  it('says the cause and shows the line in the failure', () => {
    const [failure] = named(read(late), 'failure');
    expect(attribute(failure, 'message')).toMatch(
      /^late by 1 h 51 m 16 s; proved cause top-seen-differently: The app came to the top/,
    );
    expect(failure?.text).toContain(
      'night.log:48801: 09-27 05:04:00.000  1743  2107 E ActivityManager: FGS (dataSync) timed out',
    );
  });

  it('makes a suite of every case of a run, with device, limits and state, and names that stay the same from run to run', () => {
    const tags = readMarkup(renderJUnit(subjectOfRun(nightRun)), 'xml');
    expect(named(tags, 'testsuite').map((one) => attribute(one, 'name'))).toEqual(
      subjectOfRun(nightRun).parts.map(({ title }) => title),
    );
    expect(attribute(named(tags, 'testcase')[0], 'name')).toBe('timeout-callback of .SyncService (dataSync)');
    const properties = new Map(named(tags, 'property').map((one) => [attribute(one, 'name'), attribute(one, 'value')]));
    expect(properties.get('device.serial')).toBe('emulator-5554');
    expect(properties.get('limit.data_sync_fgs_timeout_duration')).toBe('6 min (360000), set for this run');
    expect(named(tags, 'error').map((one) => attribute(one, 'message'))).toEqual([
      'could not be played: Installing the probe was refused: INSTALL_FAILED_USER_RESTRICTED.',
    ]);
    expect(named(tags, 'skipped').map((one) => attribute(one, 'type'))).toEqual(['done', 'interrupted', 'planned']);
  });

  it('tells how long a service had run', () => {
    expect(attribute(named(read(agreeing), 'testcase')[0], 'time')).toBe('21600.061');
  });

  it('names policy, device and tolerance, and when the log begins', () => {
    const tags = read(late);
    const properties = new Map(named(tags, 'property').map((one) => [attribute(one, 'name'), attribute(one, 'value')]));
    expect(properties.get('policy')).toBe('android-15 (V3)');
    expect(properties.get('device')).toContain('google/shiba/shiba:15');
    expect(properties.get('tolerance')).toBe('1 s');
    expect(attribute(named(tags, 'testsuite')[0], 'timestamp')).toBe('2026-09-26T21:00:00');
    expect(attribute(named(read(nothingRead), 'testsuite')[0], 'timestamp')).toBe('(absent)');
  });

  it('holds no character that XML forbids', () => {
    const text = renderJUnit(hostile);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u);
    expect(text).not.toContain(']]>');
    expect(text).toContain('\\x1b[31mred');
  });
});
