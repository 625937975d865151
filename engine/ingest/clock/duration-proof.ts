/**
 * A service's own duration, counted by the system on uptime, proves what a step of the stamps was: when the stamps between
 * start and stop are longer than the duration by just one step forward, that step was the clock being set, not time
 * passing. Deep sleep looks the same in the numbers; where the screen was off before the step, or the kernel told of sleep,
 * it is taken for sleep, because people set clocks on a lit screen.
 */
import { formatDuration } from '../../time-format.js';
import type { Fact } from '../fact.js';
import type { LogSection } from '../ingested.js';
import type { ClockStep } from '../logcat-text/clock-steps.js';
import type { Stamp } from '../record.js';
import { inYear } from './calendar.js';
import type { ClockChange, SectionClock } from './clock-changes.js';

const TOLERANCE_MS = 5_000;

/** `section`: with believed facts only. `year`: the one of its year-less stamps. */
export function proveJumps(section: LogSection, clock: SectionClock, year: number, notes: string[]): SectionClock {
  const known = new Set(clock.changes.map((change) => change.line));
  const forward = section.clockSteps.filter((step) => step.kind === 'forward' && !known.has(step.line));
  if (forward.length === 0) return clock;
  const proved = new Map<number, ClockChange>();
  const asleep = new SleepSigns(section.facts);
  const starts = new Map<string, { readonly stamp: Stamp; readonly line: number }>();
  for (const fact of section.facts) {
    if (fact.kind !== 'fgs-event') continue;
    const key = `${fact.user}/${fact.component}`;
    const { line } = fact.provenance;
    if (fact.transition === 'start') starts.set(key, { stamp: fact.stamp, line });
    const start = starts.get(key);
    if (fact.transition !== 'stop' || start === undefined) continue;
    starts.delete(key);
    if (fact.durationMs <= 0) continue;
    const excess = localIn(year, fact.stamp) - localIn(year, start.stamp) - fact.durationMs;
    const step = forward.find(
      (each) => each.line > start.line && each.line <= line && Math.abs(each.deltaMs - excess) <= TOLERANCE_MS,
    );
    if (step === undefined || proved.has(step.line) || asleep.before(step)) continue;
    proved.set(step.line, { line: step.line, jumpMs: excess, years: 0, kind: 'clock-set' });
    notes.push(
      `${section.title}: the system counted ${formatDuration(fact.durationMs)} for ${fact.component} where its stamps show ${formatDuration(fact.durationMs + excess)}: the step at line ${step.line} was the clock being set.`,
    );
  }
  const changes = [...clock.changes, ...proved.values()].sort((a, b) => a.line - b.line);
  return { ...clock, changes };
}

/** What a log says of sleep: the screen's state by line, and whether the kernel tells of suspend at all. */
class SleepSigns {
  readonly #screens: readonly { readonly line: number; readonly on: boolean }[];
  readonly #kernelTells: boolean;

  constructor(facts: readonly Fact[]) {
    this.#screens = facts.flatMap((fact) =>
      fact.kind === 'screen' ? [{ line: fact.provenance.line, on: fact.on }] : [],
    );
    this.#kernelTells = facts.some((fact) => fact.kind === 'suspend');
  }

  before(step: ClockStep): boolean {
    if (this.#kernelTells) return true;
    return this.#screens.findLast(({ line }) => line < step.line)?.on === false;
  }
}

function localIn(year: number, stamp: Stamp): number {
  if (stamp.clock === 'epoch') return stamp.epochMs;
  if (stamp.clock === 'local') return stamp.localMs;
  return stamp.clock === 'year-less' ? inYear(stamp.localMs, year) : Number.NaN;
}
