/**
 * Puts every fact of every source on one clock.
 *
 *     stamp ──year, zone──► local time ──minus clock jumps──► elapsed ──minus deep sleep──► uptime
 *
 * Elapsed 0 is the first record. Uptime equals elapsed time until something proves that the device slept: suspend lines
 * of the kernel, or a service whose own duration (counted on uptime) is shorter than the time between its start and stop.
 * Only lines that may be believed move a clock.
 */
import { MS_PER_DAY, MS_PER_MINUTE } from '../../time.js';
import type { Trust } from '../../trace/columns.js';
import { judgeTrust } from '../assemble/trust.js';
import type { FactBody } from '../fact.js';
import type { CalendarHints, DumpSection, IngestedSource, LogSection } from '../ingested.js';
import type { Provenance, Writer } from '../record.js';
import { findCalendar, type Calendar } from './calendar.js';
import { clockChanges } from './clock-changes.js';
import { placeSleep } from './deep-sleep.js';
import { proveJumps } from './duration-proof.js';
import { localOf, SectionTimes, stepsInYear, YEAR_UNKNOWN } from './section-clock.js';
import { shareJumps, type SharedJump } from './shared-jumps.js';
import type { UptimeClock } from './uptime-clock.js';

/** A fact on the trace's clock. */
export interface TimedFact {
  readonly body: FactBody;
  readonly writer: Writer;
  readonly provenance: Provenance;
  readonly channel: 'log' | 'event-log' | 'dump';
  readonly trust: Trust;
  readonly elapsed: number;
  uptime: number;
  /** Local wall time as if it were UTC; NaN when no clock tells it. */
  readonly local: number;
  readonly isPreviousBoot: boolean;
}

export interface ResolvedClock {
  /** In order of elapsed time; of one instant, in the order of the sources. */
  readonly facts: readonly TimedFact[];
  readonly calendar: Calendar;
  readonly jumps: readonly { readonly elapsed: number; readonly jumpMs: number; readonly kind: SharedJump['kind'] }[];
  readonly uptime: UptimeClock;
  readonly notes: readonly string[];
  /** First and last moment of the logs and dumps, elapsed; `undefined` when nothing has a time. */
  readonly span: { readonly first: number; readonly last: number } | undefined;
  /** Local time at elapsed 0; NaN when no clock tells it. */
  readonly localAtZero: number;
  readonly logSpans: readonly LogSpan[];
}

/** From the first to the last record of a log, elapsed. */
export interface LogSpan {
  readonly section: LogSection;
  readonly first: number;
  readonly last: number;
}

const nobody: Writer = { uid: undefined, pid: undefined, tid: undefined };

export function resolveClock(sources: readonly IngestedSource[], hints: CalendarHints): ResolvedClock {
  const sections = sources.flatMap((source) => source.logs);
  const trustOf = judgeTrust(sections);
  const believed = new Map(
    sections.map((section) => [section, { ...section, facts: section.facts.filter((f) => trustOf(f) !== 'claim') }]),
  );
  const calendar = ofSections(findCalendar([...believed.values()], reportDateOf(sources), hints), believed);
  const notes: string[] = [];
  const clocks = new Map(
    sections.map((section) => {
      const year = calendar.yearOfSection.get(section) ?? YEAR_UNKNOWN;
      const clockSteps = stepsInYear(section.clockSteps, year);
      const honest = { ...believed.get(section)!, clockSteps };
      return [section, proveJumps(honest, clockChanges(honest), year, notes)];
    }),
  );
  const ownChanges = new Map(sections.map((section) => [section, clocks.get(section)!.changes]));
  const { changes, jumps } = shareJumps(ownChanges, calendar);
  const times = new Map(
    sections.map((section) => [section, new SectionTimes(section, calendar, changes.get(section)!)]),
  );
  const zero = zeroOf(sources, times, calendar);
  const timed = new TimedFacts(zero, sections.some((section) => section.first !== undefined) || hasDatedDump(sources));
  for (const section of sections) timed.addLog(section, times.get(section)!, trustOf);
  sources.forEach((source, index) => {
    for (const dump of source.dumps) timed.addDump(dump, index, calendar);
  });
  const { facts } = timed;
  facts.sort((a, b) => a.elapsed - b.elapsed);
  const logSpans = sections.flatMap((section) => spanOfLog(section, times.get(section)!, zero));
  const placedJumps = jumps.map((jump) => ({ ...jump, elapsed: elapsedOfJump(jump, times, zero) }));
  const sleepNotes: string[] = [];
  const uptime = placeSleep(facts, sleepNotes);
  return {
    facts,
    calendar,
    jumps: placedJumps,
    uptime,
    notes: [
      ...jumps.map(jumpNote),
      ...notes,
      ...sections.flatMap((section) => disorderNote(section, clocks.get(section)!.outOfOrder)),
      ...timed.notes(),
      ...sleepNotes,
    ],
    span: spanOf(facts, logSpans, timed.hasClock),
    localAtZero: calendar.isDated ? zero : Number.NaN,
    logSpans,
  };
}

