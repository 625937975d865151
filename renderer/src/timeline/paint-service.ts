/**
 * One service:
 *
 *     predicted        ▽ 03:12:44                        hollow marks
 *     ──────────────────────────────────────────         axis; marks that agree sit on it
 *     ═══════════════════════════════════▼ 03:14:44      sessions, solid marks
 *                      └─ late by 2 m · cause ─┘          bracket
 */
import { fitText, textWidth } from '../../../app/api/picture.js';
import { formatDifference } from '../../../engine/time-format.js';
import { t } from '../messages/translate.js';
import { drawLayer, type Stage } from './draw-stretches.js';
import { markY, type Hit } from './hit-test.js';
import { BRACKET_ROW, type PlacedLane } from './lane-layout.js';
import { placeMarkLabels } from './mark-labels.js';
import { lastOf, type DrawnMark } from './mark-track.js';
import { typeColor } from './theme-colors.js';
import { shortTime } from './time-text.js';
import { xOf } from './time-view.js';
import { hasBracket, type LaneMark, type LaneStretch, type ServiceLane, type TimelineModel } from './timeline-model.js';

const LABEL_FONT_SIZE = 11;
const BAR_HEIGHT = 7;
const BAR_BELOW_AXIS = 3;

function drawBar(stage: Stage, stretch: LaneStretch | undefined, x: number, end: number, y: number): void {
  const { context } = stage;
  if (stretch?.openStart !== true && stretch?.openEnd !== true) {
    context.fillRect(x, y, end - x, BAR_HEIGHT);
    return;
  }
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(end, y);
  if (stretch?.openEnd === true) for (const [dx, dy] of zigzag) context.lineTo(end + dx, y + dy);
  context.lineTo(end, y + BAR_HEIGHT);
  context.lineTo(x, y + BAR_HEIGHT);
  if (stretch?.openStart === true) for (const [dx, dy] of zigzag.toReversed()) context.lineTo(x - dx, y + dy);
  context.closePath();
  context.fill();
}

/** A torn edge: the session goes on where the log does not. */
const zigzag = [
  [3, 1.75],
  [0, 3.5],
  [3, 5.25],
] as const;

function drawSessions(stage: Stage, placed: PlacedLane, lane: ServiceLane, ratio: number): void {
  const { context, colors } = stage;
  const color = typeColor(colors, lane.type);
  const y = placed.axis + BAR_BELOW_AXIS;
  for (const layer of lane.layers) {
    context.fillStyle = color;
    drawLayer(
      stage,
      layer,
      { top: y, height: BAR_HEIGHT },
      ratio,
      () => color,
      (index, x, end) => drawBar(stage, layer.stretches[index], x, end, y),
    );
  }
}

/** Long differences keep their mark's place and lose words at the end. */
function drawBracket(stage: Stage, placed: PlacedLane, mark: LaneMark): void {
  const { context, colors, view, plot } = stage;
  const color = colors.tones[mark.tone];
  const [from = null, to = null] = [mark.predictedMs, mark.observedMs].map((at) =>
    at === null ? null : xOf(view, at, plot.left, plot.width),
  );
  const right = plot.left + plot.width;
  const y = placed.top + placed.height - BRACKET_ROW;
  const left = Math.max(plot.left, Math.min(from ?? to ?? 0, to ?? from ?? 0));
  const end = Math.min(right, Math.max(from ?? to ?? 0, to ?? from ?? 0));
  if (left > right || end < plot.left) return;
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.setLineDash([3, 2]);
  context.beginPath();
  context.moveTo(left, placed.axis + 4);
  context.lineTo(left, y + 2);
  context.lineTo(end, y + 2);
  if (from !== null && to !== null) context.lineTo(end, y - 6);
  context.stroke();
  context.setLineDash([]);
  const text = fitText(mark.difference, plot.width);
  const width = textWidth(text);
  const x = Math.max(plot.left, Math.min((left + end) / 2 - width / 2, right - width));
  context.fillStyle = color;
  context.fillText(text, x, y + BRACKET_ROW - 4);
}

/** At most one bracket's words in one place; the first in time stays. */
function drawBrackets(stage: Stage, placed: PlacedLane, lane: ServiceLane, drawn: readonly DrawnMark[]): void {
  const { view, plot } = stage;
  const indices = [...new Set(drawn.map((mark) => mark.index))].sort((a, b) => a - b);
  let free = Number.NEGATIVE_INFINITY;
  for (const index of indices) {
    const mark = lane.marks.marks[index];
    if (mark === undefined || !hasBracket(mark)) continue;
    const x = xOf(view, lastOf(mark), plot.left, plot.width);
    if (x < free) continue;
    drawBracket(stage, placed, mark);
    free = x + textWidth(mark.difference) / 2 + 40;
  }
}

function labelOf(model: TimelineModel, lane: ServiceLane, drawn: DrawnMark): string {
  const mark = lane.marks.marks[drawn.index];
  if (mark === undefined) return '';
  const at = drawn.voice === 'predicted' ? mark.predictedMs : mark.observedMs;
  if (at === null || (mark.silent && mark.predicted === null && mark.observed === null)) return '';
  const moved = hasBracket(mark) || mark.difference === '' ? '' : ` ${mark.difference}`;
  const more = drawn.also > 0 ? ` ${t('timeline.and-more', { count: drawn.also })}` : '';
  const delta = mark.verdict === null ? null : (model.analysis?.verdicts[mark.verdict]?.deltaMs ?? null);
  const difference = drawn.voice === 'predicted' || delta === null ? '' : ` ${formatDifference(delta)}`;
  return `${shortTime(model.clock, at)}${difference}${moved}${more}`;
}

