/**
 * One service in the timeline:
 *
 *     .SyncService        predicted        ▽ 03:12:44                       labels, hollow marks
 *     com.example.sync   ─────────────────────────────────────────────      axis; agreed marks sit on it
 *                         observed  ════════════════════════════▼           session bars, solid marks
 *                                          └────────────────────┘           bracket: difference and cause
 */
import { markup, type Markup } from './escape.js';
import { fitTail, fitText, placeLabels, type PlacedLabel } from './label-rows.js';
import { markShape } from './mark-shapes.js';
import { GUTTER, PICTURE_WIDTH, type Frame } from './picture.js';
import { maxBarsPerLane, maxMarksPerLane } from './report-limits.js';
import { positionOf } from './time-axis.js';
import type { LaneBar, LaneBracket, LaneMark, ServiceLane } from './timeline-lanes.js';

const ROW = 15;
const LABEL_ROWS = 3;
/** Names are set larger than labels, so that fewer characters fit. */
const NAME_WIDTH = 200;
const SUB_WIDTH = 218;

interface DrawnLane {
  readonly markup: Markup;
  readonly height: number;
  /** What found no room: in words below the picture. */
  readonly leftOut: { readonly bars: number; readonly marks: number; readonly labels: number };
}

function drawBar(frame: Frame, bar: LaneBar, y: number): Markup {
  const x = positionOf(frame.scale, bar.fromElapsedMs);
  const end = Math.max(x + 1.5, positionOf(frame.scale, bar.toElapsedMs));
  const left = bar.openStart ? `M${x},${y}l-4,2l4,2l-4,2l4,2` : `M${x},${y}v8`;
  const right = bar.openEnd ? 'l4,-2l-4,-2l4,-2l-4,-2' : 'v-8';
  return markup`<path class="bar" d="${`${left}H${end.toFixed(1)}${right}Z`}"><title>${bar.title()}</title></path>`;
}

function linked(frame: Frame, mark: LaneMark, content: Markup): Markup {
  if (mark.verdict === null) return markup`<g><title>${mark.title}</title>${content}</g>`;
  return markup`<a href="#${frame.anchor}-v${mark.verdict + 1}"><title>${mark.title}</title>${content}</a>`;
}

/** `deep`: how far under the axis the bracket runs, below all observed marks. */
function drawBracket(frame: Frame, bracket: LaneBracket, axisY: number, deep: number): Markup {
  const from = positionOf(frame.scale, bracket.fromElapsedMs).toFixed(1);
  const to = positionOf(frame.scale, bracket.toElapsedMs).toFixed(1);
  return markup`<path class="bracket tone-${bracket.tone}" d="M${from},${axisY - 8}V${axisY + deep}H${to}V${axisY + deep - 6}"/>`;
}

function labelTexts(
  labels: readonly PlacedLabel[],
  yOfRow: (row: number) => number,
  kinds: readonly string[],
): Markup[] {
  return labels.flatMap((label, index) =>
    label.row === null
      ? []
      : [
          markup`<text class="label ${kinds[index] ?? ''}" x="${label.x.toFixed(1)}" y="${yOfRow(label.row)}">${label.text}</text>`,
        ],
  );
}

const rowsUsed = (labels: readonly PlacedLabel[]): number =>
  labels.reduce((most, label) => Math.max(most, label.row === null ? 0 : label.row + 1), 0);

function laneName(lane: ServiceLane, axisY: number): Markup {
  const packageText = lane.name === lane.packageName ? '' : fitTail(lane.packageName, SUB_WIDTH);
  const name = markup`<text class="lane-name" x="0" y="${axisY - 3}">${fitTail(lane.name, NAME_WIDTH)}</text>`;
  const sub = markup`<text class="lane-sub" x="0" y="${axisY + 13}">${packageText}</text>`;
  return markup`<g><title>${lane.service}</title>${name}${sub}</g>`;
}

/** Marks closer than this would cover each other. */
const TOUCHING = 15;
const MAX_LEVEL = 3;

/** Marks at one place are stacked away from the axis, so that each stays visible at its true moment. */
function levelsOf(marks: readonly LaneMark[], at: (mark: LaneMark) => number): ReadonlyMap<LaneMark, number> {
  const levels = new Map<LaneMark, number>();
  for (const mark of marks) {
    const side = mark.voice === 'solid';
    const taken = [...levels].filter(
      ([other]) => (other.voice === 'solid') === side && Math.abs(at(other) - at(mark)) < TOUCHING,
    );
    const free = [0, 1, 2, MAX_LEVEL].find((level) => taken.every(([, used]) => used !== level));
    levels.set(mark, free ?? MAX_LEVEL);
  }
  return levels;
}

