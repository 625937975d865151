/** The recordings that a command line names: files as they are, folders with all that lies in them. */
import { readdirSync, statSync, type Dirent } from 'node:fs';
import path from 'node:path';
import type { RecordingFile } from '../../engine/pool/replay-pool.js';
import { unreadable } from './exit-codes.js';
import { fileProblem } from './file-problems.js';

/** Files of a folder that are looked at; one that is named outright may have any name. */
const recordingName = /\.(?:arrow|log|logcat|txt|zip)$/i;

export const recordingNames = '.arrow, .log, .logcat, .txt, .zip';

/**
 * In the order of the names on the command line; what lies in a folder, however deep, by the bytes of its path, so that the
 * order is the same on every machine. Nothing stands there twice. Throws a `CommandError` for a name that is not there, a
 * folder that cannot be listed, and when nothing is found.
 */
export function findRecordings(names: readonly string[]): RecordingFile[] {
  const found = new Map<string, RecordingFile>();
  for (const name of names)
    for (const file of isFolder(name) ? filesBelow(name) : [name])
      if (!found.has(path.resolve(file))) found.set(path.resolve(file), { path: file, bytes: sizeOf(file) });
  if (found.size === 0)
    throw unreadable(
      `${names.join(', ')}: no recording is there. Files of these names are looked for: ${recordingNames}`,
    );
  return [...found.values()];
}

function isFolder(name: string): boolean {
  const stat = statSync(name, { throwIfNoEntry: false });
  if (stat === undefined) throw unreadable(`${name}: there is no such file or folder.`);
  return stat.isDirectory();
}

function filesBelow(folder: string): string[] {
  const files: string[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop())
    for (const entry of entriesOf(next)) {
      const place = path.join(next, entry.name);
      // A link to a folder may lead back to where it stands, and is not followed.
      if (entry.isDirectory()) folders.push(place);
      else if (recordingName.test(entry.name) && (entry.isFile() || isLinkToFile(entry, place))) files.push(place);
    }
  return files.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(`${folder} cannot be listed: ${fileProblem(error)}`);
  }
}

function isLinkToFile(entry: Dirent, place: string): boolean {
  return entry.isSymbolicLink() && statSync(place, { throwIfNoEntry: false })?.isFile() === true;
}

/** 0 for what has gone meanwhile: the replay will say so. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
