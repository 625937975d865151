/**
 * The copy of the journal on the device: whoever meets the device next, with or without the desktop that changed it, finds
 * there what to undo. It is replaced as a whole (pushed beside, then renamed), so it is never torn.
 */
import { fail, ok, type Result } from '../../../../engine/result.js';
import { entryName, type EntryRecord } from '../change.js';
import { encodeLine } from '../journal/journal-line.js';
import { deviceWords, guarded, word } from '../shell-text.js';
import type { DeviceState } from './device-state.js';
import { push, shell, type Steps } from './effects.js';

/** The shell may write here on every build, and apps cannot. */
const folder = '/data/local/tmp/curfew';
export const copyPath = `${folder}/journal.jsonl`;
const newCopyPath = `${folder}/journal.new`;

/** A copy holds one line per change of a run; more than this is not ours. */
export const MAX_COPY_BYTES = 1 << 20;

/** Sessions that still have something open, and what other desktops have not seen the end of. */
function linesOf({ book, desktop, fromCopy }: DeviceState): readonly EntryRecord[] {
  const unfinished = new Set(book.open.map(({ session }) => session));
  return book.records.filter(
    (record) => unfinished.has(record.session) || (record.desktop.id !== desktop.id && fromCopy.has(entryName(record))),
  );
}

const encoded = new WeakMap<EntryRecord, string>();

/** Numbered by its place in its session: a copy is a choice of lines, so jumps mean nothing there. */
function lineOf(record: EntryRecord): string {
  const known = encoded.get(record) ?? `${encodeLine(record.entry, record)}\n`;
  encoded.set(record, known);
  return known;
}

/** Makes the copy say what the book says. Removes it when there is nothing left to say. */
export function* writeCopy(state: DeviceState): Steps<Result<void, string>> {
  const records = linesOf(state);
  if (records.length === 0) {
    return yield* settle(state, `rm -f ${word(copyPath)} ${word(newCopyPath)}; rmdir ${word(folder)}; true`);
  }
  const bytes = new TextEncoder().encode(records.map(lineOf).join(''));
  if (bytes.length > MAX_COPY_BYTES) return fail('the copy of the journal on the device would be too long');
  const pushed = yield* push(newCopyPath, bytes);
  if (!pushed.ok) return fail(`the journal could not be copied to the device: ${pushed.error.text}`);
  return yield* settle(state, `mv -f ${word(newCopyPath)} ${word(copyPath)}`);
}

function* settle({ boot }: DeviceState, line: string): Steps<Result<void, string>> {
  const done = yield* shell(guarded(boot, line));
  if (!done.ok) return fail(`the journal could not be copied to the device: ${done.error.text}`);
  if (done.value.exitCode === 0) return ok(undefined);
  const said = deviceWords(done.value);
  return fail(
    `the journal could not be copied to the device: ${said === '' ? `exit code ${done.value.exitCode}` : said}`,
  );
}
