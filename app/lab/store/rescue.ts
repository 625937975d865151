/** Copies what can be read of a damaged database into a new one, and says what could not. */
import { pathToFileURL } from 'node:url';
import { copyReadable } from './readable-rows.js';
import { salvageObservations } from './salvage-observations.js';
import { missingSequences, rangeWords, type SequenceRange } from './sequence-gaps.js';
import type { TraceOnDisk } from './set-aside.js';
import type { Sqlite } from './sqlite.js';
import { StoreFault } from './store-error.js';

export interface RescueReport {
  readonly stamp: string;
  /** Where the damaged database lies, as it was found. */
  readonly folder: string;
  /** What was wrong with it, one sentence each. */
  readonly damage: readonly string[];
  readonly rescued: readonly { readonly table: string; readonly rows: number }[];
  /** What is not in the new database; one sentence each. Empty: nothing was lost. */
  readonly losses: readonly string[];
  readonly newestBackup: string | null;
}

export interface RescueTask {
  readonly damagedFile: string;
  readonly stamp: string;
  readonly folder: string;
  readonly damage: readonly string[];
  readonly newestBackup: string | null;
  /** Files of the library; those that the database has lost are entered again. */
  readonly traces: readonly TraceOnDisk[];
}

/** Those that others refer to come first. `observations` has a key of its own kind and comes last. */
const tables = ['runs', 'run_scenarios', 'run_devices', 'cases', 'analyses', 'traces', 'reports', 'rescues'] as const;

/** `target` is empty, at the latest schema, and has foreign keys off. The report is kept in it too. */
export async function rescueInto(target: Sqlite, task: RescueTask): Promise<RescueReport> {
  const rescued: { table: string; rows: number }[] = [];
  const losses: string[] = [];
  const attached = await attach(target, task.damagedFile);
  if (attached !== undefined)
    losses.push(`The tables of the database could not be read (${attached}): its runs are lost.`);
  else {
    for (const table of tables) {
      const columns = await sharedColumns(target, table);
      const { rows, lost, refused } = await copyReadable(target, { table, columns, key: 'key', within: '' });
      rescued.push({ table, rows });
      losses.push(...lossesOf(table, lost, refused));
    }
  }
  const observations = await rescueObservations(target, task, attached === undefined);
  rescued.push({ table: 'observations', rows: observations.rows });
  losses.push(...observations.losses);
  losses.push(...(await mendReferences(target, task.stamp)));
  losses.push(...(await adoptTraces(target, task)));
  const { stamp, folder, damage, newestBackup } = task;
  const report: RescueReport = { stamp, folder, damage, rescued, losses, newestBackup };
  await target.run('INSERT INTO rescues (stamp, report) VALUES (?, ?)', stamp, JSON.stringify(report));
  return report;
}

/** Why the damaged database cannot be read at all, or nothing. */
async function attach(target: Sqlite, file: string): Promise<string | undefined> {
  try {
    await target.run('ATTACH ? AS damaged', `${pathToFileURL(file).href}?mode=ro`);
    await target.all('SELECT count(*) FROM damaged.sqlite_schema');
    return undefined;
  } catch (error) {
    // Anything else (no space, no permission) may be better the next time.
    if (!(error instanceof StoreFault) || error.code !== 'damaged') throw error;
    return error.message;
  }
}

/** Columns that both databases have; none when the damaged one has no such table any more. */
async function sharedColumns(target: Sqlite, table: string): Promise<readonly string[]> {
  const rows = await target.all(
    `SELECT name FROM pragma_table_info(?1, 'main')
     WHERE name IN (SELECT name FROM pragma_table_info(?1, 'damaged')) ORDER BY cid`,
    table,
  );
  return rows.map((row) => String(row['name']));
}

/** What the tree leads to, then what else lies on the pages; what is missing after that is lost. */
async function rescueObservations(target: Sqlite, { damagedFile }: RescueTask, isAttached: boolean): Promise<Rescued> {
  const columns = isAttached ? await sharedColumns(target, 'observations') : [];
  const [known] = await target.all('SELECT count(*) AS n FROM main.run_devices');
  const hasDevices = known?.['n'] !== 0;
  let rows = 0;
  let refused = 0;
  /** Devices whose last observations could not be sought. */
  const openEnds = new Set<number>();
  for (const device of isAttached ? await devicesWithObservations(target) : []) {
    const part = { table: 'observations', columns, key: 'sequence', within: `device = ${device} AND` };
    const copied = await copyReadable(target, part);
    rows += copied.rows;
    refused += copied.refused;
    if (copied.lost.some(({ to }) => to === null)) openEnds.add(device);
  }
  const devices = hasDevices ? new Set(await deviceKeys(target)) : null;
  rows += await salvageObservations(target, damagedFile, devices);
  const losses: string[] = [];
  for (const device of await deviceKeys(target)) {
    const missing = await missingSequences(target, device);
    const [last] = await target.all('SELECT max(sequence) AS n FROM main.observations WHERE device = ?', device);
    const end = typeof last?.['n'] === 'number' ? last['n'] + 1 : 0;
    const open = openEnds.has(device) ? [{ from: end, to: null }] : [];
    losses.push(...lossesOf(await observationsOf(target, device), [...missing, ...open], 0));
  }
  return { rows, losses: [...losses, ...lossesOf('observations', [], refused)] };
}

