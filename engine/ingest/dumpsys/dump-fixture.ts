/** Feeds a text to a dump reader in tests, with the line numbers and byte positions it has in a file. */
import { createDumpReader, type DumpKind } from './dump-kind.js';
import type { DumpFact, DumpProblem } from './dump-time.js';

export interface DumpRead {
  readonly facts: DumpFact[];
  readonly problems: DumpProblem[];
}

export function readDump(kind: DumpKind, source: string | Uint8Array): DumpRead {
  const result: DumpRead = { facts: [], problems: [] };
  const reader = createDumpReader(kind, {
    fact: (fact) => result.facts.push(fact),
    problem: (problem) => result.problems.push(problem),
  });
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  const decoder = new TextDecoder();
  let lineNumber = 0;
  for (let at = 0; at < bytes.length;) {
    const feed = bytes.indexOf(10, at);
    const stop = feed < 0 ? bytes.length : feed;
    const end = stop > at && bytes[stop - 1] === 13 ? stop - 1 : stop;
    lineNumber++;
    reader.line(decoder.decode(bytes.subarray(at, end)), lineNumber, at, end);
    at = stop + 1;
  }
  reader.finish();
  return result;
}

/** How often each kind of fact occurs. */
export function countKinds(facts: readonly DumpFact[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { body } of facts) counts[body.kind] = (counts[body.kind] ?? 0) + 1;
  return counts;
}
