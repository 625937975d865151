/**
 * Deep sleep: uptime stands still while elapsed time goes on. Known from the kernel's suspend lines, or inferred from a
 * service whose duration (uptime) is shorter than the time between its start and its stop.
 */
import { formatDuration } from '../../time-format.js';
import type { TimedFact } from './moments.js';

export interface SleepSpan {
  readonly from: number;
  readonly to: number;
  /** `false`: only the length is known; where in the silence it lay is not. */
  readonly isExact: boolean;
}

/** Differences below this are handler latency and rounding. */
const SMALLEST_INFERRED_MS = 2_000;

/** Finds the spans of sleep and sets every fact's uptime. `facts` are in order of elapsed time. */
export function placeSleep(facts: readonly TimedFact[], notes: string[]): SleepSpan[] {
  const sleeps = suspendSpans(facts);
  setUptime(facts, sleeps);
  const starts = new Map<string, TimedFact>();
  for (const fact of facts) {
    if (fact.body.kind !== 'fgs-event') continue;
    const { transition, component, durationMs } = fact.body;
    if (transition === 'start') starts.set(component, fact);
    const start = starts.get(component);
    if (transition !== 'stop' || start === undefined || durationMs <= 0) continue;
    const missing = fact.uptime - start.uptime - durationMs;
    if (missing < SMALLEST_INFERRED_MS) continue;
    sleeps.push(inLongestSilence(facts, start, fact, missing));
    setUptime(facts, sleeps);
    notes.push(
      `The device was in deep sleep for ${formatDuration(missing)} while ${component} ran: the system counted ${formatDuration(durationMs)} of uptime.`,
    );
  }
  return sleeps.sort((a, b) => a.from - b.from);
}

function suspendSpans(facts: readonly TimedFact[]): SleepSpan[] {
  const spans: SleepSpan[] = [];
  let from: number | undefined;
  for (const { body, elapsed } of facts) {
    if (body.kind !== 'suspend') continue;
    if (body.entered) from = elapsed;
    else {
      const slept = body.sleptMs ?? (from === undefined ? 0 : elapsed - from);
      if (slept > 0) spans.push({ from: elapsed - slept, to: elapsed, isExact: true });
      from = undefined;
    }
  }
  return spans;
}

function setUptime(facts: readonly TimedFact[], sleeps: readonly SleepSpan[]): void {
  for (const fact of facts) {
    let slept = 0;
    for (const { from, to } of sleeps) slept += Math.max(0, Math.min(fact.elapsed, to) - from);
    fact.uptime = fact.elapsed - slept;
  }
}

/** A sleeping device writes nothing: the sleep is put at the end of the longest silence between start and stop. */
function inLongestSilence(facts: readonly TimedFact[], start: TimedFact, stop: TimedFact, length: number): SleepSpan {
  let longest = { from: start.elapsed, to: stop.elapsed, length: -1 };
  let previous = start.elapsed;
  for (const { elapsed } of facts) {
    if (elapsed <= start.elapsed) continue;
    if (elapsed > stop.elapsed) break;
    if (elapsed - previous > longest.length) longest = { from: previous, to: elapsed, length: elapsed - previous };
    previous = elapsed;
  }
  return { from: longest.to - Math.min(length, longest.length), to: longest.to, isExact: false };
}
