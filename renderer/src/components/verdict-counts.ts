/** Counts of verdicts, as lists and matrices show them: worst first. */
import type { VerdictName } from '../../../engine/compare/analysis.js';
import type { Tone } from './mark-kinds.js';

const worstFirst: readonly VerdictName[] = [
  'missing',
  'unpredicted',
  'late',
  'early',
  'interrupted',
  'not-observable',
  'as-predicted',
];

/** Where no difference is known, an early or late outcome counts as wrong. */
export function toneOfVerdictName(name: VerdictName): Tone {
  if (name === 'as-predicted') return 'agree';
  return name === 'not-observable' || name === 'interrupted' ? 'unknown' : 'wrong';
}

export interface VerdictCount {
  readonly verdict: VerdictName;
  readonly count: number;
}

export function countVerdicts(counts: Readonly<Partial<Record<string, number>>>): readonly VerdictCount[] {
  return worstFirst.map((verdict) => ({ verdict, count: counts[verdict] ?? 0 })).filter(({ count }) => count > 0);
}
