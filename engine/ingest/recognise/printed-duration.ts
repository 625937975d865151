/** Durations as `TimeUtils.formatDuration` prints them: `-1m17s758ms`, `+1h5m29s805ms`, `1d2h3m4s5ms`, `0`. */
import { durationMs, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, type DurationMs } from '../../time.js';

const printed = /^([+-]?)(?:(\d{1,6})d)?(?:(\d{1,3})h)?(?:(\d{1,3})m(?!s))?(?:(\d{1,3})s)?(?:(\d{1,4})ms)?$/;

/** The signed length, or `undefined` when `text` is no printed duration. */
export function parsePrintedDuration(text: string): DurationMs | undefined {
  if (/^[+-]?0$/.test(text)) return durationMs(0);
  const match = printed.exec(text);
  if (match === null || !/\d/.test(text)) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const length =
    part(2) * MS_PER_DAY + part(3) * MS_PER_HOUR + part(4) * MS_PER_MINUTE + part(5) * MS_PER_SECOND + part(6);
  return durationMs(match[1] === '-' && length > 0 ? -length : length);
}
