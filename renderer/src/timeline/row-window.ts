/** Which rows of a long list are in the page: those in sight and a few more on both sides. */
const EXTRA = 12;

export function windowOf(list: {
  readonly count: number;
  readonly rowHeight: number;
  readonly scrollTop: number;
  readonly height: number;
}): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.floor(list.scrollTop / list.rowHeight) - EXTRA);
  const end = Math.min(list.count, Math.ceil((list.scrollTop + list.height) / list.rowHeight) + EXTRA);
  return { first: Math.min(first, Math.max(0, end - 1)), end };
}
