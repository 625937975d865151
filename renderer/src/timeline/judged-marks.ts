/** The marks of an analysis: each verdict with what was predicted and observed, and what no verdict speaks of. */
import type { Analysis, ObservedOutcome, PredictedOutcome, Verdict } from '../../../app/api/contract.js';
import { markOf, type Tone } from '../components/mark-kinds.js';
import { toneOfVerdict, verdictWords } from '../components/verdict-words.js';
import { t } from '../messages/translate.js';
import type { LaneMark } from './timeline-model.js';

function causeWords(verdict: Verdict): string {
  if (verdict.cause === null) return verdictWords(verdict);
  const { cause, standing } = verdict.cause;
  return `${verdictWords(verdict)} · ${t(`cause.${cause}`)} (${t(`standing.${standing}`)})`;
}

interface Outcomes {
  readonly predicted: ReadonlyMap<number, PredictedOutcome>;
  readonly observed: ReadonlyMap<number, ObservedOutcome>;
}

function verdictMark(analysis: Analysis, outcomes: Outcomes, verdict: Verdict, index: number): LaneMark | null {
  const predicted = verdict.predicted === null ? undefined : outcomes.predicted.get(verdict.predicted);
  const observed = verdict.observed === null ? undefined : outcomes.observed.get(verdict.observed);
  if (predicted === undefined && observed === undefined) return null;
  const silent = predicted?.silent === true;
  return {
    kind: markOf(verdict.outcome),
    tone: silent ? 'muted' : toneOfVerdict(verdict, analysis.toleranceMs),
    silent,
    predictedMs: predicted?.at.elapsedMs ?? null,
    observedMs: observed?.at.elapsedMs ?? null,
    predicted: predicted?.id ?? null,
    observed: observed?.id ?? null,
    verdict: silent ? null : index,
    agreed: verdict.verdict === 'as-predicted',
    difference: verdict.verdict === 'as-predicted' || silent ? '' : causeWords(verdict),
    ghostMs: null,
  };
}

/** An outcome that no verdict speaks of: silent predictions, and what the comparison left aside. */
function unjudged(outcome: PredictedOutcome | ObservedOutcome, voice: 'predicted' | 'observed', tone: Tone): LaneMark {
  const isPredicted = voice === 'predicted';
  return {
    kind: markOf(outcome.outcome),
    tone,
    silent: tone === 'muted',
    predictedMs: isPredicted ? outcome.at.elapsedMs : null,
    observedMs: isPredicted ? null : outcome.at.elapsedMs,
    predicted: isPredicted ? outcome.id : null,
    observed: isPredicted ? null : outcome.id,
    verdict: null,
    agreed: false,
    difference: '',
    ghostMs: null,
  };
}

/** A mark and the service that it belongs to. */
export interface PlacedMark {
  readonly package: string;
  readonly service: string | null;
  readonly mark: LaneMark;
}

export function judgedMarks(analysis: Analysis): PlacedMark[] {
  const outcomes = {
    predicted: new Map(analysis.predicted.map((outcome) => [outcome.id, outcome])),
    observed: new Map(analysis.observed.map((outcome) => [outcome.id, outcome])),
  };
  const judgedPredictions = new Set(analysis.verdicts.map((verdict) => verdict.predicted));
  const judgedObservations = new Set(analysis.verdicts.map((verdict) => verdict.observed));
  const placed = (outcome: PredictedOutcome | ObservedOutcome, mark: LaneMark): PlacedMark => ({
    package: outcome.package,
    service: outcome.service,
    mark,
  });
  return [
    ...analysis.verdicts.flatMap((verdict, index) => {
      const mark = verdictMark(analysis, outcomes, verdict, index);
      return mark === null ? [] : [{ package: verdict.package, service: verdict.service, mark }];
    }),
    ...analysis.predicted
      .filter((outcome) => !judgedPredictions.has(outcome.id))
      .map((outcome) => placed(outcome, unjudged(outcome, 'predicted', outcome.silent ? 'muted' : 'unknown'))),
    ...analysis.observed
      .filter((outcome) => !judgedObservations.has(outcome.id))
      .map((outcome) => placed(outcome, unjudged(outcome, 'observed', 'unknown'))),
  ];
}
