/** Reads what a report can be made from as JSON: `analysis/1`, `run/1` and `report/1`, written by this program or by anybody. */
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { readRun } from '../../runs/read-run.js';
import type { ReportDocument } from '../report-json.js';
import { subjectOfAnalyses, subjectOfRun, type ReportSubject } from '../subject.js';
import { problemsOf, type DocumentKind } from './json-check.js';

const kinds: Readonly<Record<string, DocumentKind>> = {
  'analysis/1': 'analysis',
  'run/1': 'run',
  'report/1': 'report',
};

/** The text could be one of our documents: JSON objects begin with `{`, logs do not. */
export function looksLikeDocument(firstBytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(firstBytes.subarray(0, 4_096));
  return /^\ufeff?\s*\{\s*"/.test(text);
}

function parse(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch (error) {
    return fail(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function kindOf(value: unknown): Result<DocumentKind, string> {
  const mark = typeof value === 'object' && value !== null && 'curfew' in value ? value.curfew : undefined;
  const kind = typeof mark === 'string' && Object.hasOwn(kinds, mark) ? kinds[mark] : undefined;
  if (kind !== undefined) return ok(kind);
  if (typeof mark === 'string' && mark.startsWith('scenario/'))
    return fail('it is a scenario. curfew predict FILE tells what it will lead to, curfew run plays it on devices.');
  const known = Object.keys(kinds).join(', ');
  return fail(
    typeof mark === 'string'
      ? `its "curfew" says ${JSON.stringify(mark.slice(0, 40))}; a report is made from ${known}`
      : `it has no "curfew" that says what it is; a report is made from ${known}`,
  );
}

function subjectOfRunDocument(value: unknown): Result<ReportSubject, string> {
  const run = readRun(value);
  return run.ok ? ok(subjectOfRun(run.value)) : fail(`${run.error.path} ${run.error.message}`.trim());
}

/** The subject, or one sentence a line about what is wrong with the document. */
export function readDocument(text: string): Result<ReportSubject, string> {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const kind = kindOf(parsed.value);
  if (!kind.ok) return kind;
  const problems = problemsOf(kind.value, parsed.value);
  if (problems.length > 0) {
    return fail(problems.map(({ path, message }) => `${path === '' ? 'the document' : path} ${message}`).join('\n'));
  }
  switch (kind.value) {
    case 'analysis':
      return ok(subjectOfAnalyses([parsed.value as Analysis]));
    case 'run':
      return subjectOfRunDocument(parsed.value);
    case 'report': {
      const { run, analyses } = parsed.value as ReportDocument;
      return run === null ? ok(subjectOfAnalyses(analyses)) : subjectOfRunDocument(run);
    }
  }
}
