/** The store on SQLite. Rows are written and read by the files named after them; here they are put together. */
import path from 'node:path';
import { backUp } from './backup.js';
import { checkStore } from './check.js';
import { stampOf, traceFile, type StorePaths } from './data-folder.js';
import { removeQuietly, type Files } from './files.js';
import {
  changeTrace,
  readImportedAnalyses,
  readImportedAnalysis,
  readTraces,
  writeImportedAnalysis,
  writeReports,
  writeTraces,
} from './library-rows.js';
import { ObservationLog } from './observation-log.js';
import { planRetention, removePlanned } from './retention.js';
import { loadRun, readNextSequences, readObservations, readReports, readSummaries } from './run-reading.js';
import { changeRun, writeCases, writeDevices, writeRun } from './run-rows.js';
import type { Sqlite, SqlSession } from './sqlite.js';
import type { Store, Stored, StoreReader } from './store.js';
import { asResult } from './store-error.js';
import type { StoreLock } from './store-lock.js';

export function sqliteReader(database: Sqlite, paths: StorePaths): StoreReader {
  /** What is read in several statements is of one moment, also while another process writes. */
  const reading = <T>(work: (session: SqlSession) => Promise<T>): Stored<T> => asResult(() => database.snapshot(work));
  return {
    folder: paths.folder,
    runs: () => reading(readSummaries),
    run: (id) => reading((session) => loadRun(session, id)),
    observations: (place) => reading((session) => readObservations(session, place)),
    nextSequences: (run) => reading((session) => readNextSequences(session, run)),
    traces: () => reading(readTraces),
    importedAnalyses: () => reading(readImportedAnalyses),
    importedAnalysis: (id) => reading((session) => readImportedAnalysis(session, id)),
    reports: (run) => reading((session) => readReports(session, run)),
    planRetention: (rule) => reading((session) => planRetention(session, rule)),
    close: () => database.close(),
  };
}

export interface StoreParts {
  readonly database: Sqlite;
  readonly paths: StorePaths;
  readonly lock: StoreLock;
  readonly files: Files;
  readonly now: () => Date;
}

export function sqliteStore({ database, paths, lock, files, now }: StoreParts): Store {
  const log = new ObservationLog(database);
  const writing = <T>(work: (session: SqlSession) => Promise<T>): Stored<T> =>
    asResult(() => database.transaction(work));
  return {
    ...sqliteReader(database, paths),
    append: (observations) => asResult(() => log.append(observations)),
    putRun: (run) => writing((session) => writeRun(session, run, now())),
    updateRun: (id, changes) => writing((session) => changeRun(session, id, changes)),
    putCases: (run, cases) => writing((session) => writeCases(session, run, cases, now())),
    putDevices: (run, devices) => writing((session) => writeDevices(session, run, devices)),
    putTraces: (traces) => writing((session) => writeTraces(session, traces)),
    updateTrace: (sha256, changes) => writing((session) => changeTrace(session, sha256, changes)),
    putImportedAnalysis: (analysis, about) => writing((session) => writeImportedAnalysis(session, analysis, about)),
    putReports: (reports) => writing((session) => writeReports(session, reports)),
    prune: (plan) =>
      asResult(async () => {
        const removed = await database.transaction((session) => removePlanned(session, plan));
        log.forgetKeys();
        // The rows are gone first: a file that stays behind is found by a check, a row without its file would be a loss.
        for (const { sha256, kind } of removed) await removeQuietly(files, traceFile(paths, sha256, kind));
        await database.all('PRAGMA incremental_vacuum');
        await database.all('PRAGMA wal_checkpoint(TRUNCATE)');
      }),
    check: () => asResult(() => checkStore(database, files, paths)),
    backUp: (file) =>
      asResult(async () => {
        const target = file ?? path.join(paths.backups, `curfew-${stampOf(now())}.db`);
        await backUp(files, database, target);
        return target;
      }),
    close: async () => {
      try {
        await log.finish();
        await database.close();
      } finally {
        await lock.release();
      }
    },
  };
}
