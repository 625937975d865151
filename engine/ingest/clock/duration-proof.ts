/**
 * A service's own duration, counted by the system on uptime, proves what a step of the stamps was: when the stamps between
 * start and stop are longer than the duration by just one step forward, that step was the clock being set, not time passing.
 */
import { formatDuration } from '../../time-format.js';
import type { LogSection } from '../ingested.js';
import type { Stamp } from '../record.js';
import type { ClockChange, SectionClock } from './clock-changes.js';

const TOLERANCE_MS = 5_000;

export function proveJumps(section: LogSection, clock: SectionClock, notes: string[]): SectionClock {
  const known = new Set(clock.changes.map((change) => change.line));
  const forward = section.clockSteps.filter((step) => step.kind === 'forward' && !known.has(step.line));
  if (forward.length === 0) return clock;
  const proved: ClockChange[] = [];
  const starts = new Map<string, { readonly stamp: Stamp; readonly line: number }>();
  for (const fact of section.facts) {
    if (fact.kind !== 'fgs-event') continue;
    if (fact.transition === 'start') {
      starts.set(fact.component, { stamp: fact.stamp, line: fact.provenance.line });
      continue;
    }
    const start = starts.get(fact.component);
    if (fact.transition !== 'stop' || start === undefined || fact.durationMs <= 0) continue;
    const excess = localOf(fact.stamp) - localOf(start.stamp) - fact.durationMs;
    const step = forward.find(
      (each) =>
        each.line > start.line &&
        each.line <= fact.provenance.line &&
        Math.abs(each.deltaMs - excess) <= TOLERANCE_MS &&
        !proved.some((change) => change.line === each.line),
    );
    if (step === undefined) continue;
    proved.push({ line: step.line, jumpMs: excess, kind: 'clock-set' });
    notes.push(
      `${section.title}: the system counted ${formatDuration(fact.durationMs)} for ${fact.component} where its stamps show ${formatDuration(fact.durationMs + excess)}: the step at line ${step.line} was the clock being set.`,
    );
  }
  const changes = [...clock.changes, ...proved].sort((a, b) => a.line - b.line);
  return { ...clock, changes };
}

function localOf(stamp: Stamp): number {
  return stamp.clock === 'year-less' || stamp.clock === 'local' ? stamp.localMs : Number.NaN;
}
