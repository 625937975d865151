/**
 * What the steps of a log's stamps mean.
 *
 *     small step back           writers that interleave: the lines are out of order, the clock is fine
 *     large step back and forth a block of lines that somebody moved, or buffers one after the other: out of order too
 *     step beside "time set"    the wall clock was set: elapsed time goes on without the step
 *     December to January       a new year: the stamps print none
 *     large step back alone     the clock was set and no line says so: elapsed time goes on, how far is not known
 *     step forward              time passed (the log was silent, the device slept), unless a line says "time set"
 */
import { MS_PER_DAY, MS_PER_MINUTE } from '../../time.js';
import type { ClockStep } from '../logcat-text/clock-steps.js';
import type { LogSection } from '../ingested.js';

export interface ClockChange {
  /** Lines from this one on are affected. */
  readonly line: number;
  /** How far the wall clock moved: subtract it to stay on elapsed time. */
  readonly jumpMs: number;
  readonly kind: 'clock-set' | 'unexplained' | 'new-year';
}

export interface SectionClock {
  readonly changes: readonly ClockChange[];
  /** Steps back that are mere disorder. */
  readonly outOfOrder: { readonly count: number; readonly largestMs: number };
}

const LARGEST_DISORDER_MS = 5 * MS_PER_MINUTE;
const NEW_YEAR_MS = -300 * MS_PER_DAY;
/** A clock that jumps further than this without a word was wrong at boot (real-time clock without battery). */
const IMPLAUSIBLE_SILENCE_MS = 30 * MS_PER_DAY;
/** A "time set" line stands this close to the step it explains. */
const EVIDENCE_LINES = 200;
/** A block is called moved when the step back out of it is within this share of the step into it. */
const MOVED_BLOCK_TOLERANCE = 0.2;

export function clockChanges(section: LogSection): SectionClock {
  const setLines = section.facts.filter((fact) => fact.kind === 'clock-set').map((fact) => fact.provenance.line);
  const changes: ClockChange[] = [];
  const steps = section.clockSteps;
  const disorder = { count: 0, largestMs: 0 };
  const inMovedBlock = new Set<ClockStep>();
  steps.forEach((step, index) => {
    if (inMovedBlock.has(step)) return;
    const { deltaMs, line } = step;
    if (step.fromStamp.clock === 'year-less' && deltaMs < NEW_YEAR_MS) {
      changes.push({ line, jumpMs: 0, kind: 'new-year' });
    } else if (setLines.some((setLine) => Math.abs(setLine - line) <= EVIDENCE_LINES)) {
      if (Math.abs(deltaMs) > MS_PER_MINUTE || deltaMs < -1_000)
        changes.push({ line, jumpMs: deltaMs, kind: 'clock-set' });
    } else if (deltaMs > IMPLAUSIBLE_SILENCE_MS) {
      changes.push({ line, jumpMs: deltaMs, kind: 'unexplained' });
    } else if (deltaMs < -LARGEST_DISORDER_MS) {
      const way = wayBack(steps, index);
      if (way === undefined) changes.push({ line, jumpMs: deltaMs, kind: 'unexplained' });
      else {
        inMovedBlock.add(way);
        note(disorder, -deltaMs);
      }
    } else if (deltaMs < 0) note(disorder, -deltaMs);
  });
  return { changes, outOfOrder: disorder };
}

function note(disorder: { count: number; largestMs: number }, stepMs: number): void {
  disorder.count++;
  disorder.largestMs = Math.max(disorder.largestMs, stepMs);
}

/** The later step forward that undoes a step back. */
function wayBack(steps: readonly ClockStep[], index: number): ClockStep | undefined {
  const back = -steps[index]!.deltaMs;
  return steps
    .slice(index + 1)
    .find((step) => step.deltaMs > 0 && Math.abs(step.deltaMs - back) <= back * MOVED_BLOCK_TOLERANCE);
}
