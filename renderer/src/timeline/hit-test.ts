/** What lies under the pointer. */
import { laneAt, MARK_ROW, type LaneLayout, type PlacedLane } from './lane-layout.js';
import { xOf, timeAt, type TimeView } from './time-view.js';
import type { LaneMark, LaneStretch, TimelineModel } from './timeline-model.js';

/** The plot inside the picture, in CSS pixels. */
export interface Plot {
  readonly left: number;
  readonly width: number;
}

export type Hit =
  | {
      readonly kind: 'mark';
      readonly lane: PlacedLane;
      readonly index: number;
      readonly mark: LaneMark;
      readonly also: number;
    }
  | { readonly kind: 'stretch'; readonly lane: PlacedLane; readonly stretch: LaneStretch }
  | { readonly kind: 'curve'; readonly lane: PlacedLane; readonly timeMs: number }
  | { readonly kind: 'gutter'; readonly lane: PlacedLane };

/** How far from its middle a mark can be pointed at; a stretch can be missed by as much. */
const REACH = 9;
const STRETCH_REACH = 3;

/** Height of a mark's middle. */
export function markY(axis: number, voice: 'predicted' | 'observed' | 'agreed', level: number): number {
  if (voice === 'observed') return axis + 20 + level * MARK_ROW;
  return voice === 'agreed' && level === 0 ? axis - 1 : axis - 11 - level * MARK_ROW;
}

function markAt(lane: PlacedLane, view: TimeView, plot: Plot, x: number, y: number): Hit | null {
  if (lane.lane.kind !== 'service') return null;
  const { marks } = lane.lane;
  const place = (timeMs: number): number => xOf(view, timeMs, plot.left, plot.width);
  let nearest: Hit | null = null;
  let least = REACH;
  for (const drawn of marks.drawn(view.fromMs, view.toMs, place)) {
    const away = Math.hypot(drawn.x - x, markY(lane.axis, drawn.voice, drawn.level) - y);
    const mark = marks.marks[drawn.index];
    if (away > least || mark === undefined) continue;
    least = away;
    nearest = { kind: 'mark', lane, index: drawn.index, mark, also: drawn.also };
  }
  return nearest;
}

function stretchAt(lane: PlacedLane, timeMs: number, reachMs: number): Hit | null {
  if (lane.lane.kind === 'budget') return null;
  for (const layer of [...lane.lane.layers].reverse()) {
    const index = layer.track.near(timeMs, reachMs);
    const stretch = index === null ? undefined : layer.stretches[index];
    if (stretch !== undefined) return { kind: 'stretch', lane, stretch };
  }
  return null;
}

/** `x`, `y` from the corner of the whole picture (what is scrolled out of sight included). */
export function hitTest(
  model: TimelineModel,
  layout: LaneLayout,
  view: TimeView,
  plot: Plot,
  x: number,
  y: number,
): Hit | null {
  const lane = laneAt(layout, y);
  if (lane === null || model.lanes.length === 0) return null;
  if (x < plot.left) return { kind: 'gutter', lane };
  const timeMs = timeAt(view, x, plot.left, plot.width);
  const reachMs = ((view.toMs - view.fromMs) / plot.width) * STRETCH_REACH;
  const found = markAt(lane, view, plot, x, y) ?? stretchAt(lane, timeMs, reachMs);
  if (found !== null || lane.lane.kind !== 'budget') return found;
  return lane.lane.curve.heightAt(timeMs) === null ? null : { kind: 'curve', lane, timeMs };
}

/** Whether two hits mean the same thing, so that nothing is drawn anew while the pointer rests on it. */
export function isSameHit(a: Hit | null, b: Hit | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind !== b.kind || a.lane.lane.key !== b.lane.lane.key) return false;
  if (a.kind === 'mark' && b.kind === 'mark') return a.index === b.index;
  if (a.kind === 'stretch' && b.kind === 'stretch') return a.stretch === b.stretch;
  return a.kind === 'curve' && b.kind === 'curve' ? a.timeMs === b.timeMs : true;
}
