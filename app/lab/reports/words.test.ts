import { describe, expect, it } from 'vitest';
import { agreeing, late, nothingRead, openEnds, quietNight, verdict } from './fixtures.js';
import type { Analysis, Verdict } from '../../../engine/compare/analysis.js';
import { formatCount, headline, serviceName, shortServiceName, toneOf, verdictWords, worstTone } from './words.js';

const withVerdicts = (...verdicts: readonly Verdict[]): Analysis => ({ ...agreeing, verdicts });
const callback = (options: Pick<Verdict, 'verdict'> & Partial<Verdict>): Verdict =>
  verdict({ outcome: 'timeout-callback', ...options });

describe('the headline', () => {
  it('answers in one sentence', () => {
    expect(headline(agreeing)).toBe('Both outcomes came as predicted');
    expect(headline(withVerdicts(callback({ verdict: 'as-predicted' })))).toBe(
      'The outcome came as predicted: timeout callback of com.example.sync/.SyncService',
    );
    expect(headline(quietNight)).toBe('No foreground service was seen in this log');
    expect(headline(openEnds)).toBe('No time-limited service in this log reached a limit');
    expect(headline({ ...nothingRead, sources: [] })).toBe('No source was read');
  });

  it('counts several differences of a kind and names the largest', () => {
    const analysis = withVerdicts(
      callback({ verdict: 'as-predicted' }),
      callback({ verdict: 'late', deltaMs: 5_000 }),
      callback({ verdict: 'late', deltaMs: 7_440_000 }),
      callback({ verdict: 'not-observable' }),
    );
    expect(headline(analysis)).toBe(
      '1 outcome as predicted; 2 late (by up to 2 h 4 m); 1 not observable: timeout callback of com.example.sync/.SyncService',
    );
  });

  it('leaves silent outcomes out', () => {
    expect(headline(withVerdicts(verdict({ outcome: 'budget-reset', verdict: 'not-observable' })))).toBe(
      'No time-limited service in this log reached a limit',
    );
  });
});

describe('tones', () => {
  it('call a difference small up to ten tolerances', () => {
    const tones = [10_000, 10_001, -10_001].map((deltaMs) =>
      toneOf(callback({ verdict: deltaMs < 0 ? 'early' : 'late', deltaMs }), 1_000),
    );
    expect(tones).toEqual(['small', 'wrong', 'wrong']);
    expect(toneOf(callback({ verdict: 'interrupted' }), 1_000)).toBe('unknown');
  });

  it('of an analysis are the worst of all', () => {
    expect([worstTone(agreeing), worstTone(late), worstTone(quietNight)]).toEqual(['agree', 'wrong', null]);
  });
});

describe('names and numbers', () => {
  it('put package and service together once', () => {
    expect(serviceName('com.a', '.B')).toBe('com.a/.B');
    expect(serviceName('com.a', 'com.a/.B')).toBe('com.a/.B');
    expect(serviceName('com.a', null)).toBe('com.a');
    expect(shortServiceName('com.a', 'com.a/.B')).toBe('.B');
    expect(shortServiceName('com.a', null)).toBe('com.a');
  });

  it('say by how much an outcome was early or late', () => {
    expect(verdictWords(callback({ verdict: 'early', deltaMs: -61 }))).toBe('early by 61 ms');
    expect(verdictWords(callback({ verdict: 'late', deltaMs: null }))).toBe('late');
  });

  it('group thousands the same on every machine', () => {
    expect([999, 1_000, 1_234_567].map(formatCount)).toEqual(['999', '1,000', '1,234,567']);
  });
});
