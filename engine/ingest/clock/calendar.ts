/**
 * Year and zone of a device's local time. Logcat prints neither by default; other lines do, and a file has a date.
 *
 *     year   a person says it › a stamp or a dump prints it › a line of the system names an epoch moment › the file's date
 *     zone   a person says it › a stamp prints it › an epoch moment beside a local stamp, when it fits a zone to 2 s
 *
 * What no source tells stays unknown: then local time is kept as local time, without a zone.
 */
import { MS_PER_DAY, MS_PER_MINUTE } from '../../time.js';
import type { CalendarHints, IngestedSource } from '../ingested.js';
import type { Stamp } from '../record.js';

export interface Calendar {
  /** Year of the last record of year-less stamps; `null` when there are none or nothing tells it. */
  readonly year: number | null;
  readonly yearFrom: string | null;
  /** False: stamps print no year and nothing tells it, so that moments cannot be dated. */
  readonly isDated: boolean;
  readonly zoneMinutes: number | null;
  readonly zoneFrom: string | null;
}

/** Zones are multiples of 15 minutes. */
const ZONE_STEP_MINUTES = 15;
const ZONE_TOLERANCE_MS = 2_000;
const WIDEST_ZONE_MINUTES = 14 * 60;
/** Year-less stamps count in this leap year. */
const YEARLESS_BASE = 2000;

interface EpochWitness {
  readonly epochMs: number;
  readonly stamp: Stamp;
  readonly line: number;
}

export function findCalendar(sources: readonly IngestedSource[], hints: CalendarHints): Calendar {
  const witnesses = epochWitnesses(sources);
  const zone = findZone(sources, hints, witnesses);
  return { ...findYear(sources, hints, witnesses, zone.zoneMinutes ?? 0), ...zone };
}

function findYear(
  sources: readonly IngestedSource[],
  hints: CalendarHints,
  witnesses: readonly EpochWitness[],
  zoneMinutes: number,
): Pick<Calendar, 'year' | 'yearFrom' | 'isDated'> {
  const last = lastYearLess(sources);
  if (last === undefined) return { year: null, yearFrom: null, isDated: true };
  const found = yearOf(last, sources, hints, witnesses, zoneMinutes);
  return { ...found, isDated: found.year !== null };
}

function yearOf(
  last: number,
  sources: readonly IngestedSource[],
  hints: CalendarHints,
  witnesses: readonly EpochWitness[],
  zoneMinutes: number,
): Pick<Calendar, 'year' | 'yearFrom'> {
  if (hints.year !== undefined) return { year: hints.year, yearFrom: 'as asked for' };
  for (const { report } of sources) {
    if (report?.startedAt?.clock === 'local')
      return { year: yearNotAfter(last, report.startedAt.localMs + MS_PER_DAY), yearFrom: 'the date in the bugreport header' };
  }
  const witness = witnesses[0];
  if (witness !== undefined) {
    const year = yearNotAfter(last, witness.epochMs + zoneMinutes * MS_PER_MINUTE + MS_PER_DAY);
    return { year, yearFrom: `a moment in epoch milliseconds, line ${witness.line}` };
  }
  if (hints.notAfterEpochMs !== undefined)
    return { year: yearNotAfter(last, hints.notAfterEpochMs + MS_PER_DAY), yearFrom: 'the date of the file' };
  return { year: null, yearFrom: null };
}

/** The latest year in which a year-less stamp is not after a moment. */
function yearNotAfter(yearLessMs: number, localMs: number): number {
  const year = new Date(localMs).getUTCFullYear();
  return inYear(yearLessMs, year) <= localMs ? year : year - 1;
}

/** A year-less stamp (counted in the year 2000) as local milliseconds of another year. */
export function inYear(yearLessMs: number, year: number): number {
  const date = new Date(yearLessMs);
  const ofDay = yearLessMs - Date.UTC(YEARLESS_BASE, date.getUTCMonth(), date.getUTCDate());
  return Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) + ofDay;
}

function findZone(
  sources: readonly IngestedSource[],
  hints: CalendarHints,
  witnesses: readonly EpochWitness[],
): Pick<Calendar, 'zoneMinutes' | 'zoneFrom'> {
  if (hints.zoneMinutes !== undefined) return { zoneMinutes: hints.zoneMinutes, zoneFrom: 'as asked for' };
  for (const stamp of allStamps(sources)) {
    if ((stamp.clock === 'local' || stamp.clock === 'year-less') && stamp.zoneMinutes !== undefined)
      return { zoneMinutes: stamp.zoneMinutes, zoneFrom: 'printed in the time stamps' };
  }
  for (const witness of witnesses) {
    const zoneMinutes = zoneOfWitness(witness);
    if (zoneMinutes !== undefined)
      return { zoneMinutes, zoneFrom: `a moment in epoch milliseconds, line ${witness.line}` };
  }
  return { zoneMinutes: null, zoneFrom: null };
}

/** The zone that makes a local stamp agree with an epoch moment of the same line, when one does to within 2 s. */
function zoneOfWitness(witness: EpochWitness): number | undefined {
  const { stamp, epochMs } = witness;
  if (stamp.clock !== 'local' && stamp.clock !== 'year-less') return undefined;
  const epochYear = new Date(epochMs).getUTCFullYear();
  const local =
    stamp.clock === 'local'
      ? stamp.localMs
      : nearest(
          epochMs,
          [epochYear - 1, epochYear, epochYear + 1].map((year) => inYear(stamp.localMs, year)),
        );
  const minutes = (local - epochMs) / MS_PER_MINUTE;
  const zoneMinutes = Math.round(minutes / ZONE_STEP_MINUTES) * ZONE_STEP_MINUTES;
  const residualMs = Math.abs(local - epochMs - zoneMinutes * MS_PER_MINUTE);
  return residualMs <= ZONE_TOLERANCE_MS && Math.abs(zoneMinutes) <= WIDEST_ZONE_MINUTES ? zoneMinutes : undefined;
}

function nearest(target: number, candidates: readonly number[]): number {
  return candidates.reduce((best, each) => (Math.abs(each - target) < Math.abs(best - target) ? each : best));
}

function epochWitnesses(sources: readonly IngestedSource[]): EpochWitness[] {
  const found: EpochWitness[] = [];
  for (const { logs } of sources)
    for (const { facts } of logs)
      for (const fact of facts)
        if (fact.kind === 'epoch-witness')
          found.push({ epochMs: fact.epochMs, stamp: fact.stamp, line: fact.provenance.line });
  // An app may give its notification any time it likes: only one that fits a zone is believed.
  return found.filter((witness) => zoneOfWitness(witness) !== undefined);
}

function* allStamps(sources: readonly IngestedSource[]): Generator<Stamp> {
  for (const { logs } of sources)
    for (const { first, facts } of logs) {
      if (first !== undefined) yield first;
      for (const fact of facts) yield fact.stamp;
    }
}

function lastYearLess(sources: readonly IngestedSource[]): number | undefined {
  for (const { logs } of sources) for (const { last } of logs) if (last?.clock === 'year-less') return last.localMs;
  return undefined;
}
