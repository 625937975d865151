/** Our files against the schemas of others, and our schemas against our files, by validators that are not ours. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { loadLogs } from '../../app/cli/log-options.js';
import { terminalProgress } from '../../app/cli/progress.js';
import { renderCtrf } from '../../app/lab/reports/ctrf.js';
import { crowded, hostile } from '../../app/lab/reports/fixtures-extreme.js';
import { nightRun } from '../../app/lab/reports/fixtures-run.js';
import { agreeing, late, nothingRead, openEnds, quietNight } from '../../app/lab/reports/fixtures.js';
import { problemsOf } from '../../app/lab/reports/input/json-check.js';
import { renderJUnit } from '../../app/lab/reports/junit.js';
import { renderReportJson } from '../../app/lab/reports/report-json.js';
import { subjectOfAnalyses, subjectOfRun, type ReportSubject } from '../../app/lab/reports/subject.js';
import { analyze } from '../../engine/compare/analyze.js';
import { describeWithRealData, realDataPath } from '../../engine/testing/real-data.js';
import { hostileTexts } from './hostile-texts.js';
import { poisonedSubjects } from './poisoned-subjects.js';
import { describeWithXmllint } from './tools.js';

const generated = { at: '2026-11-22T10:00:00.000Z', version: '0.1.0' };
const analyses = [agreeing, late, openEnds, quietNight, nothingRead, hostile, crowded(6, 6)];
const subjects: readonly (readonly [string, ReportSubject])[] = [
  ...analyses.map((analysis, index) => [`analysis ${index + 1}`, subjectOfAnalyses([analysis])] as const),
  ['several analyses', subjectOfAnalyses(analyses)],
  ['no analysis', subjectOfAnalyses([])],
  ['a run', subjectOfRun(nightRun)],
  ...poisonedSubjects(hostileTexts(1_500)).map((subject, index) => [`hostile subject ${index + 1}`, subject] as const),
];

const reports = new URL('../../app/lab/reports/', import.meta.url);
type Schema = Record<string, unknown>;
const schemaAt = (path: string): Schema => JSON.parse(readFileSync(new URL(path, reports), 'utf8')) as Schema;

/** The same schema with every object closed: what we write has no field that the schema does not tell. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in copy && copy['type'] === 'object' ? { ...copy, additionalProperties: false } : copy;
}

const published = ['analysis-1', 'run-1', 'report-1'].map((name) => schemaAt(`schema/${name}.schema.json`));

describe('CTRF', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile(schemaAt('testing/ctrf-0.0.schema.json'));

  it.each(subjects)('of %s is valid', (_name, subject) => {
    validate(JSON.parse(renderCtrf(subject, generated)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('with a wrong status is not, so this test can fail', () => {
    const report = renderCtrf(subjectOfAnalyses([late]), generated).replace('"status": "failed"', '"status": "late"');
    expect(validate(JSON.parse(report))).toBe(false);
  });
});

describe('our JSON', () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
  for (const schema of published) ajv.addSchema(closed(schema) as Schema);

  it.each(subjects)('of %s is valid, and tells nothing that the schema does not', (_name, subject) => {
    const report: unknown = JSON.parse(renderReportJson(subject, generated));
    ajv.validate('urn:curfew:report:1', report);
    expect(ajv.errors ?? []).toEqual([]);
  });

  /** The analysis of a log as the program makes it, judged as JSON. */
  const faultsOf = (file: string): unknown => {
    const logs = loadLogs([file], { year: '2026' }, terminalProgress(process.stderr));
    const { analysis } = analyze(logs.sources, logs.assembly, logs);
    ajv.validate('urn:curfew:analysis:1', JSON.parse(JSON.stringify(analysis)));
    return ajv.errors ?? [];
  };

  it.each(['data-sync-six-hours.log', 'shortened-limit.log'])('of the example %s is valid', (name) => {
    expect(faultsOf(fileURLToPath(new URL(`../../examples/logs/${name}`, import.meta.url)))).toEqual([]);
  });

  describeWithRealData('of real logs', () => {
    it.each(['hyperxray__adb_log_disconnect_zombie.txt', 'minimanode__logcat_full.txt', 'jeanboydev__bugreport.zip'])(
      'of %s is valid',
      (name) => {
        expect(faultsOf(realDataPath(name))).toEqual([]);
      },
    );
  });

  it('is refused by the validator of others where it is refused by ours', () => {
    const open = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
    for (const schema of published) open.addSchema(schema);
    const report = JSON.parse(renderReportJson(subjectOfRun(nightRun), generated)) as object;
    const texts = JSON.stringify(report);
    const wrong = [
      ['"standing":"agree"', '"standing":"fine"'],
      ['"attempts":1', '"attempts":-1'],
      ['"attempts":1', '"attempts":1.5'],
      ['"uid":10423', '"uid":"10423"'],
      ['"compression":60', '"compression":0'],
      ['"origin":"set for this run"', '"origin":"me"'],
      ['"silent":false', '"quiet":false'],
      ['"trust":"system"', '"trust":null'],
      ['"elapsedMs":0', '"elapsedMs":1e16'],
      ['"sha256":"a3f1', '"sha256":"A3f1'],
      ['"notObserved":[]', '"notObserved":{}'],
      ['"analyses":[]', '"analyses":[{}]'],
    ] as const;
    for (const [from, to] of wrong) {
      const value: unknown = JSON.parse(texts.replace(from, to));
      expect(texts, from).toContain(from);
      expect(open.validate('urn:curfew:report:1', value), to).toBe(false);
      expect(problemsOf('report', value).length, to).toBeGreaterThan(0);
    }
    expect(open.validate('urn:curfew:report:1', report)).toBe(true);
    expect(problemsOf('report', report)).toEqual([]);
  });
});

describeWithXmllint('JUnit', () => {
  const schema = fileURLToPath(new URL('testing/junit.xsd', reports));
  const judge = (xml: string): string => {
    const judged = spawnSync('xmllint', ['--noout', '--nonet', '--huge', '--schema', schema, '-'], {
      input: xml,
      encoding: 'utf8',
    });
    return judged.stderr.trim();
  };

  it.each(subjects)('of %s is valid', (_name, subject) => {
    expect(judge(renderJUnit(subject))).toBe('- validates');
  });

  it('with an attribute of another is not, so this test can fail', () => {
    expect(judge(renderJUnit(late).replace('<testcase ', '<testcase colour="red" '))).toContain(
      "'colour' is not allowed",
    );
  });
});
