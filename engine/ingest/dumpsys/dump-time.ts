/**
 * When something in a dump happened, before the moment of the dump itself is known.
 *
 *     before-dump           ages such as `-1m2s3ms`, counted on elapsed time back from the moment of the dump
 *     since-history-start   batterystats history: counts on across reboots, but not while the device was off
 */
import type { FactBody } from '../fact.js';
import { maxRawTextLength } from '../limits.js';
import type { Stamp } from '../record.js';

export type DumpTime =
  | { readonly at: 'stamp'; readonly stamp: Stamp }
  | { readonly at: 'before-dump'; readonly agoMs: number }
  | {
      readonly at: 'since-history-start';
      readonly elapsedMs: number;
      /** Wall clock at the history's zero, according to the last `TIME` record: `historyEpochMs + elapsedMs` is the wall clock of the fact. */
      readonly historyEpochMs?: number;
      /** The same where the dump prints local time without a zone (text history); counts as if the zone were UTC. */
      readonly historyLocalMs?: number;
      /** How many times the system has started since the history began. */
      readonly boot: number;
    };

/** A fact of a dump with its place in the source. `byteEnd` is behind the last byte of the line or block. */
export interface DumpFact {
  readonly time: DumpTime;
  readonly body: FactBody;
  readonly line: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly rawText: string;
  /** The state already held when the history began: the true beginning is earlier than `time`. */
  readonly standing?: true;
}

/** A line that looked like one of the dump's own and could not be read. */
export interface DumpProblem {
  /** One short sentence, the same for every occurrence. */
  readonly what: string;
  readonly line: number;
  readonly text: string;
}

export interface DumpSink {
  fact(fact: DumpFact): void;
  problem(problem: DumpProblem): void;
}

/** What every reader of a dump is: fed its lines in order, then told that there are no more. */
export interface DumpReader {
  /** `text` without its line end; the byte range is that of the line in its source. */
  line(text: string, lineNumber: number, byteStart: number, byteEnd: number): void;
  finish(): void;
}

/** Gives a fact that counts back from the dump its place on the clock, once the moment of the dump is known. */
export function resolveAge(fact: DumpFact, dumpedAt: Stamp): DumpFact {
  if (fact.time.at !== 'before-dump') return fact;
  const { agoMs } = fact.time;
  switch (dumpedAt.clock) {
    case 'local':
    case 'year-less':
      return { ...fact, time: { at: 'stamp', stamp: { ...dumpedAt, localMs: dumpedAt.localMs - agoMs } } };
    case 'epoch':
      return { ...fact, time: { at: 'stamp', stamp: { clock: 'epoch', epochMs: dumpedAt.epochMs - agoMs } } };
    case 'monotonic':
      return {
        ...fact,
        time: { at: 'stamp', stamp: { clock: 'monotonic', sinceBootMs: dumpedAt.sinceBootMs - agoMs } },
      };
    default:
      return fact;
  }
}

/** A line as proof, cut at the length that is kept. */
export function proofText(text: string): string {
  return text.length <= maxRawTextLength ? text : text.slice(0, maxRawTextLength);
}

/** Shape of the callback that line splitters feed. */
export type LineTarget = (bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number) => void;

/** Lets a reader of strings stand where lines come as bytes. Damaged UTF-8 becomes U+FFFD. */
export function lineTargetOf(reader: DumpReader): LineTarget {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return (bytes, start, end, lineNumber, byteStart) => {
    reader.line(decoder.decode(bytes.subarray(start, end)), lineNumber, byteStart, byteStart + end - start);
  };
}
