/** A copy of a trace with events added or left out: the one fact that a hypothesis changes. */
import { compile, type Program } from '../../replay/program.js';
import { TraceBuilder, type NewEvent } from '../../trace/trace-builder.js';
import type { Trace } from '../../trace/trace.js';

export function edited(
  trace: Trace,
  change: { readonly without?: ReadonlySet<number>; readonly added?: readonly NewEvent[] },
): Program {
  const builder = new TraceBuilder();
  const addedAt = [...(change.added ?? [])].sort((a, b) => a.elapsed - b.elapsed);
  for (let row = 0; row < trace.length; row++) {
    // Added events come before the recorded ones of the same instant: they are what was not seen.
    while (addedAt.length > 0 && addedAt[0]!.elapsed <= trace.core.elapsed[row]!) builder.add(addedAt.shift()!);
    if (change.without?.has(row) !== true) builder.add(trace.event(row));
  }
  for (const event of addedAt) builder.add(event);
  return compile(builder.finish(trace.meta));
}
