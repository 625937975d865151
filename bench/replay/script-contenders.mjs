/**
 * What a script author computes: per app, at each interval's end, the time of the intervals that ended in the trailing 24 h;
 * how many ends have at least 6 h. It is not Android's rule; everybody can answer it.
 */
import { HOURS_24, HOURS_6, readIntervals } from './intervals.mjs';

/** Typed arrays and a bare loop: as fast as a sum can be on one core. */
export function bareLoop(file) {
  const { length, apps, app, start, end } = readIntervals(file);
  // By app: a ring of its rows, as linked indices.
  const oldest = new Int32Array(apps);
  const newest = new Int32Array(apps);
  const next = new Int32Array(length);
  const sum = new Float64Array(apps);
  return () => {
    oldest.fill(-1);
    newest.fill(-1);
    sum.fill(0);
    let over = 0;
    for (let row = 0; row < length; row++) {
      const who = app[row];
      const now = end[row];
      next[row] = -1;
      if (oldest[who] === -1) oldest[who] = row;
      else next[newest[who]] = row;
      newest[who] = row;
      let total = sum[who] + now - start[row];
      let old = oldest[who];
      while (end[old] < now - HOURS_24) {
        total -= end[old] - start[old];
        old = next[old];
      }
      oldest[who] = old;
      sum[who] = total;
      if (total >= HOURS_6) over++;
    }
    return { over };
  };
}

/** The usual script: an object per interval, a list per app. */
export function objectLoop(file) {
  const { length, app, start, end } = readIntervals(file);
  const intervals = Array.from({ length }, (_, row) => ({ app: app[row], start: start[row], end: end[row] }));
  return () => {
    const byApp = new Map();
    let over = 0;
    for (const interval of intervals) {
      let known = byApp.get(interval.app);
      if (known === undefined) byApp.set(interval.app, (known = { list: [], from: 0, sum: 0 }));
      known.list.push(interval);
      known.sum += interval.end - interval.start;
      while (known.list[known.from].end < interval.end - HOURS_24) {
        const old = known.list[known.from++];
        known.sum -= old.end - old.start;
      }
      if (known.sum >= HOURS_6) over++;
    }
    return { over };
  };
}

/** DuckDB, its table filled beforehand, on two threads. */
export async function duckDb(file) {
  const { DuckDBInstance, DuckDBDataChunk, INTEGER, BIGINT } = await import('../rivals/duckdb.mjs');
  const { length, app, start, end } = readIntervals(file);
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run('create table intervals (app integer, s bigint, e bigint)');
  const appender = await connection.createAppender('intervals');
  const CHUNK = 2_048;
  for (let from = 0; from < length; from += CHUNK) {
    const to = Math.min(length, from + CHUNK);
    const chunk = DuckDBDataChunk.create([INTEGER, BIGINT, BIGINT]);
    chunk.setColumns([
      Array.from(app.subarray(from, to)),
      Array.from(start.subarray(from, to), BigInt),
      Array.from(end.subarray(from, to), BigInt),
    ]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const query = `select count(*) from (
    select sum(e - s) over (partition by app order by e range between ${HOURS_24} preceding and current row) as used
    from intervals) where used >= ${HOURS_6}`;
  return async () => {
    const rows = await (await connection.runAndReadAll(query)).getRows();
    return { over: Number(rows[0][0]) };
  };
}

/** Polars through its Node binding, its frame filled beforehand. */
export async function polars(file) {
  const pl = await import('../rivals/polars.mjs');
  const { length, app, start, end } = readIntervals(file);
  const frame = pl.frameOf({ app, end, used: Float64Array.from({ length }, (_, row) => end[row] - start[row]) });
  return () => ({ over: pl.countOver(frame, HOURS_24, HOURS_6) });
}
