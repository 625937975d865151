import { describe, expect, it } from 'vitest';
import type { VerdictName } from '../../engine/compare/analysis.js';
import { nightRun } from '../lab/reports/fixtures-run.js';
import { agreeing, late } from '../lab/reports/fixtures.js';
import { subjectOfAnalyses, subjectOfRun } from '../lab/reports/subject.js';
import type { RunCase } from '../lab/runs/run.js';
import { ExitCode } from './exit-codes.js';
import { exitCodeOfSubject } from './subject-exit-code.js';

const caseWith = (verdicts: number): RunCase => {
  const found = nightRun.cases.find(
    ({ analysis, state, prediction }) =>
      state === 'done' && analysis?.verdicts.length === verdicts && prediction?.outcomes.length !== 0,
  );
  if (found === undefined) throw new Error(`the run has no case with ${verdicts} verdicts`);
  return found;
};
const codeOf = (...cases: readonly RunCase[]): ExitCode => exitCodeOfSubject(subjectOfRun({ ...nightRun, cases }));
const seenAs = (verdict: VerdictName): RunCase => {
  const verdicts = agreeing.verdicts.map((each) => ({ ...each, verdict }));
  return { ...caseWith(0), analysis: { ...agreeing, verdicts } };
};

describe('the exit code of a run', () => {
  it('is that of agreement only when something was judged, or nothing was predicted', () => {
    expect(codeOf(seenAs('as-predicted'))).toBe(ExitCode.asPredicted);
    const quiet = nightRun.cases.at(-1);
    expect(quiet?.prediction?.outcomes).toEqual([]);
    expect(codeOf(...(quiet === undefined ? [] : [quiet]))).toBe(ExitCode.asPredicted);
  });

  it('is 3 when outcomes were predicted and the recording shows nothing of them', () => {
    expect(codeOf(caseWith(0))).toBe(ExitCode.unreadable);
    expect(codeOf(seenAs('not-observable'))).toBe(ExitCode.unreadable);
    expect(codeOf(seenAs('as-predicted'), seenAs('not-observable'))).toBe(ExitCode.unreadable);
  });

  it('is 1 when anything differs, whatever else was not seen', () => {
    expect(codeOf(caseWith(0), seenAs('missing'))).toBe(ExitCode.divergence);
    expect(exitCodeOfSubject(subjectOfAnalyses([late]))).toBe(ExitCode.divergence);
  });
});
