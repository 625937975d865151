import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARK_LEVELS, MarkTrack } from './mark-track.js';
import type { LaneMark } from './timeline-model.js';

const mark = (predictedMs: number | null, observedMs: number | null, changes: Partial<LaneMark> = {}): LaneMark => ({
  kind: 'callback',
  tone: 'agree',
  silent: false,
  predictedMs,
  observedMs,
  predicted: null,
  observed: null,
  verdict: null,
  agreed: false,
  difference: '',
  ghostMs: null,
  ...changes,
});
const drawn = (marks: readonly LaneMark[], pixelsPerMs = 1) =>
  new MarkTrack(marks).drawn(0, 1_000 / pixelsPerMs, (timeMs) => timeMs * pixelsPerMs);

describe('the marks of a lane', () => {
  it('are one where both voices agree and touch, and two where they are apart on screen', () => {
    const agreeing = [mark(40, 42, { agreed: true })];
    expect(drawn(agreeing).map(({ voice }) => voice)).toEqual(['agreed']);
    expect(drawn(agreeing, 10).map(({ voice, x }) => [voice, x])).toEqual([
      ['predicted', 400],
      ['observed', 420],
    ]);
  });

  it('stack where they would cover each other, in time order', () => {
    const marks = [mark(100, null), mark(103, null), mark(300, null)];
    expect(drawn(marks).map(({ x, level }) => [x, level])).toEqual([
      [100, 0],
      [103, 1],
      [300, 0],
    ]);
  });

  it('keep the worst of a crowd in sight and count the others', () => {
    const crowd = Array.from({ length: 500 }, (_, index) =>
      mark(index * 2, null, index === 211 ? { tone: 'wrong' } : {}),
    );
    const shown = drawn(crowd);
    expect(shown.length).toBeLessThan(60);
    expect(shown.map(({ index }) => index)).toContain(211);
    expect(shown.reduce((sum, { also }) => sum + also + 1, 0)).toBe(500);
  });

  it('never come in larger numbers than there is room for, and never stack higher than said', () => {
    const any = fc.record({ at: fc.integer({ min: -200, max: 1_200 }), later: fc.nat(400), both: fc.boolean() });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 2_000 }), (list) => {
        const shown = drawn(list.map(({ at, later, both }) => mark(at, both ? at + later : null)));
        expect(shown.length).toBeLessThan(2 * 3 * 150);
        expect(shown.every(({ level }) => level < MARK_LEVELS)).toBe(true);
        for (const voice of ['predicted', 'observed']) {
          const xs = shown.filter((one) => one.voice === voice).map(({ x }) => x);
          expect(xs).toEqual([...xs].sort((a, b) => a - b));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are found when they begin before the view and reach into it', () => {
    const track = new MarkTrack([mark(-5_000, 500), mark(200, null), mark(9_000, null)]);
    const [first, end] = track.range(0, 1_000);
    expect([first, end]).toEqual([0, 2]);
  });
});
