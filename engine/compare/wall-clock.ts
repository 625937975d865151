/** Elapsed time of a trace as wall time for people: through the nearest row that knows it. */
import { MS_PER_MINUTE } from '../time.js';
import type { Trace } from '../trace/trace.js';
import type { Moment, ProvenMoment } from './analysis.js';
import { countBefore } from './sorted-search.js';

export class WallClock {
  /** Rows with a wall time, in order of elapsed time. */
  readonly #elapsed: number[] = [];
  readonly #offset: number[] = [];

  constructor(readonly trace: Trace) {
    const { elapsed, wall } = trace.core;
    for (let row = 0; row < trace.length; row++) {
      const offset = wall[row]! - elapsed[row]!;
      if (Number.isNaN(offset) || offset === this.#offset.at(-1)) continue;
      this.#elapsed.push(elapsed[row]!);
      this.#offset.push(offset);
    }
  }

  /** ISO 8601 with milliseconds, local time, with the zone when it is known; `null` when the trace has no wall clock. */
  at(elapsed: number): string | null {
    const wall = this.wallMs(elapsed);
    return Number.isNaN(wall) ? null : wallText(wall, this.trace.meta.zoneMinutes);
  }

  /** The same as the trace counts it, in epoch milliseconds (local time as if it were UTC where the zone is unknown); else NaN. */
  wallMs(elapsed: number): number {
    if (this.#elapsed.length === 0 || !Number.isFinite(elapsed)) return Number.NaN;
    const known = countBefore(this.#elapsed.length, (index) => this.#elapsed[index]! <= elapsed);
    return elapsed + this.#offset[Math.max(0, known - 1)]!;
  }

  /** The same as people write it: `2026-09-27 03:12:44.061`, or time since the first record. */
  words(elapsed: number): string {
    const wall = this.at(elapsed);
    return wall === null ? `+${(elapsed / 1_000).toFixed(3)} s` : wall.slice(0, 23).replace('T', ' ');
  }

  moment(elapsedMs: number, uptimeMs: number, interval?: { earliest: number; latest: number }): Moment {
    const moment = { wall: this.at(elapsedMs), elapsedMs, uptimeMs };
    if (interval === undefined || interval.earliest === interval.latest) return moment;
    return {
      ...moment,
      interval: { earliestElapsedMs: finite(interval.earliest), latestElapsedMs: finite(interval.latest) },
    };
  }

  /** The moment of a row with its line as proof. */
  proven(row: number): ProvenMoment {
    const { core } = this.trace;
    const elapsedMs = core.elapsed[row]!;
    const earlierBy = core.earlierBy[row]!;
    const provenance = this.trace.provenance(row);
    return {
      ...this.moment(elapsedMs, core.uptime[row]!, { earliest: elapsedMs - earlierBy, latest: elapsedMs }),
      source: provenance?.source ?? null,
      line: provenance?.line ?? null,
      text: provenance?.rawText ?? null,
    };
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** ISO 8601 of a wall time as a trace counts it. */
export function wallText(wall: number, zoneMinutes: number | null): string {
  const local = wall + (zoneMinutes ?? 0) * MS_PER_MINUTE;
  const text = new Date(Math.round(local)).toISOString().slice(0, 23);
  if (zoneMinutes === null) return text;
  const sign = zoneMinutes < 0 ? '-' : '+';
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.abs(zoneMinutes);
  return `${text}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
