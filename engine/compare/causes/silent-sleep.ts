/**
 * The device was in deep sleep and the log does not say so: the limit counts uptime, the stamps count on. A device that
 * sleeps writes nothing, so the log must be silent for at least that long between start and timeout.
 */
import { formatDuration } from '../../time-format.js';
import type { Trace } from '../../trace/trace.js';
import { difference } from '../pairing.js';
import { withShift } from './edited-trace.js';
import type { Hypothesis } from './find-cause.js';
import { replayed } from './replayed.js';

export const silentSleep: Hypothesis = ({ predicted, observed }, context) => {
  if (predicted === undefined || observed === undefined) return undefined;
  // Counted by the system itself, on uptime.
  if (observed.outcome === 'anr-execution') return undefined;
  const late = difference(predicted, observed);
  const { trace } = context.prediction.program;
  if (late <= 0) return undefined;
  const silence = longestSilence(trace, observed.at.elapsedMs);
  if (silence.length < late) return undefined;
  const readings = context.witness.readingsAround(silence.to - silence.length, silence.to);
  const slept = readings === undefined ? undefined : context.witness.sleepBetween(readings);
  if (slept !== undefined && slept < late - context.toleranceMs) return undefined;
  const shift = { fromElapsed: silence.to, elapsedMs: 0, uptimeMs: -late };
  return {
    replayed: replayed(withShift(trace, shift), context.prediction.policy),
    // The probe's clocks show the sleep: then nothing is chosen.
    isFitted: slept === undefined || slept > late + context.toleranceMs,
    shift,
    cause: {
      cause: 'deep-sleep',
      explanation: `The log is silent for ${formatDuration(silence.length)} until ${context.clock.words(silence.to)}; ${formatDuration(late)} of deep sleep in it explain the difference, because the limit counts uptime.`,
      evidence: [
        ...(readings === undefined
          ? []
          : [context.witness.proven(readings.before), context.witness.proven(readings.after)]),
        ...observed.evidence,
      ],
    },
  };
};

/** Only where the clocks of the probe show that sleep: nothing else is as good an explanation. */
export const sleepThatWasRead: Hypothesis = (divergence, context) => {
  const explanation = silentSleep(divergence, context);
  return explanation?.isFitted === false ? explanation : undefined;
};

/** Nothing came because the device slept on, to the end of the recording or nearly so: by readings of its clocks. */
export const sleptOn: Hypothesis = ({ predicted, observed }, context) => {
  if (predicted === undefined || observed !== undefined) return undefined;
  const { trace } = context.prediction.program;
  const silence = longestSilence(trace, trace.core.elapsed[trace.length - 1] ?? 0);
  const begun = silence.to - silence.length;
  const readings = context.witness.readingsAround(begun, silence.to);
  const slept = readings === undefined ? 0 : context.witness.sleepBetween(readings);
  if (readings === undefined || slept === 0 || slept > silence.length + context.toleranceMs) return undefined;
  const shift = { fromElapsed: silence.to, elapsedMs: 0, uptimeMs: -slept };
  return {
    replayed: replayed(withShift(trace, shift), context.prediction.policy),
    isFitted: false,
    shift,
    cause: {
      cause: 'deep-sleep',
      explanation: `The clocks of the device show ${formatDuration(slept)} of deep sleep by ${context.clock.words(silence.to)}, where the log is silent; the limit counts uptime, and its end had not come.`,
      evidence: [context.witness.proven(readings.before), context.witness.proven(readings.after)],
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
