/** What a procedure knows while it works on one device. */
import type { Desktop, DeviceIdentity, EntryRecord } from '../change.js';
import type { Book } from '../book.js';
import type { JournalProblem } from '../journal/read-journal.js';

export interface DeviceState {
  readonly device: DeviceIdentity;
  /** Boot id under which this connection was opened; every command is refused under another. */
  readonly boot: string;
  readonly desktop: Desktop;
  readonly book: Book;
  /** What the copy on the device says of changes made by other desktops; kept there until they have seen the end. */
  readonly fromCopy: ReadonlySet<string>;
  /** What could not be read in the copy on the device. */
  readonly copyProblems: readonly JournalProblem[];
  /** ISO 8601, UTC. */
  readonly now: () => string;
}

/** What a line of the journal can hold. */
const MAX_NOTE_CHARACTERS = 1000;

/** A record as it goes on: same entry, another state. */
export function next(
  { now }: DeviceState,
  of: EntryRecord,
  state: EntryRecord['state'],
  more: Partial<Pick<EntryRecord, 'found' | 'note'>>,
): EntryRecord {
  const { session, entry, run, desktop, device, boot, kind, target, before, want, undo } = of;
  const note = more.note === undefined ? {} : { note: more.note.slice(0, MAX_NOTE_CHARACTERS) };
  const place = { session, entry, run, desktop, device, boot };
  return { ...place, kind, target, before, want, undo, state, at: now(), ...more, ...note };
}
