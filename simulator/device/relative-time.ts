/** `TimeUtils.formatDuration` of a span: `-1m2s3ms` lies in the past, `+5s0ms` in the future. */
export function relativeTime(milliseconds: number): string {
  if (milliseconds === 0) return '0';
  let left = Math.abs(Math.round(milliseconds));
  let text = milliseconds < 0 ? '-' : '+';
  let hasBegun = false;
  for (const [unit, length] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ] as const) {
    const count = Math.floor(left / length);
    left -= count * length;
    hasBegun ||= count > 0;
    if (hasBegun) text += `${count}${unit}`;
  }
  return `${text}${left}ms`;
}
