/** Ticks of a time axis: round moments of the wall clock where it is known, round elapsed times where it is not. */
import { formatDuration, formatLocal } from '../../../../engine/time-format.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../../../engine/time.js';
import type { WallStretch } from '../moments.js';

export interface Tick {
  readonly elapsedMs: number;
  readonly label: string;
  /** `2026-09-27`, where a new day begins and on the first tick; else `null`. */
  readonly date: string | null;
}

export interface TimeScale {
  readonly fromElapsedMs: number;
  readonly toElapsedMs: number;
  readonly left: number;
  readonly right: number;
}

/** Where an elapsed moment lies, in units of the picture, kept inside the plot. */
export function positionOf(scale: TimeScale, elapsedMs: number): number {
  const share = (elapsedMs - scale.fromElapsedMs) / (scale.toElapsedMs - scale.fromElapsedMs);
  return scale.left + Math.min(1, Math.max(0, share)) * (scale.right - scale.left);
}

const S = MS_PER_SECOND;
const M = MS_PER_MINUTE;
const H = MS_PER_HOUR;
const D = MS_PER_DAY;
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[S, 2 * S, 5 * S, 10 * S, 15 * S, 30 * S],
  ...[M, 2 * M, 5 * M, 10 * M, 15 * M, 30 * M],
  ...[H, 2 * H, 3 * H, 6 * H, 12 * H],
  ...[D, 2 * D, 5 * D, 10 * D, 30 * D, 90 * D, 365 * D],
];

/** The smallest round step that gives at most `most` ticks. */
export function tickStep(lengthMs: number, most: number): number {
  return steps.find((step) => lengthMs / step <= most) ?? lengthMs;
}

function clockLabel(localMs: number, stepMs: number): string {
  const text = formatLocal(localMs);
  if (stepMs >= D) return text.slice(0, 10);
  if (stepMs >= M) return text.slice(11, 16);
  return stepMs >= S ? text.slice(11, 19) : text.slice(11, 23);
}

function elapsedTicks(scale: TimeScale, step: number): Tick[] {
  const ticks: Tick[] = [];
  const first = Math.ceil(scale.fromElapsedMs / step) * step;
  for (let at = first; at <= scale.toElapsedMs; at += step) {
    ticks.push({ elapsedMs: at, label: at === 0 ? '0' : `+${formatDuration(at)}`, date: null });
  }
  return ticks;
}

/** At most about `most` ticks; stretches of the wall clock are ticked each by their own clock. */
export function timeTicks(scale: TimeScale, stretches: readonly WallStretch[], most: number): Tick[] {
  const step = tickStep(scale.toElapsedMs - scale.fromElapsedMs, most);
  if (stretches.length === 0) return elapsedTicks(scale, step);
  const ticks: Tick[] = [];
  let day = '';
  stretches.forEach((stretch, index) => {
    const begin = index === 0 ? scale.fromElapsedMs : Math.max(scale.fromElapsedMs, stretch.fromElapsedMs);
    const end = Math.min(scale.toElapsedMs, stretches[index + 1]?.fromElapsedMs ?? scale.toElapsedMs);
    const first = Math.ceil((begin + stretch.offsetMs) / step) * step;
    for (let local = first; local - stretch.offsetMs <= end; local += step) {
      const date = formatLocal(local).slice(0, 10);
      ticks.push({
        elapsedMs: local - stretch.offsetMs,
        label: clockLabel(local, step),
        date: date === day || step >= D ? null : date,
      });
      day = date;
    }
  });
  return ticks;
}
