/** The picture as a table: every mark and every stretch, in time order, for those who do not see it or want to copy it. */
import { formatDuration } from '../../../engine/time-format.js';
import { markMeaning } from '../components/mark-kinds.js';
import { outcomeWords } from '../components/verdict-words.js';
import { t } from '../messages/translate.js';
import { explain } from './explain.js';
import type { Hit } from './hit-test.js';
import type { LaneLayout, PlacedLane } from './lane-layout.js';
import { firstOf } from './mark-track.js';
import { shortTime } from './time-text.js';
import type { LaneMark, LaneStretch, TimelineModel } from './timeline-model.js';

export interface TableRow {
  readonly atMs: number;
  readonly lane: string;
  readonly what: string;
  /** Length of a stretch, or the verdict of an outcome. */
  readonly note: string;
  readonly predicted: string;
  readonly observed: string;
  readonly hit: Hit;
}

function markRow(model: TimelineModel, placed: PlacedLane, mark: LaneMark, index: number): TableRow {
  const outcome =
    (mark.predicted === null ? undefined : model.predicted.get(mark.predicted)?.outcome) ??
    (mark.observed === null ? undefined : model.observed.get(mark.observed)?.outcome);
  const time = (atMs: number | null): string => (atMs === null ? '' : shortTime(model.clock, atMs));
  const agreed = mark.agreed ? t('verdict.as-predicted') : '';
  return {
    atMs: firstOf(mark),
    lane: placed.lane.title,
    what: outcome === undefined ? markMeaning[mark.kind] : outcomeWords(outcome),
    note: mark.difference === '' ? agreed : mark.difference,
    predicted: time(mark.predictedMs),
    observed: time(mark.observedMs),
    hit: { kind: 'mark', lane: placed, index, mark, also: 0 },
  };
}

function stretchRow(model: TimelineModel, placed: PlacedLane, stretch: LaneStretch): TableRow {
  const { lane } = placed;
  const name = lane.kind === 'world' && lane.sub !== '' ? `${lane.title} ${lane.sub}` : lane.title;
  return {
    atMs: stretch.fromMs,
    lane: name,
    what: stretch.session === null ? stretch.label : t('timeline.in-foreground', { types: stretch.label }),
    note: `${formatDuration(Math.round(stretch.toMs - stretch.fromMs))}${stretch.openEnd ? ` (${t('timeline.open-end')})` : ''}`,
    predicted: '',
    observed: shortTime(model.clock, stretch.fromMs),
    hit: { kind: 'stretch', lane: placed, stretch },
  };
}

export function tableRows(model: TimelineModel, layout: LaneLayout): readonly TableRow[] {
  const rows = layout.lanes.flatMap((placed): TableRow[] => {
    const { lane } = placed;
    if (lane.kind === 'budget') return [];
    const stretches = lane.layers.flatMap((layer) =>
      layer.stretches.map((stretch) => stretchRow(model, placed, stretch)),
    );
    if (lane.kind === 'world') return stretches;
    return [...stretches, ...lane.marks.marks.map((mark, index) => markRow(model, placed, mark, index))];
  });
  return rows.sort((a, b) => a.atMs - b.atMs);
}

/** One sentence for a live region: what the keyboard came to. */
export function announcement(model: TimelineModel, hit: Hit): string {
  const { title, facts } = explain(model, hit);
  return [title, ...facts.slice(0, 4).map(({ label, text }) => `${label}: ${text}`)].join('. ');
}
