/**
 * From what the lines say to a trace: one clock, judged writers, inputs and outcomes in time order.
 *
 *     sources ──clock──► timed facts ──trust──► believed facts ──sessions, processes, screen, outcomes──► Trace
 *
 * A claim (a line that an app wrote) never becomes an input; outcomes that only an app claims are kept and marked.
 */
import type { TypeMask } from '../../android/service-types.js';
import { EventKind } from '../../trace/event-kind.js';
import { TraceBuilder } from '../../trace/trace-builder.js';
import type { Trace, TraceMeta, TraceSource } from '../../trace/trace.js';
import { resolveClock, type ResolvedClock, type TimedFact } from '../clock/moments.js';
import type { CalendarHints, IngestedSource, LogSection } from '../ingested.js';
import type { Diagnostic } from '../sink.js';
import { limitInForce, writeDeviceRow } from './device-rows.js';
import { Executions } from './executions.js';
import type { ForegroundSession } from './foreground-session.js';
import { ForegroundSessions } from './foreground-sessions.js';
import { Identities } from './identities.js';
import { claimedStart, writeObservedOutcome, type ClaimedStart } from './observed-outcomes.js';
import { Processes } from './processes.js';
import { Remarks } from './remarks.js';
import { RowSink } from './row-sink.js';
import { isVote } from './system-server.js';
import { testimonyOf, type Testimony } from './testimony.js';
import { TopOfScreen } from './top-of-screen.js';

export interface AssembleOptions {
  readonly calendar?: CalendarHints;
  /** Types that a person states for components whose types no source says. */
  readonly declaredTypes?: ReadonlyMap<string, TypeMask>;
}

export interface Assembly {
  readonly trace: Trace;
  readonly sessions: readonly ForegroundSession[];
  /** Starts that only an app's own words tell of; they are not in the trace. */
  readonly claimedStarts: readonly ClaimedStart[];
  /** Told beside all that: what helps to say why something differs. */
  readonly testimony: Testimony;
  readonly clock: ResolvedClock;
  readonly deviceFrom: string | null;
  /** By source: how many of its lines became part of the trace. */
  readonly understood: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was taken for granted, one sentence each. */
  readonly assumptions: readonly string[];
}

export function assemble(sources: readonly IngestedSource[], options: AssembleOptions = {}): Assembly {
  const clock = resolveClock(sources, options.calendar ?? {});
  const believed = clock.facts.filter(({ trust }) => trust !== 'claim');
  const identities = new Identities();
  identities.learn(believed);
  identities.declareTypes(options.declaredTypes ?? new Map());
  const builder = new TraceBuilder();
  const rows = new RowSink(builder, identities, clock);
  const first = clock.span?.first ?? 0;
  const begin = { elapsed: first, uptime: clock.uptime.uptimeAt(first) };
  const assumptions = writeLimitsInForce(believed, rows, begin);
  writeBoots(sources, clock, rows);
  const walked = walk(clock, believed, rows);
  writeClockRows(clock, rows);
  writeRecordings(sources, clock, rows);
  const device = identityOf(believed);
  const meta: TraceMeta = {
    sources: sources.map(({ name, layout, bytes, lines }): TraceSource => ({ name, layout, bytes, lines })),
    release: device.release,
    fingerprint: device.fingerprint,
    zoneMinutes: clock.calendar.zoneMinutes,
    zero: 'first-record',
    topIsSampled: !walked.topIsContinuous,
  };
  return {
    trace: builder.finish(meta),
    sessions: walked.sessions,
    claimedStarts: walked.claimedStarts,
    testimony: testimonyOf(clock.facts),
    clock,
    deviceFrom: device.from,
    understood: understoodLines(sources, clock.facts),
    diagnostics: walked.diagnostics,
    assumptions,
  };
}

/** Takes every fact in time order; a claim is shown as an outcome where it tells one, and is never an input. */
function walk(
  clock: ResolvedClock,
  believed: readonly TimedFact[],
  rows: RowSink,
): Pick<Assembly, 'sessions' | 'claimedStarts' | 'diagnostics'> & { readonly topIsContinuous: boolean } {
  const remarks = new Remarks();
  const sessions = new ForegroundSessions(rows, believed, clock, remarks);
  const top = new TopOfScreen(rows, believed);
  const processes = new Processes(rows);
  const executions = new Executions(rows, believed, clock);
  const claimedStarts: ClaimedStart[] = [];
  let isPreviousBoot = false;
  for (const fact of clock.facts) {
    const claimed = claimedStart(fact, rows);
    if (claimed !== undefined) claimedStarts.push(claimed);
    writeObservedOutcome(fact, rows);
    if (fact.body.kind === 'low-memory-kill') {
      processes.lowMemory(fact);
      continue;
    }
    if (fact.trust === 'claim') {
      remarks.claim(fact);
      continue;
    }
    if (isPreviousBoot && !fact.isPreviousBoot && fact.channel !== 'dump') sessions.endAll(fact, undefined, 'reboot');
    if (fact.channel !== 'dump') ({ isPreviousBoot } = fact);
    remarks.trap(fact);
    top.before(fact);
    sessions.take(fact);
    top.after(fact);
    processes.take(fact);
    executions.take(fact);
    writeDeviceRow(fact, rows);
  }
  return {
    sessions: sessions.sessions,
    claimedStarts,
    diagnostics: remarks.diagnostics(),
    topIsContinuous: top.isContinuous,
  };
}

