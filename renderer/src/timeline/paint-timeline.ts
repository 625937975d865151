/** The whole picture, from back to front. Draws only the lanes in sight, and of each only as much as there are pixels. */
import { textWidth } from '../../../app/api/picture.js';
import { formatDuration } from '../../../engine/time-format.js';
import { t } from '../messages/translate.js';
import type { MarkPictures } from './draw-marks.js';
import { drawHatch, type Stage, type StripPainter } from './draw-stretches.js';
import type { Hit, Plot } from './hit-test.js';
import { fitName } from './fit-name.js';
import { AXIS_HEIGHT, lanesBetween, type LaneLayout, type PlacedLane } from './lane-layout.js';
import { paintService } from './paint-service.js';
import { paintBudget, paintWorld } from './paint-world.js';
import type { ThemeColors } from './theme-colors.js';
import { clockName, pointedTime, roundDuration, ticksOf } from './time-text.js';
import { timeAt, xOf, type TimeView } from './time-view.js';
import type { Lane, TimelineModel } from './timeline-model.js';

const GUTTER = 204;
const RIGHT_MARGIN = 14;
const NAME_WIDTH = GUTTER - 20;

export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Scene {
  readonly model: TimelineModel;
  readonly layout: LaneLayout;
  readonly view: TimeView;
  /** CSS pixels of what is seen, axis included. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen for one of CSS. */
  readonly ratio: number;
  readonly scrollTop: number;
  readonly colors: ThemeColors;
  readonly hover: Hit | null;
  readonly pinned: Hit | null;
  readonly selection: TimeSpan | null;
  /** Where the pointer is in the plot; `null` when it is elsewhere. */
  readonly pointerX: number | null;
}

