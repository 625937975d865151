/**
 * Finds observations on the pages of a damaged database and its WAL. The checksum of a row proves that it is one, and as it was
 * kept; so it may be taken from wherever it lies.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { isIntact } from './observation-row.js';
import { recordsIn, type PageFile } from './page-records.js';
import type { Sqlite, SqlRow, SqlValue } from './sqlite.js';

const ROWS_AT_ONCE = 5_000;
const DEFAULT_PAGE_BYTES = 4_096;
/** "WAL Format", sections 4.1 and 4.2: a header, then frames, each a header and a page. */
const WAL_HEADER_BYTES = 32;
const WAL_FRAME_HEADER_BYTES = 24;

/** In the order of the columns of a table without rowid: its key first. */
const columns = ['device', 'sequence', 'received_ms', 'source', 'text', 'crc'] as const;

/**
 * Adds the observations of these devices that `target` does not have; of every device when `devices` is `null`. Removed ones are
 * on free pages still: they belong to devices that are not listed. Returns how many were added.
 */
export async function salvageObservations(
  target: Sqlite,
  damagedFile: string,
  devices: ReadonlySet<number> | null,
): Promise<number> {
  const opened: fs.FileHandle[] = [];
  try {
    const database = await databasePages(damagedFile, opened);
    const files = [database, ...(await walPages(`${damagedFile}-wal`, database.pageSize, opened))];
    let added = 0;
    const rows: (readonly SqlValue[])[] = [];
    for (const file of files) {
      for await (const record of recordsIn(file, database)) {
        if (!isObservation(record, devices)) continue;
        rows.push(record);
        if (rows.length === ROWS_AT_ONCE) added += await add(target, rows.splice(0));
      }
    }
    return added + (await add(target, rows));
  } finally {
    for (const handle of opened) await handle.close();
  }
}

async function databasePages(file: string, opened: fs.FileHandle[]): Promise<PageFile> {
  const handle = await fs.open(file, 'r');
  opened.push(handle);
  const header = Buffer.alloc(100);
  await handle.read(header, 0, header.length, 0);
  // 1 stands for 65536. A header that is gone says nothing: then the size that every store has.
  const said = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const isSize = said >= 512 && (said & (said - 1)) === 0 && header.toString('latin1', 0, 15) === 'SQLite format 3';
  const pageSize = isSize ? said : DEFAULT_PAGE_BYTES;
  return { handle, bytes: (await handle.stat()).size, firstAt: 0, stride: pageSize, pageSize };
}

async function walPages(file: string, pageSize: number, opened: fs.FileHandle[]): Promise<readonly PageFile[]> {
  const names = await fs.readdir(path.dirname(file));
  if (!names.includes(path.basename(file))) return [];
  const handle = await fs.open(file, 'r');
  opened.push(handle);
  const firstAt = WAL_HEADER_BYTES + WAL_FRAME_HEADER_BYTES;
  return [{ handle, bytes: (await handle.stat()).size, firstAt, stride: pageSize + WAL_FRAME_HEADER_BYTES, pageSize }];
}

function isObservation(record: readonly SqlValue[], devices: ReadonlySet<number> | null): boolean {
  if (record.length !== columns.length) return false;
  const [device, sequence, time, source, text] = record;
  const hasTypes =
    Number.isSafeInteger(device) &&
    Number.isSafeInteger(sequence) &&
    Number.isSafeInteger(time) &&
    typeof source === 'string' &&
    typeof text === 'string';
  if (!hasTypes || (devices !== null && !devices.has(device as number))) return false;
  const row: SqlRow = Object.fromEntries(columns.map((name, index) => [name, record[index] ?? null]));
  return isIntact(row);
}

async function add(target: Sqlite, rows: readonly (readonly SqlValue[])[]): Promise<number> {
  return await target.run(
    `INSERT OR IGNORE INTO main.observations (${columns.join(', ')})
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?)`,
    JSON.stringify(rows),
  );
}