/** Height of a mark over (negative) or under the axis. */
function heightOf(mark: LaneMark, level: number): number {
  if (mark.voice === 'solid') return 22 + 17 * level;
  if (level === 0) return mark.voice === 'agreed' ? 0 : -15;
  return -15 - 20 * level;
}

/** The important first: when room is short, silent marks lose their labels before verdicts do. */
const byImportance = (a: LaneMark, b: LaneMark): number =>
  Number(a.tone === 'silent') - Number(b.tone === 'silent') ||
  Number(a.voice === 'hollow') - Number(b.voice === 'hollow');

export function drawServiceLane(frame: Frame, lane: ServiceLane, top: number): DrawnLane {
  const { scale } = frame;
  const bars = lane.bars.slice(0, maxBarsPerLane);
  const marks = [...lane.marks].sort(byImportance).slice(0, maxMarksPerLane);
  const brackets = lane.brackets.slice(0, maxMarksPerLane);
  const bounds = { left: GUTTER, right: PICTURE_WIDTH - 2, rows: LABEL_ROWS };
  const at = (mark: LaneMark): number => positionOf(scale, mark.elapsedMs);
  const above = marks.filter((mark) => mark.voice !== 'solid' && mark.label !== '');
  const below = marks.filter((mark) => mark.voice === 'solid' && mark.label !== '');
  const aboveLabels = placeLabels(
    above.map((mark) => ({ text: mark.label, at: at(mark) })),
    bounds,
  );
  const middle = (bracket: LaneBracket): number =>
    (positionOf(scale, bracket.fromElapsedMs) + positionOf(scale, bracket.toElapsedMs)) / 2;
  const belowLabels = placeLabels(
    [
      ...below.map((mark) => ({ text: mark.label, at: at(mark) })),
      ...brackets.map((bracket) => ({ text: fitText(bracket.label, 620), at: middle(bracket) })),
    ],
    bounds,
  );

  const levels = levelsOf(marks, at);
  const yOver = (mark: LaneMark): number => heightOf(mark, levels.get(mark) ?? 0);
  const hasAbove = marks.some((mark) => mark.voice === 'hollow');
  const hasBelow = marks.some((mark) => mark.voice === 'solid');
  const highest = marks.reduce(
    (least, mark) => Math.min(least, yOver(mark) - (mark.voice === 'agreed' ? 14 : 13)),
    -10,
  );
  const deepest = marks.reduce((most, mark) => Math.max(most, yOver(mark) + 9), 14);
  const axisY = top + 8 + rowsUsed(aboveLabels) * ROW - highest;
  const deep = deepest + 6;
  const belowY = axisY + deepest + (brackets.length > 0 ? 21 : 13);
  const bottom = belowLabels.length > 0 ? belowY + (rowsUsed(belowLabels) - 1) * ROW + 6 : axisY + deepest + 4;
  const toneClass = (tone: string): string => `tone-${tone}`;
  const stems = marks.filter((mark) => (levels.get(mark) ?? 0) > 0);

  const drawn = markup`<g class="lane">${laneName(lane, axisY)}${
    hasAbove ? markup`<text class="voice" x="${GUTTER - 10}" y="${axisY - 18}">predicted</text>` : null
  }${hasBelow ? markup`<text class="voice" x="${GUTTER - 10}" y="${axisY + 28}">observed</text>` : null}<path class="lane-axis" d="M${GUTTER},${axisY}H${scale.right}"/>${bars.map(
    (bar) => drawBar(frame, bar, axisY + 3),
  )}${brackets.map((bracket) => drawBracket(frame, bracket, axisY, deep))}${stems.map(
    (mark) => markup`<path class="stem" d="M${at(mark).toFixed(1)},${axisY}V${axisY + yOver(mark)}"/>`,
  )}${marks.map((mark) =>
    linked(frame, mark, markShape(mark.kind, mark.voice, mark.tone, at(mark), axisY + yOver(mark))),
  )}${labelTexts(
    aboveLabels,
    (row) => axisY + highest - row * ROW,
    above.map((mark) => toneClass(mark.tone)),
  )}${labelTexts(
    belowLabels,
    (row) => belowY + row * ROW,
    [...below, ...brackets].map((one) => toneClass(one.tone)),
  )}</g>`;
  const unplaced = [...aboveLabels, ...belowLabels].filter((label) => label.row === null).length;
  return {
    markup: drawn,
    height: bottom - top + 8,
    leftOut: { bars: lane.bars.length - bars.length, marks: lane.marks.length - marks.length, labels: unplaced },
  };
}
