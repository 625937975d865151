/** From divergence to divergence, and from outcome to outcome, with the keyboard. */
import type { Hit } from './hit-test.js';
import type { LaneLayout } from './lane-layout.js';
import { firstOf, lastOf } from './mark-track.js';
import type { TimeView } from './time-view.js';
import type { LaneMark, TimelineModel } from './timeline-model.js';

export interface Stop {
  readonly hit: Hit;
  readonly firstMs: number;
  readonly lastMs: number;
}

interface Place {
  readonly lane: number;
  readonly mark: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

function allMarks(model: TimelineModel): readonly Place[] {
  const places = model.lanes.flatMap((lane, laneIndex) =>
    lane.kind !== 'service'
      ? []
      : lane.marks.marks.map((mark, index) => ({
          lane: laneIndex,
          mark: index,
          firstMs: firstOf(mark),
          lastMs: lastOf(mark),
        })),
  );
  return places.sort((a, b) => a.firstMs - b.firstMs || a.lane - b.lane);
}

function markOf(model: TimelineModel, place: Place): LaneMark | undefined {
  const lane = model.lanes[place.lane];
  return lane?.kind === 'service' ? lane.marks.marks[place.mark] : undefined;
}

const isAt = (hit: Hit | null, layout: LaneLayout, place: Place): boolean =>
  hit !== null &&
  hit.kind === 'mark' &&
  hit.index === place.mark &&
  hit.lane.lane.key === layout.lanes[place.lane]?.lane.key;

/**
 * The next (`step` 1) or previous (-1) place from where a person is: from the pinned one, else from the middle of the view.
 * Goes round at the ends. `null` when there is none at all.
 */
export function walk(
  model: TimelineModel,
  layout: LaneLayout,
  what: 'divergences' | 'outcomes',
  from: Hit | null,
  view: TimeView,
  step: 1 | -1,
): Stop | null {
  const places: readonly Place[] = what === 'divergences' ? model.divergences : allMarks(model);
  if (places.length === 0) return null;
  const present = places.findIndex((place) => isAt(from, layout, place));
  const place = places.at(present >= 0 ? (present + step) % places.length : startingAt(places, view, step));
  const mark = place === undefined ? undefined : markOf(model, place);
  const lane = place === undefined ? undefined : layout.lanes[place.lane];
  if (place === undefined || mark === undefined || lane === undefined) return null;
  return {
    hit: { kind: 'mark', lane, index: place.mark, mark, also: 0 },
    firstMs: place.firstMs,
    lastMs: place.lastMs,
  };
}

/** With everything in view a walk begins at the first place, else beside the middle. */
function startingAt(places: readonly Place[], view: TimeView, step: 1 | -1): number {
  const isAllSeen = places.every((place) => place.firstMs >= view.fromMs && place.lastMs <= view.toMs);
  if (isAllSeen) return step === 1 ? 0 : -1;
  const middle = (view.fromMs + view.toMs) / 2;
  const after = places.findIndex((place) => place.firstMs >= middle);
  if (step === 1) return after < 0 ? 0 : after;
  return after < 0 ? -1 : after - 1;
}
