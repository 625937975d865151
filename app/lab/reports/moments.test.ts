import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../engine/compare/analysis.js';
import { MS_PER_HOUR } from '../../../engine/time.js';
import { agreeing, moment, nothingRead, openEnds, proven, quietNight } from './fixtures.js';
import {
  momentWords,
  placeWords,
  sessionLengthWords,
  sessionStartWords,
  wallOfElapsed,
  wallStretches,
} from './moments.js';

describe('moments in words', () => {
  it('are wall time with zone, or elapsed time where no clock tells it', () => {
    expect(momentWords(moment(1))).toBe('2026-09-26 21:00:00.001 +03:00');
    expect(momentWords({ wall: null, elapsedMs: 61_000, uptimeMs: 0 })).toBe("1 m 1 s after the log's zero");
  });

  it('say what an interval leaves open', () => {
    const within = (earliestElapsedMs: number | null, latestElapsedMs: number | null): string =>
      momentWords({ ...moment(1_000), interval: { earliestElapsedMs, latestElapsedMs } });
    expect(within(null, 2_000)).toBe('not later than 2026-09-26 21:00:02.000 +03:00');
    expect(within(0, null)).toBe('not earlier than 2026-09-26 21:00:00.000 +03:00');
    expect(within(0, 2_000)).toBe('between 2026-09-26 21:00:00.000 +03:00 and 2026-09-26 21:00:02.000 +03:00');
    expect(within(null, null)).toBe('at an unknown moment');
  });

  it('name the line that proves them, or how they were inferred', () => {
    expect(placeWords(agreeing, proven(0, 17, 'text'))).toBe('night.log:17');
    expect(placeWords(agreeing, proven(0, 17, 'text', 9))).toBe('source 9:17');
    expect(placeWords(agreeing, { ...proven(0, 17, 'text'), line: null, inferredFrom: 'the stop event' })).toBe(
      'inferred: the stop event',
    );
    expect(placeWords(agreeing, { ...proven(0, 17, 'text'), source: null })).toBe('no line');
  });

  it('call the length of an open session a lower bound', () => {
    const [openStart, openEnd] = openEnds.sessions;
    expect(openStart === undefined ? '' : sessionStartWords(openStart)).toContain(
      'already running when the log begins',
    );
    expect(openEnd === undefined ? '' : sessionLengthWords(openEnds, openEnd)).toBe('at least 3 h');
  });
});

describe('the relation of elapsed time and wall clock', () => {
  it('is one stretch where the clock runs evenly and none where no clock is known', () => {
    expect(wallStretches(agreeing)).toHaveLength(1);
    expect(wallStretches(nothingRead)).toEqual([]);
    expect(wallOfElapsed([], 5)).toBeNull();
  });

  it('begins a new stretch where the clock jumps', () => {
    const jumped: Analysis = {
      ...quietNight,
      span: { first: moment(0), last: { ...moment(5 * MS_PER_HOUR), elapsedMs: 2 * MS_PER_HOUR } },
    };
    const stretches = wallStretches(jumped);
    expect(stretches.map((stretch) => stretch.fromElapsedMs)).toEqual([0, 2 * MS_PER_HOUR]);
    const local = (elapsedMs: number): string => new Date(wallOfElapsed(stretches, elapsedMs) ?? 0).toISOString();
    expect(local(MS_PER_HOUR)).toBe('2026-09-26T22:00:00.000Z');
    expect(local(2 * MS_PER_HOUR)).toBe('2026-09-27T02:00:00.000Z');
  });
});
