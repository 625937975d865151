/** Reads runs back from their rows. What does not fit together is damage, and is said as such. */
import type { Analysis } from '../../../engine/compare/analysis.js';
import { readRun } from '../runs/read-run.js';
import type { Run, RunState } from '../runs/run.js';
import { deviceKeysOf, runKeyOf } from './device-keys.js';
import { isIntact } from './observation-row.js';
import { sha256Of } from './run-rows.js';
import type { SqlRow, SqlSession } from './sqlite.js';
import type { Observation, RunSummary, WrittenReport } from './store.js';
import { StoreFault } from './store-error.js';

const summaries = `
SELECT r.*,
  (SELECT count(*) FROM run_scenarios WHERE run = r.key) AS scenarios,
  (SELECT count(*) FROM run_devices WHERE run = r.key) AS devices,
  count(c.key) AS cases, coalesce(sum(c.state = 'done'), 0) AS done,
  coalesce(sum(c.as_predicted), 0) AS as_predicted, coalesce(sum(c.differing), 0) AS differing
FROM runs r LEFT JOIN cases c ON c.run = r.key
GROUP BY r.key ORDER BY r.created_at DESC, r.key DESC`;

export async function readSummaries(session: SqlSession): Promise<readonly RunSummary[]> {
  const rows = await session.all(summaries);
  return rows.map((row) => ({
    id: row['id'] as string,
    name: row['name'] as string,
    state: row['state'] as RunState,
    createdAt: row['created_at'] as string,
    begunAt: row['begun_at'] as string | null,
    endedAt: row['ended_at'] as string | null,
    pinned: row['pinned'] === 1,
    note: row['note'] as string,
    scenarios: row['scenarios'] as number,
    devices: row['devices'] as number,
    cases: row['cases'] as number,
    done: row['done'] as number,
    asPredicted: row['as_predicted'] as number,
    differing: row['differing'] as number,
  }));
}

export async function loadRun(session: SqlSession, id: string): Promise<Run> {
  const key = await runKeyOf(session, id);
  const [head] = await session.all('SELECT * FROM runs WHERE key = ?', key);
  const parts = async (table: string): Promise<unknown[]> => {
    const rows = await session.all(`SELECT body FROM ${table} WHERE run = ? ORDER BY position, key`, key);
    return rows.map((row) => parse(row['body'], id));
  };
  const scenarios = await parts('run_scenarios');
  const devices = await parts('run_devices');
  const cases = await session.all(
    `SELECT c.body, a.body AS analysis, a.sha256 FROM cases c LEFT JOIN analyses a ON a.case_key = c.key
     WHERE c.run = ? ORDER BY c.position, c.key`,
    key,
  );
  const read = readRun({
    curfew: 'run/1',
    id,
    name: head?.['name'],
    state: head?.['state'],
    createdAt: head?.['created_at'],
    begunAt: head?.['begun_at'],
    endedAt: head?.['ended_at'],
    curfewVersion: head?.['curfew_version'],
    host: head?.['host'],
    toleranceMs: head?.['tolerance_ms'],
    pinned: head?.['pinned'] === 1,
    note: head?.['note'],
    scenarios,
    devices,
    cases: cases.map((row) => ({ ...(parse(row['body'], id) as object), analysis: analysisOf(row, 'analysis', id) })),
  });
  if (read.ok) return read.value;
  throw damaged(`Run "${id}" is damaged: ${read.error.path} ${read.error.message}.`);
}

/** The analysis in a row, checked against its hash; `null` when there is none. */
export function analysisOf(row: SqlRow, column: string, where: string): Analysis | null {
  const text = row[column];
  if (typeof text !== 'string') return null;
  if (sha256Of(text) !== row['sha256']) throw damaged(`An analysis of "${where}" is not the one that was kept.`);
  return parse(text, where) as Analysis;
}

function parse(text: unknown, where: string): unknown {
  try {
    return JSON.parse(String(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(`A row of "${where}" is damaged: ${error.message}.`);
    throw error;
  }
}

const damaged = (message: string): StoreFault =>
  new StoreFault('damaged', message, 'See what else is damaged with `curfew store check`.');

export interface ObservationPlace {
  readonly run: string;
  readonly device: string;
  readonly from: number;
  readonly limit: number;
}

export async function readObservations(session: SqlSession, place: ObservationPlace): Promise<readonly Observation[]> {
  const { run, device, from, limit } = place;
  await runKeyOf(session, run);
  const key = (await deviceKeysOf(session, run)).get(device);
  if (key === undefined)
    throw new StoreFault(
      'not-found',
      `Run "${run}" has no device "${device}".`,
      '`curfew runs RUN` lists its devices.',
    );
  const rows = await session.all(
    'SELECT * FROM observations WHERE device = ? AND sequence >= ? ORDER BY sequence LIMIT ?',
    key,
    from,
    limit,
  );
  const altered = rows.find((row) => !isIntact(row));
  if (altered !== undefined)
    throw damaged(`Observation ${String(altered['sequence'])} of device "${device}" is not the one that was kept.`);
  return rows.map((row) => ({
    run,
    device,
    sequence: row['sequence'] as number,
    receivedMs: row['received_ms'] as number,
    source: row['source'] as string,
    text: row['text'] as string,
  }));
}

export async function readNextSequences(session: SqlSession, run: string): Promise<ReadonlyMap<string, number>> {
  const rows = await session.all(
    `SELECT d.id, (SELECT max(sequence) FROM observations WHERE device = d.key) AS last
     FROM run_devices d WHERE d.run = ?`,
    await runKeyOf(session, run),
  );
  const started = rows.filter((row) => typeof row['last'] === 'number');
  return new Map(started.map((row) => [row['id'] as string, (row['last'] as number) + 1]));
}

export async function readReports(session: SqlSession, run: string): Promise<readonly WrittenReport[]> {
  const rows = await session.all(
    'SELECT format, path, bytes, sha256, written_at FROM reports WHERE run = ? ORDER BY key',
    await runKeyOf(session, run),
  );
  return rows.map((row) => ({
    run,
    format: row['format'] as string,
    path: row['path'] as string,
    bytes: row['bytes'] as number,
    sha256: row['sha256'] as string,
    writtenAt: row['written_at'] as string,
  }));
}
