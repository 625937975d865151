import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowded, hostile } from '../fixtures-extreme.js';
import { nightRun } from '../fixtures-run.js';
import { agreeing, late, nothingRead, openEnds, quietNight } from '../fixtures.js';
import { renderHtml } from '../html/html-report.js';
import { renderReportJson } from '../report-json.js';
import { subjectOfAnalyses, subjectOfRun } from '../subject.js';
import { problemsOf } from './json-check.js';
import { looksLikeDocument, readDocument } from './read-document.js';

const generated = { at: '2026-11-22T10:00:00.000Z', version: '0.1.0' };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const errorOf = (text: string): string => {
  const read = readDocument(text);
  return read.ok ? 'no error' : read.error;
};

/** The document with one place replaced. */
function changed(document: object, path: readonly (string | number)[], value: unknown): string {
  const copy = JSON.parse(JSON.stringify(document)) as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = value;
  return JSON.stringify(copy);
}

describe('a document that a report is made from', () => {
  it.each([
    ['agreement', agreeing],
    ['a late outcome', late],
    ['open sessions', openEnds],
    ['a quiet log', quietNight],
    ['nothing', nothingRead],
    ['hostile text', hostile],
    ['a crowd', crowded(5, 5)],
  ])('is an analysis of %s, and comes back as it was', (_name, analysis) => {
    expect(readDocument(JSON.stringify(analysis))).toEqual({ ok: true, value: subjectOfAnalyses([analysis]) });
  });

  it('is a run, or a report of either kind; the report is the same when it is written again', () => {
    expect(readDocument(JSON.stringify(nightRun))).toEqual({ ok: true, value: subjectOfRun(nightRun) });
    for (const subject of [subjectOfRun(nightRun), subjectOfAnalyses([late, hostile])]) {
      const text = renderReportJson(subject, generated);
      const read = readDocument(text);
      expect(read.ok && renderReportJson(read.value, generated)).toBe(text);
    }
  });

  it('may have fields that this version does not know', () => {
    expect(readDocument(changed({ ...late, later: { a: 1 } }, ['device', 'colour'], 'blue')).ok).toBe(true);
  });

  it.each([
    ['no JSON', '{"curfew": "analysis/1"', 'it is no JSON'],
    ['a list', '[]', 'it has no "curfew"'],
    [
      'another kind',
      '{"curfew": "prediction/1"}',
      'its "curfew" says "prediction/1"; a report is made from analysis/1',
    ],
    ['a scenario', '{"curfew": "scenario/1"}', 'it is a scenario. curfew predict FILE'],
    ['a kind named as a method', '{"curfew": "constructor"}', 'its "curfew" says "constructor"'],
    ['half an analysis', '{"curfew": "analysis/1"}', 'the document has no sources, device, clock'],
    [
      'an unknown verdict',
      changed(late, ['verdicts', 1, 'verdict'], 'fine'),
      '/verdicts/1/verdict is none of as-predicted,',
    ],
    [
      'a text for a number',
      changed(late, ['sessions', 0, 'start', 'elapsedMs'], '5'),
      '/sessions/0/start/elapsedMs is not number',
    ],
    [
      'a moment that is none',
      changed(late, ['span', 'first', 'wall'], 'yesterday'),
      '/span/first/wall is not of the form',
    ],
    [
      'a number beyond all numbers',
      changed(late, ['budgets', 0, 'limitMs'], 0).replace('"limitMs":0', '"limitMs":1e999'),
      '/budgets/0/limitMs is not number',
    ],
    [
      'a time beyond all times',
      changed(late, ['span', 'last', 'elapsedMs'], 1e300),
      '/span/last/elapsedMs is more than 1000000000000000',
    ],
    [
      'a case of no device',
      changed(nightRun, ['cases', 2, 'device'], 'nobody'),
      'cases[2] names a device that the run does not have',
    ],
    [
      'a case whose analysis is torn',
      changed(nightRun, ['cases', 0, 'analysis', 'verdicts'], null),
      '/cases/0/analysis/verdicts is not array',
    ],
  ])('is refused with its place when it is %s', (_name, text, error) => {
    expect(errorOf(text)).toContain(error);
  });

  it('is refused when it is nested without end, and not with a crash', () => {
    const deep = `{"curfew":"analysis/1","sources":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(errorOf(deep)).toContain('the document has no device');
  });

  it('never names more than a few problems', () => {
    const wrong = { ...late, spans: Array.from({ length: 10_000 }, () => 'x') };
    expect(problemsOf('analysis', wrong).length).toBeLessThanOrEqual(5);
  });

  it('ends in a report or in a sentence, whatever one place of it is', () => {
    const values = fc.oneof(
      fc.constantFrom(null, '', 'x', -1, 1e15, -1e15, 0.5, [], {}, true, '9999-12-31T23:59:59.999Z', [null]),
      fc.string({ unit: 'binary' }),
    );
    const places: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]): void => {
      if (path.length > 0) places.push(path);
      if (Array.isArray(value))
        value.forEach((item, index) => {
          walk(item, [...path, index]);
        });
      else if (typeof value === 'object' && value !== null) {
        for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
      }
    };
    walk(late, []);
    fc.assert(
      fc.property(fc.constantFrom(...places), values, (path, value) => {
        const read = readDocument(changed(late, path, value));
        if (read.ok) expect(renderHtml(read.value, generated)).toContain('</html>');
        else expect(read.error.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the look at the first bytes', () => {
  it.each([
    ['{"curfew"', true],
    ['\ufeff\n {\n "curfew"', true],
    ['--------- beginning of main', false],
    ['09-27 03:12:44.061  1743  2107 E Tag: {"a": 1}', false],
    ['{', false],
    ['PK\u0003\u0004', false],
    ['', false],
  ])('of %j', (text, isDocument) => {
    expect(looksLikeDocument(bytes(text))).toBe(isDocument);
  });
});
