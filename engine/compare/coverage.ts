/**
 * What a recording could have shown. Time that was not observed never counts as agreement, nor as a miss.
 *
 * The outcomes of time-limited types are written by system_server to the system buffer ("FGS (dataSync) timed out") and to
 * the event log (30103). They could have been seen at a moment when a log that may hold one of these buffers was running,
 * and when the log holds lines of system_server at all (people filter by package).
 */
import type { OutcomeName } from '../android/outcomes.js';
import { trustNames } from '../trace/columns.js';
import { EventKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';

const telling: ReadonlySet<string> = new Set(['unknown', 'system', 'events']);

/** Outcomes that no line of the system ever shows: the exception goes to the app alone (spec/fgs-limits.md 2.4, 7.1). */
const leavesNoTrace: ReadonlySet<OutcomeName> = new Set<OutcomeName>(['start-denied-exhausted', 'start-denied-boot']);

export class Coverage {
  readonly #spans: { readonly from: number; to: number }[] = [];
  readonly hasSystemLines: boolean;

  constructor(trace: Trace) {
    const open: { from: number; to: number }[] = [];
    for (let row = 0; row < trace.length; row++) {
      const kind = trace.core.kind[row]!;
      if (kind !== EventKind.recordingBegin && kind !== EventKind.recordingEnd) continue;
      if (!telling.has(trace.strings.at(trace.core.note[row]!))) continue;
      if (kind === EventKind.recordingBegin)
        open.push({ from: trace.core.elapsed[row]!, to: Number.POSITIVE_INFINITY });
      else {
        const begun = open.shift();
        if (begun !== undefined) this.#spans.push({ ...begun, to: trace.core.elapsed[row]! });
      }
    }
    const system = trustNames.indexOf('system');
    const unknown = trustNames.indexOf('unknown');
    const { provenanceColumns } = trace;
    this.hasSystemLines = false;
    for (let row = 0; row < trace.length && !this.hasSystemLines; row++) {
      const trust = provenanceColumns?.trust[row];
      const isLine = (provenanceColumns?.line[row] ?? 0) > 0;
      this.hasSystemLines = isLine && (trust === system || trust === unknown);
    }
  }

  /** Why an outcome at this moment could not have been seen, in words; `undefined` when it could. */
  blindness(outcome: OutcomeName, elapsed: number): string | undefined {
    if (leavesNoTrace.has(outcome)) return 'the system writes nothing about this outcome; only the app is told';
    if (!this.hasSystemLines) return 'the log holds no line of the system';
    if (this.#spans.some((span) => span.from <= elapsed && elapsed <= span.to)) return undefined;
    const last = this.#spans.reduce((latest, span) => Math.max(latest, span.to), Number.NEGATIVE_INFINITY);
    return elapsed > last ? 'the log ends before this moment' : 'no log of the system covers this moment';
  }
}
