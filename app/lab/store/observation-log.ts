/**
 * Writes observations: many callers, few commits. While one commit is on its way to the disk, what arrives waits and goes with
 * the next, as one statement; a caller is answered when its commit is on the disk.
 */
import { deviceKeysOf } from './device-keys.js';
import { observationRow } from './observation-row.js';
import type { SqlRow, Sqlite } from './sqlite.js';
import type { Observation } from './store.js';
import { StoreFault } from './store-error.js';

/** Calls go together up to these sizes; one call may have more than one of `MOST_ROWS`, since it goes whole or not at all. */
const MOST_ROWS = 20_000;
const MOST_CHARACTERS = 16 << 20;
/** One call, and one text of it. The whole batch is one value for SQLite, which takes 10^9 bytes at most. */
const LONGEST_CALL = 64 << 20;
const LONGEST_TEXT = 16 << 20;
/** Checkpoint when so much was written since the last: the WAL stays small, and few commits wait for one. */
const CHECKPOINT_CHARACTERS = 16 << 20;

interface Waiting {
  readonly observations: readonly Observation[];
  readonly characters: number;
  readonly done: () => void;
  readonly failed: (fault: unknown) => void;
}

/**
 * One statement is one transaction. A row that is there with the same content is left; one with other content is given a
 * sequence that the table refuses, and the refusal takes back the whole statement.
 */
const insertRows = `
INSERT INTO observations (device, sequence, received_ms, source, text, crc)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?) WHERE true
ON CONFLICT (device, sequence) DO UPDATE SET sequence = -1
WHERE text IS NOT excluded.text OR source IS NOT excluded.source OR received_ms IS NOT excluded.received_ms`;

export class ObservationLog {
  readonly #database: Sqlite;
  readonly #deviceKeys = new Map<string, ReadonlyMap<string, number>>();
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #charactersSinceCheckpoint = 0;
  /** By device key: the sequence after the last that was written since the last mark. */
  readonly #unmarked = new Map<number, number>();

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** Resolves when all are on the disk. Throws a `StoreFault`; then none of them was added. */
  async append(observations: readonly Observation[]): Promise<void> {
    if (observations.length === 0) return;
    const characters = sizeOf(observations);
    await new Promise<void>((done, failed) => {
      this.#waiting.push({ observations, characters, done, failed });
      this.#working ??= this.#work();
    });
  }

  /** When runs were removed or changed. */
  forgetKeys(): void {
    this.#deviceKeys.clear();
  }

  /** Resolves when nothing waits any more and the marks are written. */
  async finish(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
    await this.#unlessRefused(() => this.#mark());
  }

