/**
 * The device was in deep sleep and the log does not say so: the limit counts uptime, the stamps count on. A device that
 * sleeps writes nothing, so the log must be silent for at least that long between start and timeout.
 */
import { replay } from '../../replay/replay.js';
import { formatDuration } from '../../time-format.js';
import { compile } from '../../replay/program.js';
import { TraceBuilder } from '../../trace/trace-builder.js';
import type { Trace } from '../../trace/trace.js';
import { difference } from '../pairing.js';
import type { Hypothesis } from './find-cause.js';

export const silentSleep: Hypothesis = ({ predicted, observed }, context) => {
  if (predicted === undefined || observed === undefined) return undefined;
  const late = difference(predicted, observed);
  const { trace } = context.prediction.program;
  if (late <= 0) return undefined;
  const silence = longestSilence(trace, observed.at.elapsedMs);
  if (silence.length < late) return undefined;
  return {
    replayed: replay(compile(withSleep(trace, silence.to, late)), context.prediction.policy),
    isFitted: true,
    sleep: { wokeAtElapsed: silence.to, sleptMs: late },
    cause: {
      cause: 'deep-sleep',
      explanation: `The log is silent for ${formatDuration(silence.length)} until ${context.clock.words(silence.to)}; ${formatDuration(late)} of deep sleep in it explain the difference, because the limit counts uptime.`,
      evidence: observed.evidence,
    },
  };
};

function longestSilence(trace: Trace, until: number): { readonly to: number; readonly length: number } {
  let longest = { to: 0, length: 0 };
  const { elapsed } = trace.core;
  for (let row = 1; row < trace.length && elapsed[row]! <= until; row++) {
    const length = elapsed[row]! - elapsed[row - 1]!;
    if (length > longest.length) longest = { to: elapsed[row]!, length };
  }
  return longest;
}

/** The same trace with `length` less uptime from `wokeAt` on. */
function withSleep(trace: Trace, wokeAt: number, length: number): Trace {
  const builder = new TraceBuilder();
  for (let row = 0; row < trace.length; row++) {
    const event = trace.event(row);
    builder.add({ ...event, uptime: event.elapsed >= wokeAt ? event.uptime - length : event.uptime });
  }
  return builder.finish(trace.meta);
}
