/**
 * The prediction for a trace file as an analysis. A trace file has the events and what was observed, but no log to compare it
 * with line by line: it is predicted from, and nothing is judged.
 */
import { isSilent } from '../../../engine/android/outcomes.js';
import type { Analysis, Budget, PredictedOutcome } from '../../../engine/compare/analysis.js';
import { observedOutcomes } from '../../../engine/compare/observed.js';
import { spansOf } from '../../../engine/compare/spans.js';
import { WallClock } from '../../../engine/compare/wall-clock.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { budgetCurve } from '../../../engine/replay/budget-curve.js';
import { compile } from '../../../engine/replay/compile.js';
import type { Prediction } from '../../../engine/replay/prediction.js';
import { reasonsFor } from '../../../engine/replay/reasons.js';
import { replay } from '../../../engine/replay/replay.js';
import type { Trace } from '../../../engine/trace/trace.js';

interface TraceAnalysisOptions {
  readonly policy: Policy;
  readonly policyFrom: string;
  readonly toleranceMs: number;
}

export function analysisOfTrace(trace: Trace, { policy, policyFrom, toleranceMs }: TraceAnalysisOptions): Analysis {
  const clock = new WallClock(trace);
  const prediction = replay(compile(trace), policy);
  const { release, fingerprint, sources, zoneMinutes } = trace.meta;
  return {
    curfew: 'analysis/1',
    sources: sources.map(({ name, layout, bytes, lines }) => ({
      file: name,
      layout,
      bytes,
      lines,
      understood: 0,
      firstWall: null,
      lastWall: null,
    })),
    device: { release, fingerprint, releaseFrom: release === null ? null : 'the trace file' },
    clock: { year: null, yearFrom: null, zoneMinutes, zoneFrom: null, notes: [] },
    policy: policy.name,
    variant: policy.variant,
    policyFrom,
    toleranceMs,
    span: spanOf(trace, clock),
    sessions: [],
    predicted: predictedOutcomes(prediction, clock),
    observed: observedOutcomes(trace, clock),
    verdicts: [],
    budgets: budgetsOf(prediction, clock),
    spans: spansOf(trace, () => true),
    assumptions: [
      'A trace file was read and not a log: it is predicted from, and nothing is judged. Open the log for verdicts.',
      ...prediction.assumptions,
    ],
    diagnostics: [],
  };
}

function spanOf({ core, length }: Trace, clock: WallClock): Analysis['span'] {
  const [firstElapsed, firstUptime] = [core.elapsed[0], core.uptime[0]];
  const [lastElapsed, lastUptime] = [core.elapsed[length - 1], core.uptime[length - 1]];
  if (firstElapsed === undefined || firstUptime === undefined) return null;
  if (lastElapsed === undefined || lastUptime === undefined) return null;
  return { first: clock.moment(firstElapsed, firstUptime), last: clock.moment(lastElapsed, lastUptime) };
}

function predictedOutcomes(prediction: Prediction, clock: WallClock): PredictedOutcome[] {
  return prediction.outcomes.map((event, id) => ({
    id,
    outcome: event.outcome,
    silent: isSilent(event.outcome),
    package: event.packageName,
    service: event.component,
    type: event.type,
    at: clock.moment(event.elapsedMs, event.uptimeMs, {
      earliest: event.earliestElapsedMs,
      latest: event.latestElapsedMs,
    }),
    because: reasonsFor(prediction, event, ({ elapsed }) => clock.words(elapsed)),
    rule: event.rule,
    source: event.source,
  }));
}

function budgetsOf(prediction: Prediction, clock: WallClock): Budget[] {
  const numberOf = new Map(prediction.program.apps.map(({ uid }, index) => [uid, index]));
  return prediction.budgets.map(({ packageName, uid, type, limitMs, totalMs, running, exceededAtMs }) => {
    const exceeded = prediction.outcomes.find(
      (event) =>
        event.outcome === 'timeout-callback' &&
        event.uid === uid &&
        event.type === type &&
        event.uptimeMs === exceededAtMs,
    );
    // The replay numbers its budgets by app, dataSync before mediaProcessing.
    const budget = (numberOf.get(uid) ?? 0) * 2 + (type === 'dataSync' ? 0 : 1);
    return {
      package: packageName,
      uid: uid < 0 ? null : uid,
      type,
      limitMs,
      totalMs,
      running,
      exceededAt: exceeded === undefined ? null : clock.moment(exceeded.elapsedMs, exceeded.uptimeMs),
      curve: budgetCurve(prediction, budget, limitMs),
    };
  });
}
