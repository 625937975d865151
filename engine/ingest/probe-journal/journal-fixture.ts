/** Lines of the probe's journal for tests. */
import type { JournalEntry } from './journal-entry.js';
import { parseJournalLine } from './parse-journal-line.js';

export const PROBE = 'dev.curfew.probe.t35';
export const PROBE_UID = 10_212;
export const DATA_SYNC = `${PROBE}/dev.curfew.probe.DataSync`;
const BOOT = 'dbbacb82-620c-42c8-9e60-21237e01d37e';
const BOOTED_AT = 1_790_449_096_477;

/** A line as the Java writes it, with anything about it replaced. */
export function journalText(event: string, members: Readonly<Record<string, unknown>> = {}): string {
  const elapsed = Number(members['elapsed'] ?? 1_000_000);
  const clock = { up: members['up'] ?? elapsed, elapsed, wall: members['wall'] ?? BOOTED_AT + elapsed };
  const head = { v: 1, seq: 1, ...clock, uid: PROBE_UID, pid: 4711, process: PROBE, boot: BOOT };
  return JSON.stringify({ ...head, event, ...members });
}

/** The same as an entry; throws where the line would be refused. */
export function journalEntry(event: string, members: Readonly<Record<string, unknown>> = {}): JournalEntry {
  const rawText = journalText(event, members);
  const parsed = parseJournalLine(rawText);
  if (!parsed.ok) throw new Error(`${parsed.error}: ${rawText}`);
  const line = Number(members['seq'] ?? 1);
  return { line: parsed.value, provenance: { source: 0, line, byteStart: 0, byteEnd: 0, buffer: 'unknown', rawText } };
}
