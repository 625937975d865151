/** What is open on a connected device, by this desktop's journal and the copy on the device. Takes no lock, writes nothing. */
import path from 'node:path';
import { fail, ok, type Result } from '../../../engine/result.js';
import type { AdbPort } from '../devices/adb-port.js';
import type { Desktop, DeviceIdentity, EntryRecord } from './change.js';
import type { PlacedProblem } from './device-ledger.js';
import { errorText, nodeJournalFiles } from './journal/journal-files.js';
import { journalName } from './journal/journal-folder.js';
import { readJournal, type JournalProblem } from './journal/read-journal.js';
import { runSteps, type Appender } from './run-steps.js';
import { meetDevice, openDevice } from './steps/read-device.js';

export interface LookedAtDevice {
  readonly device: DeviceIdentity;
  /** The journal on this desktop, whether there is one or not. */
  readonly file: string;
  readonly open: readonly EntryRecord[];
  readonly problems: readonly PlacedProblem[];
}

/** Of another desktop's entries nothing is taken over. */
const takesNothing: Appender = { append: () => Promise.resolve(ok(undefined)) };
const nobody: Desktop = { id: '', name: '' };

const onDesktop = (problem: JournalProblem): PlacedProblem => ({ ...problem, where: 'desktop' });
const onDevice = (problem: JournalProblem): PlacedProblem => ({ ...problem, where: 'device' });

/** `folder`: that of the journals. The error says what to do. */
export async function lookAtDevice(port: AdbPort, folder: string): Promise<Result<LookedAtDevice, string>> {
  const met = await runSteps(meetDevice(), port, takesNothing);
  if (!met.ok) return met;
  const file = path.join(folder, journalName(met.value.device));
  let known: Uint8Array;
  try {
    known = (await nodeJournalFiles.read(file)) ?? new Uint8Array(0);
  } catch (error) {
    return fail(`${file} cannot be read: ${errorText(error)}`);
  }
  const local = readJournal(known, { isNumbered: true });
  const opened = await runSteps(
    openDevice(met.value, local, nobody, () => ''),
    port,
    takesNothing,
  );
  if (!opened.ok) return opened;
  const { book, copyProblems, device } = opened.value.state;
  const problems = [...local.problems.map(onDesktop), ...copyProblems.map(onDevice)];
  return ok({ device, file, open: book.open, problems });
}
