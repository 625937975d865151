/**
 * Year and zone of a device's local time. Logcat prints neither by default; other lines do, and a file has a date.
 *
 *     year   a person says it › a stamp or a dump prints it › a line of the system names an epoch moment › the file's date
 *     zone   a person says it › a stamp prints it › epoch moments beside local stamps, when they fit a zone to 2 s
 *
 * What no source tells stays unknown: then local time is kept as local time, without a zone.
 */
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../../time.js';
import type { CalendarHints, LogSection } from '../ingested.js';
import type { Stamp } from '../record.js';

export interface Calendar {
  /** Year of the last record of year-less stamps; `null` when there are none or nothing tells it. */
  readonly year: number | null;
  readonly yearFrom: string | null;
  /** False: stamps print no year and nothing tells it, so that moments cannot be dated. */
  readonly isDated: boolean;
  readonly zoneMinutes: number | null;
  readonly zoneFrom: string | null;
  /** By section: the year of its last record, where its stamps print none. */
  readonly yearOfSection: ReadonlyMap<LogSection, number>;
}

/** Zones are multiples of 15 minutes; those beside whole hours that are in use, in minutes after the full hour. */
const ZONE_STEP_MINUTES = 15;
const WEST_MOST_MINUTES = -12 * 60;
const EAST_MOST_MINUTES = 14 * 60;
const partHourZones: ReadonlySet<number> = new Set([
  -570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825,
]);
const ZONE_TOLERANCE_MS = 2_000;
/** Year-less stamps count in this leap year. */
const YEARLESS_BASE = 2000;
/** How the year is known when nothing in the bytes tells it: the same bytes in another file may get another. */
export const YEAR_FROM_FILE = 'the date of the file';
const HALF_A_YEAR_MS = 183 * MS_PER_DAY;
/** Leap days are at most so many years apart. */
const LONGEST_LEAP_GAP = 8;
/** No log of Android is older. */
const OLDEST_EPOCH_MS = Date.UTC(2008, 0, 1);

interface EpochWitness {
  readonly epochMs: number;
  readonly zoneMinutes: number;
  readonly line: number;
}

/**
 * `sections`: with believed facts only.
 * `reportDate`: local time in the header of a bugreport, as if the zone were UTC.
 */
export function findCalendar(
  sections: readonly LogSection[],
  reportDate: number | undefined,
  hints: CalendarHints,
): Calendar {
  const witnesses = epochWitnesses(sections, hints);
  const zone = findZone(sections, hints, witnesses);
  return { ...findYears(sections, reportDate, hints, witnesses), ...zone };
}

function findYears(
  sections: readonly LogSection[],
  reportDate: number | undefined,
  hints: CalendarHints,
  witnesses: readonly EpochWitness[],
): Pick<Calendar, 'year' | 'yearFrom' | 'isDated' | 'yearOfSection'> {
  const yearOfSection = new Map<LogSection, number>();
  const lasts = sections.flatMap(({ last }) => (last?.clock === 'year-less' ? [last.localMs] : []));
  if (lasts.length === 0) return { year: null, yearFrom: null, isDated: true, yearOfSection };
  const bound = latestMoment(latestOf(lasts), sections, reportDate, hints, witnesses);
  if (bound === undefined) return { year: null, yearFrom: null, isDated: false, yearOfSection };
  let latest = Number.NEGATIVE_INFINITY;
  for (const section of sections) {
    if (section.last?.clock !== 'year-less') continue;
    const { localMs } = section.last;
    const year =
      bound.exactYear !== undefined && localMs === latestOf(lasts)
        ? bound.exactYear
        : yearNotAfter(localMs, bound.localMs, hasLeapDay(section));
    yearOfSection.set(section, year);
    latest = Math.max(latest, inYear(localMs, year));
  }
  return { year: new Date(latest).getUTCFullYear(), yearFrom: bound.from, isDated: true, yearOfSection };
}

/** Of last records without a year, the one that comes last: December is before January when both occur. */
function latestOf(lasts: readonly number[]): number {
  const first = lasts.reduce((least, each) => Math.min(least, each));
  return lasts.filter((each) => each - first <= HALF_A_YEAR_MS).reduce((most, each) => Math.max(most, each));
}

/** A local moment that no record of the recording is after, and how it is known. */
function latestMoment(
  last: number,
  sections: readonly LogSection[],
  reportDate: number | undefined,
  hints: CalendarHints,
  witnesses: readonly EpochWitness[],
): { readonly localMs: number; readonly from: string; readonly exactYear?: number } | undefined {
  if (hints.year !== undefined)
    return { localMs: inYear(last, hints.year), from: 'as asked for', exactYear: hints.year };
  if (reportDate !== undefined) return { localMs: reportDate + MS_PER_DAY, from: 'the date in the bugreport header' };
  const dated = sections.map((section) => datedMoment(section.last)).find((moment) => moment !== undefined);
  if (dated !== undefined) return { localMs: nearestTo(dated, last) + MS_PER_DAY, from: 'the stamps of another log' };
  const [witness] = witnesses;
  if (witness !== undefined) {
    const localMs = nearestTo(witness.epochMs + witness.zoneMinutes * MS_PER_MINUTE, last) + MS_PER_DAY;
    return { localMs, from: `a moment in epoch milliseconds, line ${witness.line}` };
  }
  if (hints.notAfterEpochMs !== undefined) return { localMs: hints.notAfterEpochMs + MS_PER_DAY, from: YEAR_FROM_FILE };
  return undefined;
}

