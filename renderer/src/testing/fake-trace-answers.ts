/** What the fake lab answers about logs, and about what would have been. */
import type { Analysis } from '../../../app/api/contract.js';
import type { Answers } from './fake-answers.js';
import { overRun } from './fake-runs.js';
import { fakeTraces, findAnalysis, linesOf } from './fake-traces.js';

const HOUR_MS = 3_600_000;
const noAnalysis = 'There is no such analysis. It may have been removed.';

type TraceQuery =
  'traces.list' | 'traces.analysis' | 'traces.lines' | 'traces.explain' | 'what-if.replay' | 'policies.list';

export const traceAnswers: Pick<Answers, TraceQuery> = {
  'traces.list': ({ search }) => fakeTraces.filter(({ title }) => title.includes(search)),
  'traces.analysis': ({ analysis }) => findAnalysis(analysis) ?? caseAnalysis(analysis) ?? noAnalysis,
  'traces.lines': ({ analysis, from, count }) => {
    const found = findAnalysis(analysis);
    return found === undefined ? noAnalysis : linesOf(found, from, count);
  },
  'traces.explain': ({ analysis, predicted }) => ({
    sentences: findAnalysis(analysis)?.predicted.find(({ id }) => id === predicted)?.because ?? [],
  }),
  'what-if.replay': ({ analysis, variations }) => {
    const found = findAnalysis(analysis);
    if (found === undefined) return noAnalysis;
    return variations.map(({ policy, variant, config }) => {
      const shift = (config?.['data_sync_fgs_timeout_duration'] ?? 6 * HOUR_MS) - 6 * HOUR_MS;
      return {
        policy,
        variant: variant ?? 'V3',
        predicted: found.predicted.map((mark) => ({
          ...mark,
          at: { ...mark.at, elapsedMs: mark.at.elapsedMs + shift },
        })),
        budgets: found.budgets,
      };
    });
  },
  'policies.list': () =>
    [14, 15, 16, 17].map((release) => ({
      name: `android-${release}`,
      title: `Android ${release}`,
      release,
      variants: release === 14 ? ['V1'] : ['V2', 'V3'],
      config: {
        data_sync_fgs_timeout_duration: 6 * HOUR_MS,
        media_processing_fgs_timeout_duration: 6 * HOUR_MS,
        short_fgs_timeout_duration: 180_000,
        fgs_crash_extra_wait_duration: 10_000,
      },
      source: 'built in',
    })),
};

/** `RUN/SCENARIO/DEVICE`. */
function caseAnalysis(id: string): Analysis | null {
  const [, scenario, device] = id.split('/').map(decodeURIComponent);
  return overRun.cases.find((each) => each.scenario === scenario && each.device === device)?.analysis ?? null;
}
