/**
 * Deep sleep: uptime stands still while elapsed time goes on. Known from the kernel's suspend lines, or inferred from a
 * service whose duration (uptime) is shorter than the time between its start and its stop.
 */
import { formatDuration } from '../../time-format.js';
import type { TimedFact } from './moments.js';
import { UptimeClock, type SleepSpan } from './uptime-clock.js';

/** Differences below this are handler latency and rounding. */
const SMALLEST_INFERRED_MS = 2_000;
/** Each inferred sleep costs a walk over the facts. */
const MOST_INFERRED = 500;

/** Finds the spans of sleep and sets every fact's uptime. `facts` are in order of elapsed time. */
export function placeSleep(facts: readonly TimedFact[], notes: string[]): UptimeClock {
  const believed = facts.filter(({ trust }) => trust !== 'claim');
  const spans = suspendSpans(believed);
  let clock = new UptimeClock(spans);
  const starts = new Map<string, number>();
  let inferred = 0;
  for (const [index, fact] of believed.entries()) {
    if (fact.body.kind !== 'fgs-event') continue;
    const { transition, component, user, durationMs } = fact.body;
    const key = `${user}/${component}`;
    if (transition === 'start') starts.set(key, index);
    const start = starts.get(key);
    if (transition !== 'stop' || start === undefined) continue;
    starts.delete(key);
    const missing = clock.uptimeAt(fact.elapsed) - clock.uptimeAt(believed[start]!.elapsed) - durationMs;
    if (durationMs <= 0 || missing < SMALLEST_INFERRED_MS || inferred >= MOST_INFERRED) continue;
    inferred++;
    spans.push(...inSilences(believed, start, index, missing, clock));
    clock = new UptimeClock(spans);
    notes.push(
      `The device was in deep sleep for ${formatDuration(missing)} while ${component} ran: the system counted ${formatDuration(durationMs)} of uptime.`,
    );
  }
  for (const fact of facts) fact.uptime = clock.uptimeAt(fact.elapsed);
  return clock;
}

function suspendSpans(facts: readonly TimedFact[]): SleepSpan[] {
  const spans: SleepSpan[] = [];
  let from: number | undefined;
  for (const { body, elapsed } of facts) {
    if (body.kind !== 'suspend') continue;
    if (body.entered) {
      from = elapsed;
      continue;
    }
    const slept = body.sleptMs ?? (from === undefined ? 0 : elapsed - from);
    if (slept > 0) spans.push({ from: elapsed - slept, to: elapsed, isExact: true });
    from = undefined;
  }
  return spans;
}

/**
 * A sleeping device writes nothing: the sleep is put at the ends of the longest silences between start and stop, as far as
 * they are not known to be sleep already.
 */
function inSilences(
  facts: readonly TimedFact[],
  start: number,
  stop: number,
  length: number,
  clock: UptimeClock,
): SleepSpan[] {
  const silences: { readonly to: number; readonly awake: number }[] = [];
  for (let index = start + 1; index <= stop; index++) {
    const from = facts[index - 1]!.elapsed;
    const to = facts[index]!.elapsed;
    const awake = clock.uptimeAt(to) - clock.uptimeAt(from);
    // What the kernel calls sleep ends at its line; before it there is no telling, so a partly slept silence is left alone.
    if (awake > 0 && awake === to - from) silences.push({ to, awake });
  }
  silences.sort((a, b) => b.awake - a.awake);
  const spans: SleepSpan[] = [];
  let left = length;
  for (const { to, awake } of silences) {
    if (left <= 0) break;
    const slept = Math.min(left, awake);
    spans.push({ from: to - slept, to, isExact: false });
    left -= slept;
  }
  return spans;
}
