/**
 * The only file that imports `sqlite3`. A connection with promises, prepared statements that are kept, and transactions
 * that exclude each other. Errors are thrown as `StoreFault`. Replacing the package means replacing this file.
 */
import { closeSync, openSync } from 'node:fs';
import type * as Package from 'sqlite3';
import type { Database, RunResult, Statement } from 'sqlite3';
import { FILE_MODE } from './files.js';
import { asFault, faultOfSqlite, StoreFault } from './store-error.js';

export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** What may be done inside a transaction. */
export interface SqlSession {
  /** Rows changed by an INSERT, UPDATE or DELETE. */
  run(sql: string, ...parameters: readonly SqlValue[]): Promise<number>;
  all(sql: string, ...parameters: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** Several statements, without parameters and without rows. */
  script(sql: string): Promise<void>;
}

export type OpenMode = 'read' | 'write' | 'create';

type Callback = (error: Error | null) => void;

const nameOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : 'SQLITE_ERROR';
const faultOf = (file: string, error: Error): StoreFault =>
  faultOfSqlite(nameOf(error), `${file}: ${error.message}`, error);

/** Loaded when a store is opened and not before: what needs no store runs without the package. */
async function loadPackage(): Promise<typeof Package> {
  try {
    const loaded = (await import('sqlite3')) as unknown as { readonly default: typeof Package };
    return loaded.default;
  } catch (error) {
    throw new StoreFault(
      'no-sqlite',
      `The package sqlite3 does not load: ${error instanceof Error ? error.message : String(error)}`,
      'Install it anew with `npm ci`; without a prebuilt file it needs python3, make and g++.',
      { cause: error },
    );
  }
}

/**
 * SQLite would make it readable for all; its WAL gets the rights of the database. A file that is there is not opened: closing
 * it would let go the locks that this process has on it (POSIX). At one go, so that no connection comes in between.
 */
function makePrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', FILE_MODE));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw asFault(`${file} cannot be made`, error);
  }
}

export class Sqlite implements SqlSession {
  readonly #statements = new Map<string, Statement>();
  /** Settles when everything asked for so far is done; never rejects. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly file: string,
    readonly database: Database,
  ) {}

  static async open(file: string, mode: OpenMode): Promise<Sqlite> {
    const sqlite3 = await loadPackage();
    if (mode === 'create') makePrivateFile(file);
    const flags: Readonly<Record<OpenMode, number>> = {
      read: sqlite3.OPEN_READONLY,
      write: sqlite3.OPEN_READWRITE,
      create: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE,
    };
    // With OPEN_URI, ATTACH takes `file:...?mode=ro`; a path is a path as before.
    const common = sqlite3.OPEN_FULLMUTEX | sqlite3.OPEN_URI;
    return await new Promise((resolve, reject) => {
      const database = new sqlite3.Database(file, flags[mode] | common, (error) => {
        if (error === null) resolve(new Sqlite(file, database));
        else reject(faultOf(file, error));
      });
    });
  }

  /** One statement by itself. */
  async run(sql: string, ...parameters: readonly SqlValue[]): Promise<number> {
    return await this.#exclusively(() => this.#run(sql, parameters));
  }

  async all(sql: string, ...parameters: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return await this.#exclusively(() => this.#all(sql, parameters));
  }

  async script(sql: string): Promise<void> {
    await this.#exclusively(() => this.#script(sql));
  }

  /** Everything that `work` does, or nothing of it. `work` uses the session that it is given and not this connection. */
  async transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return await this.#exclusively(() => this.#between('BEGIN IMMEDIATE', work));
  }

  /** What `work` reads is of one moment, also while another process writes. */
  async snapshot<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return await this.#exclusively(() => this.#between('BEGIN', work));
  }

  async close(): Promise<void> {
    await this.#exclusively(async () => {
      for (const statement of this.#statements.values())
        await new Promise<void>((resolve) => statement.finalize(() => resolve()));
      this.#statements.clear();
      await this.#call((done) => this.database.close(done));
    });
  }

  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return await result;
  }

  async #between<T>(begin: string, work: (session: SqlSession) => Promise<T>): Promise<T> {
    const session: SqlSession = {
      run: (sql, ...parameters) => this.#run(sql, parameters),
      all: (sql, ...parameters) => this.#all(sql, parameters),
      script: (sql) => this.#script(sql),
    };
    await this.#script(begin);
    try {
      const value = await work(session);
      await this.#script('COMMIT');
      return value;
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
  }

  /** SQLite may have rolled back already (disk full, input/output error); then there is no transaction to end. */
  async #rollBack(): Promise<void> {
    try {
      await this.#script('ROLLBACK');
    } catch (error) {
      if (!(error instanceof StoreFault)) throw error;
    }
  }

  #call(start: (done: Callback) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      start((error) => {
        if (error === null) resolve();
        else reject(faultOf(this.file, error));
      });
    });
  }

  #script(sql: string): Promise<void> {
    return this.#call((done) => {
      this.database.exec(sql, done);
    });
  }

  /** `get` of the package is not used: it leaves the statement open, and an open statement holds back the WAL. */
  async #prepared(sql: string): Promise<Statement> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = await new Promise<Statement>((resolve, reject) => {
      const made = this.database.prepare(sql, (error: Error | null) => {
        if (error === null) resolve(made);
        else reject(faultOf(this.file, error));
      });
    });
    this.#statements.set(sql, statement);
    return statement;
  }

  async #run(sql: string, parameters: readonly SqlValue[]): Promise<number> {
    const statement = await this.#prepared(sql);
    return await new Promise((resolve, reject) => {
      const file = this.file;
      statement.run([...parameters], function (this: RunResult, error: Error | null) {
        if (error === null) resolve(this.changes);
        else reject(faultOf(file, error));
      });
    });
  }

  async #all(sql: string, parameters: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    const statement = await this.#prepared(sql);
    return await new Promise((resolve, reject) => {
      statement.all([...parameters], (error: Error | null, rows: SqlRow[]) => {
        if (error === null) resolve(rows);
        else reject(faultOf(this.file, error));
      });
    });
  }
}
