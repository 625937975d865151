/**
 * What a recording could have shown. Time that was not observed never counts as agreement, nor as a miss.
 *
 * What system_server does about a limit stands in the system buffer ("FGS (dataSync) timed out") and mostly in the event log
 * too (30103). It could have been seen while a log ran that holds lines of system_server at all (people filter by package;
 * buffers of one file begin at different moments), unless logd dropped lines of the system at that moment.
 */
import type { OutcomeName } from '../android/outcomes.js';
import { isSystemUid } from '../android/uids.js';
import { MS_PER_MINUTE } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';
import { Intervals, type Interval } from './intervals.js';

/** A log of one of these buffers, or of several merged, can show what system_server does. */
const telling: ReadonlySet<string> = new Set(['unknown', 'system', 'events']);

/** Outcomes that no line of the system ever shows: the exception goes to the app alone (spec/fgs-limits.md 2.4, 7.1). */
const leavesNoTrace: ReadonlySet<OutcomeName> = new Set<OutcomeName>(['start-denied-exhausted', 'start-denied-boot']);

/** Outcomes that have a line and no event: an event log alone does not show them. */
const lineOnly: ReadonlySet<OutcomeName> = new Set<OutcomeName>(['short-service-demoted']);

/** From the last line of one boot to the first of the next: longer, and the log was not there, not the device. */
const LONGEST_RESTART_MS = 10 * MS_PER_MINUTE;

/** Lines that logd says it dropped stood about here. */
const LOSS_REACHES_MS = MS_PER_MINUTE;

/** Why an outcome could not have been seen. */
export interface Blindness {
  readonly words: string;
  /** The recording ended, or was broken off, before the moment came: what would have shown is not known. */
  readonly isCutOff: boolean;
  /** The device was down. */
  readonly isRestart?: boolean;
}

export class Coverage {
  readonly #all: Intervals;
  readonly #lines: Intervals;
  readonly #losses: Intervals;
  readonly #gaps: Intervals;
  readonly #restarts: Intervals;

  constructor(trace: Trace) {
    const recordings = recordingsOf(trace);
    this.#all = new Intervals(recordings);
    this.#lines = new Intervals(recordings.filter(({ buffer }) => buffer !== 'events'));
    const { kind, elapsed, uid, argument } = trace.core;
    const losses: Interval[] = [];
    const gaps: Interval[] = [];
    for (let row = 0; row < trace.length; row++) {
      const at = elapsed[row]!;
      if (kind[row] === EventKind.gap) gaps.push({ from: at, to: at + (argument[row]! || 0) });
      else if (kind[row] === EventKind.recordsLost && (uid[row]! < 0 || isSystemUid(uid[row]!)))
        losses.push({ from: at - LOSS_REACHES_MS, to: at + LOSS_REACHES_MS });
    }
    this.#restarts = new Intervals(restartsOf(trace));
    this.#losses = new Intervals(losses);
    this.#gaps = new Intervals(gaps);
  }

  /** Why an outcome at this moment could not have been seen; `undefined` when it could. */
  blindness(outcome: OutcomeName, elapsed: number): Blindness | undefined {
    if (leavesNoTrace.has(outcome)) return blind('the system writes nothing about this outcome; only the app is told');
    if (this.#restarts.has(elapsed))
      return { words: 'the device was restarting at this moment', isCutOff: true, isRestart: true };
    if (this.#all.isEmpty) return blind('the log holds no line of the system');
    const recordings = lineOnly.has(outcome) ? this.#lines : this.#all;
    if (recordings.isEmpty)
      return blind('the system writes no event about this outcome, and the log holds nothing else');
    if (this.#gaps.has(elapsed)) return { words: 'the recording was broken off at this moment', isCutOff: true };
    if (elapsed > recordings.end) return { words: 'the log ends before this moment', isCutOff: true };
    if (!recordings.has(elapsed)) return blind('no log of the system covers this moment');
    if (this.#losses.has(elapsed)) return blind('the log dropped lines of the system about this moment');
    return undefined;
  }
}

function blind(words: string): Blindness {
  return { words, isCutOff: false };
}

/** While the device was down: before each boot that a line shows. */
function restartsOf(trace: Trace): Interval[] {
  const { elapsed } = trace.core;
  const restarts: Interval[] = [];
  for (const row of trace.rowsOfKind(EventKind.boot)) {
    const to = elapsed[row]!;
    let before = row - 1;
    while (before >= 0 && elapsed[before]! >= to) before--;
    if (before < 0 || trace.provenance(row) === undefined) continue;
    if (to - elapsed[before]! <= LONGEST_RESTART_MS) restarts.push({ from: elapsed[before]! + 1, to });
  }
  return restarts;
}

/** From where to where each log could have shown what system_server does. */
function recordingsOf(trace: Trace): (Interval & { readonly buffer: string })[] {
  const begun = new Map<string, number[]>();
  const found: (Interval & { readonly buffer: string })[] = [];
  const { kind, elapsed, note } = trace.core;
  for (let row = 0; row < trace.length; row++) {
    if (kind[row] !== EventKind.recordingBegin && kind[row] !== EventKind.recordingEnd) continue;
    const buffer = trace.strings.at(note[row]!);
    if (!telling.has(buffer)) continue;
    const open = begun.get(buffer) ?? [];
    begun.set(buffer, open);
    if (kind[row] === EventKind.recordingBegin) open.push(elapsed[row]!);
    else if (open.length > 0) found.push({ from: open.shift()!, to: elapsed[row]!, buffer });
  }
  return found;
}