/** Values that a dump shows in force: from the beginning, because no dump says since when, until a later dump shows others. */
function writeLimitsInForce(
  facts: readonly TimedFact[],
  rows: RowSink,
  begin: { readonly elapsed: number; readonly uptime: number },
): string[] {
  const found = new Map<string, number>();
  let isOneValueEach = true;
  for (const fact of facts) {
    const limit = limitInForce(fact);
    if (limit === undefined) continue;
    if (!found.has(limit.key)) rows.inferred(EventKind.configSet, begin, { note: limit.key, argument: limit.value });
    // Where it was seen: a proof, and the moment from which on a later dump may say otherwise.
    if (!Number.isNaN(fact.local) && fact.elapsed >= begin.elapsed)
      rows.proven(EventKind.configSet, fact, { note: limit.key, argument: limit.value });
    isOneValueEach &&= (found.get(limit.key) ?? limit.value) === limit.value;
    found.set(limit.key, limit.value);
  }
  if (found.size === 0) return [];
  return [
    isOneValueEach
      ? 'The limits in the dump of the activity manager settings are taken to have been in force all along.'
      : 'The limits in the dumps of the activity manager settings differ: each is taken to have been in force until the next dump.',
  ];
}

/** A last log of the boot before, and the uptime in the header, tell of boots that no line shows. */
function writeBoots(sources: readonly IngestedSource[], clock: ResolvedClock, rows: RowSink): void {
  const previous = clock.logSpans.filter(({ section }) => section.isPreviousBoot);
  if (previous.length > 0) {
    const elapsed = Math.max(...previous.map((span) => span.last)) + 1;
    rows.inferred(EventKind.boot, { elapsed, uptime: elapsed }, { note: 'the last log is of the boot before' });
    return;
  }
  for (const { report } of sources) {
    const { startedAt, uptimeMs } = report ?? {};
    if (startedAt?.clock !== 'local' || uptimeMs === undefined || Number.isNaN(clock.localAtZero)) continue;
    const elapsed = startedAt.localMs - clock.localAtZero - uptimeMs;
    // The header is exact to the minute only; a boot inside the log has its own marker.
    if (elapsed < (clock.span?.first ?? 0))
      rows.inferred(EventKind.boot, { elapsed, uptime: elapsed }, { note: 'uptime in the header' });
  }
}

function writeClockRows({ uptime, jumps }: ResolvedClock, rows: RowSink): void {
  for (const { from, to, isExact } of uptime.sleeps) {
    if (!isExact) continue;
    rows.inferred(EventKind.sleepBegin, { elapsed: from, uptime: uptime.uptimeAt(from) });
    rows.inferred(EventKind.sleepEnd, { elapsed: to, uptime: uptime.uptimeAt(to) });
  }
  for (const { elapsed, jumpMs } of jumps)
    rows.inferred(EventKind.clockJump, { elapsed, uptime: uptime.uptimeAt(elapsed) }, { argument: jumpMs });
}

/**
 * From where to where each log could have shown what the system did. Buffers of a merged log begin at different moments, so
 * a log counts from its first line of system_server on; a log without any such line could have shown nothing.
 */
function writeRecordings(sources: readonly IngestedSource[], clock: ResolvedClock, rows: RowSink): void {
  const { uptime, logSpans, facts } = clock;
  const firstOf = new Map<LogSection, number>();
  for (const { body, trust, provenance, elapsed } of facts) {
    if (trust === 'claim' || !isVote(body.kind)) continue;
    const section = sources[provenance.source]?.logs.find(
      (log) => provenance.line >= log.firstLine && provenance.line <= log.lastLine,
    );
    if (section !== undefined && !firstOf.has(section)) firstOf.set(section, elapsed);
  }
  for (const { section, last } of logSpans) {
    const from = firstOf.get(section);
    if (from === undefined) continue;
    const note = section.buffer;
    rows.inferred(EventKind.recordingBegin, { elapsed: from, uptime: uptime.uptimeAt(from) }, { note });
    rows.inferred(EventKind.recordingEnd, { elapsed: last, uptime: uptime.uptimeAt(last) }, { note });
  }
}

/** SDK 33 is Android 13, and so on since. */
const SDK_MINUS_RELEASE = 20;
const FIRST_SDK_OF_THE_RULE = 33;

function identityOf(facts: readonly TimedFact[]): {
  release: number | null;
  fingerprint: string | null;
  from: string | null;
} {
  let release: number | null = null;
  let from: string | null = null;
  let fingerprint: string | null = null;
  for (const { body, provenance } of facts) {
    if (body.kind === 'device-identity') {
      fingerprint = body.fingerprint ?? fingerprint;
      if (body.release !== undefined) {
        release = body.release;
        from = 'the build fingerprint';
      }
    } else if (body.kind === 'platform-sdk' && release === null && body.sdk >= FIRST_SDK_OF_THE_RULE) {
      release = body.sdk - SDK_MINUS_RELEASE;
      from = `the target SDK ${body.sdk} of the system itself, line ${provenance.line}`;
    }
  }
  return { release, fingerprint, from };
}

function understoodLines(sources: readonly IngestedSource[], facts: readonly TimedFact[]): number[] {
  const lines = sources.map(() => new Set<number>());
  for (const { provenance } of facts) lines[provenance.source]?.add(provenance.line);
  return lines.map((set) => set.size);
}
