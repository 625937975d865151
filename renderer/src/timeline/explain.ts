/** What is known about the thing that a person points at: what it is, why it came, and which lines prove it. */
import type {
  Analysis,
  Cause,
  ObservedOutcome,
  PredictedOutcome,
  ProvenMoment,
  Session,
} from '../../../app/api/contract.js';
import {
  momentWords,
  placeWords,
  sessionLengthWords,
  sessionStartWords,
  sessionStopWords,
  typesWords,
  visibleText,
} from '../../../app/api/picture.js';
import { formatDifference, formatDuration } from '../../../engine/time-format.js';
import { markMeaning, type MarkKind, type Tone, type Voice } from '../components/mark-kinds.js';
import { outcomeWords, verdictWords } from '../components/verdict-words.js';
import { t } from '../messages/translate.js';
import type { Hit } from './hit-test.js';
import { shortTime } from './time-text.js';
import type { LaneMark, LaneStretch, TimelineModel } from './timeline-model.js';

export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** A line of a source. */
export interface Proof {
  readonly source: number;
  readonly line: number;
  readonly place: string;
  readonly text: string;
}

export interface Explanation {
  readonly title: string;
  readonly mark: { readonly kind: MarkKind; readonly voice: Voice; readonly tone: Tone } | null;
  readonly facts: readonly Fact[];
  /** In time order, one sentence each. */
  readonly reasons: readonly string[];
  readonly cause: Cause | null;
  readonly proofs: readonly Proof[];
  /** Id of the predicted outcome that `traces.explain` can tell more about. */
  readonly predicted: number | null;
}

const nothing = { mark: null, facts: [], reasons: [], cause: null, proofs: [], predicted: null };

function proofsOf(analysis: Analysis | null, moments: readonly ProvenMoment[]): readonly Proof[] {
  if (analysis === null) return [];
  // The same line may prove an outcome and its cause.
  const proofs = new Map<string, Proof>();
  for (const moment of moments) {
    const { source, line } = moment;
    if (source === null || line === null) continue;
    proofs.set(`${source} ${line}`, { source, line, place: placeWords(analysis, moment), text: moment.text ?? '' });
  }
  return [...proofs.values()];
}

const fact = (label: string, text: string): Fact => ({ label, text });

function markFacts(
  model: TimelineModel,
  mark: LaneMark,
  predicted: PredictedOutcome | undefined,
  observed: ObservedOutcome | undefined,
): Fact[] {
  const verdict = mark.verdict === null ? undefined : model.analysis?.verdicts[mark.verdict];
  const type = predicted?.type ?? observed?.type ?? null;
  return [
    ...(verdict === undefined ? [] : [fact(t('timeline.fact-verdict'), verdictWords(verdict))]),
    ...(predicted === undefined ? [] : [fact(t('voice.predicted'), momentWords(predicted.at))]),
    ...(observed === undefined ? [] : [fact(t('voice.observed'), momentWords(observed.at))]),
    ...(verdict?.deltaMs == null ? [] : [fact(t('timeline.fact-difference'), formatDifference(verdict.deltaMs))]),
    ...(mark.ghostMs === null ? [] : [fact(t('what-if.before'), shortTime(model.clock, mark.ghostMs))]),
    ...(type === null ? [] : [fact(t('timeline.fact-type'), type)]),
    ...(predicted === undefined ? [] : [fact(t('timeline.fact-rule'), `${predicted.rule} · ${predicted.source}`)]),
    ...(observed === undefined || observed.trust === 'system'
      ? []
      : [fact(t('timeline.fact-trust'), t(`trust.${observed.trust}`))]),
  ];
}

function voiceOf(mark: LaneMark): Voice {
  if (mark.agreed) return 'agreed';
  return mark.observedMs === null ? 'predicted' : 'observed';
}

