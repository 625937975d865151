/**
 * Keeps marks of one line apart: each at its place or a little beside it, at least `distance` from the one before, in the same
 * order, all within 0 to `width` as far as they fit. Input in ascending order.
 */
export function spread(places: readonly number[], distance: number, width: number): readonly number[] {
  const apart: number[] = [];
  for (const place of places) apart.push(Math.max(place, (apart.at(-1) ?? -Infinity) + distance));
  let limit = width;
  for (let at = apart.length - 1; at >= 0; at -= 1) {
    const moved = Math.min(apart[at] ?? 0, limit);
    apart[at] = moved;
    limit = moved - distance;
  }
  // More than fit: from the left edge on, as close as it takes.
  const first = apart[0] ?? 0;
  if (first >= 0) return apart;
  const step = places.length > 1 ? width / (places.length - 1) : 0;
  return apart.map((_, at) => Math.min(distance, step) * at);
}