/** The calendar was found on copies of the sections that hold believed facts only. */
function ofSections(calendar: Calendar, copies: ReadonlyMap<LogSection, LogSection>): Calendar {
  const yearOfSection = new Map<LogSection, number>();
  for (const [section, copy] of copies) {
    const year = calendar.yearOfSection.get(copy);
    if (year !== undefined) yearOfSection.set(section, year);
  }
  return { ...calendar, yearOfSection };
}

function reportDateOf(sources: readonly IngestedSource[]): number | undefined {
  for (const { report } of sources) if (report?.startedAt?.clock === 'local') return report.startedAt.localMs;
  return undefined;
}

/** The first moment, on the scale of the stamps, which becomes elapsed 0. Dumps count only where there is no log. */
function zeroOf(
  sources: readonly IngestedSource[],
  times: ReadonlyMap<LogSection, SectionTimes>,
  calendar: Calendar,
): number {
  let first = Number.NaN;
  const offer = (steady: number): void => {
    if (!Number.isNaN(steady) && !(steady >= first)) first = steady;
  };
  for (const { logs } of sources)
    for (const section of logs)
      if (section.first?.clock !== 'monotonic' && section.first !== undefined)
        offer(times.get(section)!.at(section.first, section.firstLine).steady);
  if (Number.isNaN(first))
    for (const { dumps } of sources)
      for (const dump of dumps) for (const { time } of dump.facts) offer(dumpLocal(time, dump, calendar));
  return first;
}

function hasDatedDump(sources: readonly IngestedSource[]): boolean {
  return sources.some(({ dumps }) => dumps.some((dump) => dump.facts.length > 0));
}

class TimedFacts {
  readonly facts: TimedFact[] = [];
  #withoutTime = 0;

  constructor(
    readonly zero: number,
    /** False: no record of any log has a time. */
    readonly hasClock: boolean,
  ) {}

  addLog(section: LogSection, times: SectionTimes, trustOf: ReturnType<typeof judgeTrust>): void {
    const { isPreviousBoot } = section;
    for (const fact of section.facts) {
      const { stamp, writer, provenance, channel, ...body } = fact;
      const { local, steady } = times.at(stamp, provenance.line);
      const elapsed = steady - (Number.isNaN(this.zero) || stamp.clock === 'monotonic' ? 0 : this.zero);
      const moment = { elapsed, uptime: elapsed, local, isPreviousBoot, trust: trustOf(fact) };
      this.#add({ body: body, writer, provenance, channel, ...moment });
    }
  }

