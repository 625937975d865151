import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { courseOf } from './course.js';

const NONE = Number.NaN;
const words = (...moments: number[]): string[] =>
  courseOf(moments).map(({ kind, from, to }) => `${kind} ${from}–${to}`);

describe('the course of an outcome', () => {
  it.each<[string, number[], string[]]>([
    ['stays', [5, 5, 5], ['stays 0–2']],
    ['is never there', [NONE, NONE], ['gone 0–1']],
    ['moves and goes', [1, 2, 3, NONE, NONE], ['later 0–2', 'gone 3–4']],
    ['stays, then moves', [1, 1, 2, 3], ['stays 0–1', 'later 1–3']],
    ['comes, moves back, stays', [NONE, 9, 8, 8], ['gone 0–0', 'earlier 1–2', 'stays 2–3']],
    ['is there once', [NONE, 4, NONE], ['gone 0–0', 'stays 1–1', 'gone 2–2']],
    ['is asked for with one value', [4], ['stays 0–0']],
  ])('%s', (_what, moments, stretches) => {
    expect(words(...moments)).toEqual(stretches);
  });

  it('covers every value, without a gap, and says of each step what is true of it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(NONE, 1, 2, 3), { minLength: 1, maxLength: 12 }), (moments) => {
        const stretches = courseOf(moments);
        expect(stretches[0]?.from).toBe(0);
        expect(stretches.at(-1)?.to).toBe(moments.length - 1);
        stretches.forEach(({ kind, from, to }, index) => {
          const next = stretches[index + 1];
          if (next !== undefined) expect([to, to + 1]).toContain(next.from);
          for (let at = from; at <= to; at++) expect(Number.isNaN(moments[at])).toBe(kind === 'gone');
          for (let at = from + 1; at <= to; at++) {
            const step = (moments[at] ?? 0) - (moments[at - 1] ?? 0);
            if (kind !== 'gone') expect(Math.sign(step)).toBe({ stays: 0, later: 1, earlier: -1 }[kind]);
          }
        });
      }),
    );
  });
});
