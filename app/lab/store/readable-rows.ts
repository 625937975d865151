/**
 * Copies the rows of a damaged table that can be read, in the order of their keys, and steps over what cannot: after a row that
 * fails, the next that can be read is sought with doubling steps, then halving. So one damaged page costs some dozen tries.
 *
 * A damaged page may also mislead a search, so that it finds nothing where there is something. An end is therefore believed
 * only when a search from the other side of the table finds nothing either.
 */
import type { SequenceRange } from './sequence-gaps.js';
import type { Sqlite } from './sqlite.js';
import { StoreFault } from './store-error.js';

/** Rows of `damaged.<table>` in the order of `key`, an integer column. */
export interface TablePart {
  readonly table: string;
  readonly columns: readonly string[];
  readonly key: string;
  /** A further condition with its `AND`, or empty. */
  readonly within: string;
}

export interface CopiedRows {
  readonly rows: number;
  /** Keys that could not be read; how many rows there were is not known. */
  readonly lost: readonly SequenceRange[];
  /** Rows that could be read but break a rule of the table: their content is damaged. */
  readonly refused: number;
}

const CHUNK = 1_000;
/** Steps double up to 2^40: beyond any key in use. */
const MOST_DOUBLINGS = 40;
/** A table with more damaged places than this is given up from there on; that is said. */
const MOST_LOST_RANGES = 2_000;

export async function copyReadable(target: Sqlite, part: TablePart): Promise<CopiedRows> {
  const lost: SequenceRange[] = [];
  if (part.columns.length === 0) return { rows: 0, lost: [{ from: 0, to: null }], refused: 0 };
  let rows = 0;
  let refused = 0;
  let from = 0;
  let chunk = CHUNK;
  for (;;) {
    const copied = await copy(target, part, from, chunk);
    if (!(copied instanceof StoreFault)) {
      rows += copied.added;
      refused += copied.read - copied.added;
      if (copied.read === 0) return { rows, lost, refused };
      from = copied.last + 1;
      chunk = CHUNK;
    } else if (chunk > 1) chunk = Math.ceil(chunk / 10);
    else {
      // A row that can be read and not be written: the new database is at fault, not the damaged one.
      if (copied.code === 'io' && (await isReadable(target, part, from))) throw copied;
      const next = lost.length < MOST_LOST_RANGES ? await nextReadable(target, part, from) : undefined;
      lost.push({ from, to: next === undefined ? null : next - 1 });
      if (next === undefined) return { rows, lost, refused };
      from = next;
      chunk = CHUNK;
    }
  }
}

/** The smallest key after `from` from which on a row can be read, or where the table ends; `undefined` when none is found. */
async function nextReadable(target: Sqlite, part: TablePart, from: number): Promise<number | undefined> {
  let step = 1;
  for (let doubling = 0; !(await isReadable(target, part, from + step)); doubling++) {
    if (doubling === MOST_DOUBLINGS) return undefined;
    step *= 2;
  }
  let [bad, good] = [from + Math.floor(step / 2), from + step];
  while (good - bad > 1) {
    const middle = Math.floor((bad + good) / 2);
    if (await isReadable(target, part, middle)) good = middle;
    else bad = middle;
  }
  return good;
}

interface Copied {
  readonly read: number;
  readonly added: number;
  readonly last: number;
}

/** Copies up to `count` rows from key `from` on, all or none of them; a fault when one of them cannot be read. */
async function copy(target: Sqlite, part: TablePart, from: number, count: number): Promise<Copied | StoreFault> {
  const { table, columns, key, within } = part;
  const rows = `FROM damaged.${table} WHERE ${within} ${key} >= ? ORDER BY ${key} LIMIT ?`;
  return await orFault(async () => {
    const keys = (await target.all(`SELECT ${key} AS key ${rows}`, from, count)).map((row) => row['key']);
    if (keys.length === 0) return (await isEnd(target, part, from)) ? { read: 0, added: 0, last: from } : misled;
    // A key that no program of ours gave.
    if (!keys.every((each) => Number.isSafeInteger(each))) return misled;
    const list = columns.join(', ');
    const added = await target.run(`INSERT OR IGNORE INTO main.${table} (${list}) SELECT ${list} ${rows}`, from, count);
    const found = keys as readonly number[];
    return { read: found.length, added, last: found.at(-1) ?? from };
  });
}

const misled = new StoreFault('damaged', 'A search in a damaged table was misled.', '');

/** Whether a search from the end of the table finds nothing at `from` or later. */
async function isEnd(target: Sqlite, { table, key, within }: TablePart, from: number): Promise<boolean> {
  const later = await target.all(
    `SELECT ${key} FROM damaged.${table} WHERE ${within} ${key} >= ? ORDER BY ${key} DESC LIMIT 1`,
    from,
  );
  return later.length === 0;
}

/** Whether one row from key `from` on can be read, with all that it holds, or the table ends there. */
async function isReadable(target: Sqlite, part: TablePart, from: number): Promise<boolean> {
  const { table, columns, key, within } = part;
  const outcome = await orFault(async () => {
    const rows = await target.all(
      `SELECT ${columns.join(', ')} FROM damaged.${table} WHERE ${within} ${key} >= ? ORDER BY ${key} LIMIT 1`,
      from,
    );
    return rows.length > 0 || (await isEnd(target, part, from));
  });
  return outcome === true;
}

/** Damaged pages, sectors that cannot be read, and values of the wrong type are faults; others (disk full) go up. */
async function orFault<T>(work: () => Promise<T | StoreFault>): Promise<T | StoreFault> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreFault && ['damaged', 'io', 'contradiction'].includes(error.code)) return error;
    throw error;
  }
}
