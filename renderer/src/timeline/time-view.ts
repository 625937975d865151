/** Which stretch of time is on screen, and how it changes. Milliseconds of elapsed time; pixels are CSS pixels. */
export interface TimeView {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Nobody needs to look closer: logs write whole milliseconds. */
const SHORTEST_MS = 4;
/** Room on both sides of the whole, so that marks at its ends are seen whole. */
const PADDING = 0.02;
const SHORTEST_WHOLE_MS = 1_000;

const lengthOf = (view: TimeView): number => view.toMs - view.fromMs;

/** The whole, with a little room on both sides. */
export function fitted(firstMs: number, lastMs: number): TimeView {
  const length = Math.max(SHORTEST_WHOLE_MS, lastMs - firstMs);
  return { fromMs: firstMs - length * PADDING, toMs: firstMs + length * (1 + PADDING) };
}

/** The view moved and shortened until it lies in `whole`. */
export function inside(view: TimeView, whole: TimeView): TimeView {
  const length = Math.min(Math.max(lengthOf(view), SHORTEST_MS), lengthOf(whole));
  const fromMs = Math.min(Math.max(view.fromMs, whole.fromMs), whole.toMs - length);
  return { fromMs, toMs: fromMs + length };
}

/** `factor` above 1 shows more time. What lies at `anchorMs` stays where it is on screen. */
export function zoomed(view: TimeView, factor: number, anchorMs: number, whole: TimeView): TimeView {
  const length = Math.min(Math.max(lengthOf(view) * factor, SHORTEST_MS), lengthOf(whole));
  const share = (anchorMs - view.fromMs) / lengthOf(view);
  const fromMs = anchorMs - share * length;
  return inside({ fromMs, toMs: fromMs + length }, whole);
}

/** Moved by a share of its length; 1 is a whole screen to the right. */
export function panned(view: TimeView, share: number, whole: TimeView): TimeView {
  const by = lengthOf(view) * share;
  return inside({ fromMs: view.fromMs + by, toMs: view.toMs + by }, whole);
}

/** Fewer pixels than this do not show which of two marks came first. */
const APART_SHARE = 0.02;

/** A view in which both moments are seen, apart from each other, with as little zooming as it takes. */
export function showing(view: TimeView, firstMs: number, lastMs: number, whole: TimeView): TimeView {
  const gap = lastMs - firstMs;
  const length = lengthOf(view);
  const isTooWide = gap > length * 0.8;
  const isTooNarrow = gap > 0 && gap < length * APART_SHARE;
  const wanted = isTooWide ? gap * 1.5 : isTooNarrow ? gap / APART_SHARE : length;
  const middle = (firstMs + lastMs) / 2;
  return inside({ fromMs: middle - wanted / 2, toMs: middle + wanted / 2 }, whole);
}

export function xOf(view: TimeView, timeMs: number, left: number, width: number): number {
  return left + ((timeMs - view.fromMs) / lengthOf(view)) * width;
}

export function timeAt(view: TimeView, x: number, left: number, width: number): number {
  return view.fromMs + ((x - left) / width) * lengthOf(view);
}
