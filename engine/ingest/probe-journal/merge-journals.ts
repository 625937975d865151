/**
 * One account of one device out of several: the journals of the app's processes, and the copies of their lines in logs. A line that is
 * in two of them is one line; a number that is in none is a lost line.
 */
import type { JournalEntry } from './journal-entry.js';

export interface MergedJournal {
  /** Boot by boot; within a boot in the order of elapsed time, within a millisecond in the order of each process's numbers. */
  readonly entries: readonly JournalEntry[];
  readonly gaps: readonly JournalGap[];
}

/** Lines of one process name that nobody has. What fell out of the ring's end is before the first line and no gap. */
export interface JournalGap {
  readonly process: string;
  /** Numbers of the last line before and the first line after. */
  readonly after: number;
  readonly before: number;
  readonly missing: number;
}

export function mergeJournals(accounts: readonly (readonly JournalEntry[])[]): MergedJournal {
  const unique = new Map<string, JournalEntry>();
  for (const entry of accounts.flat()) {
    const key = identity(entry);
    if (!unique.has(key)) unique.set(key, entry);
  }
  const boots = orderOfBoots([...unique.values()]);
  const entries = [...unique.values()].sort(
    ({ line: a }, { line: b }) =>
      (boots.get(a.boot) ?? 0) - (boots.get(b.boot) ?? 0) || a.elapsed - b.elapsed || a.seq - b.seq,
  );
  return { entries, gaps: gapsIn(entries) };
}

/** A number is used once by one process name; the clock tells apart what an app writes that was installed anew. */
function identity({ line }: JournalEntry): string {
  return `${line.process} ${line.seq} ${line.boot} ${line.elapsed}`;
}

/** Boot ids say nothing of their order: the wall clock does. By a boot's last line it had the most time to be set right. */
function orderOfBoots(entries: readonly JournalEntry[]): ReadonlyMap<string, number> {
  const last = new Map<string, JournalEntry['line']>();
  for (const { line } of entries) {
    const known = last.get(line.boot);
    if (known === undefined || line.elapsed > known.elapsed) last.set(line.boot, line);
  }
  const ordered = [...last.values()].sort((a, b) => a.wall - a.elapsed - (b.wall - b.elapsed));
  return new Map(ordered.map(({ boot }, place) => [boot, place]));
}

/** By number and not by time. An app that was installed anew counts from 1 again: that can hide a gap, and invents none. */
function gapsIn(entries: readonly JournalEntry[]): JournalGap[] {
  const numbersOf = new Map<string, number[]>();
  for (const { line } of entries) {
    const numbers = numbersOf.get(line.process);
    if (numbers === undefined) numbersOf.set(line.process, [line.seq]);
    else numbers.push(line.seq);
  }
  return [...numbersOf].flatMap(([process, numbers]) => {
    const sorted = numbers.sort((a, b) => a - b);
    return sorted.flatMap((before, place): JournalGap[] => {
      const after = sorted[place - 1];
      if (after === undefined || before <= after + 1) return [];
      return [{ process, after, before, missing: before - after - 1 }];
    });
  });
}
