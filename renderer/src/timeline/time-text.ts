/** Moments of the timeline in words: wall time where a clock is known, else time since the log's zero. */
import { timeTicks, wallOfElapsed, type Tick, type WallStretch } from '../../../app/api/picture.js';
import { formatDuration, formatLocal, formatZone } from '../../../engine/time-format.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../../engine/time.js';
import { t } from '../messages/translate.js';
import type { TimeView } from './time-view.js';

/** The clock of one picture. */
export interface PictureClock {
  readonly stretches: readonly WallStretch[];
  readonly zoneMinutes: number | null;
  /** The whole is longer than a day and a half: a time of day alone does not say which day. */
  readonly needsDate: boolean;
}

const NEEDS_DATE_MS = 36 * MS_PER_HOUR;

export function pictureClock(
  stretches: readonly WallStretch[],
  zoneMinutes: number | null,
  lengthMs: number,
): PictureClock {
  return { stretches, zoneMinutes, needsDate: lengthMs > NEEDS_DATE_MS };
}

/** What the times of the axis are. */
export function clockName(clock: PictureClock): string {
  if (clock.stretches.length === 0) return t('timeline.clock-elapsed');
  return clock.zoneMinutes === null ? t('timeline.clock-local') : `UTC${formatZone(clock.zoneMinutes)}`;
}

const withoutZeros = (text: string): string => (text.endsWith('.000') ? text.slice(0, -4) : text);

/** `03:12:44.061`; with month and day where one is needed. Milliseconds only when there are any. */
export function shortTime(clock: PictureClock, elapsedMs: number): string {
  const local = wallOfElapsed(clock.stretches, elapsedMs);
  if (local === null) return `+${formatDuration(Math.round(elapsedMs))}`;
  return withoutZeros(formatLocal(Math.round(local)).slice(clock.needsDate ? 5 : 11));
}

/** `2026-09-27 03:12:44.061`; the form of tables. */
export function fullTime(clock: PictureClock, elapsedMs: number): string {
  const local = wallOfElapsed(clock.stretches, elapsedMs);
  return local === null ? `+${formatDuration(Math.round(elapsedMs))}` : formatLocal(Math.round(local));
}

/** A moment under the pointer, no more exact than a pixel is: what a person cannot point at is not written. */
export function pointedTime(clock: PictureClock, elapsedMs: number, pixelMs: number): string {
  const unit = pixelMs >= MS_PER_MINUTE ? MS_PER_MINUTE : pixelMs >= MS_PER_SECOND / 2 ? MS_PER_SECOND : 1;
  const local = wallOfElapsed(clock.stretches, elapsedMs);
  const round = (ms: number): number => Math.round(ms / unit) * unit;
  if (local === null) return `+${formatDuration(Math.max(0, round(elapsedMs)))}`;
  const text = formatLocal(round(local)).slice(clock.needsDate ? 5 : 11);
  if (unit === 1) return text;
  return unit === MS_PER_SECOND ? text.slice(0, -4) : text.slice(0, -7);
}

/** Pixels that a label of the axis and the room round it need. */
const TICK_WIDTH = 92;

export function ticksOf(clock: PictureClock, view: TimeView, width: number): readonly Tick[] {
  const scale = { fromElapsedMs: view.fromMs, toElapsedMs: view.toMs, left: 0, right: width };
  const most = Math.max(2, Math.floor(width / TICK_WIDTH));
  return timeTicks(scale, clock.stretches, most);
}

/** A length rounded to what a person compares: `6 h 2 m`, `14.2 s`, `61 ms`. */
export function roundDuration(ms: number): string {
  const size = Math.abs(ms);
  const unit = size >= MS_PER_DAY ? MS_PER_MINUTE : size >= MS_PER_MINUTE ? MS_PER_SECOND : size >= 1_000 ? 100 : 1;
  return formatDuration(Math.round(ms / unit) * unit);
}
