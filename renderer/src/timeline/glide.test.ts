import { describe, expect, it } from 'vitest';
import { between, eased } from './glide.js';
import { predictedAt } from './timeline-fixture.js';

const answer = (...predicted: ReturnType<typeof predictedAt>[]) => ({
  policy: 'android-15',
  variant: null,
  predicted,
  budgets: [],
});

describe('a glide', () => {
  it('carries each outcome from where it was to where it will be', () => {
    const half = between(answer(predictedAt(1_000)), answer(predictedAt(3_000)), 0.5);
    expect(half.predicted.map(({ at }) => at.elapsedMs)).toEqual([2_000]);
  });

  it('ends at the very answer, so that nothing is left rounded', () => {
    const to = answer(predictedAt(3_000));
    expect(between(answer(predictedAt(1_000)), to, 1)).toBe(to);
    expect([eased(0), eased(1)]).toEqual([0, 1]);
  });

  it('lets new outcomes appear at once and old ones go', () => {
    const crash = predictedAt(9_000, { outcome: 'crash-did-not-stop' });
    const half = between(answer(predictedAt(1_000)), answer(crash), 0.5);
    expect(half.predicted).toEqual([crash]);
  });
});
