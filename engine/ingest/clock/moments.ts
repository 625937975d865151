/**
 * Puts every fact of every source on one clock.
 *
 *     stamp ──year, zone──► local time ──minus clock jumps──► elapsed ──minus deep sleep──► uptime
 *
 * Elapsed 0 is the first record. Uptime equals elapsed time until something proves that the device slept: suspend lines
 * of the kernel, or a service whose own duration (counted on uptime) is shorter than the time between its start and stop.
 */
import type { FactBody } from '../fact.js';
import type { CalendarHints, DumpSection, IngestedSource, LogSection } from '../ingested.js';
import type { Provenance, Stamp, Writer } from '../record.js';
import { MS_PER_DAY, MS_PER_MINUTE } from '../../time.js';
import { findCalendar, inYear, type Calendar } from './calendar.js';
import { clockChanges, type ClockChange } from './clock-changes.js';
import { placeSleep, type SleepSpan } from './deep-sleep.js';
import { proveJumps } from './duration-proof.js';

/** A fact on the trace's clock. */
export interface TimedFact {
  readonly body: FactBody;
  readonly writer: Writer;
  readonly provenance: Provenance;
  readonly channel: 'log' | 'event-log' | 'dump';
  elapsed: number;
  uptime: number;
  /** Local wall time as if it were UTC; NaN when no clock tells it. */
  readonly local: number;
  readonly isPreviousBoot: boolean;
  /** The state held already when the source begins. */
  readonly isStanding: boolean;
}

export interface ResolvedClock {
  readonly facts: readonly TimedFact[];
  readonly calendar: Calendar;
  readonly jumps: readonly { readonly elapsed: number; readonly jumpMs: number; readonly kind: ClockChange['kind'] }[];
  readonly sleeps: readonly SleepSpan[];
  readonly notes: readonly string[];
  /** First and last moment of the logs and dumps, elapsed; `undefined` when nothing has a time. */
  readonly span: { readonly first: number; readonly last: number } | undefined;
  /** Local time at elapsed 0; NaN when no clock tells it. */
  readonly localAtZero: number;
  readonly logSpans: readonly { readonly section: LogSection; readonly first: number; readonly last: number }[];
}

const nobody: Writer = { uid: undefined, pid: undefined, tid: undefined };

export function resolveClock(sources: readonly IngestedSource[], hints: CalendarHints): ResolvedClock {
  const calendar = findCalendar(sources, hints);
  const sections = sources.flatMap((source) => source.logs);
  const notes: string[] = [];
  const clocks = new Map(sections.map((section) => [section, proveJumps(section, clockChanges(section), notes)]));
  const reader = new StampReader(calendar);
  const zero = firstLocal(sources, reader, clocks);
  const facts: TimedFact[] = [];
  const jumps: { elapsed: number; jumpMs: number; kind: ClockChange['kind'] }[] = [];
  const logSpans: { section: LogSection; first: number; last: number }[] = [];
  for (const section of sections) {
    const sectionReader = reader.inSection(clocks.get(section)!.changes);
    for (const fact of section.facts) {
      const { stamp, writer, provenance, channel, ...body } = fact;
      const { local, elapsed } = sectionReader.at(stamp, provenance.line, zero);
      facts.push({
        body: body as FactBody,
        writer,
        provenance,
        channel,
        local,
        elapsed,
        uptime: elapsed,
        isPreviousBoot: section.isPreviousBoot,
        isStanding: false,
      });
    }
    for (const change of clocks.get(section)!.changes) {
      const step = section.clockSteps.find((each) => each.line === change.line);
      if (step === undefined || change.kind === 'new-year') continue;
      jumps.push({
        elapsed: sectionReader.at(step.toStamp, change.line, zero).elapsed,
        jumpMs: change.jumpMs,
        kind: change.kind,
      });
    }
    const { outOfOrder } = clocks.get(section)!;
    if (outOfOrder.count > 0)
      notes.push(
        `${section.title}: ${outOfOrder.count} lines stand out of order, by ${outOfOrder.largestMs} ms at most; they are sorted by their stamps.`,
      );
    if (section.first !== undefined && section.last !== undefined)
      logSpans.push({
        section,
        first: sectionReader.at(section.first, section.firstLine, zero).elapsed,
        last: sectionReader.at(section.last, section.lastLine, zero).elapsed,
      });
  }
  sources.forEach((source, index) => {
    for (const dump of source.dumps) facts.push(...timeDump(dump, index, reader, zero));
  });
  facts.sort((a, b) => a.elapsed - b.elapsed);
  const sleeps = placeSleep(facts, notes);
  return {
    facts,
    calendar,
    jumps,
    sleeps,
    notes: [...jumpNotes(jumps), ...notes],
    span: spanOf(facts, logSpans),
    localAtZero: zero,
    logSpans,
  };
}

/** Reads stamps as local time of one calendar. */
class StampReader {
  constructor(readonly calendar: Calendar) {}

