/** Everything that was ever changed on a device, as the journals on this computer tell it; the latest first. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../../engine/result.js';
import { Book } from '../../lab/ledger/book.js';
import type { EntryRecord } from '../../lab/ledger/change.js';
import { nodeJournalFiles } from '../../lab/ledger/journal/journal-files.js';
import { readJournal } from '../../lab/ledger/journal/read-journal.js';
import type { LedgerLine } from '../contract.js';
import { isAbsent, messageOf } from '../file-errors.js';

/** A list for people; older ones stay in the journals. */
const maxLines = 5_000;

export async function ledgerLines(folder: string): Promise<Result<readonly LedgerLine[], string>> {
  try {
    const lines: LedgerLine[] = [];
    for (const name of await journalNames(folder)) {
      const bytes = await nodeJournalFiles.read(path.join(folder, name));
      const book = new Book();
      for (const record of readJournal(bytes ?? new Uint8Array(0), { isNumbered: true }).records) book.add(record);
      lines.push(...book.records.map(lineOf));
    }
    return ok(lines.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, maxLines));
  } catch (error) {
    return fail(`The journals in ${folder} cannot be read: ${messageOf(error)}`);
  }
}

async function journalNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function lineOf({ device, at, run, kind, target, state, before, want, undo }: EntryRecord): LedgerLine {
  const { serialno, avd } = device;
  return {
    device: avd === '' ? serialno : `${serialno} (${avd})`,
    at,
    run,
    kind,
    subject: Object.values(target).join('/'),
    state,
    before,
    during: want,
    undo,
  };
}
