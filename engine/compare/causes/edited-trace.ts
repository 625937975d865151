/** A copy of a trace with events added or left out, or with its clocks moved: the one fact that a hypothesis changes. */
import { compile } from '../../replay/compile.js';
import type { Program } from '../../replay/program.js';
import { TraceBuilder, type NewEvent } from '../../trace/trace-builder.js';
import type { Trace } from '../../trace/trace.js';
import type { ClockShift } from './find-cause.js';

export function edited(
  trace: Trace,
  change: { readonly without?: ReadonlySet<number>; readonly added?: readonly NewEvent[] },
): Program {
  const builder = new TraceBuilder({ capacity: trace.length });
  const addedAt = [...(change.added ?? [])].sort((a, b) => a.elapsed - b.elapsed);
  let next = 0;
  for (let row = 0; row < trace.length; row++) {
    // Added events come before the recorded ones of the same instant: they are what was not seen.
    for (; next < addedAt.length && addedAt[next]!.elapsed <= trace.core.elapsed[row]!; next++)
      builder.add(addedAt[next]!);
    if (change.without?.has(row) !== true) builder.add(trace.event(row));
  }
  for (const event of addedAt.slice(next)) builder.add(event);
  return compile(builder.finish(trace.meta));
}

/** The same trace with its clocks moved from a moment on. */
export function withShift(trace: Trace, { fromElapsed, elapsedMs, uptimeMs }: ClockShift): Program {
  const builder = new TraceBuilder({ capacity: trace.length });
  for (let row = 0; row < trace.length; row++) {
    const event = trace.event(row);
    const isBehind = event.elapsed >= fromElapsed;
    builder.add({
      ...event,
      elapsed: event.elapsed + (isBehind ? elapsedMs : 0),
      uptime: event.uptime + (isBehind ? uptimeMs : 0),
    });
  }
  return compile(builder.finish(trace.meta));
}
