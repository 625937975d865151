/** Ids of a run's devices and scenarios, and the keys that rows use for them. */
import { StoreFault } from './store-error.js';
import type { SqlSession } from './sqlite.js';

export async function runKeyOf(session: SqlSession, run: string): Promise<number> {
  const [row] = await session.all('SELECT key FROM runs WHERE id = ?', run);
  if (row !== undefined) return row['key'] as number;
  throw new StoreFault('not-found', `The store has no run "${run}".`, '`curfew runs` lists the runs.');
}

/** Empty when there is no such run. */
export async function deviceKeysOf(session: SqlSession, run: string): Promise<ReadonlyMap<string, number>> {
  const rows = await session.all(
    'SELECT d.id, d.key FROM run_devices d JOIN runs r ON r.key = d.run WHERE r.id = ?',
    run,
  );
  return new Map(rows.map((row) => [row['id'] as string, row['key'] as number]));
}
