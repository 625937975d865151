/** Observations that must have been there: a device's sequences are consecutive from 0, and marks tell how many there were. */
import type { SqlSession } from './sqlite.js';

/** `to: null`: everything from there on. */
export interface SequenceRange {
  readonly from: number;
  readonly to: number | null;
}

/** Sequences that a device has no observation for, below the last one or below what was entered as `observed`. */
export async function missingSequences(session: SqlSession, deviceKey: number): Promise<readonly SequenceRange[]> {
  const rows = await session.all(
    `WITH kept AS (
       SELECT -1 AS sequence
       UNION ALL SELECT sequence FROM observations WHERE device = ?1
       UNION ALL SELECT observed FROM run_devices WHERE key = ?1
         AND observed > (SELECT coalesce(max(sequence), -1) FROM observations WHERE device = ?1))
     SELECT sequence + 1 AS first, next - 1 AS last
     FROM (SELECT sequence, lead(sequence) OVER (ORDER BY sequence) AS next FROM kept) WHERE next > sequence + 1`,
    deviceKey,
  );
  return rows.map((row) => ({ from: row['first'] as number, to: row['last'] as number }));
}

const MOST_NAMED = 200;

/** `5, 7 to 9, from 12 on`. */
export function rangeWords(ranges: readonly SequenceRange[]): string {
  const words = ranges.slice(0, MOST_NAMED).map(({ from, to }) => {
    if (to === null) return `from ${from} on`;
    return from === to ? String(from) : `${from} to ${to}`;
  });
  const more = ranges.length - words.length;
  return `${words.join(', ')}${more > 0 ? ` and ${more} more ranges` : ''}`;
}
