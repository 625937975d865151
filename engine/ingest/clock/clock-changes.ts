/**
 * What the steps of a log's stamps mean.
 *
 *     small step back           writers that interleave: the lines are out of order, the clock is fine
 *     large step back and forth a block of lines that somebody moved, or buffers one after the other: out of order too
 *     step beside "time set"    the wall clock was set: elapsed time goes on without the step
 *     December to January       a new year: the stamps print none; and back, where lines of midnight interleave
 *     23 h to 0 h, no date      midnight
 *     large step back alone     the clock was set and no line says so: elapsed time goes on, how far is not known
 *     step forward              time passed (the log was silent, the device slept), unless a line says "time set"
 */
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../../time.js';
import type { ClockStep } from '../logcat-text/clock-steps.js';
import type { LogSection } from '../ingested.js';

export interface ClockChange {
  /** Lines from this one on are affected. */
  readonly line: number;
  /** How far the wall clock moved: subtract it to stay on elapsed time. */
  readonly jumpMs: number;
  /** New years (or, where a line of the old year stands late, their taking back) at this line. */
  readonly years: -1 | 0 | 1;
  readonly kind: 'clock-set' | 'unexplained' | 'new-year' | 'midnight';
}

export interface SectionClock {
  readonly changes: readonly ClockChange[];
  /** Steps back that are mere disorder. */
  readonly outOfOrder: { readonly count: number; readonly largestMs: number };
}

const LARGEST_DISORDER_MS = 5 * MS_PER_MINUTE;
/** The network corrects the clock by less all the time. */
const SMALLEST_SET_BACK_MS = -1_000;
const NEW_YEAR_MS = 300 * MS_PER_DAY;
const MIDNIGHT_MS = 12 * MS_PER_HOUR;
/** A clock that jumps further than this without a word was wrong at boot (real-time clock without battery). */
const IMPLAUSIBLE_SILENCE_MS = 30 * MS_PER_DAY;
/** A "time set" line stands this close to the step it explains. */
const EVIDENCE_LINES = 200;
/** A block is called moved when the step back out of it is within this share of the step into it. */
const MOVED_BLOCK_TOLERANCE = 0.2;

/** `section`: with believed facts only. */
export function clockChanges(section: LogSection): SectionClock {
  const changes: ClockChange[] = [];
  const steps = section.clockSteps;
  const set = stepsThatWereSet(section);
  const disorder = { count: 0, largestMs: 0 };
  const waysBack = new Set<ClockStep>();
  let yearsTurned = 0;
  for (const [index, step] of steps.entries()) {
    if (waysBack.has(step)) continue;
    const { deltaMs, line } = step;
    const years = yearsAt(step, yearsTurned);
    if (years !== 0) {
      yearsTurned += years;
      changes.push({ line, jumpMs: 0, years, kind: 'new-year' });
    } else if (step.fromStamp.clock === 'time-of-day' && Math.abs(deltaMs) > MIDNIGHT_MS) {
      changes.push({ line, jumpMs: Math.sign(deltaMs) * MS_PER_DAY, years: 0, kind: 'midnight' });
    } else if (set.has(step)) {
      changes.push({ line, jumpMs: deltaMs, years: 0, kind: 'clock-set' });
    } else if (deltaMs > IMPLAUSIBLE_SILENCE_MS) {
      changes.push({ line, jumpMs: deltaMs, years: 0, kind: 'unexplained' });
    } else if (deltaMs < -LARGEST_DISORDER_MS) {
      const way = wayBack(steps, index);
      if (way === undefined) changes.push({ line, jumpMs: deltaMs, years: 0, kind: 'unexplained' });
      else {
        waysBack.add(way);
        note(disorder, -deltaMs);
      }
    } else if (deltaMs < 0) note(disorder, -deltaMs);
  }
  return { changes, outOfOrder: disorder };
}

function yearsAt({ fromStamp, deltaMs }: ClockStep, yearsTurned: number): -1 | 0 | 1 {
  if (fromStamp.clock !== 'year-less') return 0;
  if (deltaMs < -NEW_YEAR_MS) return 1;
  return deltaMs > NEW_YEAR_MS && yearsTurned > 0 ? -1 : 0;
}

function note(disorder: { count: number; largestMs: number }, stepMs: number): void {
  disorder.count++;
  disorder.largestMs = Math.max(disorder.largestMs, stepMs);
}

/** Each line that says that the clock was set explains one step: the nearest that is no mere disorder. */
function stepsThatWereSet({ facts, clockSteps }: LogSection): ReadonlySet<ClockStep> {
  const set = new Set<ClockStep>();
  const candidates = clockSteps.filter(({ deltaMs }) => deltaMs > 0 || deltaMs < SMALLEST_SET_BACK_MS);
  for (const { kind, provenance } of facts) {
    const nearest = kind === 'clock-set' ? nearestStep(candidates, provenance.line) : undefined;
    if (nearest !== undefined) set.add(nearest);
  }
  return set;
}

/** `steps` are in order of lines. */
function nearestStep(steps: readonly ClockStep[], line: number): ClockStep | undefined {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.line < line) low = middle + 1;
    else high = middle;
  }
  const distance = (step: ClockStep | undefined): number =>
    step === undefined ? Number.POSITIVE_INFINITY : Math.abs(step.line - line);
  const nearest = distance(steps[low]) <= distance(steps[low - 1]) ? steps[low] : steps[low - 1];
  return distance(nearest) <= EVIDENCE_LINES ? nearest : undefined;
}

/** The later step forward that undoes a step back. */
function wayBack(steps: readonly ClockStep[], index: number): ClockStep | undefined {
  const back = -steps[index]!.deltaMs;
  for (let later = index + 1; later < steps.length; later++) {
    const { deltaMs } = steps[later]!;
    if (deltaMs > 0 && Math.abs(deltaMs - back) <= back * MOVED_BLOCK_TOLERANCE) return steps[later];
  }
  return undefined;
}