function explainMark(model: TimelineModel, mark: LaneMark, lane: string): Explanation {
  const predicted = mark.predicted === null ? undefined : model.predicted.get(mark.predicted);
  const observed = mark.observed === null ? undefined : model.observed.get(mark.observed);
  const outcome = predicted?.outcome ?? observed?.outcome;
  const cause = (mark.verdict === null ? null : model.analysis?.verdicts[mark.verdict]?.cause) ?? null;
  return {
    title: `${outcome === undefined ? markMeaning[mark.kind] : outcomeWords(outcome)} · ${lane}`,
    mark: { kind: mark.kind, voice: voiceOf(mark), tone: mark.tone },
    facts: markFacts(model, mark, predicted, observed),
    reasons: predicted?.because ?? [],
    cause,
    proofs: proofsOf(model.analysis, [...(observed?.evidence ?? []), ...(cause?.evidence ?? [])]),
    predicted: mark.predicted,
  };
}

function explainSession(analysis: Analysis, session: Session): Explanation {
  return {
    ...nothing,
    title: t('timeline.session-of', { service: session.component }),
    facts: [
      fact(t('timeline.fact-types'), typesWords(session)),
      fact(t('timeline.fact-begins'), sessionStartWords(session)),
      fact(t('timeline.fact-ends'), sessionStopWords(session)),
      fact(t('timeline.fact-uptime'), sessionLengthWords(analysis, session)),
      ...(session.stop === null ? [] : [fact(t('timeline.fact-stopped-by'), session.stop.reason)]),
    ],
    proofs: proofsOf(analysis, [session.start, ...(session.stop === null ? [] : [session.stop])]),
  };
}

function explainStretch(model: TimelineModel, stretch: LaneStretch, lane: string, subject: string): Explanation {
  const session = stretch.session === null ? undefined : model.analysis?.sessions[stretch.session];
  if (session !== undefined && model.analysis !== null) return explainSession(model.analysis, session);
  return {
    ...nothing,
    title: [lane, subject, stretch.label].filter((part) => part !== '').join(' · '),
    facts: [
      fact(t('timeline.fact-begins'), shortTime(model.clock, stretch.fromMs)),
      fact(t('timeline.fact-ends'), shortTime(model.clock, stretch.toMs)),
      fact(t('timeline.fact-length'), formatDuration(stretch.toMs - stretch.fromMs)),
    ],
  };
}

/** Names in it come from logs: what would steer the reader or not be seen is written as an escape. */
export function explain(model: TimelineModel, hit: Hit): Explanation {
  const told = explainHit(model, hit);
  return {
    ...told,
    title: visibleText(told.title),
    facts: told.facts.map(({ label, text }) => fact(label, visibleText(text))),
    reasons: told.reasons.map(visibleText),
    cause: told.cause === null ? null : { ...told.cause, explanation: visibleText(told.cause.explanation) },
  };
}

function explainHit(model: TimelineModel, hit: Hit): Explanation {
  const { lane } = hit.lane;
  if (hit.kind === 'mark') return explainMark(model, hit.mark, lane.title);
  if (hit.kind === 'stretch') return explainStretch(model, hit.stretch, lane.title, lane.sub);
  const title = [lane.title, lane.sub].filter((part) => part !== '').join(' · ');
  if (lane.kind !== 'budget') return { ...nothing, title };
  const leftMs = hit.kind === 'curve' ? lane.curve.heightAt(hit.timeMs) : null;
  return {
    ...nothing,
    title: t('timeline.budget-of', { type: lane.type, package: lane.sub }),
    facts: [
      ...(leftMs === null ? [] : [fact(t('timeline.fact-left'), formatDuration(Math.round(leftMs)))]),
      fact(t('timeline.fact-limit'), formatDuration(lane.limitMs)),
      ...(lane.exceededMs === null ? [] : [fact(t('timeline.fact-ran-out'), shortTime(model.clock, lane.exceededMs))]),
    ],
  };
}
