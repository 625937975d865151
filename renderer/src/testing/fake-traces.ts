/** A small library of logs, with the analyses that `curfew analyze` makes of the logs in `examples/logs`. */
import type { Analysis, ImportProgress, LibraryTrace, RawLine } from '../../../app/api/contract.js';
import dataSync from './analyses/data-sync-six-hours.json';
import idleStop from './analyses/idle-stop.json';
import shortService from './analyses/short-service-anr.json';
import shortened from './analyses/shortened-limit.json';
import { minutesAgo } from './fake-time.js';

const analyses: ReadonlyMap<string, Analysis> = new Map([
  ['data-sync-six-hours', dataSync as unknown as Analysis],
  ['idle-stop', idleStop as unknown as Analysis],
  ['short-service-anr', shortService as unknown as Analysis],
  ['shortened-limit', shortened as unknown as Analysis],
]);

export function findAnalysis(id: string): Analysis | undefined {
  return analyses.get(id);
}

function countOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

export const fakeTraces: readonly LibraryTrace[] = [...analyses].map(([id, analysis], index) => ({
  sha256: `${index}`.padStart(64, 'a'),
  kind: 'log',
  bytes: analysis.sources[0]?.bytes ?? 0,
  title: `${id}.log`,
  addedAt: minutesAgo(40 + index * 900),
  pinned: index === 0,
  note: '',
  analysis: id,
  packages: [...new Set(analysis.sessions.map((session) => session.package))],
  release: analysis.device.release,
  verdicts: countOf(analysis.verdicts.map(({ verdict }) => verdict)),
}));

/** Lines round those that the analysis quotes. */
export function linesOf(analysis: Analysis, from: number, count: number): readonly RawLine[] {
  const quoted = new Map<number, string>();
  for (const { at } of analysis.observed) if (at.line !== null && at.text !== null) quoted.set(at.line, at.text);
  return Array.from({ length: count }, (_, index) => {
    const line = from + index;
    return {
      line,
      text:
        quoted.get(line) ??
        `09-27 03:12:${String(line % 60).padStart(2, '0')}.000  1203  1410 D Something: line ${line}`,
    };
  });
}

/** The steps of an import, in order. */
export function importSteps(file: string): readonly ImportProgress[] {
  const step = (phase: ImportProgress['phase'], part: number | null): ImportProgress => ({
    file,
    phase,
    part,
    trace: null,
    analysis: null,
    error: null,
  });
  if (file.endsWith('.png')) {
    return [{ ...step('failed', null), error: 'This is no log: it begins as a PNG picture.' }];
  }
  return [
    step('reading', 0.3),
    step('reading', 0.9),
    step('analysing', 0.5),
    step('keeping', null),
    { ...step('done', 1), analysis: 'data-sync-six-hours' },
  ];
}
