/** What may go wrong with the store, as a value: what happened, and what a person can do about it. */
import { fail, ok, type Result } from '../../../engine/result.js';

export type StoreErrorCode =
  /** Another process has the store. */
  | 'held'
  /** A later version of Curfew wrote it. */
  | 'newer'
  /** The file is a database of another program, or its schema is not the one that this program made. */
  | 'foreign'
  /** Content contradicts itself or cannot be read. */
  | 'damaged'
  | 'disk-full'
  | 'no-permission'
  /** The package sqlite3 is absent or was built for another machine. */
  | 'no-sqlite'
  /** The operating system refused to read or write. */
  | 'io'
  /** A run, trace, analysis or device that the store does not have. */
  | 'not-found'
  /** The same key again with other content; what is there stays. */
  | 'contradiction'
  /** A value that the store cannot keep. */
  | 'bad-value';

export interface StoreError {
  readonly code: StoreErrorCode;
  /** One sentence for a person. */
  readonly message: string;
  readonly whatToDo: string;
}

/** Carries a `StoreError` from the place that finds it to the edge of the store, which returns it. */
export class StoreFault extends Error {
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    readonly whatToDo: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get error(): StoreError {
    return { code: this.code, message: this.message, whatToDo: this.whatToDo };
  }
}

/** Runs `work`; what the store, SQLite or the system refused becomes a value, a programmer's mistake goes up. */
export async function asResult<T>(work: () => Promise<T>): Promise<Result<T, StoreError>> {
  try {
    return ok(await work());
  } catch (error) {
    const fault = asFault('A file of the store', error);
    if (!(fault instanceof StoreFault)) throw fault;
    return fail(fault.error);
  }
}

/** An error of the operating system as a `StoreFault` about `what`; every other error as it is. */
export function asFault(what: string, error: unknown): unknown {
  const isOfSystem = error instanceof Error && 'code' in error && 'syscall' in error;
  return isOfSystem && !(error instanceof StoreFault) ? faultOfSystem(what, error, error.code) : error;
}

const freeSpace = 'Free some space, or see what `curfew store prune` would remove.';
const seeCheck = 'Run `curfew store check`; it sets a damaged store aside.';
const rights = 'Give this user the right to write there, or name another data folder with --data.';

function faultOfSystem(what: string, error: Error, code: unknown): StoreFault {
  const message = `${what}: ${error.message}`;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new StoreFault('disk-full', message, freeSpace, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StoreFault('no-permission', message, rights, { cause: error });
    case 'ENOENT':
      return new StoreFault('not-found', message, 'See what is missing with `curfew store check`.', { cause: error });
    default:
      return new StoreFault('io', message, 'Check the disk, then try again.', { cause: error });
  }
}

/** What an error of SQLite means here. `code` is its name: `SQLITE_FULL`. */
export function faultOfSqlite(code: string, message: string, cause?: unknown): StoreFault {
  switch (code) {
    case 'SQLITE_FULL':
      return new StoreFault('disk-full', message, freeSpace, { cause });
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return new StoreFault('damaged', message, seeCheck, { cause });
    case 'SQLITE_ERROR':
    case 'SQLITE_SCHEMA':
      return new StoreFault('damaged', `${message} (the database is not of the expected shape)`, seeCheck, { cause });
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new StoreFault('held', message, 'Close the other program that uses the store.', { cause });
    case 'SQLITE_PERM':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return new StoreFault('no-permission', message, rights, { cause });
    case 'SQLITE_CONSTRAINT':
      return new StoreFault('contradiction', message, 'Keep the run before what belongs to it.', { cause });
    case 'SQLITE_TOOBIG':
      return new StoreFault('bad-value', message, 'Store it in smaller pieces.', { cause });
    default:
      return new StoreFault('io', message, 'Check the disk, then try again.', { cause });
  }
}
