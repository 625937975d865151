/** What the picture of a prediction shows: a lane per service with its time in the foreground and its predicted marks. */
import { typeNamesOf } from '../../../engine/android/service-types.js';
import type { Analysis, Moment, Span } from '../../../engine/compare/analysis.js';
import { spansOf } from '../../../engine/compare/spans.js';
import { sinceZero } from '../../../engine/replay/reasons.js';
import { foregroundSpans, type ForegroundSpan } from '../../../engine/scenario/foreground-spans.js';
import type { ScenarioOutcome } from '../../../engine/scenario/predict-scenario.js';
import { processNameOf } from '../../../engine/scenario/scenario.js';
import { screenSpans } from '../../../engine/scenario/screen-spans.js';
import { formatDuration } from '../../../engine/time-format.js';
import type { LaneBar, LaneMark, ServiceLane } from '../../lab/reports/html/timeline-lanes.js';
import { markOf } from '../../lab/reports/marks.js';
import { outcomeWords } from '../../lab/reports/words.js';
import type { PredictedScenario } from './predicted-scenario.js';

export function predictionLanes({ scenario, prediction, timeline, pictureEndMs }: PredictedScenario): ServiceLane[] {
  const spans = foregroundSpans(scenario, timeline, pictureEndMs);
  return scenario.services.map(({ name }) => {
    const own = spans.filter((span) => span.service === name);
    const outcomes = prediction.outcomes.filter(
      ({ service, elapsedMs }) => service === name && elapsedMs <= pictureEndMs,
    );
    return {
      service: name,
      packageName: scenario.packageName,
      name,
      bars: own.map(barOf),
      marks: [...own.flatMap(deathOf), ...outcomes.map(markOfOutcome)],
      brackets: [],
    };
  });
}

const moment = (elapsedMs: number): string => sinceZero({ uptime: elapsedMs, elapsed: elapsedMs });

function barOf(span: ForegroundSpan): LaneBar {
  const { service, types, fromMs, toMs, endedBy } = span;
  const ending = endedBy ?? 'still in the foreground where the picture ends';
  return {
    fromElapsedMs: fromMs,
    toElapsedMs: toMs,
    openStart: false,
    openEnd: endedBy === null,
    title: () =>
      `${service}, ${typeNamesOf(types).join(' | ')}: ${moment(fromMs)} to ${moment(toMs)}, ${formatDuration(toMs - fromMs)}; ${ending}`,
  };
}

function deathOf({ service, toMs, endedBy }: ForegroundSpan): LaneMark[] {
  if (endedBy !== 'process died') return [];
  const title = `${service}: its process dies, ${moment(toMs)}`;
  return [{ kind: 'death', voice: 'hollow', tone: 'silent', elapsedMs: toMs, label: '', title, verdict: null }];
}

function markOfOutcome({ outcome, elapsedMs, because, silent }: ScenarioOutcome): LaneMark {
  const words = `${outcomeWords(outcome)} ${moment(elapsedMs)}`;
  return {
    kind: markOf(outcome),
    voice: 'hollow',
    tone: silent === true ? 'silent' : 'unknown',
    elapsedMs,
    label: words,
    title: [words, ...because.slice(-1)].join(': '),
    verdict: null,
  };
}

/** A plan has no wall clock. */
const momentAt = (elapsedMs: number): Moment => ({ wall: null, elapsedMs, uptimeMs: elapsedMs });

/**
 * The frame and the lanes of the world are drawn from an analysis; this one has what they read, and nothing else: there is
 * no log behind a plan.
 */
export function analysisForFrame({ scenario, policy, trace, timeline, pictureEndMs }: PredictedScenario): Analysis {
  return {
    curfew: 'analysis/1',
    sources: [],
    device: { release: scenario.device.release, fingerprint: null, releaseFrom: 'the scenario' },
    clock: { year: null, yearFrom: null, zoneMinutes: null, zoneFrom: null, notes: [] },
    policy: policy.name,
    variant: policy.variant,
    policyFrom: 'the scenario',
    toleranceMs: 0,
    span: { first: momentAt(0), last: momentAt(pictureEndMs) },
    sessions: [],
    predicted: [],
    observed: [],
    verdicts: [],
    budgets: [],
    spans: [
      // What the plan's rows say of the screen does not know which crashes were predicted.
      ...spansOf(trace, (packageName) => packageName === scenario.packageName)
        .filter(({ lane }) => lane !== 'process')
        .flatMap((span) => clipped(span, pictureEndMs)),
      ...screenSpans(scenario, timeline, pictureEndMs).map(({ process, fromMs, toMs }): Span => ({
        lane: 'process',
        subject: processNameOf(scenario.packageName, process),
        value: 'TOP',
        fromElapsedMs: fromMs,
        toElapsedMs: toMs,
      })),
    ],
    assumptions: [],
    diagnostics: [],
  };
}

/** What lies within the picture; the boot before the beginning does not. */
function clipped(span: Span, untilMs: number): Span[] {
  if (span.fromElapsedMs < 0 || span.fromElapsedMs > untilMs) return [];
  return [{ ...span, toElapsedMs: Math.min(span.toElapsedMs, untilMs) }];
}
