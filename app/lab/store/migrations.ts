/// <reference path="../../../node_modules/vite/types/importMeta.d.ts" />
/**
 * The schema as numbered steps, forward only. The SQL files are taken into the program as text by the bundler; a step that
 * was once released is never changed (its checksum is stored with the database and pinned by a test), only followed by another.
 */
import { createHash } from 'node:crypto';
import type { Sqlite, SqlSession } from './sqlite.js';
import { StoreFault } from './store-error.js';

export interface Migration {
  readonly number: number;
  /** File name: `0001-initial.sql`. */
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** Marks the database as ours: "CRFW" in the header of the file. */
export const APPLICATION_ID = 0x43_52_46_57;

export const migrations: readonly Migration[] = readMigrations(
  import.meta.glob<string>('./migrations/*.sql', { query: '?raw', import: 'default', eager: true }),
);

function readMigrations(files: Readonly<Record<string, string>>): Migration[] {
  const found = Object.entries(files).map(([path, text]) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // A checkout on Windows may have other line ends; the step is the same.
    const sql = text.replaceAll('\r\n', '\n');
    return { number: Number(name.slice(0, 4)), name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
  found.sort((a, b) => a.number - b.number);
  found.forEach(({ number, name }, index) => {
    if (number !== index + 1) throw new Error(`${name} is not migration ${index + 1}: the numbers have a gap`);
  });
  return found;
}

export interface SchemaState {
  /** 0: nothing is in the database yet. */
  readonly version: number;
}

/** Throws a `StoreFault` when the database is not one that this program can use as it is or after migrations. */
export async function readSchema(database: SqlSession, file: string, known = migrations): Promise<SchemaState> {
  const version = await numberOf(database, 'PRAGMA user_version', 'user_version');
  const application = await numberOf(database, 'PRAGMA application_id', 'application_id');
  const tables = await database.all("SELECT name FROM sqlite_schema WHERE type = 'table'");
  if (tables.length === 0 && version === 0) return { version: 0 };
  if (application !== APPLICATION_ID)
    throw new StoreFault(
      'foreign',
      `${file} is a database of another program.`,
      'Name another data folder with --data, or move that file away.',
    );
  if (version > known.length)
    throw new StoreFault(
      'newer',
      `${file} was written by a later version of Curfew (schema ${version}; this one knows ${known.length}).`,
      'Use that version, or name another data folder with --data.',
    );
  await checkApplied(database, file, version, known);
  return { version };
}

async function checkApplied(
  database: SqlSession,
  file: string,
  version: number,
  known: readonly Migration[],
): Promise<void> {
  const applied = await database.all('SELECT number, name, sha256 FROM migrations ORDER BY number');
  for (const migration of known.slice(0, version)) {
    const row = applied.find(({ number }) => number === migration.number);
    if (row?.['sha256'] === migration.sha256) continue;
    throw new StoreFault(
      'foreign',
      `${file} was made by another build of Curfew: migration ${migration.name} is not the one that was applied.`,
      'Use that build, or name another data folder with --data.',
    );
  }
}

/**
 * Brings a database to the last of `known`, each step in a transaction of its own: after a failure, the schema is that of the
 * last complete step.
 */
export async function migrate(database: Sqlite, from: number, now: Date, known = migrations): Promise<void> {
  for (const migration of known.slice(from)) {
    await database.transaction(async (session) => {
      if (migration.number === 1) await session.script(bookkeeping);
      await session.script(migration.sql);
      await session.run(
        'INSERT INTO migrations (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)',
        migration.number,
        migration.name,
        migration.sha256,
        now.toISOString(),
      );
      await session.script(`PRAGMA user_version = ${migration.number}`);
    });
  }
}

const bookkeeping = `
PRAGMA application_id = ${APPLICATION_ID};
CREATE TABLE migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  applied_at TEXT NOT NULL
) STRICT;`;

async function numberOf(database: SqlSession, sql: string, column: string): Promise<number> {
  const [row] = await database.all(sql);
  const value = row?.[column];
  if (typeof value !== 'number') throw new Error(`${sql} gave no number`);
  return value;
}
