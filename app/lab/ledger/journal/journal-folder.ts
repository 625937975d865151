/** The folder with the journals of all devices, and this desktop's name in them. */
import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { Desktop, DeviceIdentity, EntryRecord } from '../change.js';
import { Book } from '../book.js';
import { errorText, hasCode, nodeJournalFiles, type JournalFiles } from './journal-files.js';
import { readJournal, type JournalProblem } from './read-journal.js';

/** A device's serial number may be any text: the name keeps what is harmless of it and is unique by a hash. */
export function journalName({ serialno, avd }: Pick<DeviceIdentity, 'serialno' | 'avd'>): string {
  const readable = [serialno, avd].filter((part) => part !== '').join('_');
  const harmless = readable.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 40);
  const hash = createHash('sha256')
    .update(JSON.stringify([serialno, avd]))
    .digest('hex')
    .slice(0, 12);
  return `${harmless}-${hash}.jsonl`;
}

const encoder = new TextEncoder();

/** This installation's name, made when it is first asked for. A new one is made where the file cannot be understood. */
export async function desktopOf(
  folder: string,
  files: JournalFiles = nodeJournalFiles,
): Promise<Result<Desktop, string>> {
  const file = path.join(folder, 'desktop.json');
  try {
    const known = readDesktop(await files.read(file));
    if (known !== undefined) return ok(known);
    const desktop: Desktop = { id: randomUUID(), name: hostname().slice(0, 200) };
    await files.makeFolder(folder);
    const fresh = `${file}.${desktop.id}`;
    const handle = await files.openAppend(fresh);
    try {
      const bytes = encoder.encode(`${JSON.stringify(desktop)}\n`);
      for (let from = 0; from < bytes.length;) from += await handle.write(bytes.subarray(from));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await files.rename(fresh, file);
    await files.syncFolder(folder);
    return ok(desktop);
  } catch (error) {
    return fail(`${file} cannot be written: ${errorText(error)}`);
  }
}

function readDesktop(bytes: Uint8Array | null): Desktop | undefined {
  if (bytes === null) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof json !== 'object' || json === null || !('id' in json) || !('name' in json)) return undefined;
  const { id, name } = json;
  const isName = typeof name === 'string' && name.length <= 200;
  return isName && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) ? { id, name } : undefined;
}

/** A device that some journal of this desktop knows. */
export interface KnownDevice {
  readonly file: string;
  readonly device: DeviceIdentity;
  /** What is not undone yet, as far as this desktop knows. */
  readonly open: readonly EntryRecord[];
  readonly problems: readonly JournalProblem[];
}

/** All devices with a journal here, attached or not. Files that cannot be read are told in `unreadable`. */
export async function knownDevices(
  folder: string,
  files: JournalFiles = nodeJournalFiles,
): Promise<{ readonly devices: readonly KnownDevice[]; readonly unreadable: readonly string[] }> {
  const devices: KnownDevice[] = [];
  const unreadable: string[] = [];
  for (const name of await journalNames(folder, unreadable)) {
    const file = path.join(folder, name);
    try {
      const { records, problems } = readJournal((await files.read(file)) ?? new Uint8Array(0), { isNumbered: true });
      const book = new Book();
      for (const record of records) book.add(record);
      const device = records.at(-1)?.device;
      if (device !== undefined) devices.push({ file, device, open: book.open, problems });
    } catch (error) {
      unreadable.push(`${file} cannot be read: ${errorText(error)}`);
    }
  }
  return { devices, unreadable };
}

async function journalNames(folder: string, unreadable: string[]): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.jsonl') && !name.endsWith('.old.jsonl')).sort();
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) unreadable.push(`${folder} cannot be read: ${errorText(error)}`);
    return [];
  }
}
