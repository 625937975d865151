/** What the ledger knows of a device, without a lock and without changing anything. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../../engine/result.js';
import { Book } from '../ledger/book.js';
import type { DeviceIdentity, EntryRecord } from '../ledger/change.js';
import { errorText, hasCode } from '../ledger/journal/journal-files.js';
import { journalName } from '../ledger/journal/journal-folder.js';
import { readJournal } from '../ledger/journal/read-journal.js';
import { copyPath } from '../ledger/steps/device-copy.js';
import type { AdbPort } from './adb-port.js';
import type { OpenChange } from './fleet.js';

export interface LedgerState {
  /** Open as far as this desktop knows. */
  readonly open: readonly EntryRecord[];
  /** The device carries a copy: some desktop has not finished. */
  readonly hasCopy: boolean;
}

export async function readLedgerState(
  folder: string,
  device: Pick<DeviceIdentity, 'serialno' | 'avd'>,
  port: AdbPort,
): Promise<Result<LedgerState, string>> {
  const open = await openEntries(folder, device);
  if (!open.ok) return open;
  const answer = await port.shell(`if [ -e ${copyPath} ]; then echo copy; fi`);
  if (!answer.ok) return fail(answer.error.text);
  return ok({ open: open.value, hasCopy: answer.value.stdout.startsWith('copy') });
}

/** What this desktop's journal says is not undone yet, the device being connected or not. */
export async function openEntries(
  folder: string,
  device: Pick<DeviceIdentity, 'serialno' | 'avd'>,
): Promise<Result<readonly EntryRecord[], string>> {
  const file = path.join(folder, journalName(device));
  try {
    const book = new Book();
    for (const record of readJournal(await readFile(file), { isNumbered: true }).records) book.add(record);
    return ok(book.open);
  } catch (error) {
    return hasCode(error, 'ENOENT') ? ok([]) : fail(`${file} cannot be read: ${errorText(error)}`);
  }
}

export const openChangeOf = ({ run, kind, target, before, want, undo }: EntryRecord): OpenChange => ({
  run,
  kind,
  subject: Object.values(target).join(' '),
  before,
  during: want,
  undo,
});