/** The ghosts as marks, so that no label is written over them. */
function ghostPlaces({ view, plot }: Stage, lane: ServiceLane, drawn: readonly DrawnMark[]): readonly DrawnMark[] {
  return drawn.flatMap((mark) => {
    const ghostMs = lane.marks.marks[mark.index]?.ghostMs ?? null;
    if (ghostMs === null || mark.voice === 'observed') return [];
    return [{ ...mark, x: xOf(view, ghostMs, plot.left, plot.width), also: 0 }];
  });
}

/** Where the log's own prediction lies, in a what-if, and how far the mark has gone from there. */
function drawGhosts(stage: Stage, placed: PlacedLane, lane: ServiceLane, drawn: readonly DrawnMark[]): void {
  const { context, colors, view, plot } = stage;
  for (const { index, level, x, voice } of drawn) {
    const mark = lane.marks.marks[index];
    if (mark === undefined || mark.ghostMs === null || voice === 'observed') continue;
    const from = xOf(view, mark.ghostMs, plot.left, plot.width);
    const y = markY(placed.axis, 'predicted', level);
    context.strokeStyle = colors.tones.muted;
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(from, y);
    context.lineTo(x, y);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 0.45;
    stage.marks.draw(context, { kind: mark.kind, voice: 'predicted', tone: 'muted' }, from, y);
    context.globalAlpha = 1;
  }
}

function drawStem(stage: Stage, x: number, fromY: number, toY: number): void {
  const { context, colors } = stage;
  context.strokeStyle = colors.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, fromY);
  context.lineTo(x, toY);
  context.stroke();
}

function drawHalo(stage: Stage, x: number, y: number): void {
  const { context, colors } = stage;
  context.beginPath();
  context.arc(x, y, 11.5, 0, 2 * Math.PI);
  context.fillStyle = colors.selected;
  context.fill();
  context.strokeStyle = colors.accent;
  context.lineWidth = 1.5;
  context.stroke();
}

const isMeant = (hit: Hit | null, placed: PlacedLane, index: number): boolean =>
  hit !== null && hit.kind === 'mark' && hit.lane.lane.key === placed.lane.key && hit.index === index;

function drawMarks(
  stage: Stage,
  model: TimelineModel,
  placed: PlacedLane,
  lane: ServiceLane,
  hits: readonly (Hit | null)[],
): void {
  const { context, colors, view, plot } = stage;
  const drawn = lane.marks.drawn(view.fromMs, view.toMs, (timeMs) => xOf(view, timeMs, plot.left, plot.width));
  const seen = drawn.filter(({ x }) => x > plot.left - 12 && x < plot.left + plot.width + 12);
  drawGhosts(stage, placed, lane, seen);
  drawBrackets(stage, placed, lane, seen);
  for (const { x, voice, level } of seen) {
    if (level > 0) drawStem(stage, x, placed.axis, markY(placed.axis, voice, level));
  }
  for (const { index, voice, x, level } of seen) {
    const mark = lane.marks.marks[index];
    if (mark === undefined) continue;
    const y = markY(placed.axis, voice, level);
    if (hits.some((hit) => isMeant(hit, placed, index))) drawHalo(stage, x, y);
    stage.marks.draw(context, { kind: mark.kind, voice, tone: mark.tone }, x, y);
  }
  const ghosts = new Set(ghostPlaces(stage, lane, seen));
  const textOf = (mark: DrawnMark): string => (ghosts.has(mark) ? '' : labelOf(model, lane, mark));
  const places = [...seen, ...ghosts].sort((a, b) => a.x - b.x);
  for (const label of placeMarkLabels(places, plot, textOf)) {
    const tone = lane.marks.marks[label.mark.index]?.tone ?? 'ink';
    // Beside a mark that sits on the axis a time stands above the line.
    const lift = label.mark.voice === 'agreed' && label.mark.level === 0 ? -4 : 4;
    const y = markY(placed.axis, label.mark.voice, label.mark.level) + lift;
    if ((lane.marks.marks[label.mark.index]?.ghostMs ?? null) !== null) {
      // The line to the ghost would run through the words.
      context.fillStyle = colors.paper;
      context.fillRect(label.x - 3, y - 11, textWidth(label.text) + 6, 14);
    }
    context.lineWidth = 3.5;
    context.strokeStyle = colors.paper;
    context.strokeText(label.text, label.x, y);
    context.fillStyle = tone === 'agree' ? colors.ink : colors.tones[tone];
    context.fillText(label.text, label.x, y);
  }
}

/** `hits`: what is pointed at and what is pinned. */
export function paintService(
  stage: Stage,
  model: TimelineModel,
  placed: PlacedLane,
  lane: ServiceLane,
  ratio: number,
  hits: readonly (Hit | null)[],
): void {
  const { context, colors, plot } = stage;
  context.strokeStyle = colors.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(plot.left, placed.axis + 0.5);
  context.lineTo(plot.left + plot.width, placed.axis + 0.5);
  context.stroke();
  drawSessions(stage, placed, lane, ratio);
  context.font = `${LABEL_FONT_SIZE}px ${colors.mono}`;
  if (lane.marks.marks.length > 0) drawMarks(stage, model, placed, lane, hits);
}