  /** Local milliseconds as if the zone were UTC; NaN for stamps without a date. `yearsBefore`: new years still to come. */
  local(stamp: Stamp, yearsBefore = 0): number {
    switch (stamp.clock) {
      case 'local':
        return stamp.localMs;
      case 'year-less':
        return inYear(stamp.localMs, (this.calendar.year ?? YEAR_UNKNOWN) - yearsBefore);
      case 'epoch':
        return stamp.epochMs + (this.calendar.zoneMinutes ?? 0) * MS_PER_MINUTE;
      default:
        return Number.NaN;
    }
  }

  inSection(changes: readonly ClockChange[]): SectionReader {
    return new SectionReader(this, changes);
  }
}

/** Where nothing tells the year, stamps count in this leap year; they are never shown with it. */
const YEAR_UNKNOWN = 2000;

class SectionReader {
  constructor(
    readonly reader: StampReader,
    readonly changes: readonly ClockChange[],
  ) {}

  at(stamp: Stamp, line: number, zero: number): { readonly local: number; readonly elapsed: number } {
    let jumped = 0;
    let newYearsAhead = 0;
    for (const change of this.changes) {
      if (change.kind === 'new-year') newYearsAhead += change.line > line ? 1 : 0;
      else if (change.line <= line) jumped += change.jumpMs;
    }
    if (stamp.clock === 'monotonic') return { local: Number.NaN, elapsed: stamp.sinceBootMs };
    if (stamp.clock === 'time-of-day') return { local: Number.NaN, elapsed: stamp.ofDayMs };
    const local = this.reader.local(stamp, newYearsAhead);
    return { local, elapsed: Number.isNaN(local) ? 0 : local - jumped - (Number.isNaN(zero) ? 0 : zero) };
  }
}

/** Local time of the very first record, which becomes elapsed 0. */
function firstLocal(
  sources: readonly IngestedSource[],
  reader: StampReader,
  clocks: ReadonlyMap<LogSection, { readonly changes: readonly ClockChange[] }>,
): number {
  let first = Number.NaN;
  const offer = (local: number): void => {
    if (!Number.isNaN(local) && !(local >= first)) first = local;
  };
  for (const source of sources) {
    for (const section of source.logs) {
      if (section.first === undefined) continue;
      const newYears = clocks.get(section)!.changes.filter((change) => change.kind === 'new-year').length;
      offer(reader.local(section.first, newYears));
    }
    if (source.logs.some((section) => section.first !== undefined)) continue;
    for (const dump of source.dumps) for (const fact of dump.facts) offer(dumpLocal(fact.time, dump, reader));
  }
  return first;
}

function dumpLocal(time: DumpSection['facts'][number]['time'], dump: DumpSection, reader: StampReader): number {
  switch (time.at) {
    case 'stamp':
      return reader.local(time.stamp);
    case 'before-dump':
      return dump.dumpedAt === undefined ? Number.NaN : reader.local(dump.dumpedAt) - time.agoMs;
    case 'since-history-start': {
      if (time.historyLocalMs !== undefined) return time.historyLocalMs + time.elapsedMs;
      if (time.historyEpochMs === undefined) return Number.NaN;
      return time.historyEpochMs + time.elapsedMs + (reader.calendar.zoneMinutes ?? 0) * MS_PER_MINUTE;
    }
  }
}

function timeDump(dump: DumpSection, source: number, reader: StampReader, zero: number): TimedFact[] {
  return dump.facts.map((fact) => {
    const local = dumpLocal(fact.time, dump, reader);
    const relative = fact.time.at === 'since-history-start' ? fact.time.elapsedMs : 0;
    const elapsed = Number.isNaN(local) || Number.isNaN(zero) ? relative : local - zero;
    const { line, byteStart, byteEnd, rawText } = fact;
    return {
      body: fact.body,
      writer: nobody,
      provenance: { source, line, byteStart, byteEnd, buffer: 'unknown', rawText },
      channel: 'dump',
      elapsed,
      uptime: elapsed,
      local,
      isPreviousBoot: false,
      isStanding: fact.standing === true,
    };
  });
}

function spanOf(
  facts: readonly TimedFact[],
  logSpans: readonly { readonly first: number; readonly last: number }[],
): { first: number; last: number } | undefined {
  const firsts = [...logSpans.map((span) => span.first), ...facts.slice(0, 1).map((fact) => fact.elapsed)];
  const lasts = [...logSpans.map((span) => span.last), ...facts.slice(-1).map((fact) => fact.elapsed)];
  return firsts.length === 0 ? undefined : { first: Math.min(...firsts), last: Math.max(...lasts) };
}

function jumpNotes(jumps: readonly { readonly jumpMs: number; readonly kind: ClockChange['kind'] }[]): string[] {
  return jumps.map(({ jumpMs, kind }) => {
    const direction = jumpMs < 0 ? 'back' : 'forward';
    const size = `${(Math.abs(jumpMs) / 1_000).toFixed(1)} s${Math.abs(jumpMs) > MS_PER_DAY ? ` (${(Math.abs(jumpMs) / MS_PER_DAY).toFixed(1)} days)` : ''}`;
    return kind === 'clock-set'
      ? `The wall clock was set ${direction} by ${size}; elapsed time goes on without the jump.`
      : `The stamps jump ${direction} by ${size} and no line says why; elapsed time goes on without the jump, how much really passed is not known.`;
  });
}