  async #work(): Promise<void> {
    // What is asked for in this turn of the event loop goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#commit(this.#takeGroup());
    this.#working = undefined;
  }

  #takeGroup(): readonly Waiting[] {
    let rows = 0;
    let size = 0;
    let end = 0;
    for (const { observations, characters } of this.#waiting) {
      rows += observations.length;
      size += characters;
      if (end > 0 && (rows > MOST_ROWS || size > MOST_CHARACTERS)) break;
      end++;
    }
    const group = this.#waiting.slice(0, end);
    this.#waiting = this.#waiting.slice(end);
    return group;
  }

  /** A group that is refused is tried again one by one, so that nobody fails for the fault of another. */
  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(group.flatMap(({ observations }) => observations));
    } catch (error) {
      const isOfOneCaller = error instanceof StoreFault && ['contradiction', 'not-found'].includes(error.code);
      if (group.length > 1 && isOfOneCaller) for (const each of group) await this.#commit([each]);
      else for (const { failed } of group) failed(error);
      return;
    }
    for (const { done } of group) done();
    this.#charactersSinceCheckpoint += group.reduce((sum, { characters }) => sum + characters, 0);
    await this.#checkpoint();
  }

  async #write(observations: readonly Observation[]): Promise<void> {
    const rows: string[] = [];
    const next = new Map<number, number>();
    for (const each of observations) {
      const key = await this.#keyOf(each);
      rows.push(observationRow(key, each));
      next.set(key, Math.max(next.get(key) ?? 0, each.sequence + 1));
    }
    const json = `[${rows.join(',')}]`;
    try {
      await this.#database.run(insertRows, json);
    } catch (error) {
      if (error instanceof StoreFault && error.code === 'contradiction')
        throw await contradiction(this.#database, json, error);
      throw error;
    }
    for (const [key, sequence] of next) this.#unmarked.set(key, Math.max(this.#unmarked.get(key) ?? 0, sequence));
  }

  async #keyOf({ run, device }: Observation): Promise<number> {
    const known = this.#deviceKeys.get(run)?.get(device);
    if (known !== undefined) return known;
    const keys = await deviceKeysOf(this.#database, run);
    this.#deviceKeys.set(run, keys);
    const key = keys.get(device);
    if (key !== undefined) return key;
    throw new StoreFault(
      'not-found',
      `The store has no device "${device}" in a run "${run}".`,
      'Keep the run with its devices before what is observed on them.',
    );
  }

  async #checkpoint(): Promise<void> {
    if (this.#charactersSinceCheckpoint < CHECKPOINT_CHARACTERS) return;
    await this.#unlessRefused(async () => {
      await this.#mark();
      await this.#database.all('PRAGMA wal_checkpoint(PASSIVE)');
      this.#charactersSinceCheckpoint = 0;
    });
  }

  /** A lost end of a device's observations leaves no gap: the marks tell that there was more. */
  async #mark(): Promise<void> {
    if (this.#unmarked.size === 0) return;
    await this.#database.run(
      `UPDATE run_devices SET observed = max(observed, given.value ->> 1)
       FROM json_each(?) given WHERE run_devices.key = given.value ->> 0`,
      JSON.stringify([...this.#unmarked]),
    );
    this.#unmarked.clear();
  }

  /** Checkpoints and marks that fail lose nothing: the WAL keeps what is committed, and the next time tries again. */
  async #unlessRefused(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StoreFault)) throw error;
    }
  }
}

/** Characters of a call. Throws a `StoreFault` when it holds what the table cannot keep. */
function sizeOf(observations: readonly Observation[]): number {
  let size = 0;
  for (const { sequence, receivedMs, source, text, device } of observations) {
    const place = `Observation ${sequence} of device "${device}"`;
    if (!Number.isSafeInteger(sequence) || sequence < 0)
      throw badValue(`${place}: the sequence is no whole number from 0.`, 'Count the observations of a device from 0.');
    if (!Number.isSafeInteger(receivedMs))
      throw badValue(
        `${place}: its time is no whole number.`,
        'Give the milliseconds since 1970 at which it was received.',
      );
    const length = source.length + text.length;
    if (length > LONGEST_TEXT)
      throw badValue(`${place}: it has ${length} characters, at most ${LONGEST_TEXT} can be kept.`, 'Split it.');
    size += length;
  }
  if (size > LONGEST_CALL)
    throw badValue(`${size} characters of observations at once, at most ${LONGEST_CALL}.`, 'Append fewer at a time.');
  return size;
}

const badValue = (message: string, whatToDo: string): StoreFault => new StoreFault('bad-value', message, whatToDo);

const findContradiction = `
SELECT d.id AS device, o.sequence, o.text AS kept FROM json_each(?) j
JOIN observations o ON o.device = j.value ->> 0 AND o.sequence = j.value ->> 1
JOIN run_devices d ON d.key = o.device
WHERE o.text IS NOT j.value ->> 4 OR o.source IS NOT j.value ->> 3 OR o.received_ms IS NOT j.value ->> 2
ORDER BY j.key LIMIT 1`;

/** Names the observation that contradicts; two of one batch may contradict each other, then there is none in the table. */
async function contradiction(database: Sqlite, json: string, cause: StoreFault): Promise<StoreFault> {
  const [row] = (await database.all(findContradiction, json)) as readonly (SqlRow | undefined)[];
  const what =
    row === undefined
      ? 'Two observations of one batch have the same sequence and differ.'
      : `Observation ${String(row['sequence'])} of device "${String(row['device'])}" is kept with other content: ${JSON.stringify(String(row['kept']).slice(0, 100))}`;
  return new StoreFault('contradiction', what, 'Continue after `nextSequences` when a recording is taken up again.', {
    cause,
  });
}
