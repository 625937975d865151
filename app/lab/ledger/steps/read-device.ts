/** First contact: who the device is, which boot it runs, and what its copy of the journal says. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import { entryName, type Desktop, type DeviceIdentity, type EntryRecord } from '../change.js';
import { Book, isSameDevice } from '../book.js';
import { readJournal, type JournalProblem, type ReadJournal } from '../journal/read-journal.js';
import { bootIdPath, deviceWords, isBootId } from '../shell-text.js';
import { copyPath, MAX_COPY_BYTES } from './device-copy.js';
import type { DeviceState } from './device-state.js';
import { pull, record, shell, type Steps } from './effects.js';

const properties = ['ro.serialno', 'ro.boot.qemu.avd_name', 'ro.build.fingerprint', 'ro.build.version.sdk'];

export interface Met {
  readonly device: DeviceIdentity;
  readonly boot: string;
}

/** Asks who the device is. Nothing is believed that does not look as it must: the journal is filed under it. */
export function* meetDevice(): Steps<Result<Met, string>> {
  const command = [`cat ${bootIdPath}`, ...properties.map((name) => `getprop ${name}`)].join('; ');
  const answer = yield* shell(command);
  if (!answer.ok) return fail(`the device does not answer: ${answer.error.text}`);
  const [boot = '', serialno = '', avd = '', fingerprint = '', sdk = ''] = answer.value.stdout
    .split('\n')
    .map((line) => line.trim());
  if (!isBootId(boot)) return fail(`the device tells no boot id (${deviceWords(answer.value)})`);
  if (serialno === '' || serialno.length > 200 || avd.length > 200) return fail('the device tells no serial number');
  if (!/^[1-9][0-9]{0,4}$/.test(sdk)) return fail(`the device tells no SDK level, but "${sdk.slice(0, 40)}"`);
  return ok({ device: { serialno, avd, fingerprint: fingerprint.slice(0, 300), sdk: Number(sdk) }, boot });
}

export interface OpenedDevice {
  readonly state: DeviceState;
  /** Entries of other desktops that could not be taken into this desktop's journal. */
  readonly unrecorded: readonly string[];
}

/**
 * Joins the desktop's journal with the copy on the device. What the copy knows better (another desktop's changes, or the end
 * of ours that another desktop brought about) goes into the desktop's journal too.
 */
export function* openDevice(
  { device, boot }: Met,
  local: ReadJournal,
  desktop: Desktop,
  now: () => string,
): Steps<Result<OpenedDevice, string>> {
  const pulled = yield* pull(copyPath, MAX_COPY_BYTES);
  if (!pulled.ok) return fail(`the copy of the journal on the device cannot be read: ${pulled.error.text}`);
  const copy = readJournal(pulled.value ?? new Uint8Array(0), { isNumbered: false });
  const book = new Book();
  for (const known of local.records) if (isSameDevice(known.device, device)) book.add(known);
  const unrecorded: string[] = [];
  const fromCopy = new Set<string>();
  const strangers: JournalProblem[] = [];
  for (const [index, found] of copy.records.entries()) {
    if (!isSameDevice(found.device, device)) {
      strangers.push({ what: 'malformed', line: index + 1, text: `about another device, ${found.device.serialno}` });
      continue;
    }
    fromCopy.add(entryName(found));
    if (!book.add(found)) continue;
    const recorded = yield* record(found);
    if (!recorded.ok) unrecorded.push(`${nameForPeople(found)}: ${recorded.error}`);
  }
  const copyProblems = [...copy.problems, ...strangers];
  return ok({ state: { device, boot, desktop, book, fromCopy, copyProblems, now }, unrecorded });
}

const nameForPeople = ({ desktop, kind }: EntryRecord): string => `${kind}, changed by ${desktop.name}`;
