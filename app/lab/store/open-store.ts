/** Opens a store: takes the lock, checks the database, sets aside what is damaged, backs up and migrates. */
import path from 'node:path';
import type { Result } from '../../../engine/result.js';
import { backUp, problemsIn } from './backup.js';
import { stampOf, storePaths, type StorePaths } from './data-folder.js';
import { nodeFiles, syncFolder, type Files } from './files.js';
import { migrate, migrations, readSchema, type Migration } from './migrations.js';
import { isRescuePending, rescuePending, setAside } from './set-aside.js';
import type { RescueReport } from './rescue.js';
import { Sqlite } from './sqlite.js';
import { sqliteReader, sqliteStore } from './sqlite-store.js';
import type { Store, StoreReader } from './store.js';
import { asFault, asResult, StoreFault, type StoreError } from './store-error.js';
import { lockStore, type Holder } from './store-lock.js';

export interface OpenOptions {
  readonly folder: string;
  /** Who asks, for whoever finds the store in use: `curfew server`. */
  readonly program: string;
  /** Refuse to make a store where there is none. */
  readonly mustExist?: boolean;
  readonly now?: () => Date;
  readonly files?: Files;
  /** The schema to bring the store to; only tests name another. */
  readonly schema?: readonly Migration[];
}

/** What opening found and did. */
export interface OpenedStore {
  readonly store: Store;
  readonly isNew: boolean;
  /** Who had it and did not close it (a crash, or a loss of power); `null` when it was closed properly. */
  readonly leftBy: Holder | null;
  readonly migrated: { readonly from: number; readonly to: number; readonly backup: string } | null;
  /** What was found damaged, set aside and rescued, now or when an earlier opening was cut short. */
  readonly rescues: readonly RescueReport[];
}

type Opening = Required<Omit<OpenOptions, 'folder' | 'program' | 'mustExist'>> & { readonly paths: StorePaths };

export async function openStore(options: OpenOptions): Promise<Result<OpenedStore, StoreError>> {
  const { folder, program, mustExist = false, now = () => new Date(), files = nodeFiles } = options;
  const { schema = migrations } = options;
  return await asResult(async () => {
    const paths = storePaths(path.resolve(folder));
    if (mustExist && !(await holdsStore(files, paths))) throw noStore(paths);
    await makeFolder(files, paths.folder);
    const lock = await lockStore(files, paths, program, now());
    try {
      const { database, ...found } = await openLocked({ paths, now, files, schema });
      return { store: sqliteStore({ database, paths, lock, files, now }), leftBy: lock.leftBy, ...found };
    } catch (error) {
      await lock.release();
      throw error;
    }
  });
}

/** A database, or a rescue that was cut short before there was a new one. */
async function holdsStore(files: Files, paths: StorePaths): Promise<boolean> {
  return (await files.stat(paths.database)) !== undefined || (await isRescuePending(files, paths));
}

function noStore({ folder }: StorePaths): StoreFault {
  return new StoreFault(
    'not-found',
    `There is no store in ${folder}.`,
    'Name its folder with --data or CURFEW_DATA; the first run makes one.',
  );
}

async function makeFolder(files: Files, folder: string): Promise<void> {
  try {
    await files.mkdir(folder);
  } catch (error) {
    throw asFault(`The data folder ${folder} cannot be made`, error);
  }
}

type Found = Pick<OpenedStore, 'isNew' | 'migrated' | 'rescues'> & { readonly database: Sqlite };

async function openLocked(opening: Opening): Promise<Found> {
  const { files, paths } = opening;
  const rescues = [...(await rescuePending(opening))];
  if ((await files.stat(paths.database)) !== undefined) {
    const damage = await damageOf(opening);
    if (damage.length > 0) {
      await setAside(opening, damage);
      rescues.push(...(await rescuePending(opening)));
    }
  }
  const isNew = (await files.stat(paths.database)) === undefined;
  const database = await Sqlite.open(paths.database, 'create');
  try {
    await configure(database);
    const migrated = await bringUpToDate(database, opening);
    return { database, isNew, migrated, rescues };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * What is wrong with a database file; empty when it is sound. Other failures (of another program, no permission, input/output)
 * go up. Opened for reading only: closing must not fold the WAL into a file that may be damaged or not ours. The exception is
 * a rollback journal, left by whoever was stopped before the database had a WAL: it must be played back before anything is read.
 */
async function damageOf({ files, paths, schema }: Opening): Promise<readonly string[]> {
  const file = paths.database;
  const hasJournal = (await files.stat(`${file}-journal`)) !== undefined;
  let database: Sqlite | undefined;
  try {
    database = await Sqlite.open(file, hasJournal ? 'write' : 'read');
    await readSchema(database, file, schema);
    return await problemsIn(database, 'quick_check');
  } catch (error) {
    if (error instanceof StoreFault && error.code === 'damaged') return [error.message];
    throw error;
  } finally {
    await database?.close();
  }
}

/**
 * WAL with synchronous FULL: a commit is on the disk when it is answered. The WAL is folded into the database by the writer of
 * observations between commits; SQLite's own threshold is a safety net above that.
 */
async function configure(database: Sqlite): Promise<void> {
  await database.script(`
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA wal_autocheckpoint = 16000;
PRAGMA journal_size_limit = 67108864;
PRAGMA busy_timeout = 5000;`);
}

async function bringUpToDate(database: Sqlite, opening: Opening): Promise<OpenedStore['migrated']> {
  const { files, paths, schema, now } = opening;
  const { version } = await readSchema(database, paths.database, schema);
  if (version === schema.length) return null;
  if (version === 0) {
    await migrate(database, 0, now(), schema);
    await syncFolder(files, paths.folder);
    return null;
  }
  const backup = path.join(paths.backups, `curfew-${stampOf(now())}-schema-${version}.db`);
  await backUp(files, database, backup);
  try {
    await migrate(database, version, now(), schema);
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
    throw new StoreFault(
      error.code,
      `The store could not be brought to schema ${schema.length}: ${error.message}`,
      `Nothing is lost; the state from before is also in ${backup}. ${error.whatToDo}`,
      { cause: error },
    );
  }
  return { from: version, to: schema.length, backup };
}

/** For looking only: takes no lock, changes nothing, works while another process writes. */
export async function openStoreToRead(folder: string, files = nodeFiles): Promise<Result<StoreReader, StoreError>> {
  return await asResult(async () => {
    const paths = storePaths(path.resolve(folder));
    if ((await files.stat(paths.database)) === undefined) throw noStore(paths);
    const database = await Sqlite.open(paths.database, 'read');
    try {
      await database.script('PRAGMA busy_timeout = 5000');
      const { version } = await readSchema(database, paths.database);
      if (version < migrations.length)
        throw new StoreFault(
          'foreign',
          `The store in ${paths.folder} is of an earlier version of Curfew (schema ${version}).`,
          '`curfew store check` makes a backup and brings it up to date.',
        );
      return sqliteReader(database, paths);
    } catch (error) {
      await database.close();
      throw error;
    }
  });
}
