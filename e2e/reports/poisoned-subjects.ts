/** Subjects in which every text that is read from outside is a hostile one, each with a mark of its own by which it is found again. */
import type { Analysis } from '../../engine/compare/analysis.js';
import { nightRun } from '../../app/lab/reports/fixtures-run.js';
import { late } from '../../app/lab/reports/fixtures.js';
import { subjectOfAnalyses, subjectOfRun, type ReportSubject } from '../../app/lab/reports/subject.js';
import type { Run } from '../../app/lab/runs/run.js';

/** Words of our own closed lists, numbers of forms that a reader checks, and ids that cases refer to. */
const kept: ReadonlySet<string> = new Set([
  'curfew',
  'outcome',
  'verdict',
  'standing',
  'trust',
  'lane',
  'wall',
  'firstWall',
  'lastWall',
  'readAt',
  'createdAt',
  'begunAt',
  'endedAt',
  'state',
  'origin',
  'sha256',
]);
/** Words of closed lists under names that are free elsewhere; the id of a run, which is a file name. */
const keptValues: ReadonlySet<string> = new Set(['phone', 'emulator', nightRun.id]);
const isKept = (key: string, value: string): boolean => kept.has(key) || key === 'cause' || keptValues.has(value);
/** Ids of a run, and the name of an app, which ties its parts together; poisoned the same everywhere. */
const tying: ReadonlySet<string> = new Set(['package', 'id', 'scenario', 'device', 'service', 'component']);

/** A copy with every other text replaced by the next one. */
function poison(value: unknown, next: () => string, ties: Map<string, string>, key = ''): unknown {
  if (typeof value === 'string') {
    if (isKept(key, value)) return value;
    if (!tying.has(key)) return next();
    const tied = ties.get(value) ?? next();
    ties.set(value, tied);
    return tied;
  }
  if (Array.isArray(value)) return value.map((item) => poison(item, next, ties, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poison(item, next, ties, name)]));
}

/** Analyses and one run that hold all of these texts at least once. */
export function poisonedSubjects(texts: readonly string[]): readonly ReportSubject[] {
  let used = 0;
  const next = (): string => texts[used++ % texts.length] ?? '';
  const run = poison(nightRun, next, new Map()) as Run;
  const analyses: Analysis[] = [];
  while (used < texts.length) {
    const analysis = poison(late, next, new Map()) as Analysis;
    const more = Array.from({ length: 300 }, () => ({
      what: next(),
      count: 1,
      first: { source: 0, line: 1, text: next() },
    }));
    analyses.push({ ...analysis, diagnostics: [...analysis.diagnostics, ...more] });
  }
  return [subjectOfRun(run), subjectOfAnalyses(analyses)];
}
