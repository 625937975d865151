/** Where the times beside marks go: right of the mark, else left of it, else nowhere. Nothing is ever written over a mark. */
import { textWidth } from '../../../app/api/picture.js';
import type { Plot } from './hit-test.js';
import type { DrawnMark } from './mark-track.js';

/** Half a mark and a little air. */
const BESIDE = 11;
const HALF_MARK = 8;
const AIR = 6;
/** No label is shorter than this: less room need not be looked at. */
const SHORTEST = 34;

export interface MarkLabel {
  readonly mark: DrawnMark;
  readonly text: string;
  /** Left edge. */
  readonly x: number;
}

const rowOf = (mark: DrawnMark): string => `${mark.voice === 'observed' ? 'below' : 'above'} ${mark.level}`;

/** Marks of one row, which come in time order: only neighbours can be in the way. */
function placeRow(row: readonly DrawnMark[], plot: Plot, textOf: (mark: DrawnMark) => string): MarkLabel[] {
  const labels: MarkLabel[] = [];
  let takenTo = plot.left - AIR;
  row.forEach((mark, index) => {
    const nextFrom = (row[index + 1]?.x ?? Number.POSITIVE_INFINITY) - HALF_MARK;
    const roomRight = Math.min(nextFrom - AIR, plot.left + plot.width) - (mark.x + BESIDE);
    const roomLeft = mark.x - BESIDE - (takenTo + AIR);
    takenTo = mark.x + HALF_MARK;
    if (Math.max(roomRight, roomLeft) < SHORTEST) return;
    const text = textOf(mark);
    const width = textWidth(text);
    if (text === '' || width > Math.max(roomRight, roomLeft)) return;
    const isRight = width <= roomRight;
    labels.push({ mark, text, x: isRight ? mark.x + BESIDE : mark.x - BESIDE - width });
    if (isRight) takenTo = mark.x + BESIDE + width;
  });
  return labels;
}

/** `textOf` answers '' for marks that need no label. `marks` in time order within each voice. */
export function placeMarkLabels(
  marks: readonly DrawnMark[],
  plot: Plot,
  textOf: (mark: DrawnMark) => string,
): readonly MarkLabel[] {
  const rows = new Map<string, DrawnMark[]>();
  for (const mark of marks) {
    const row = rows.get(rowOf(mark));
    if (row === undefined) rows.set(rowOf(mark), [mark]);
    else row.push(mark);
  }
  return [...rows.values()].flatMap((row) => placeRow(row, plot, textOf));
}
