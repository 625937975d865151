/** Looks at everything that a store holds and says what is not as it should be. Changes nothing. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { problemsIn } from './backup.js';
import { caseRecordings } from './case-recordings.js';
import { traceFile, type StorePaths } from './data-folder.js';
import { isTemporary, type Files } from './files.js';
import { isIntact } from './observation-row.js';
import { loadRun } from './run-reading.js';
import { lossesOfRescues, tracesOnDisk } from './set-aside.js';
import { missingSequences, rangeWords, type SequenceRange } from './sequence-gaps.js';
import type { Sqlite } from './sqlite.js';
import { StoreFault } from './store-error.js';

export interface StoreCheck {
  /** Something is lost or altered; one sentence each. */
  readonly problems: readonly string[];
  /** Nothing is wrong, but a person may want to know; one sentence each. */
  readonly notes: readonly string[];
  readonly runs: number;
  readonly observations: number;
  readonly traces: number;
  /** The database with its WAL, and the files of the library. */
  readonly bytes: number;
}

export async function checkStore(database: Sqlite, files: Files, paths: StorePaths): Promise<StoreCheck> {
  const problems = [...(await problemsIn(database, 'integrity_check'))].map((text) => `Database: ${text}.`);
  const dangling = await database.all('PRAGMA foreign_key_check');
  if (dangling.length > 0)
    problems.push(
      `Database: ${dangling.length} rows refer to what is not there, the first in ${String(dangling[0]?.['table'])}.`,
    );
  problems.push(...(await alteredAnalyses(database)));
  problems.push(...(await unreadableRuns(database)));
  const observed = await checkObservations(database);
  problems.push(...observed.problems);
  const known = await database.all('SELECT sha256, kind, bytes, title FROM traces');
  for (const row of known) {
    const problem = await problemOfFile(files, paths, {
      sha256: row['sha256'] as string,
      kind: row['kind'] as 'trace' | 'log',
      title: row['title'] as string,
    });
    if (problem !== undefined) problems.push(problem);
  }
  problems.push(...(await missingTraces(database)));
  const lost = await lossesOfRescues(files, paths);
  problems.push(...lost.map(({ folder, loss }) => `Lost when the store was damaged (${folder}): ${loss}`));
  const onDisk = await tracesOnDisk(files, paths);
  const names = new Set(known.map((row) => row['sha256']));
  return {
    problems,
    notes: [
      ...onDisk
        .filter(({ sha256 }) => !names.has(sha256))
        .map(
          ({ sha256, bytes }) =>
            `${sha256.slice(0, 12)}… (${bytes} bytes) lies in the library, and nothing refers to it.`,
        ),
      ...[...new Set(lost.map(({ folder }) => folder))].map(
        (folder) => `A check names those losses until ${folder} is moved away.`,
      ),
      ...(await leftovers(files, paths)),
    ],
    runs: (await database.all('SELECT key FROM runs')).length,
    observations: observed.rows,
    traces: known.length,
    bytes: (await sizeOf(files, paths)) + onDisk.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

const PAGE_ROWS = 10_000;

/** Every observation against its checksum, and every sequence of a device from 0 to the last that is known. */
async function checkObservations(
  database: Sqlite,
): Promise<{ readonly rows: number; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  let rows = 0;
  const devices = await database.all('SELECT d.key, d.id, r.id AS run FROM run_devices d JOIN runs r ON r.key = d.run');
  for (const { key, id, run } of devices) {
    const altered: SequenceRange[] = [];
    for (let next = 0; ;) {
      const page = await database.all(
        `SELECT * FROM observations WHERE device = ? AND sequence >= ? ORDER BY sequence LIMIT ${PAGE_ROWS}`,
        key as number,
        next,
      );
      for (const row of page) {
        const sequence = row['sequence'] as number;
        if (!isIntact(row)) altered.push({ from: sequence, to: sequence });
        next = sequence + 1;
      }
      rows += page.length;
      if (page.length < PAGE_ROWS) break;
    }
    const missing = await missingSequences(database, key as number);
    const of = `of device "${String(id)}" in run "${String(run)}"`;
    if (missing.length > 0) problems.push(`Observations ${rangeWords(missing)} ${of} are not there.`);
    if (altered.length > 0) problems.push(`Observations ${rangeWords(altered)} ${of} are not those that were kept.`);
  }
  return { rows, problems };
}

async function sizeOf(files: Files, { database }: StorePaths): Promise<number> {
  const parts = await Promise.all([files.stat(database), files.stat(`${database}-wal`)]);
  return parts.reduce((sum, part) => sum + (part?.bytes ?? 0), 0);
}

/** SQLite finds a damaged page, not a changed letter: analyses carry a hash for that. Read one by one: they may be large. */
async function alteredAnalyses(database: Sqlite): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { key } of await database.all('SELECT key FROM analyses ORDER BY key')) {
    const [row] = await database.all('SELECT sha256, body FROM analyses WHERE key = ?', key as number);
    const hash = createHash('sha256').update(String(row?.['body'])).digest('hex');
    if (hash !== row?.['sha256']) problems.push(`Analysis ${String(key)} is not the one that was kept.`);
  }
  return problems;
}

/** One by one: a run that cannot be read is not there for anybody who asks for it. */
async function unreadableRuns(database: Sqlite): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { id } of await database.all('SELECT id FROM runs ORDER BY key')) {
    try {
      await database.snapshot((session) => loadRun(session, String(id)));
    } catch (error) {
      if (!(error instanceof StoreFault) || error.code !== 'damaged') throw error;
      problems.push(`Run "${String(id)}" cannot be read. ${error.message}`);
    }
  }
  return problems;
}

async function problemOfFile(
  files: Files,
  paths: StorePaths,
  { sha256, kind, title }: { readonly sha256: string; readonly kind: 'trace' | 'log'; readonly title: string },
): Promise<string | undefined> {
  const file = traceFile(paths, sha256, kind);
  if ((await files.stat(file)) === undefined) return `File "${title}" is missing: ${file}.`;
  const hash = createHash('sha256')
    .update(await files.readFile(file))
    .digest('hex');
  return hash === sha256 ? undefined : `File "${title}" is not the one that was kept: ${file}.`;
}

async function missingTraces(database: Sqlite): Promise<readonly string[]> {
  const rows = await database.all(
    `SELECT r.id, count(*) AS n FROM (${caseRecordings}) c JOIN runs r ON r.key = c.run
     WHERE c.sha256 NOT IN (SELECT sha256 FROM traces) GROUP BY r.key`,
  );
  return rows.map(({ id, n }) => {
    const recordings = n === 1 ? '1 recording is' : `${String(n)} recordings are`;
    return `Run "${String(id)}": ${recordings} not in the library.`;
  });
}

/** Files of programs that were stopped while they wrote. */
async function leftovers(files: Files, paths: StorePaths): Promise<readonly string[]> {
  const shelves = (await files.list(paths.traces)).map((name) => path.join(paths.traces, name));
  const notes: string[] = [];
  for (const folder of [paths.folder, paths.backups, ...shelves])
    for (const name of await files.list(folder))
      if (isTemporary(name))
        notes.push(`${path.join(folder, name)} was left by a program that was stopped; it can be deleted.`);
  return notes;
}
