/** Writes runs as rows: the run, its scenarios, devices and cases, and the analysis of each case. Never row by row. */
import { createHash } from 'node:crypto';
import type { VerdictName } from '../../../engine/compare/analysis.js';
import { readRun } from '../runs/read-run.js';
import type { Run, RunCase, RunDevice } from '../runs/run.js';
import { runKeyOf } from './device-keys.js';
import { inBatches } from './json-batches.js';
import type { SqlSession } from './sqlite.js';
import type { RunChanges } from './store.js';
import { StoreFault } from './store-error.js';

const upsertRun = `
INSERT INTO runs (id, name, state, created_at, begun_at, ended_at, curfew_version, host, tolerance_ms, pinned, note)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = excluded.state, created_at = excluded.created_at,
  begun_at = excluded.begun_at, ended_at = excluded.ended_at, curfew_version = excluded.curfew_version,
  host = excluded.host, tolerance_ms = excluded.tolerance_ms, pinned = excluded.pinned, note = excluded.note`;

const upsertParts = (table: 'run_scenarios' | 'run_devices'): string => `
INSERT INTO ${table} (run, position, id, body)
SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2) WHERE true
ON CONFLICT (run, id) DO UPDATE SET position = excluded.position, body = excluded.body`;

/** Cases that the run has not yet, as planned; `replaceCases` fills them in. */
const insertCases = `
INSERT INTO cases (run, position, device, scenario, state, as_predicted, differing, body)
SELECT ?1, value ->> 0, d.key, s.key, 'planned', 0, 0, '' FROM json_each(?2)
JOIN run_devices d ON d.run = ?1 AND d.id = value ->> 1
JOIN run_scenarios s ON s.run = ?1 AND s.id = value ->> 2
WHERE true
ON CONFLICT (run, scenario, device) DO UPDATE SET position = excluded.position`;

/** Device, scenario, state, as predicted, differing, trace, body, analysis, SHA-256 of the analysis. */
type CaseRow = readonly [string, string, string, number, number, string | null, string, string | null, string | null];

const given = `
SELECT c.key AS case_key, j.value FROM json_each(?2) j
JOIN run_devices d ON d.run = ?1 AND d.id = j.value ->> 0
JOIN run_scenarios s ON s.run = ?1 AND s.id = j.value ->> 1
JOIN cases c ON c.run = ?1 AND c.scenario = s.key AND c.device = d.key`;

const replaceCases = `
WITH given AS (${given})
UPDATE cases SET state = value ->> 2, as_predicted = value ->> 3, differing = value ->> 4, trace = value ->> 5,
  body = value ->> 6
FROM given WHERE cases.key = given.case_key`;

const dropAnalyses = `
WITH given AS (${given})
DELETE FROM analyses WHERE case_key IN (SELECT case_key FROM given)`;

const insertAnalyses = `
WITH given AS (${given})
INSERT INTO analyses (case_key, trace, added_at, body, sha256)
SELECT case_key, value ->> 5, ?3, value ->> 7, value ->> 8 FROM given WHERE value ->> 7 IS NOT NULL`;

/** Replaces the run of this id, or adds it. Throws a `StoreFault` when a device or scenario that the store has is left out. */
export async function writeRun(session: SqlSession, run: Run, now: Date): Promise<void> {
  const read = readRun(run);
  if (!read.ok)
    throw new StoreFault('bad-value', `This is no run: ${read.error.path} ${read.error.message}.`, 'Mend it there.');
  const { id, name, state, createdAt, begunAt, endedAt, curfewVersion, host, toleranceMs, pinned, note } = run;
  const values = [id, name, state, createdAt, begunAt, endedAt, curfewVersion, host, toleranceMs] as const;
  await session.run(upsertRun, ...values, pinned ? 1 : 0, note);
  const key = await runKeyOf(session, id);
  await requireNoneLeftOut(session, key, run);
  const scenarios = run.scenarios.map((each, position) => [position, each.id, JSON.stringify(each)] as const);
  for (const { json } of inBatches(scenarios)) await session.run(upsertParts('run_scenarios'), key, json);
  const devices = run.devices.map((each, position) => [position, each.id, JSON.stringify(each)] as const);
  for (const { json } of inBatches(devices)) await session.run(upsertParts('run_devices'), key, json);
  const places = run.cases.map((each, position) => [position, each.device, each.scenario] as const);
  for (const { json } of inBatches(places)) await session.run(insertCases, key, json);
  await writeCases(session, id, run.cases, now);
}

