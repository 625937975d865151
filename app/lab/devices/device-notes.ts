/** What people write about a device. */
import { fail, ok, type Result } from '../../../engine/result.js';
import type { DeviceChanges } from './device-fleet.js';

export interface DeviceNotes {
  readonly name: string | null;
  readonly labels: readonly string[];
  readonly note: string;
  readonly ignored: boolean;
}

export const noNotes: DeviceNotes = { name: null, labels: [], note: '', ignored: false };

/** Texts that people write are bounded, and labels are words without doubles. */
export function notesAfter(notes: DeviceNotes, changes: DeviceChanges): Result<DeviceNotes, string> {
  const { name, labels = notes.labels, note = notes.note, ignored = notes.ignored } = changes;
  if ((name ?? '').length > 100) return fail('a name has at most 100 characters');
  if (note.length > 5000) return fail('a note has at most 5000 characters');
  if (labels.length > 50 || labels.some((label) => label.trim() === '' || label.length > 50))
    return fail('at most 50 labels, each of 1 to 50 characters');
  const trimmed = name?.trim();
  return ok({
    name: trimmed === undefined ? notes.name : trimmed === '' ? null : trimmed,
    labels: [...new Set(labels.map((label) => label.trim()))],
    note,
    ignored,
  });
}
