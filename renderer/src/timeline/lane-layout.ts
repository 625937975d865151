/** Where each lane lies, from the top of the picture. Heights do not change with zoom: nothing jumps while a person looks closer. */
import { MARK_LEVELS } from './mark-track.js';
import { xOf } from './time-view.js';
import type { Lane, ServiceLane, TimelineModel } from './timeline-model.js';

export const AXIS_HEIGHT = 34;
export const MARK_ROW = 19;
export const BRACKET_ROW = 16;
const BUDGET_HEIGHT = 50;
const SPARED_BUDGET_HEIGHT = 38;
const WORLD_HEIGHT = 21;
const QUIET_SERVICE_HEIGHT = 30;
const GROUP_GAP = 9;

export interface PlacedLane {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
  /** Where the line between the two voices lies; the middle in other lanes. */
  readonly axis: number;
  /** First of its group: a rule is drawn above. */
  readonly beginsGroup: boolean;
}

export interface LaneLayout {
  readonly lanes: readonly PlacedLane[];
  readonly height: number;
}

/** Rows that the marks of a voice need where they stand thickest, with everything in view. */
function levels(lane: ServiceLane, model: TimelineModel, width: number): { above: number; below: number } {
  const { fromMs, toMs } = model.whole;
  let above = 0;
  let below = 0;
  for (const mark of lane.marks.drawn(fromMs, toMs, (timeMs) => xOf(model.whole, timeMs, 0, width))) {
    if (mark.voice === 'observed') below = Math.max(below, mark.level + 1);
    else above = Math.max(above, mark.level + 1);
  }
  return { above: Math.min(above, MARK_LEVELS), below: Math.min(below, MARK_LEVELS) };
}

function servicePlace(lane: ServiceLane, model: TimelineModel, width: number): { height: number; axis: number } {
  if (lane.marks.marks.length === 0) return { height: QUIET_SERVICE_HEIGHT, axis: 12 };
  const { above, below } = levels(lane, model, width);
  // One row above stays even when all agree at this zoom: closer up the two voices part.
  const axis = 6 + Math.max(1, above) * MARK_ROW;
  const brackets = lane.hasBrackets ? BRACKET_ROW : 0;
  return { axis, height: axis + 12 + Math.max(1, below) * MARK_ROW + brackets + 4 };
}

function placeOf(lane: Lane, model: TimelineModel, width: number): { height: number; axis: number } {
  switch (lane.kind) {
    case 'budget': {
      const height = lane.exceededMs === null ? SPARED_BUDGET_HEIGHT : BUDGET_HEIGHT;
      return { height, axis: height / 2 };
    }
    case 'world':
      return { height: WORLD_HEIGHT, axis: WORLD_HEIGHT / 2 };
    case 'service':
      return servicePlace(lane, model, width);
  }
}

/** `width`: pixels of the plot without the gutter. */
export function layOut(model: TimelineModel, width: number): LaneLayout {
  const lanes: PlacedLane[] = [];
  let top = 4;
  let group = '';
  for (const lane of model.lanes) {
    const beginsGroup = group !== '' && lane.kind !== group;
    if (beginsGroup) top += GROUP_GAP;
    group = lane.kind;
    const { height, axis } = placeOf(lane, model, width);
    lanes.push({ lane, top, height, axis: top + axis, beginsGroup });
    top += height;
  }
  return { lanes, height: top + 4 };
}

/** Lanes that are seen between two heights; lanes lie in order, so this is a search and not a walk. */
export function lanesBetween(layout: LaneLayout, top: number, bottom: number): readonly PlacedLane[] {
  return layout.lanes.slice(firstReaching(layout, top), firstReaching(layout, bottom) + 1);
}

/** Index of the first lane that reaches below `y`. */
function firstReaching(layout: LaneLayout, y: number): number {
  let low = 0;
  let high = layout.lanes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const lane = layout.lanes[middle];
    if (lane !== undefined && lane.top + lane.height > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function laneAt(layout: LaneLayout, y: number): PlacedLane | null {
  const lane = layout.lanes[firstReaching(layout, y)];
  return lane !== undefined && y >= lane.top ? lane : null;
}
