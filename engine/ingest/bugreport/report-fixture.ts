/** Runs a text through the router in tests, line by line, and notes what went where. */
import type { DumpFact, DumpProblem } from '../dumpsys/dump-time.js';
import type { Stamp } from '../record.js';
import { BugreportRouter, type ReportPart } from './sections.js';

export interface RoutedReport {
  readonly parts: {
    part: ReportPart;
    startLine: number;
    lines: string[];
    count: number;
    endedAt: Stamp | undefined;
    ended: boolean;
  }[];
  readonly facts: DumpFact[];
  readonly problems: DumpProblem[];
  readonly router: BugreportRouter;
}

const decoder = new TextDecoder();

/** `keepLines: false` only counts, for measurements. */
export function routeReport(bytes: Uint8Array, keepLines = true): RoutedReport {
  const parts: RoutedReport['parts'] = [];
  const facts: DumpFact[] = [];
  const problems: DumpProblem[] = [];
  const router = new BugreportRouter({
    partStart: (part, startLine) => {
      const entry = { part, startLine, lines: [] as string[], count: 0, endedAt: undefined, ended: false };
      parts.push(entry);
      return (source, start, end) => {
        entry.count++;
        if (keepLines) entry.lines.push(decoder.decode(source.subarray(start, end)));
      };
    },
    partEnd: (_part, endedAt) => {
      const last = parts.at(-1);
      if (last !== undefined) Object.assign(last, { endedAt, ended: true });
    },
    fact: (fact) => facts.push(fact),
    problem: (problem) => problems.push(problem),
  });
  feedLines(bytes, (...line) => router.line(...line));
  router.finish();
  return { parts, facts, problems, router };
}

/** Calls `onLine` for each line without its LF or CR LF. */
export function feedLines(
  bytes: Uint8Array,
  onLine: (bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number) => void,
): void {
  let lineNumber = 0;
  for (let at = 0; at < bytes.length;) {
    const feed = bytes.indexOf(10, at);
    const stop = feed < 0 ? bytes.length : feed;
    lineNumber++;
    onLine(bytes, at, stop > at && bytes[stop - 1] === 13 ? stop - 1 : stop, lineNumber, at);
    at = stop + 1;
  }
}
