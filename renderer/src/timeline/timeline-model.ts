/**
 * What the timeline shows: lanes with stretches, marks and curves, as columns ready to be drawn and searched. No DOM.
 * `analysis-lanes.ts` makes it from an analysis; a bench makes it from columns of its own.
 */
import type { Analysis, ObservedOutcome, PredictedOutcome } from '../../../app/api/contract.js';
import type { MarkKind, Tone } from '../components/mark-kinds.js';
import type { CurveTrack } from './curve-track.js';
import type { IntervalTrack } from './interval-track.js';
import type { MarkTrack } from './mark-track.js';
import type { PictureClock } from './time-text.js';
import type { TimeView } from './time-view.js';

/** How a stretch is filled; the canvas knows the colours. The order is the value in a track: the higher wins a shared pixel. */
export const fills = ['alive', 'bar', 'screen', 'sleep', 'top', 'gap', 'boot'] as const;
export type Fill = (typeof fills)[number];

export function fillValue(fill: Fill): number {
  return fills.indexOf(fill);
}

/** A stretch that can be pointed at. */
export interface LaneStretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: number;
  readonly openStart: boolean;
  readonly openEnd: boolean;
  /** Short, drawn into the stretch where there is room. */
  readonly label: string;
  /** Index of the session in the analysis; `null` for what the world did. */
  readonly session: number | null;
}

export interface LaneLayer {
  readonly track: IntervalTrack;
  /** Empty when the lane was made from columns alone. */
  readonly stretches: readonly LaneStretch[];
}

/** An outcome in its two voices. At least one of the two moments is known. */
export interface LaneMark {
  readonly kind: MarkKind;
  readonly tone: Tone;
  readonly silent: boolean;
  readonly predictedMs: number | null;
  readonly observedMs: number | null;
  /** Ids in the analysis. */
  readonly predicted: number | null;
  readonly observed: number | null;
  /** Index in `analysis.verdicts`. */
  readonly verdict: number | null;
  /** Predicted and observed lie within the tolerance: drawn as one where they touch. */
  readonly agreed: boolean;
  /** What differs, in words: said by a bracket between the voices of a verdict, beside the mark in a what-if. */
  readonly difference: string;
  /** Where the prediction of the log itself lies, in a what-if; `null` elsewhere. */
  readonly ghostMs: number | null;
}

export function hasBracket(mark: LaneMark): boolean {
  return mark.verdict !== null && mark.difference !== '';
}

interface LaneName {
  readonly key: string;
  readonly title: string;
  /** Package or subject below the title. */
  readonly sub: string;
}

export interface BudgetLane extends LaneName {
  readonly kind: 'budget';
  readonly limitMs: number;
  readonly curve: CurveTrack;
  readonly exceededMs: number | null;
  /** Name of the service type, for its hue. */
  readonly type: string;
  /** The budget as it was before a what-if; drawn as a faint line. */
  readonly ghost: CurveTrack | null;
}

export interface ServiceLane extends LaneName {
  readonly kind: 'service';
  readonly layers: readonly LaneLayer[];
  readonly marks: MarkTrack;
  /** Service types of its sessions, for its hue; the first one counts. */
  readonly type: string;
  readonly hasBrackets: boolean;
}

export interface WorldLane extends LaneName {
  readonly kind: 'world';
  readonly layers: readonly LaneLayer[];
}

export type Lane = BudgetLane | ServiceLane | WorldLane;

/** A verdict that is not `as-predicted`, for walking from one to the next. */
export interface Divergence {
  /** `false`: nobody can know (not observable, interrupted). */
  readonly differs: boolean;
  readonly verdict: number;
  readonly lane: number;
  /** Index in the lane's marks. */
  readonly mark: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface TimelineModel {
  readonly whole: TimeView;
  readonly clock: PictureClock;
  readonly lanes: readonly Lane[];
  readonly divergences: readonly Divergence[];
  /** Stretches without observation, hatched over all lanes. */
  readonly gaps: IntervalTrack | null;
  /** `null` in a bench. */
  readonly analysis: Analysis | null;
  /** By id: what the marks of the predicted voice stand for; of another policy in a what-if. */
  readonly predicted: ReadonlyMap<number, PredictedOutcome>;
  readonly observed: ReadonlyMap<number, ObservedOutcome>;
}
