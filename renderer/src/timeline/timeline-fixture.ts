/** Analyses for tests: those of the logs in `examples/logs`, and small ones made by hand. */
import type { Analysis, PredictedOutcome, Verdict } from '../../../app/api/contract.js';
import sixHours from '../testing/analyses/data-sync-six-hours.json';
import shortService from '../testing/analyses/short-service-anr.json';
import shortened from '../testing/analyses/shortened-limit.json';

/** Written by `curfew analyze --format json`; the compiler sees wider types in a JSON file. */
const read = (document: unknown): Analysis => document as Analysis;

export const exampleAnalyses = {
  sixHours: read(sixHours),
  shortService: read(shortService),
  shortened: read(shortened),
} as const;

export const emptyAnalysis: Analysis = {
  ...exampleAnalyses.sixHours,
  sources: [],
  span: null,
  sessions: [],
  predicted: [],
  observed: [],
  verdicts: [],
  budgets: [],
  spans: [],
  assumptions: [],
  diagnostics: [],
};

const at = (elapsedMs: number): PredictedOutcome['at'] => ({ wall: null, elapsedMs, uptimeMs: elapsedMs });

export function predictedAt(elapsedMs: number, changes: Partial<PredictedOutcome> = {}): PredictedOutcome {
  return {
    id: 0,
    outcome: 'timeout-callback',
    silent: false,
    package: 'com.example',
    service: 'com.example/.Sync',
    type: 'dataSync',
    at: at(elapsedMs),
    because: ['it ran'],
    rule: 'time-limited-types',
    source: 'ActiveServices.onFgsTimeout',
    ...changes,
  };
}

/** One outcome, predicted and observed apart by `deltaMs`. */
export function analysisWithDelta(deltaMs: number, changes: Partial<Verdict> = {}): Analysis {
  const predicted = predictedAt(60_000);
  const observed = {
    id: 0,
    outcome: 'timeout-callback',
    package: 'com.example',
    service: 'com.example/.Sync',
    type: 'dataSync',
    at: { ...at(60_000 + deltaMs), source: null, line: null, text: null },
    text: 'FGS timed out',
    trust: 'system',
    evidence: [],
  } as const;
  return {
    ...emptyAnalysis,
    toleranceMs: 100,
    span: { first: at(0), last: at(120_000) },
    predicted: [predicted],
    observed: [observed],
    verdicts: [
      {
        outcome: 'timeout-callback',
        package: 'com.example',
        service: 'com.example/.Sync',
        verdict: Math.abs(deltaMs) <= 100 ? 'as-predicted' : 'late',
        deltaMs,
        predicted: 0,
        observed: 0,
        cause: null,
        ...changes,
      },
    ],
  };
}