function datedMoment(stamp: Stamp | undefined): number | undefined {
  if (stamp?.clock === 'local') return stamp.localMs;
  return stamp?.clock === 'epoch' ? stamp.epochMs : undefined;
}

/** A year-less stamp in the year in which it is nearest to a moment. */
function nearestTo(localMs: number, yearLessMs: number): number {
  const year = new Date(localMs).getUTCFullYear();
  return [year - 1, year, year + 1]
    .map((each) => inYear(yearLessMs, each))
    .reduce((best, each) => (Math.abs(each - localMs) < Math.abs(best - localMs) ? each : best));
}

/** The latest year in which a year-less stamp is not after a moment; a leap year where the log has a 29th of February. */
function yearNotAfter(yearLessMs: number, localMs: number, needsLeapYear: boolean): number {
  const latest = new Date(localMs).getUTCFullYear();
  for (let year = latest; year >= latest - LONGEST_LEAP_GAP; year--)
    if (inYear(yearLessMs, year) <= localMs && (!needsLeapYear || isLeapYear(year))) return year;
  return latest - 1;
}

function isLeapYear(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
}

function hasLeapDay({ first, last, facts }: LogSection): boolean {
  return isLeapDay(first) || isLeapDay(last) || facts.some((fact) => isLeapDay(fact.stamp));
}

const LEAP_DAY_MS = Date.UTC(YEARLESS_BASE, 1, 29);

function isLeapDay(stamp: Stamp | undefined): boolean {
  return stamp?.clock === 'year-less' && stamp.localMs >= LEAP_DAY_MS && stamp.localMs < LEAP_DAY_MS + MS_PER_DAY;
}

/** A year-less stamp (counted in the year 2000) as local milliseconds of another year. */
export function inYear(yearLessMs: number, year: number): number {
  const date = new Date(yearLessMs);
  const ofDay = yearLessMs - Date.UTC(YEARLESS_BASE, date.getUTCMonth(), date.getUTCDate());
  return Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) + ofDay;
}

function findZone(
  sections: readonly LogSection[],
  hints: CalendarHints,
  witnesses: readonly EpochWitness[],
): Pick<Calendar, 'zoneMinutes' | 'zoneFrom'> {
  if (hints.zoneMinutes !== undefined) return { zoneMinutes: hints.zoneMinutes, zoneFrom: 'as asked for' };
  for (const stamp of allStamps(sections)) {
    if ((stamp.clock === 'local' || stamp.clock === 'year-less') && stamp.zoneMinutes !== undefined)
      return { zoneMinutes: stamp.zoneMinutes, zoneFrom: 'printed in the time stamps' };
  }
  const [witness] = witnesses;
  return witness === undefined
    ? { zoneMinutes: null, zoneFrom: null }
    : { zoneMinutes: witness.zoneMinutes, zoneFrom: `a moment in epoch milliseconds, line ${witness.line}` };
}

/**
 * Moments that lines name in epoch milliseconds and that fit a zone, those of the zone that most of them fit first. An app
 * may give its notification any time it likes: one that fits no zone in use, or lies after the file's date, says nothing.
 */
function epochWitnesses(sections: readonly LogSection[], hints: CalendarHints): EpochWitness[] {
  const latest = (hints.notAfterEpochMs ?? Number.POSITIVE_INFINITY) + MS_PER_DAY;
  const found: EpochWitness[] = [];
  const fitting = new Map<number, number>();
  for (const { facts } of sections) {
    for (const fact of facts) {
      if (fact.kind !== 'epoch-witness' || fact.epochMs < OLDEST_EPOCH_MS || fact.epochMs > latest) continue;
      const zoneMinutes = zoneBetween(fact.stamp, fact.epochMs);
      if (zoneMinutes === undefined) continue;
      found.push({ epochMs: fact.epochMs, zoneMinutes, line: fact.provenance.line });
      fitting.set(zoneMinutes, (fitting.get(zoneMinutes) ?? 0) + 1);
    }
  }
  return found.sort((a, b) => fitting.get(b.zoneMinutes)! - fitting.get(a.zoneMinutes)!);
}

/** The zone that makes a local stamp agree with an epoch moment of the same line, when one in use does to within 2 s. */
function zoneBetween(stamp: Stamp, epochMs: number): number | undefined {
  if (stamp.clock !== 'local' && stamp.clock !== 'year-less') return undefined;
  const local = stamp.clock === 'local' ? stamp.localMs : nearestTo(epochMs, stamp.localMs);
  const exact = (local - epochMs) / MS_PER_MINUTE;
  const zoneMinutes = Math.round(exact / ZONE_STEP_MINUTES) * ZONE_STEP_MINUTES;
  const residualMs = Math.abs(local - epochMs - zoneMinutes * MS_PER_MINUTE);
  return residualMs <= ZONE_TOLERANCE_MS && isZoneInUse(zoneMinutes) ? zoneMinutes : undefined;
}

function isZoneInUse(minutes: number): boolean {
  if (minutes < WEST_MOST_MINUTES || minutes > EAST_MOST_MINUTES) return false;
  return (minutes * MS_PER_MINUTE) % MS_PER_HOUR === 0 || partHourZones.has(minutes);
}

function* allStamps(sections: readonly LogSection[]): Generator<Stamp> {
  for (const { first, facts } of sections) {
    if (first !== undefined) yield first;
    for (const fact of facts) yield fact.stamp;
  }
}
