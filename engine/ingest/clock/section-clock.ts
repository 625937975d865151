/** Reads the stamps of one log: local time of one calendar, and elapsed time without the jumps of its clock. */
import { MS_PER_MINUTE } from '../../time.js';
import type { LogSection } from '../ingested.js';
import type { ClockStep } from '../logcat-text/clock-steps.js';
import type { Stamp } from '../record.js';
import { inYear, type Calendar } from './calendar.js';
import type { ClockChange } from './clock-changes.js';

/** Where nothing tells the year, stamps count in this leap year; they are never shown with it. */
export const YEAR_UNKNOWN = 2000;

/** Local milliseconds as if the zone were UTC; NaN for stamps without a date. */
export function localOf(stamp: Stamp, year: number | null, calendar: Calendar): number {
  switch (stamp.clock) {
    case 'local':
      return stamp.localMs + zoneShift(stamp, calendar);
    case 'year-less':
      return inYear(stamp.localMs, year ?? YEAR_UNKNOWN) + zoneShift(stamp, calendar);
    case 'epoch':
      return stamp.epochMs + (calendar.zoneMinutes ?? 0) * MS_PER_MINUTE;
    default:
      return Number.NaN;
  }
}

/** Stamps of another zone (summer time began, somebody travelled) are moved into the calendar's. */
function zoneShift(stamp: { readonly zoneMinutes?: number }, { zoneMinutes }: Calendar): number {
  if (stamp.zoneMinutes === undefined || zoneMinutes === null) return 0;
  return (zoneMinutes - stamp.zoneMinutes) * MS_PER_MINUTE;
}

/**
 * Steps of year-less stamps were measured in a leap year: from February to March they are a day too long in most years.
 * What is no step in the true year is left out.
 */
export function stepsInYear(steps: readonly ClockStep[], year: number): ClockStep[] {
  return steps.flatMap((step) => {
    const { fromStamp, toStamp } = step;
    if (fromStamp.clock !== 'year-less' || toStamp.clock !== 'year-less') return [step];
    const shift =
      inYear(toStamp.localMs, year) - inYear(fromStamp.localMs, year) - (toStamp.localMs - fromStamp.localMs);
    const deltaMs = step.deltaMs + shift;
    return shift === 0 || deltaMs < 0 || deltaMs > MS_PER_MINUTE ? [{ ...step, deltaMs }] : [];
  });
}

export interface PlacedStamp {
  /** NaN when the stamp has no date. */
  readonly local: number;
  /** Milliseconds without the jumps of the clock, on the scale of `local` (or of the stamp's own clock); NaN: no time. */
  readonly steady: number;
}

export class SectionTimes {
  readonly #year: number;
  readonly #lines: readonly number[];
  /** Sums over the changes up to each one. */
  readonly #jumps: number[] = [];
  readonly #years: number[] = [];

  constructor(
    readonly section: LogSection,
    readonly calendar: Calendar,
    changes: readonly ClockChange[],
  ) {
    this.#year = calendar.yearOfSection.get(section) ?? calendar.year ?? YEAR_UNKNOWN;
    this.#lines = changes.map(({ line }) => line);
    let jumps = 0;
    let years = 0;
    for (const change of changes) {
      this.#jumps.push((jumps += change.jumpMs));
      this.#years.push((years += change.years));
    }
  }

  at(stamp: Stamp, line: number): PlacedStamp {
    const index = this.#lastChangeAt(line);
    const jumped = this.#jumps[index] ?? 0;
    if (stamp.clock === 'monotonic') return { local: Number.NaN, steady: stamp.sinceBootMs };
    if (stamp.clock === 'time-of-day') return { local: Number.NaN, steady: stamp.ofDayMs - jumped };
    const yearsAhead = (this.#years.at(-1) ?? 0) - (this.#years[index] ?? 0);
    const local = localOf(stamp, this.#year - yearsAhead, this.calendar);
    return { local, steady: local - jumped };
  }

  #lastChangeAt(line: number): number {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#lines[middle]! <= line) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