/** What was observed hangs on a run's devices, and what was found on its cases: none of them is dropped by a replacement. */
async function requireNoneLeftOut(session: SqlSession, key: number, run: Run): Promise<void> {
  const known = await session.all(
    `SELECT d.id AS device, s.id AS scenario FROM cases c
     JOIN run_devices d ON d.key = c.device JOIN run_scenarios s ON s.key = c.scenario WHERE c.run = ?1
     UNION ALL SELECT id, NULL FROM run_devices WHERE run = ?1 UNION ALL SELECT NULL, id FROM run_scenarios WHERE run = ?1`,
    key,
  );
  const devices = new Set(run.devices.map(({ id }) => id));
  const scenarios = new Set(run.scenarios.map(({ id }) => id));
  const cases = new Set(run.cases.map(({ device, scenario }) => JSON.stringify([device, scenario])));
  for (const { device, scenario } of known) {
    const isKept =
      typeof device !== 'string'
        ? scenarios.has(String(scenario))
        : typeof scenario !== 'string'
          ? devices.has(device)
          : cases.has(JSON.stringify([device, scenario]));
    if (isKept) continue;
    throw new StoreFault(
      'contradiction',
      `The store has run "${run.id}" with ${typeof device === 'string' ? `device "${device}"` : ''}${
        typeof scenario === 'string' ? ` scenario "${scenario}"` : ''
      }, which is left out now.`,
      'Keep it as a run with another id.',
    );
  }
}

/** Replaces cases of a run. Throws a `StoreFault` when one of them is not in its plan. */
export async function writeCases(
  session: SqlSession,
  run: string,
  cases: readonly RunCase[],
  now: Date,
): Promise<void> {
  const key = await runKeyOf(session, run);
  for (const { rows, json } of inBatches(cases.map(rowOf))) {
    const changed = await session.run(replaceCases, key, json);
    if (changed !== rows)
      throw new StoreFault('not-found', `A case is not in the plan of run "${run}".`, 'Keep the run with it first.');
    await session.run(dropAnalyses, key, json);
    await session.run(insertAnalyses, key, json, now.toISOString());
  }
}

function rowOf(each: RunCase): CaseRow {
  const { device, scenario, state, analysis, trace } = each;
  const count = (...names: readonly VerdictName[]): number =>
    analysis?.verdicts.filter(({ verdict }) => names.includes(verdict)).length ?? 0;
  const text = analysis === null ? null : JSON.stringify(analysis);
  return [
    device,
    scenario,
    state,
    count('as-predicted'),
    count('early', 'late', 'missing', 'unpredicted'),
    trace?.sha256 ?? null,
    JSON.stringify({ ...each, analysis: null }),
    text,
    text === null ? null : sha256Of(text),
  ];
}

export async function writeDevices(session: SqlSession, run: string, devices: readonly RunDevice[]): Promise<void> {
  const key = await runKeyOf(session, run);
  const rows = devices.map((each) => [each.id, JSON.stringify(each)] as const);
  let changed = 0;
  for (const { json } of inBatches(rows))
    changed += await session.run(
      `UPDATE run_devices SET body = given.value ->> 1 FROM json_each(?2) given
       WHERE run = ?1 AND run_devices.id = given.value ->> 0`,
      key,
      json,
    );
  if (changed !== devices.length)
    throw new StoreFault('not-found', `A device is not in run "${run}".`, 'Keep the run with it first.');
}

const columns = {
  name: 'name',
  state: 'state',
  begunAt: 'begun_at',
  endedAt: 'ended_at',
  pinned: 'pinned',
  note: 'note',
} as const satisfies Record<keyof RunChanges, string>;

export async function changeRun(session: SqlSession, run: string, changes: RunChanges): Promise<void> {
  const key = await runKeyOf(session, run);
  for (const [name, value] of Object.entries(changes)) {
    const column = columns[name as keyof RunChanges];
    const stored = typeof value === 'boolean' ? Number(value) : (value as string | null);
    await session.run(`UPDATE runs SET ${column} = ? WHERE key = ?`, stored, key);
  }
}

export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