interface Rescued {
  readonly rows: number;
  readonly losses: readonly string[];
}

async function deviceKeys(target: Sqlite): Promise<readonly number[]> {
  const rows = await target.all('SELECT key FROM main.run_devices UNION SELECT DISTINCT device FROM main.observations');
  return rows.map((row) => row['key'] as number);
}

async function observationsOf(target: Sqlite, device: number): Promise<string> {
  const [row] = await target.all(
    'SELECT r.id AS run, d.id AS device FROM main.run_devices d JOIN main.runs r ON r.key = d.run WHERE d.key = ?',
    device,
  );
  if (row === undefined) return `observations of lost device ${device}`;
  return `observations of device "${String(row['device'])}" in run "${String(row['run'])}"`;
}

/** Keys of devices: those that were rescued, and those that the observations themselves name as far as that can be read. */
async function devicesWithObservations(target: Sqlite): Promise<readonly number[]> {
  const known = await target.all('SELECT key FROM main.run_devices');
  const keys = new Set(known.map((row) => row['key'] as number));
  try {
    for (let last = -1; ;) {
      const [row] = await target.all('SELECT min(device) AS next FROM damaged.observations WHERE device > ?', last);
      if (typeof row?.['next'] !== 'number') break;
      last = row['next'];
      keys.add(last);
    }
  } catch (error) {
    // As far as it goes: the known devices are tried one by one anyway.
    if (!(error instanceof StoreFault)) throw error;
  }
  return [...keys].sort((a, b) => a - b);
}

function lossesOf(what: string, lost: readonly SequenceRange[], refused: number): string[] {
  const losses = lost.length === 0 ? [] : [`${what}: could not be read: ${rangeWords(lost)}.`];
  if (refused > 0) losses.push(`${what}: ${refused} rows could be read, and hold what cannot be.`);
  return losses;
}

/** What refers to a row that is lost gets a stand-in, so that it can still be seen; cases without their scenario cannot. */
async function mendReferences(target: Sqlite, stamp: string): Promise<readonly string[]> {
  const losses: string[] = [];
  const name = `rescued-${stamp.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')}`;
  const lost = await target.run('DELETE FROM cases WHERE scenario NOT IN (SELECT key FROM run_scenarios)');
  if (lost > 0) losses.push(`cases: ${lost} belong to scenarios that are lost.`);
  const devices = `SELECT device FROM cases UNION SELECT device FROM observations`;
  const runs = `SELECT run FROM run_devices UNION SELECT run FROM run_scenarios UNION SELECT run FROM cases`;
  // One run for devices whose row is lost, numbered after every run that anything refers to.
  await target.run(
    `INSERT INTO run_devices (key, run, position, id, body)
     SELECT device, coalesce((SELECT run FROM cases c WHERE c.device = lost.device),
         1 + max((SELECT coalesce(max(key), 0) FROM runs), (SELECT coalesce(max(run), 0) FROM (${runs})))),
       device, coalesce((SELECT body ->> '$.device' FROM cases c WHERE c.device = lost.device AND json_valid(body)),
         'lost-' || device), '' FROM (${devices}) lost WHERE device NOT IN (SELECT key FROM run_devices)`,
  );
  await target.run(
    `UPDATE run_devices SET body = json_object('id', id, 'serial', 'unknown', 'name', 'lost device', 'manufacturer', NULL,
       'model', NULL, 'kind', 'phone', 'release', NULL, 'sdk', NULL, 'fingerprint', NULL, 'securityPatch', NULL,
       'changes', json('[]')) WHERE body = ''`,
  );
  const standIns = await target.run(
    `INSERT INTO runs (key, id, name, state, created_at, curfew_version, tolerance_ms)
     SELECT run, ?1 || '-' || run, 'Rescued from a damaged store', 'interrupted', ?2, 'unknown', 0
     FROM (${runs}) WHERE run NOT IN (SELECT key FROM runs)`,
    name,
    new Date(0).toISOString(),
  );
  if (standIns > 0) losses.push(`runs: ${standIns} are lost, and what is left of them is kept as runs "${name}-...".`);
  await target.run('DELETE FROM reports WHERE run NOT IN (SELECT key FROM runs)');
  await target.run(
    `UPDATE analyses SET case_key = NULL, title = coalesce(title, 'of a lost case') WHERE case_key NOT IN (SELECT key FROM cases)`,
  );
  return losses;
}

async function adoptTraces(target: Sqlite, { traces }: RescueTask): Promise<readonly string[]> {
  const rows = traces.map(({ sha256, kind, bytes, modifiedMs }) => [
    sha256,
    kind,
    bytes,
    new Date(modifiedMs).toISOString(),
  ]);
  const adopted = await target.run(
    `INSERT INTO traces (sha256, kind, bytes, added_at, title)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, 'found beside a damaged store' FROM json_each(?)
     WHERE true ON CONFLICT (sha256) DO NOTHING`,
    JSON.stringify(rows),
  );
  return adopted === 0 ? [] : [`traces: titles of ${adopted} files are lost; the files themselves are there.`];
}
