/** Puts labels side by side in rows so that none covers another. */

import { displayWidth, splitAtColumn } from '../display-width.js';
import { visibleText } from '../visible-text.js';

/** Width of one character of the picture's mono font, at 11 px; a little generous, fonts differ. */
const CHARACTER_WIDTH = 6.9;
const GAP = 8;

export interface PlacedLabel {
  readonly text: string;
  /** Left edge. */
  readonly x: number;
  /** Row from 0, nearest to the axis; `null`: no room, the label is left out. */
  readonly row: number | null;
}

/** Width of a text as it will be shown, escapes included. */
export function textWidth(text: string): number {
  return displayWidth(visibleText(text)) * CHARACTER_WIDTH;
}

/** The text as shown, cut at the end to what fits into `width`. */
export function fitText(text: string, width: number): string {
  const shown = visibleText(text);
  const room = Math.max(2, Math.floor(width / CHARACTER_WIDTH));
  return displayWidth(shown) <= room ? shown : `${splitAtColumn(shown, room - 1)[0]}…`;
}

/**
 * As `fitText`, but the end stays: of a class or package the last part tells most. Cut before a part of the name where that
 * leaves at least half of the room.
 */
export function fitTail(text: string, width: number): string {
  const shown = visibleText(text);
  const room = Math.max(2, Math.floor(width / CHARACTER_WIDTH));
  if (displayWidth(shown) <= room) return shown;
  const reversed = (forwards: string): string => Array.from(forwards).reverse().join('');
  const tail = reversed(splitAtColumn(reversed(shown), room - 1)[0]);
  const parts = tail.slice(tail.search(/[./:$]/) + 1);
  return `…${displayWidth(parts) >= room / 2 ? parts : tail}`;
}

/**
 * Greedy, in the order given: each label goes to the first row where it is free, centred on its place and kept inside.
 * Labels of one call should come ordered by importance.
 */
export function placeLabels(
  labels: readonly { readonly text: string; readonly at: number }[],
  bounds: { readonly left: number; readonly right: number; readonly rows: number },
): PlacedLabel[] {
  const taken: { from: number; to: number }[][] = Array.from({ length: bounds.rows }, () => []);
  return labels.map(({ text, at }) => {
    const width = textWidth(text);
    const x = Math.max(bounds.left, Math.min(at - width / 2, bounds.right - width));
    const row = taken.findIndex((spans) => spans.every((span) => x + width + GAP <= span.from || x >= span.to + GAP));
    if (row < 0) return { text, x, row: null };
    taken[row]?.push({ from: x, to: x + width });
    return { text, x, row };
  });
}
