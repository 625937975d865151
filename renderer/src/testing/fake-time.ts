/** Times near now, so that ages on the screen look real. */
const MINUTE_MS = 60_000;

/** ISO 8601, in so many minutes from now. */
export function iso(minutesFromNow: number): string {
  return new Date(Date.now() + minutesFromNow * MINUTE_MS).toISOString();
}

export function minutesAgo(minutes: number): string {
  return iso(-minutes);
}
