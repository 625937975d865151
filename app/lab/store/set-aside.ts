/**
 * A damaged database is moved into a folder of its own below `damaged`, as it is, and what can be read of it is copied into a
 * new one. `rescue.json` in that folder is written first and says how far this has come, so that an interruption at any point
 * is taken up by the next opening.
 */
import path from 'node:path';
import { stampOf, type StorePaths } from './data-folder.js';
import { publish, removeQuietly, syncFile, syncFolder, temporaryName, writeDurably, type Files } from './files.js';
import { migrate, type Migration } from './migrations.js';
import { rescueInto, type RescueReport } from './rescue.js';
import { Sqlite } from './sqlite.js';
import { asFault, StoreFault } from './store-error.js';

interface Rescue {
  readonly files: Files;
  readonly paths: StorePaths;
  readonly now: () => Date;
  readonly schema: readonly Migration[];
}

/** What stands in `rescue.json`. */
interface Progress {
  readonly curfew: 'rescue/1';
  readonly state: 'pending' | 'done';
  readonly stamp: string;
  /** What was wrong with the database, one sentence each. */
  readonly damage: readonly string[];
  readonly report: RescueReport | null;
}

const progressFile = (folder: string): string => path.join(folder, 'rescue.json');
const setAsideFile = (folder: string): string => path.join(folder, 'curfew.db');

/** Says that the database is to be set aside; `rescuePending` does it. */
export async function setAside({ files, paths, now }: Rescue, damage: readonly string[]): Promise<void> {
  const taken = new Set(await files.list(paths.damaged));
  let stamp = stampOf(now());
  for (let count = 2; taken.has(stamp); count++) stamp = `${stampOf(now())}-${count}`;
  const folder = path.join(paths.damaged, stamp);
  await writeProgress(files, folder, { curfew: 'rescue/1', state: 'pending', stamp, damage, report: null });
}

/** Whether a rescue was begun and not completed. */
export async function isRescuePending(files: Files, paths: StorePaths): Promise<boolean> {
  for (const name of await files.list(paths.damaged))
    if ((await readProgress(files, path.join(paths.damaged, name)))?.state === 'pending') return true;
  return false;
}

async function writeProgress(files: Files, folder: string, progress: Progress): Promise<void> {
  await writeDurably(files, progressFile(folder), `${JSON.stringify(progress, null, 2)}\n`);
}

/** Completes every rescue that was begun. Throws a `StoreFault` when one cannot be completed now; the next opening tries again. */
export async function rescuePending(rescue: Rescue): Promise<readonly RescueReport[]> {
  const { files, paths } = rescue;
  const reports: RescueReport[] = [];
  for (const name of await files.list(paths.damaged)) {
    const folder = path.join(paths.damaged, name);
    const progress = await readProgress(files, folder);
    if (progress?.state !== 'pending') continue;
    try {
      await moveAside(rescue, folder);
      const isReplaced = (await files.stat(paths.database)) !== undefined;
      const report = isReplaced
        ? await reportInPlace(paths, folder, progress)
        : await rebuild(rescue, folder, progress);
      await writeProgress(files, folder, { ...progress, state: 'done', report });
      reports.push(report);
    } catch (error) {
      throw asFault(`The damaged store in ${paths.folder} could not be set aside`, error);
    }
  }
  return reports;
}

async function readProgress(files: Files, folder: string): Promise<Progress | undefined> {
  const file = progressFile(folder);
  if ((await files.stat(file)) === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(await files.readFile(file))) as Progress;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new StoreFault('damaged', `${file} cannot be read: ${error.message}.`, 'Move its folder away.', {
      cause: error,
    });
  }
}

export interface EarlierLoss {
  /** Where the damaged database lies. */
  readonly folder: string;
  readonly loss: string;
}

/** What earlier rescues could not save, as long as the folder with the damaged database is there. */
export async function lossesOfRescues(files: Files, paths: StorePaths): Promise<readonly EarlierLoss[]> {
  const found: EarlierLoss[] = [];
  for (const name of await files.list(paths.damaged)) {
    const folder = path.join(paths.damaged, name);
    const progress = await readProgress(files, folder);
    for (const loss of progress?.report?.losses ?? []) found.push({ folder, loss });
  }
  return found;
}

/** The database, then its WAL: a WAL alone is recognised by the folder that waits for it, and never opened with a new database. */
async function moveAside({ files, paths }: Rescue, folder: string): Promise<void> {
  const target = setAsideFile(folder);
  if ((await files.stat(target)) === undefined && (await files.stat(paths.database)) !== undefined)
    await files.rename(paths.database, target);
  if ((await files.stat(paths.database)) !== undefined) return;
  for (const suffix of ['-wal', '-shm', '-journal']) {
    if ((await files.stat(`${paths.database}${suffix}`)) === undefined) continue;
    await files.rename(`${paths.database}${suffix}`, `${target}${suffix}`);
  }
  await syncFolder(files, folder);
  await syncFolder(files, paths.folder);
}

/** The new database is in place already, and has the report; or somebody has put another one there, which is not touched. */
async function reportInPlace(paths: StorePaths, folder: string, { stamp, damage }: Progress): Promise<RescueReport> {
  const database = await Sqlite.open(paths.database, 'read');
  try {
    const [table] = await database.all("SELECT 1 FROM sqlite_schema WHERE name = 'rescues'");
    const [row] = table === undefined ? [] : await database.all('SELECT report FROM rescues WHERE stamp = ?', stamp);
    if (row !== undefined) return JSON.parse(String(row['report'])) as RescueReport;
    const losses = ['Another database was put in its place: nothing was rescued from this one.'];
    return { stamp, folder, damage, rescued: [], losses, newestBackup: null };
  } finally {
    await database.close();
  }
}

async function rebuild(rescue: Rescue, folder: string, { stamp, damage }: Progress): Promise<RescueReport> {
  const { files, paths, schema, now } = rescue;
  const temporary = temporaryName(paths.database);
  try {
    const target = await Sqlite.open(temporary, 'create');
    let report: RescueReport;
    try {
      await target.script('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
      await migrate(target, 0, now(), schema);
      const [newestBackup] = (await files.list(paths.backups)).filter((name) => name.endsWith('.db')).reverse();
      report = await rescueInto(target, {
        damagedFile: setAsideFile(folder),
        stamp,
        damage,
        folder,
        newestBackup: newestBackup === undefined ? null : path.join(paths.backups, newestBackup),
        traces: await tracesOnDisk(files, paths),
      });
    } finally {
      await target.close();
    }
    await syncFile(files, temporary);
    await publish(files, temporary, paths.database);
    return report;
  } catch (error) {
    await removeQuietly(files, temporary);
    throw error;
  }
}

export interface TraceOnDisk {
  readonly sha256: string;
  readonly kind: 'trace' | 'log';
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Every complete file of the library, whether the database knows it or not. */
export async function tracesOnDisk(files: Files, paths: StorePaths): Promise<readonly TraceOnDisk[]> {
  const found: TraceOnDisk[] = [];
  for (const shelf of await files.list(paths.traces)) {
    if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
    for (const name of await files.list(path.join(paths.traces, shelf))) {
      const [, sha256, ending] = /^([0-9a-f]{64})\.(arrow|log)$/.exec(name) ?? [];
      const stat = sha256 === undefined ? undefined : await files.stat(path.join(paths.traces, shelf, name));
      if (sha256 !== undefined && stat !== undefined)
        found.push({ sha256, kind: ending === 'log' ? 'log' : 'trace', ...stat });
    }
  }
  return found;
}
