/**
 * What a recording could have shown. Time that was not observed never counts as agreement, nor as a miss.
 *
 * The outcomes of time-limited types are written by system_server to the system buffer ("FGS (dataSync) timed out") and to
 * the event log (30103). They could have been seen while a log ran that holds lines of system_server at all (people filter by
 * package; buffers of one file begin at different moments), unless logd dropped lines of the system at that moment.
 */
import type { OutcomeName } from '../android/outcomes.js';
import { isSystemUid } from '../android/uids.js';
import { MS_PER_MINUTE } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';

/** A log of one of these buffers, or of several merged, can show what system_server does. */
const telling: ReadonlySet<string> = new Set(['unknown', 'system', 'events']);

/** Outcomes that no line of the system ever shows: the exception goes to the app alone (spec/fgs-limits.md 2.4, 7.1). */
const leavesNoTrace: ReadonlySet<OutcomeName> = new Set<OutcomeName>(['start-denied-exhausted', 'start-denied-boot']);

/** Lines that logd says it dropped stood about here. */
const LOSS_REACHES_MS = MS_PER_MINUTE;

export class Coverage {
  readonly #spans: { readonly from: number; readonly to: number }[] = [];
  readonly #losses: number[] = [];

  constructor(trace: Trace) {
    const begun: number[] = [];
    const { kind, elapsed, note, uid } = trace.core;
    for (let row = 0; row < trace.length; row++) {
      switch (kind[row]) {
        case EventKind.recordingBegin:
          if (telling.has(trace.strings.at(note[row]!))) begun.push(elapsed[row]!);
          break;
        case EventKind.recordingEnd: {
          const from = telling.has(trace.strings.at(note[row]!)) ? begun.shift() : undefined;
          if (from !== undefined) this.#spans.push({ from, to: elapsed[row]! });
          break;
        }
        case EventKind.recordsLost:
          if (uid[row]! < 0 || isSystemUid(uid[row]!)) this.#losses.push(elapsed[row]!);
          break;
        default:
          break;
      }
    }
  }

  get hasSystemLines(): boolean {
    return this.#spans.length > 0;
  }

  /** Why an outcome at this moment could not have been seen, in words; `undefined` when it could. */
  blindness(outcome: OutcomeName, elapsed: number): string | undefined {
    if (leavesNoTrace.has(outcome)) return 'the system writes nothing about this outcome; only the app is told';
    if (!this.hasSystemLines) return 'the log holds no line of the system';
    if (!this.#spans.some((span) => span.from <= elapsed && elapsed <= span.to)) {
      const last = this.#spans.reduce((latest, span) => Math.max(latest, span.to), Number.NEGATIVE_INFINITY);
      return elapsed > last ? 'the log ends before this moment' : 'no log of the system covers this moment';
    }
    if (this.#losses.some((loss) => Math.abs(loss - elapsed) <= LOSS_REACHES_MS))
      return 'the log dropped lines of the system about this moment';
    return undefined;
  }
}
