/** What the device did meanwhile, in thin rows, and budgets as falling curves. */
import { textWidth } from '../../../app/api/picture.js';
import { formatDuration } from '../../../engine/time-format.js';
import { t } from '../messages/translate.js';
import type { CurveTrack } from './curve-track.js';
import { drawHatch, drawLayer, fillOf, type Stage } from './draw-stretches.js';
import type { PlacedLane } from './lane-layout.js';
import { typeColor } from './theme-colors.js';
import { shortTime } from './time-text.js';
import { xOf } from './time-view.js';
import type { BudgetLane, Fill, TimelineModel, WorldLane } from './timeline-model.js';

const BAR_HEIGHT = 14;

function drawStretchLabel(stage: Stage, label: string, fill: Fill, x: number, end: number, y: number): void {
  const { context, colors, plot } = stage;
  const left = Math.max(x, plot.left);
  const right = Math.min(end, plot.left + plot.width);
  if (label === '' || right - left < textWidth(label) + 8) return;
  context.fillStyle = fill === 'top' ? colors.paper : colors.ink;
  context.fillText(label, left + 5, y + BAR_HEIGHT - 3.5);
}

function drawWorldStretch(stage: Stage, fill: Fill, x: number, end: number, y: number): void {
  const { context, colors } = stage;
  if (fill === 'boot') {
    stage.marks.draw(context, { kind: 'reboot', voice: 'observed', tone: 'ink' }, x, y + BAR_HEIGHT / 2);
    return;
  }
  context.strokeStyle = fill === 'gap' ? colors.muted : colors.line;
  if (fill === 'gap') {
    drawHatch(context, x, y, end - x, BAR_HEIGHT);
  } else {
    context.fillStyle = colors.fills[fill];
    context.fillRect(x, y, end - x, BAR_HEIGHT);
  }
  if (end - x > 3) context.strokeRect(x + 0.5, y + 0.5, end - x - 1, BAR_HEIGHT - 1);
}

export function paintWorld(stage: Stage, placed: PlacedLane, lane: WorldLane, ratio: number): void {
  const { context, colors } = stage;
  const y = Math.round(placed.axis - BAR_HEIGHT / 2);
  context.font = `10.5px ${colors.mono}`;
  for (const layer of lane.layers) {
    const colorOf = (value: number): string => colors.fills[fillOf(value)];
    drawLayer(stage, layer, { top: y, height: BAR_HEIGHT }, ratio, colorOf, (index, x, end) => {
      const fill = fillOf(layer.track.value(index));
      drawWorldStretch(stage, fill, x, end, y);
      drawStretchLabel(stage, layer.stretches[index]?.label ?? '', fill, x, end, y);
    });
  }
}

const CURVE_TOP = 15;
const CURVE_BOTTOM = 7;

interface CurveScale {
  readonly zeroY: number;
  readonly fullY: number;
  readonly limitMs: number;
}

function yOf(scale: CurveScale, leftMs: number): number {
  const share = scale.limitMs > 0 ? Math.min(1, Math.max(0, leftMs / scale.limitMs)) : 0;
  return scale.zeroY + (scale.fullY - scale.zeroY) * share;
}

/** The line of a curve, from its first point to the right edge; answers where it begins. */
function tracePath(stage: Stage, curve: CurveTrack, scale: CurveScale): number | null {
  const { context, view, plot } = stage;
  const points = curve.points(view.fromMs, view.toMs, Math.round(plot.width));
  const [first] = points;
  if (first === undefined) return null;
  context.beginPath();
  let y = 0;
  for (const [timeMs, leftMs] of points) {
    y = yOf(scale, leftMs);
    context.lineTo(xOf(view, timeMs, plot.left, plot.width), y);
  }
  // After the last point the budget stays as it is.
  context.lineTo(Math.max(plot.left + plot.width, xOf(view, points.at(-1)?.[0] ?? 0, plot.left, plot.width)), y);
  return xOf(view, first[0], plot.left, plot.width);
}

function drawCurve(stage: Stage, curve: CurveTrack, scale: CurveScale, color: string): void {
  const { context, view, plot } = stage;
  const begin = tracePath(stage, curve, scale);
  if (begin === null) return;
  context.strokeStyle = color;
  // Thousands of steep lines are a block anyway: thin, with plain corners and no area below they cost a tenth.
  const isDense = curve.isDense(view.fromMs, view.toMs, Math.round(plot.width));
  context.lineWidth = isDense ? 1 : 2;
  context.lineJoin = isDense ? 'bevel' : 'round';
  context.stroke();
  if (isDense) return;
  context.lineTo(plot.left + plot.width, scale.zeroY);
  context.lineTo(begin, scale.zeroY);
  context.closePath();
  context.globalAlpha = 0.12;
  context.fillStyle = color;
  context.fill();
  context.globalAlpha = 1;
}

function drawGhostCurve(stage: Stage, curve: CurveTrack, scale: CurveScale): void {
  const { context, colors } = stage;
  if (tracePath(stage, curve, scale) === null) return;
  context.strokeStyle = colors.muted;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.stroke();
  context.setLineDash([]);
}

function drawRunOut(stage: Stage, model: TimelineModel, lane: BudgetLane, scale: CurveScale): void {
  const { context, colors, view, plot } = stage;
  if (lane.exceededMs === null) return;
  const x = xOf(view, lane.exceededMs, plot.left, plot.width);
  const right = plot.left + plot.width;
  if (x < plot.left || x > right) return;
  context.beginPath();
  context.arc(x, scale.zeroY, 4, 0, 2 * Math.PI);
  context.fillStyle = colors.paper;
  context.fill();
  context.strokeStyle = colors.tones.wrong;
  context.lineWidth = 2;
  context.stroke();
  const text = t('timeline.nothing-left-at', { time: shortTime(model.clock, lane.exceededMs) });
  const width = textWidth(text);
  const at = x + 10 + width <= right ? x + 10 : x - 10 - width;
  context.lineWidth = 4;
  context.strokeStyle = colors.paper;
  context.strokeText(text, at, scale.zeroY - 8);
  context.fillStyle = colors.tones.wrong;
  context.fillText(text, at, scale.zeroY - 8);
}

/** What is left of a budget over time: straight lines, steps where it was reset. */
export function paintBudget(stage: Stage, model: TimelineModel, placed: PlacedLane, lane: BudgetLane): void {
  const { context, colors, plot } = stage;
  const scale = {
    zeroY: placed.top + placed.height - CURVE_BOTTOM,
    fullY: placed.top + CURVE_TOP,
    limitMs: lane.limitMs,
  };
  const right = plot.left + plot.width;
  context.font = `11px ${colors.mono}`;
  context.strokeStyle = colors.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(plot.left, scale.zeroY + 0.5);
  context.lineTo(right, scale.zeroY + 0.5);
  context.stroke();
  context.strokeStyle = colors.muted;
  context.setLineDash([5, 3]);
  context.beginPath();
  context.moveTo(plot.left, scale.fullY + 0.5);
  context.lineTo(right, scale.fullY + 0.5);
  context.stroke();
  context.setLineDash([]);
  if (lane.ghost !== null) drawGhostCurve(stage, lane.ghost, scale);
  drawCurve(stage, lane.curve, scale, typeColor(colors, lane.type));
  const limit = t('timeline.limit', { limit: formatDuration(lane.limitMs) });
  context.fillStyle = colors.muted;
  context.fillText(limit, right - textWidth(limit), scale.fullY - 4);
  drawRunOut(stage, model, lane, scale);
}