  addDump(dump: DumpSection, source: number, calendar: Calendar): void {
    for (const fact of dump.facts) {
      const { line, byteStart, byteEnd, rawText, body, time } = fact;
      const local = dumpLocal(time, dump, calendar);
      const relative = time.at === 'since-history-start' ? time.elapsedMs : Number.NaN;
      const elapsed = Number.isNaN(local) || Number.isNaN(this.zero) ? relative : local - this.zero;
      this.#add({
        body,
        writer: nobody,
        provenance: { source, line, byteStart, byteEnd, buffer: 'unknown', rawText },
        channel: 'dump',
        trust: 'system',
        elapsed,
        uptime: elapsed,
        local,
        isPreviousBoot: false,
      });
    }
  }

  /** Without any clock all that is left is the order of the lines; beside a clock a line without a time has no place. */
  #add(fact: TimedFact): void {
    if (Number.isFinite(fact.elapsed)) this.facts.push(fact);
    else if (!this.hasClock || fact.channel === 'dump') this.facts.push({ ...fact, elapsed: 0, uptime: 0 });
    else this.#withoutTime++;
  }

  notes(): string[] {
    if (!this.hasClock && this.facts.length > 0) return ['No line of the log prints a time: only the order is known.'];
    if (this.#withoutTime === 0) return [];
    return [`${this.#withoutTime} lines that mean something print no time; they are left out.`];
  }
}

function dumpLocal(time: DumpSection['facts'][number]['time'], dump: DumpSection, calendar: Calendar): number {
  switch (time.at) {
    case 'stamp':
      return localOf(time.stamp, calendar.year, calendar);
    case 'before-dump':
      return dump.dumpedAt === undefined ? Number.NaN : localOf(dump.dumpedAt, calendar.year, calendar) - time.agoMs;
    case 'since-history-start': {
      if (time.historyLocalMs !== undefined) return time.historyLocalMs + time.elapsedMs;
      if (time.historyEpochMs === undefined) return Number.NaN;
      return time.historyEpochMs + time.elapsedMs + (calendar.zoneMinutes ?? 0) * MS_PER_MINUTE;
    }
  }
}

function spanOfLog(section: LogSection, times: SectionTimes, zero: number): LogSpan[] {
  const { first, last } = section;
  if (first === undefined || last === undefined) return [];
  const base = first.clock === 'monotonic' || Number.isNaN(zero) ? 0 : zero;
  const from = times.at(first, section.firstLine).steady - base;
  const to = times.at(last, section.lastLine).steady - base;
  return [{ section, first: Math.min(from, to), last: Math.max(from, to) }];
}

function elapsedOfJump(jump: SharedJump, times: ReadonlyMap<LogSection, SectionTimes>, zero: number): number {
  const [{ section, line }] = jump.seen as [SharedJump['seen'][number]];
  const step = section.clockSteps.find((each) => each.line === line)!;
  const { steady } = times.get(section)!.at(step.toStamp, line);
  return steady - (Number.isNaN(zero) ? 0 : zero);
}

function spanOf(
  facts: readonly TimedFact[],
  logSpans: readonly LogSpan[],
  hasClock: boolean,
): { first: number; last: number } | undefined {
  const firsts = [...logSpans.map((span) => span.first), ...facts.slice(0, 1).map((fact) => fact.elapsed)];
  const lasts = [...logSpans.map((span) => span.last), ...facts.slice(-1).map((fact) => fact.elapsed)];
  if (!hasClock || firsts.length === 0) return undefined;
  return {
    first: firsts.reduce((least, each) => Math.min(least, each)),
    last: lasts.reduce((most, each) => Math.max(most, each)),
  };
}

function disorderNote(
  section: LogSection,
  outOfOrder: { readonly count: number; readonly largestMs: number },
): string[] {
  if (outOfOrder.count === 0) return [];
  const { count, largestMs } = outOfOrder;
  return [
    `${section.title}: ${count} lines stand out of order, by ${largestMs} ms at most; they are sorted by their stamps.`,
  ];
}

function jumpNote({ jumpMs, kind }: SharedJump): string {
  const direction = jumpMs < 0 ? 'back' : 'forward';
  const days = Math.abs(jumpMs) > MS_PER_DAY ? ` (${(Math.abs(jumpMs) / MS_PER_DAY).toFixed(1)} days)` : '';
  const size = `${(Math.abs(jumpMs) / 1_000).toFixed(1)} s${days}`;
  return kind === 'clock-set'
    ? `The wall clock was set ${direction} by ${size}; elapsed time goes on without the jump.`
    : `The stamps jump ${direction} by ${size} and no line says why; elapsed time goes on without the jump, how much really passed is not known.`;
}
