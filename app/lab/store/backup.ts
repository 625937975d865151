/** Copies of the database that are complete, checked and safe on disk before they get their name. */
import path from 'node:path';
import { publish, removeQuietly, syncFile, temporaryName, type Files } from './files.js';
import { Sqlite } from './sqlite.js';
import { asFault, StoreFault } from './store-error.js';

/** Copies what is committed into `target`, which must not exist. Throws a `StoreFault`; then there is no file of that name. */
export async function backUp(files: Files, database: Sqlite, target: string): Promise<void> {
  if ((await files.stat(target)) !== undefined)
    throw new StoreFault('contradiction', `${target} exists already.`, 'Name a file that does not exist.');
  const temporary = temporaryName(target);
  try {
    await files.mkdir(path.dirname(target));
    // An empty file of ours, which only its owner reads, is filled.
    await (await files.open(temporary, 'wx')).close();
    // VACUUM INTO reads one consistent state, WAL included, and does not sync what it writes.
    await database.run('VACUUM INTO ?', temporary);
    await requireSound(temporary);
    await syncFile(files, temporary);
    await publish(files, temporary, target);
  } catch (error) {
    await removeQuietly(files, temporary);
    throw asFault(`The backup ${target} cannot be written`, error);
  }
}

async function requireSound(file: string): Promise<void> {
  const copy = await Sqlite.open(file, 'read');
  try {
    const problems = await problemsIn(copy, 'quick_check');
    if (problems.length > 0)
      throw new StoreFault(
        'damaged',
        `The copy ${file} is not sound: ${problems[0] ?? ''}`,
        'Check the disk, then try again.',
      );
  } finally {
    await copy.close();
  }
}

const MOST_PROBLEMS = 100;

/**
 * What SQLite finds wrong, one sentence each; empty when it is sound. `quick_check` reads every page and row, `integrity_check`
 * compares the indexes with their tables too.
 */
export async function problemsIn(
  database: Sqlite,
  check: 'quick_check' | 'integrity_check',
): Promise<readonly string[]> {
  const rows = await database.all(`PRAGMA ${check}(${MOST_PROBLEMS})`);
  return rows.map((row) => String(row[check])).filter((text) => text !== 'ok');
}
