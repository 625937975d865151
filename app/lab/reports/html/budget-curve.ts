/**
 * What is left of a budget over time:
 *
 *     6 h ┤▔▔▔╲                    limit
 *         │     ╲
 *     0   ┤       ╲______          0 left at 03:12:44
 */
import type { Analysis, Budget } from '../../../../engine/compare/analysis.js';
import { formatDuration, formatLocal } from '../../../../engine/time-format.js';
import { momentWords, wallOfElapsed } from '../moments.js';
import { countWords } from '../words.js';
import { markup, type Markup } from './escape.js';
import { fitTail, fitText, placeLabels, textWidth } from './label-rows.js';
import { AXIS_HEIGHT, frameOf, GUTTER, gridLines, picture, PICTURE_WIDTH, timeAxis, type Frame } from './picture.js';
import { maxBudgetCurves, maxCurveRows } from './report-limits.js';
import { table } from './table.js';
import { positionOf } from './time-axis.js';

const TOP = 22;
const PLOT_HEIGHT = 92;

type CurvePoint = Budget['curve'][number];

/** First, lowest, highest and last point of each column of the picture: bounded, and no edge is lost. */
function thinned(frame: Frame, curve: readonly CurvePoint[]): readonly CurvePoint[] {
  if (curve.length <= 2 * PICTURE_WIDTH) return curve;
  const columns = new Map<number, number[]>();
  curve.forEach((point, index) => {
    const column = Math.floor(positionOf(frame.scale, point.elapsedMs));
    const kept = columns.get(column) ?? [index, index, index, index];
    const left = (at: number | undefined): number => curve[at ?? 0]?.leftMs ?? 0;
    const lowest = point.leftMs < left(kept[1]) ? index : (kept[1] ?? index);
    const highest = point.leftMs > left(kept[2]) ? index : (kept[2] ?? index);
    columns.set(column, [kept[0] ?? index, lowest, highest, index]);
  });
  const indices = [...columns.values()].flatMap((kept) => [...new Set(kept)].sort((a, b) => a - b));
  return indices.flatMap((index) => curve[index] ?? []);
}

function curvePath(frame: Frame, budget: Budget): string {
  const height = (leftMs: number): number => {
    const share = budget.limitMs > 0 ? Math.min(1, Math.max(0, leftMs / budget.limitMs)) : 0;
    return TOP + (1 - share) * PLOT_HEIGHT;
  };
  return thinned(frame, budget.curve)
    .map((point, index) => {
      const x = positionOf(frame.scale, point.elapsedMs).toFixed(1);
      return `${index === 0 ? 'M' : 'L'}${x},${height(point.leftMs).toFixed(1)}`;
    })
    .join('');
}

function zeroMark(frame: Frame, budget: Budget): Markup | null {
  if (budget.exceededAt === null) return null;
  const x = positionOf(frame.scale, budget.exceededAt.elapsedMs);
  const y = TOP + PLOT_HEIGHT;
  const local = wallOfElapsed(frame.stretches, budget.exceededAt.elapsedMs);
  const time = local === null ? `+${formatDuration(budget.exceededAt.elapsedMs)}` : formatLocal(local).slice(11);
  const text = `0 left at ${time}`;
  const [label] = placeLabels([{ text, at: x + textWidth(text) / 2 + 8 }], {
    left: GUTTER,
    right: PICTURE_WIDTH - 4,
    rows: 1,
  });
  return markup`<g class="zero"><path class="zero-line" d="M${x.toFixed(1)},${TOP}V${y}"/><circle class="zero-dot" cx="${x.toFixed(1)}" cy="${y}" r="4"/><text class="label strong" x="${(label?.x ?? x).toFixed(1)}" y="${y - 12}">${text}</text></g>`;
}

function titleOf(budget: Budget): string {
  return `Budget of ${budget.type} in ${budget.package}`;
}

function summaryOf(budget: Budget): string {
  const end = budget.exceededAt === null ? 'It never ran out.' : `It ran out ${momentWords(budget.exceededAt)}.`;
  return `Limit ${formatDuration(budget.limitMs)}; ${formatDuration(budget.totalMs)} were used. ${end}`;
}

function drawCurve(frame: Frame, budget: Budget, id: string): Markup {
  const bottom = TOP + PLOT_HEIGHT;
  const { scale } = frame;
  const path = curvePath(frame, budget);
  const x = (elapsedMs: number): string => positionOf(scale, elapsedMs).toFixed(1);
  const [firstPoint, lastPoint] = [budget.curve[0], budget.curve.at(-1)];
  const area =
    firstPoint === undefined || lastPoint === undefined
      ? null
      : markup`<path class="curve-area" d="${path}L${x(lastPoint.elapsedMs)},${bottom}L${x(firstPoint.elapsedMs)},${bottom}Z"/>`;
  const content = markup`${gridLines(frame, TOP - 6, bottom)}<text class="lane-name" x="0" y="${TOP + 30}">${fitText(
    budget.type,
    170,
  )}</text><text class="lane-sub" x="0" y="${TOP + 46}">${fitTail(budget.package, 170)}</text><text class="tick end" x="${GUTTER - 8}" y="${TOP + 4}">${formatDuration(
    budget.limitMs,
  )}</text><text class="tick end" x="${GUTTER - 8}" y="${bottom + 4}">0</text><path class="limit-line" d="M${GUTTER},${TOP}H${scale.right}"/><text class="label muted end" x="${scale.right}" y="${TOP - 6}">limit</text>${area}<path class="curve" d="${path}"/>${zeroMark(
    frame,
    budget,
  )}${timeAxis(frame, bottom)}`;
  return picture({ id, height: bottom + AXIS_HEIGHT, title: titleOf(budget), description: summaryOf(budget), content });
}

function curveTable(frame: Frame, budget: Budget): Markup {
  return markup`<details class="twin"><summary>The points of this curve as a table</summary>${table({
    caption: `${titleOf(budget)}: what is left over time; straight lines between the points`,
    columns: [
      {
        title: 'moment',
        kind: 'time',
        cell: (point: CurvePoint) => {
          const local = wallOfElapsed(frame.stretches, point.elapsedMs);
          return local === null ? `+${formatDuration(point.elapsedMs)}` : formatLocal(local);
        },
      },
      { title: 'left', kind: 'num', cell: (point: CurvePoint) => formatDuration(point.leftMs) },
    ],
    rows: budget.curve,
    maxRows: maxCurveRows,
  })}</details>`;
}

/** One curve per app and type; those that ran out first. */
export function budgetCurves(analysis: Analysis, prefix: string): Markup {
  const frame = frameOf(analysis, `${prefix}-b`);
  const budgets = [...analysis.budgets].sort((a, b) => Number(b.exceededAt !== null) - Number(a.exceededAt !== null));
  if (frame === null || budgets.length === 0) {
    return markup`<p class="empty">No budget is known: no service is known to have run with a time-limited type.</p>`;
  }
  const drawn = budgets.slice(0, maxBudgetCurves);
  const left = budgets.length - drawn.length;
  return markup`${drawn.map(
    (budget, index) =>
      markup`<figure>${drawCurve(frame, budget, `${prefix}-budget-${index + 1}`)}<figcaption>${titleOf(budget)}. ${summaryOf(budget)}</figcaption>${curveTable(frame, budget)}</figure>`,
  )}${left > 0 ? markup`<p class="left-out">${countWords(left, 'budget')} not drawn; those that ran out are drawn first.</p>` : null}`;
}
