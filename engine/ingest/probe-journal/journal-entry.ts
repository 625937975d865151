/** A line of the journal together with where it stands: in the journal's file, or in a log. */
import type { LogRecord, Provenance } from '../record.js';
import type { JournalLine } from './journal-events.js';
import { parseJournalLine } from './parse-journal-line.js';

/** The tag under which the probe writes its journal to logcat as well (`logTag` of native-probe-apk/probe.json). */
export const probeTag = 'CurfewProbe';

export interface JournalEntry {
  readonly line: JournalLine;
  readonly provenance: Provenance;
}

/**
 * The journal's line in a log record, when it is one and was written by the process that it names: another app may copy a line, but
 * not the pid and uid that logd adds.
 */
export function journalEntryOf({ tag, message, writer, provenance }: LogRecord): JournalEntry | undefined {
  if (tag.trim() !== probeTag) return undefined;
  const parsed = parseJournalLine(message.trim());
  if (!parsed.ok) return undefined;
  const line = parsed.value;
  if (writer.pid !== undefined && writer.pid !== line.pid) return undefined;
  if (writer.uid !== undefined && writer.uid !== line.uid) return undefined;
  return { line, provenance };
}
