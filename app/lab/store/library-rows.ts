/** Rows of the library: files, analyses of imported logs, and reports that were written. */
import type { Analysis } from '../../../engine/compare/analysis.js';
import { inBatches } from './json-batches.js';
import { analysisOf } from './run-reading.js';
import { sha256Of } from './run-rows.js';
import type { SqlSession } from './sqlite.js';
import type { ImportedAnalysis, TraceChanges, TraceRecord, WrittenReport } from './store.js';
import { StoreFault } from './store-error.js';

export async function writeTraces(session: SqlSession, traces: readonly TraceRecord[]): Promise<void> {
  const rows = traces.map((each) => [
    each.sha256,
    each.kind,
    each.bytes,
    each.title,
    each.addedAt,
    each.pinned ? 1 : 0,
    each.note,
  ]);
  for (const { json } of inBatches(rows))
    await session.run(
      `INSERT INTO traces (sha256, kind, bytes, title, added_at, pinned, note)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
       FROM json_each(?) WHERE true ON CONFLICT (sha256) DO NOTHING`,
      json,
    );
}

export async function readTraces(session: SqlSession): Promise<readonly TraceRecord[]> {
  const rows = await session.all('SELECT * FROM traces ORDER BY added_at DESC, key DESC');
  return rows.map((row) => ({
    sha256: row['sha256'] as string,
    kind: row['kind'] as TraceRecord['kind'],
    bytes: row['bytes'] as number,
    title: row['title'] as string,
    addedAt: row['added_at'] as string,
    pinned: row['pinned'] === 1,
    note: row['note'] as string,
  }));
}

export async function changeTrace(session: SqlSession, sha256: string, changes: TraceChanges): Promise<void> {
  const { title = null, pinned, note = null } = changes;
  const changed = await session.run(
    `UPDATE traces SET title = coalesce(?, title), pinned = coalesce(?, pinned), note = coalesce(?, note)
     WHERE sha256 = ?`,
    title,
    pinned === undefined ? null : Number(pinned),
    note,
    sha256,
  );
  if (changed === 0) throw noSuch(`trace ${sha256}`);
}

export async function writeImportedAnalysis(
  session: SqlSession,
  analysis: Analysis,
  about: Omit<ImportedAnalysis, 'id'>,
): Promise<ImportedAnalysis> {
  const text = JSON.stringify(analysis);
  const id = sha256Of(text);
  await session.run(
    `INSERT INTO analyses (sha256, title, trace, added_at, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (sha256) WHERE case_key IS NULL DO UPDATE SET title = excluded.title`,
    id,
    about.title,
    about.trace,
    about.addedAt,
    text,
  );
  return { id, ...about };
}

export async function readImportedAnalyses(session: SqlSession): Promise<readonly ImportedAnalysis[]> {
  const rows = await session.all(
    `SELECT sha256, title, trace, added_at FROM analyses WHERE case_key IS NULL ORDER BY added_at DESC, key DESC`,
  );
  return rows.map((row) => ({
    id: row['sha256'] as string,
    title: String(row['title'] ?? ''),
    trace: row['trace'] as string | null,
    addedAt: row['added_at'] as string,
  }));
}

export async function readImportedAnalysis(session: SqlSession, id: string): Promise<Analysis> {
  const [row] = await session.all('SELECT sha256, body FROM analyses WHERE sha256 = ? AND case_key IS NULL', id);
  const analysis = row === undefined ? null : analysisOf(row, 'body', id);
  if (analysis === null) throw noSuch(`analysis ${id}`);
  return analysis;
}

export async function writeReports(session: SqlSession, reports: readonly WrittenReport[]): Promise<void> {
  const rows = reports.map((each) => [each.run, each.format, each.path, each.bytes, each.sha256, each.writtenAt]);
  let written = 0;
  for (const { json } of inBatches(rows))
    written += await session.run(
      `INSERT INTO reports (run, format, path, bytes, sha256, written_at)
       SELECT r.key, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
       FROM json_each(?) JOIN runs r ON r.id = value ->> 0`,
      json,
    );
  if (written !== reports.length) throw noSuch('run that one of the reports is about');
}

const noSuch = (what: string): StoreFault =>
  new StoreFault('not-found', `The store has no ${what}.`, '`curfew runs` lists what it has.');