export function plotOf(width: number): Plot {
  return { left: GUTTER, width: Math.max(40, width - GUTTER - RIGHT_MARGIN) };
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

function paintGrid(stage: Stage, scene: Scene): void {
  const { context, colors, view, plot } = stage;
  context.strokeStyle = colors.grid;
  context.lineWidth = 1;
  for (const tick of ticksOf(scene.model.clock, view, plot.width)) {
    const x = Math.round(xOf(view, tick.elapsedMs, plot.left, plot.width)) + 0.5;
    if (x >= plot.left) line(context, x, 0, x, scene.height - AXIS_HEIGHT);
  }
}

/** Time without observation, over all lanes, so that nobody reads silence as agreement. */
function paintGaps(stage: Stage, scene: Scene): void {
  const { context, colors, view, plot } = stage;
  const { gaps } = scene.model;
  if (gaps === null) return;
  const first = gaps.firstEndingAfter(view.fromMs);
  const end = Math.min(gaps.firstStartingAfter(view.toMs), first + plot.width);
  context.strokeStyle = colors.gap;
  context.globalAlpha = 0.35;
  for (let index = first; index < end; index += 1) {
    const x = Math.max(plot.left, xOf(view, gaps.start(index), plot.left, plot.width));
    const right = Math.min(plot.left + plot.width, xOf(view, gaps.end(index), plot.left, plot.width));
    drawHatch(context, x, 0, Math.max(1, right - x), scene.height - AXIS_HEIGHT);
  }
  context.globalAlpha = 1;
}

function paintLane(stage: Stage, scene: Scene, placed: PlacedLane): void {
  switch (placed.lane.kind) {
    case 'budget':
      paintBudget(stage, scene.model, placed, placed.lane);
      return;
    case 'service':
      paintService(stage, scene.model, placed, placed.lane, scene.ratio, [scene.hover, scene.pinned]);
      return;
    case 'world':
      paintWorld(stage, placed, placed.lane, scene.ratio);
  }
}

function paintVoices(stage: Stage, placed: PlacedLane): void {
  const { context, colors } = stage;
  if (placed.lane.kind !== 'service' || placed.lane.marks.marks.length === 0) return;
  context.fillStyle = colors.muted;
  context.font = `10px ${colors.sans}`;
  context.textAlign = 'right';
  context.fillText(t('voice.predicted'), GUTTER - 8, placed.axis - 14);
  context.fillText(t('voice.observed'), GUTTER - 8, placed.axis + 28);
  context.textAlign = 'left';
}

/** Budgets have a scale beside their name. */
function roomOf(lane: Lane): number {
  return lane.kind === 'budget' ? NAME_WIDTH - 28 : NAME_WIDTH;
}

function paintName(stage: Stage, placed: PlacedLane): void {
  const { context, colors } = stage;
  const { lane } = placed;
  if (placed.beginsGroup) {
    context.strokeStyle = colors.line;
    line(context, 0, placed.top - 4.5, GUTTER + stage.plot.width, placed.top - 4.5);
  }
  const isWorld = lane.kind === 'world';
  const middle = lane.kind === 'budget' ? placed.axis : placed.axis + (isWorld ? 4 : -1);
  context.fillStyle = isWorld ? colors.muted : colors.ink;
  context.font = `${isWorld ? '' : '600 '}12px ${colors.sans}`;
  const title = fitName(context, lane.title, roomOf(lane));
  context.fillText(title, 12, middle);
  if (isWorld && lane.sub !== '') {
    const x = 12 + Math.ceil(context.measureText(`${title} `).width);
    context.fillText(fitName(context, lane.sub, GUTTER - 8 - x), x, middle);
  }
  if (isWorld || lane.sub === '') return;
  context.fillStyle = colors.muted;
  context.font = `11px ${colors.sans}`;
  context.fillText(fitName(context, lane.sub, roomOf(lane)), 12, middle + 14);
}

/** Height of a budget's axis, in words. */
function paintBudgetScale(stage: Stage, placed: PlacedLane): void {
  if (placed.lane.kind !== 'budget') return;
  const { context, colors } = stage;
  context.fillStyle = colors.muted;
  context.font = `10.5px ${colors.mono}`;
  context.textAlign = 'right';
  context.fillText(formatDuration(placed.lane.limitMs), GUTTER - 8, placed.top + 18);
  context.fillText('0', GUTTER - 8, placed.top + placed.height - 4);
  context.textAlign = 'left';
}

function paintAxis(stage: Stage, scene: Scene): void {
  const { context, colors, view, plot } = stage;
  const y = scene.height - AXIS_HEIGHT;
  context.fillStyle = colors.paper;
  context.fillRect(0, y, scene.width, AXIS_HEIGHT);
  context.strokeStyle = colors.line;
  context.lineWidth = 1;
  line(context, 0, y + 0.5, scene.width, y + 0.5);
  context.font = `11px ${colors.mono}`;
  context.textAlign = 'center';
  let dateEnd = Number.NEGATIVE_INFINITY;
  for (const tick of ticksOf(scene.model.clock, view, plot.width)) {
    const x = xOf(view, tick.elapsedMs, plot.left, plot.width);
    if (x < plot.left - 1) continue;
    context.strokeStyle = colors.muted;
    line(context, Math.round(x) + 0.5, y, Math.round(x) + 0.5, y + 4);
    context.fillStyle = colors.ink;
    context.fillText(tick.label, x, y + 16);
    if (tick.date === null || x < dateEnd) continue;
    context.fillStyle = colors.muted;
    context.fillText(tick.date, x, y + 29);
    dateEnd = x + textWidth(tick.date) + 8;
  }
  context.textAlign = 'left';
  context.fillStyle = colors.muted;
  context.font = `11px ${colors.sans}`;
  context.fillText(clockName(scene.model.clock), 12, y + 16);
}

function paintSelection(stage: Stage, scene: Scene): void {
  const { context, colors, view, plot } = stage;
  const { selection } = scene;
  if (selection === null) return;
  const x = Math.max(plot.left, xOf(view, selection.fromMs, plot.left, plot.width));
  const right = Math.min(plot.left + plot.width, xOf(view, selection.toMs, plot.left, plot.width));
  if (right < x) return;
  const bottom = scene.height - AXIS_HEIGHT;
  context.globalAlpha = 0.14;
  context.fillStyle = colors.accent;
  context.fillRect(x, 0, right - x, bottom);
  context.globalAlpha = 1;
  context.strokeStyle = colors.accent;
  line(context, Math.round(x) + 0.5, 0, Math.round(x) + 0.5, bottom);
  line(context, Math.round(right) + 0.5, 0, Math.round(right) + 0.5, bottom);
  const text = roundDuration(selection.toMs - selection.fromMs);
  tag(stage, text, (x + right) / 2, 2);
}

/** A small label on the accent colour, centred on `x`. */
function tag(stage: Stage, text: string, x: number, top: number): void {
  const { context, colors, plot } = stage;
  context.font = `11px ${colors.mono}`;
  const width = context.measureText(text).width + 10;
  const left = Math.max(plot.left, Math.min(x - width / 2, plot.left + plot.width - width));
  context.fillStyle = colors.accent;
  context.fillRect(left, top, width, 16);
  context.fillStyle = colors.paper;
  context.fillText(text, left + 5, top + 12);
}

function paintPointer(stage: Stage, scene: Scene): void {
  const { context, colors, view, plot } = stage;
  const { pointerX } = scene;
  if (pointerX === null || pointerX < plot.left || pointerX > plot.left + plot.width) return;
  const y = scene.height - AXIS_HEIGHT;
  context.strokeStyle = colors.accent;
  context.lineWidth = 1;
  line(context, Math.round(pointerX) + 0.5, 0, Math.round(pointerX) + 0.5, y);
  const pixelMs = (view.toMs - view.fromMs) / plot.width;
  tag(stage, pointedTime(scene.model.clock, timeAt(view, pointerX, plot.left, plot.width), pixelMs), pointerX, y + 1);
}

export interface Painters {
  readonly strips: StripPainter;
  readonly marks: MarkPictures;
}

export function paintTimeline(context: CanvasRenderingContext2D, { strips, marks }: Painters, scene: Scene): void {
  const { colors, ratio, view, width, height, scrollTop } = scene;
  const plot = plotOf(width);
  const stage: Stage = { context, colors, view, plot, strips, marks };
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = 'alphabetic';
  context.fillStyle = colors.paper;
  context.fillRect(0, 0, width, height);
  paintGrid(stage, scene);
  paintGaps(stage, scene);
  const seen = lanesBetween(scene.layout, scrollTop, scrollTop + height - AXIS_HEIGHT);
  context.save();
  context.beginPath();
  context.rect(plot.left - 4, 0, plot.width + 8 + RIGHT_MARGIN, height - AXIS_HEIGHT);
  context.clip();
  context.translate(0, -scrollTop);
  for (const placed of seen) paintLane(stage, scene, placed);
  context.restore();
  context.save();
  context.translate(0, -scrollTop);
  for (const placed of seen) {
    paintName(stage, placed);
    paintVoices(stage, placed);
    paintBudgetScale(stage, placed);
  }
  context.restore();
  paintSelection(stage, scene);
  paintAxis(stage, scene);
  paintPointer(stage, scene);
}
