import { describe, expect, it } from 'vitest';
import { exampleAnalyses } from '../../timeline/timeline-fixture.js';
import type { RuleSetting } from './rule-settings.js';
import { withoutEffect } from './without-effect.js';

const night = exampleAnalyses.sixHours;
const HOUR = 3_600_000;
const dataSync = 'data_sync_fgs_timeout_duration';
const settings: readonly RuleSetting[] = [
  { key: dataSync, label: 'what-if.limit-data', stops: [] },
  { key: 'short_fgs_timeout_duration', label: 'what-if.short', stops: [] },
  { key: 'fgs_crash_extra_wait_duration', label: 'what-if.grace', stops: [] },
];
const turned = (config: Record<string, number>) => ({ targetSdk: null, config });
const withLimit = (limitMs: number) => ({
  budgets: night.budgets.map((budget) => (budget.type === 'dataSync' ? { ...budget, limitMs } : budget)),
});

describe('a rule that moves nothing', () => {
  it('is told where the log itself sets the limit on its way', () => {
    expect(withoutEffect(night, settings, turned({ [dataSync]: HOUR }), withLimit(2 * HOUR))).toEqual([
      'dataSync limit: the log itself sets it to 2 h on its way; from there on that value holds.',
    ]);
    expect(withoutEffect(night, settings, turned({ [dataSync]: HOUR }), withLimit(HOUR))).toEqual([]);
  });

  it('is told where no service of the log is of its type', () => {
    expect(withoutEffect(night, settings, turned({ short_fgs_timeout_duration: HOUR }), night)).toEqual([
      'shortService limit: no service in this log is of the type shortService.',
    ]);
  });

  it('is not told of rules that nobody turned, or that are about every service', () => {
    expect(withoutEffect(night, settings, turned({}), withLimit(HOUR))).toEqual([]);
    expect(withoutEffect(night, settings, turned({ fgs_crash_extra_wait_duration: 0 }), night)).toEqual([]);
  });
});
