/**
 * Durations and dates as dumps print them (`android.util.TimeUtils.formatDuration`, `DateFormat`, `date`).
 */
import type { Stamp } from '../record.js';

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/**
 * Milliseconds of `-1h5m29s805ms`, `+1d0h0m0s0ms`, `-3h01m31s450ms`, `12ms`, `0`; the sign is kept (minus: in the past).
 * `undefined` for anything else, `--` ("never") included. Padding with spaces in front is allowed.
 */
export function parseDuration(text: string): number | undefined {
  let at = 0;
  while (text.charCodeAt(at) === 32) at++;
  const sign = text[at] === '-' ? -1 : 1;
  if (text[at] === '-' || text[at] === '+') at++;
  if (at >= text.length || text.length - at > 40) return undefined;
  if (text.slice(at) === '0') return 0;
  let total = 0;
  while (at < text.length) {
    const digits = at;
    while (isDigit(text.charCodeAt(at))) at++;
    const unitStart = at;
    while (at < text.length && !isDigit(text.charCodeAt(at))) at++;
    const unit = unitMs[text.slice(unitStart, at)];
    if (unitStart === digits || unit === undefined) return undefined;
    total += Number(text.slice(digits, unitStart)) * unit;
  }
  return Number.isSafeInteger(total) ? sign * total || 0 : undefined;
}

const dateForm =
  /^(\d{4})-(\d{2})-(\d{2})[ T-](\d{2})[:-](\d{2})[:-](\d{2})(?:\.(\d{1,9}))?(?: ?([+-])(\d{2}):?(\d{2}))?$/;

/**
 * A stamp of `2019-08-15 15:08:46`, `2026-09-10 09:59:30.123`, `2026-01-31-13-30-02`, with an optional zone `+0800`.
 * `undefined` for anything else and for dates that do not exist.
 */
export function parseDate(text: string): Stamp | undefined {
  const match = dateForm.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second);
  const made = new Date(seconds);
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60)
    return undefined;
  const localMs = seconds + (match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000);
  if (match[8] === undefined) return { clock: 'local', localMs };
  const zoneMinutes = (Number(match[9]) * 60 + Number(match[10])) * (match[8] === '-' ? -1 : 1);
  return { clock: 'local', localMs, zoneMinutes };
}
