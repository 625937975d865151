/** The frame that all pictures over time share: one width, one gutter, one scale, so that they align when stacked. */
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { formatZone } from '../../../../engine/time-format.js';
import { wallStretches, type WallStretch } from '../moments.js';
import { markup, type Markup } from './escape.js';
import { placeLabels } from './label-rows.js';
import { positionOf, timeTicks, type Tick, type TimeScale } from './time-axis.js';

export const PICTURE_WIDTH = 1160;
export const GUTTER = 236;
const MARGIN_RIGHT = 20;
const MOST_TICKS = 12;
/** A log of one moment still gets a picture. */
const SHORTEST_MS = 1_000;
/** Room left and right of the first and last moment, as a share of the whole. */
const PADDING = 0.012;

export interface Frame {
  readonly scale: TimeScale;
  readonly ticks: readonly Tick[];
  readonly stretches: readonly WallStretch[];
  /** What the times of the axis are: `local time, UTC+03:00`. */
  readonly clockName: string;
  /** Begins every id of this picture, unique in the document. */
  readonly prefix: string;
  /** Begins the anchors of the verdict rows that marks lead to. */
  readonly anchor: string;
}

function clockName(analysis: Analysis, stretches: readonly WallStretch[]): string {
  if (stretches.length === 0) return 'since the log’s zero';
  const zone = analysis.clock.zoneMinutes;
  return zone === null ? 'local time' : `UTC${formatZone(zone)}`;
}

/** `null` when the analysis knows no moment at all. */
export function frameOf(analysis: Analysis, prefix: string): Frame | null {
  if (analysis.span === null) return null;
  const { first, last } = analysis.span;
  const moments = [...analysis.predicted, ...analysis.observed].map((outcome) => outcome.at.elapsedMs);
  const from = moments.reduce((least, at) => Math.min(least, at), first.elapsedMs);
  const to = moments.reduce((most, at) => Math.max(most, at), last.elapsedMs);
  const length = Math.max(SHORTEST_MS, to - from);
  const scale = {
    fromElapsedMs: from - length * PADDING,
    toElapsedMs: from + length * (1 + PADDING),
    left: GUTTER,
    right: PICTURE_WIDTH - MARGIN_RIGHT,
  };
  const stretches = wallStretches(analysis);
  const ticks = timeTicks(scale, stretches, MOST_TICKS);
  return { scale, stretches, ticks, clockName: clockName(analysis, stretches), prefix, anchor: prefix };
}

/** Milliseconds of one unit of the picture. */
export function millisecondsPerUnit(scale: TimeScale): number {
  return (scale.toElapsedMs - scale.fromElapsedMs) / (scale.right - scale.left);
}

export function gridLines(frame: Frame, top: number, bottom: number): Markup {
  return markup`<g class="grid">${frame.ticks.map((tick) => {
    const x = positionOf(frame.scale, tick.elapsedMs).toFixed(1);
    return markup`<path d="M${x},${top}V${bottom}"/>`;
  })}</g>`;
}

export const AXIS_HEIGHT = 38;

/** The axis with ticks, labels and dates below `y`. Labels that would touch are left out; their ticks stay. */
export function timeAxis(frame: Frame, y: number): Markup {
  const { scale, ticks } = frame;
  const bounds = { left: scale.left - 20, right: PICTURE_WIDTH, rows: 1 };
  const at = (tick: Tick): number => positionOf(scale, tick.elapsedMs);
  const times = placeLabels(
    ticks.map((tick) => ({ text: tick.label, at: at(tick) })),
    bounds,
  );
  const dated = ticks.filter((tick) => tick.date !== null);
  const dates = placeLabels(
    dated.map((tick) => ({ text: tick.date ?? '', at: at(tick) })),
    bounds,
  );
  const texts = (labels: typeof times, below: number, kind: string): Markup[] =>
    labels.flatMap((label) =>
      label.row === null
        ? []
        : [markup`<text class="${kind}" x="${label.x.toFixed(1)}" y="${y + below}">${label.text}</text>`],
    );
  return markup`<g class="axis"><path class="axis-line" d="M${scale.left},${y}H${scale.right}"/>${ticks.map(
    (tick) => markup`<path class="axis-line" d="M${at(tick).toFixed(1)},${y}v5"/>`,
  )}${texts(times, 18, 'tick')}${texts(dates, 32, 'tick muted')}<text class="tick muted" x="0" y="${y + 18}">${frame.clockName}</text></g>`;
}

interface PictureOptions {
  readonly id: string;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly content: Markup;
}

/** An SVG with a name and a description for those who do not see it. */
export function picture(options: PictureOptions): Markup {
  const { id, height, title, description, content } = options;
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${title}"><svg class="picture" role="group" viewBox="0 0 ${PICTURE_WIDTH} ${height}" width="${PICTURE_WIDTH}" height="${height}" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${description}</desc>
${content}
</svg></div>`;
}
