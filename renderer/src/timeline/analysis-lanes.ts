/**
 * The lanes of an analysis, from top to bottom: budgets, services (those with something to judge first), processes, screen and
 * sleep, reboots, gaps.
 */
import type { Analysis, WhatIfAnswer } from '../../../app/api/contract.js';
import { wallStretches } from '../../../app/api/picture.js';
import { budgetLanes } from './budget-lanes.js';
import { judgedMarks, type PlacedMark } from './judged-marks.js';
import { firstOf, lastOf } from './mark-track.js';
import { serviceLanes } from './service-lanes.js';
import { pictureClock } from './time-text.js';
import { fitted } from './time-view.js';
import type { Divergence, Lane, TimelineModel } from './timeline-model.js';
import { whatIfMarks } from './what-if-marks.js';
import { gapsOf, worldLanes } from './world-lanes.js';

function divergencesOf(lanes: readonly Lane[]): readonly Divergence[] {
  const found = lanes.flatMap((lane, laneIndex) =>
    lane.kind !== 'service'
      ? []
      : lane.marks.marks.flatMap((mark, index) =>
          mark.verdict === null || mark.agreed
            ? []
            : [
                {
                  differs: mark.tone !== 'unknown',
                  verdict: mark.verdict,
                  lane: laneIndex,
                  mark: index,
                  firstMs: firstOf(mark),
                  lastMs: lastOf(mark),
                },
              ],
        ),
  );
  return found.sort((a, b) => a.firstMs - b.firstMs || a.verdict - b.verdict);
}

/** First and last moment of everything that is drawn. */
function reachOf(analysis: Analysis, marks: readonly PlacedMark[]): readonly [number, number] {
  let first = analysis.span?.first.elapsedMs ?? Number.POSITIVE_INFINITY;
  let last = analysis.span?.last.elapsedMs ?? Number.NEGATIVE_INFINITY;
  for (const { mark } of marks) {
    first = Math.min(first, firstOf(mark));
    last = Math.max(last, lastOf(mark));
  }
  return Number.isFinite(first) && Number.isFinite(last) ? [first, last] : [0, 0];
}

/** The picture of an analysis; with `whatIf`, the marks and budgets of another policy over the same observations. */
export function timelineModel(analysis: Analysis, whatIf: WhatIfAnswer | null = null): TimelineModel {
  const marks = whatIf === null ? judgedMarks(analysis) : whatIfMarks(analysis, whatIf);
  const budgets = whatIf === null ? budgetLanes(analysis.budgets, null) : budgetLanes(whatIf.budgets, analysis.budgets);
  const lanes: Lane[] = [...budgets, ...serviceLanes(analysis, marks), ...worldLanes(analysis)];
  const [firstMs, lastMs] = reachOf(analysis, marks);
  return {
    whole: fitted(firstMs, lastMs),
    clock: pictureClock(wallStretches(analysis), analysis.clock.zoneMinutes, lastMs - firstMs),
    lanes,
    divergences: whatIf === null ? divergencesOf(lanes) : [],
    gaps: gapsOf(analysis)?.track ?? null,
    analysis,
    predicted: new Map((whatIf ?? analysis).predicted.map((outcome) => [outcome.id, outcome])),
    observed: new Map(analysis.observed.map((outcome) => [outcome.id, outcome])),
  };
}
