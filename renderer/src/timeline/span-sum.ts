/** What happened in a selected span of time, summed lane by lane. */
import { formatDuration } from '../../../engine/time-format.js';
import { t } from '../messages/translate.js';
import type { CurveTrack } from './curve-track.js';
import { firstAbove } from './interval-track.js';
import type { TimeSpan } from './paint-timeline.js';
import { fillValue, type Lane, type LaneLayer, type TimelineModel } from './timeline-model.js';

export interface SumLine {
  readonly lane: string;
  readonly text: string;
}

/** Milliseconds of the span in any layer; layers of a session lane may overlap and are counted apart. */
function coveredMs(layers: readonly LaneLayer[], span: TimeSpan): number {
  return layers.reduce((sum, { track }) => sum + track.coveredIn(span.fromMs, span.toMs), 0);
}

/** What was used of a budget: every fall of its curve, resets left out. */
export function usedMs(curve: CurveTrack, span: TimeSpan): number {
  const first = firstAbove(curve.times, span.fromMs);
  const end = firstAbove(curve.times, span.toMs);
  let height = curve.heightAt(span.fromMs) ?? curve.heights[first] ?? 0;
  let used = 0;
  for (let index = first; index < end; index += 1) {
    const next = curve.heights[index] ?? height;
    used += Math.max(0, height - next);
    height = next;
  }
  return used + Math.max(0, height - (curve.heightAt(span.toMs) ?? height));
}

function countsIn(lane: Lane, span: TimeSpan): { predicted: number; observed: number } {
  const counts = { predicted: 0, observed: 0 };
  if (lane.kind !== 'service') return counts;
  const isIn = (timeMs: number | null): boolean => timeMs !== null && timeMs >= span.fromMs && timeMs <= span.toMs;
  const [first, end] = lane.marks.range(span.fromMs, span.toMs + 1);
  for (const mark of lane.marks.marks.slice(first, end)) {
    if (mark.silent) continue;
    if (isIn(mark.predictedMs)) counts.predicted += 1;
    if (isIn(mark.observedMs)) counts.observed += 1;
  }
  return counts;
}

function serviceText(lane: Lane & { readonly kind: 'service' }, span: TimeSpan): string {
  const covered = Math.round(coveredMs(lane.layers, span));
  const { predicted, observed } = countsIn(lane, span);
  return [
    ...(covered > 0 ? [t('timeline.sum-foreground', { length: formatDuration(covered) })] : []),
    ...(predicted > 0 ? [t('timeline.sum-predicted', { count: predicted })] : []),
    ...(observed > 0 ? [t('timeline.sum-observed', { count: observed })] : []),
  ].join(' · ');
}

/** Time by what the stretches say: `TOP 2 m · alive 3 h`. The strip of a bench has no words and is summed as a whole. */
function worldText(layers: readonly LaneLayer[], span: TimeSpan): string {
  const sums = new Map<string, number>();
  for (const { track, stretches } of layers) {
    const first = track.firstEndingAfter(span.fromMs);
    const end = track.firstStartingAfter(span.toMs);
    for (let index = first; index < end; index += 1) {
      const stretch = stretches[index];
      if (stretch === undefined || stretch.value === fillValue('boot')) continue;
      const length = Math.min(stretch.toMs, span.toMs) - Math.max(stretch.fromMs, span.fromMs);
      if (length > 0) sums.set(stretch.label, (sums.get(stretch.label) ?? 0) + length);
    }
  }
  return [...sums].map(([label, length]) => `${label} ${formatDuration(Math.round(length))}`).join(' · ');
}

function laneText(lane: Lane, span: TimeSpan): string {
  switch (lane.kind) {
    case 'budget': {
      const used = Math.round(usedMs(lane.curve, span));
      return used > 0 ? t('timeline.sum-used', { length: formatDuration(used) }) : '';
    }
    case 'service':
      return serviceText(lane, span);
    case 'world':
      return worldText(lane.layers, span);
  }
}

/** Lanes in which nothing happened are left out. */
export function sumSpan(model: TimelineModel, span: TimeSpan): readonly SumLine[] {
  return model.lanes.flatMap((lane) => {
    const text = laneText(lane, span);
    const name = lane.kind === 'world' && lane.sub !== '' ? `${lane.title} ${lane.sub}` : lane.title;
    return text === '' ? [] : [{ lane: name, text }];
  });
}
