/**
 * What may go when the store grows too large or too old: first the plan, which a person can look at, then exactly that.
 * Pinned runs and files stay, and so do runs that go on or whose devices are not yet as they were.
 */
import type { DeviceChange } from '../runs/run.js';
import { caseRecordings } from './case-recordings.js';
import type { SqlRow, SqlSession } from './sqlite.js';

export interface RetentionRule {
  readonly now: Date;
  /** Remove what is older than this; `null`: age alone removes nothing. */
  readonly maxAgeDays: number | null;
  /** Remove the oldest until the rest takes at most so much; `null`: size alone removes nothing. */
  readonly maxBytes: number | null;
  /** No process has the store: what it calls running was cut off. Left out: a lab may be running them. */
  readonly isStoreFree?: boolean;
}

export interface RunToRemove {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly bytes: number;
}

export interface TraceToRemove {
  readonly sha256: string;
  readonly kind: 'trace' | 'log';
  readonly title: string;
  readonly addedAt: string;
  readonly bytes: number;
}

export interface RetentionPlan {
  /** Oldest first. */
  readonly runs: readonly RunToRemove[];
  /** Files that no run that stays refers to, with the analyses of them. */
  readonly traces: readonly TraceToRemove[];
  /** Content now, and after the removal; without free pages and backups. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** What the rule asks for and does not get, and why; one sentence each. */
  readonly kept: readonly string[];
}

const DAY_MS = 86_400_000;

interface KnownRun extends RunToRemove {
  /** Why it must stay; `null` when it may go. */
  readonly staysBecause: string | null;
  readonly traces: readonly string[];
}

interface KnownTrace extends TraceToRemove {
  readonly pinned: boolean;
  /** Why it must stay although no run names it; `null` when it may go. */
  readonly staysBecause: string | null;
}

export async function planRetention(session: SqlSession, rule: RetentionRule): Promise<RetentionPlan> {
  const [unread] = await session.all('SELECT count(*) AS n FROM cases WHERE NOT json_valid(body)');
  const files = await readFiles(session, unread?.['n'] !== 0);
  return plan(await readRuns(session, rule.isStoreFree === true), files, rule);
}

function plan(runs: readonly KnownRun[], files: readonly KnownTrace[], rule: RetentionRule): RetentionPlan {
  const { now, maxAgeDays, maxBytes } = rule;
  const oldest = maxAgeDays === null ? '' : new Date(now.getTime() - maxAgeDays * DAY_MS).toISOString();
  const removal = new Removal(runs, files);
  const bytesBefore = removal.bytes;
  const isTooMuch = (): boolean => maxBytes !== null && removal.bytes > maxBytes;
  const kept: string[] = [];
  for (const item of removal.byAge()) {
    const isTooOld = item.since < oldest;
    if (!isTooOld && !isTooMuch()) continue;
    if (item.staysBecause === null) item.remove();
    else if (isTooOld) kept.push(`${item.title} is older and stays: ${item.staysBecause}.`);
  }
  if (maxBytes !== null && isTooMuch())
    kept.push(`${removal.bytes} bytes stay, more than the ${maxBytes} asked for: the rest is pinned or in use.`);
  return {
    runs: [...removal.runs].map(({ id, name, createdAt, bytes }) => ({ id, name, createdAt, bytes })),
    traces: [...removal.traces].map(({ sha256, kind, title, addedAt, bytes }) => ({
      sha256,
      kind,
      title,
      addedAt,
      bytes,
    })),
    bytesBefore,
    bytesAfter: removal.bytes,
    kept,
  };
}

/** A run, or a file that no run refers to. */
interface Item {
  readonly since: string;
  readonly title: string;
  readonly staysBecause: string | null;
  readonly remove: () => void;
}

/** What goes so far, and the size of the rest. A file goes with the last run that refers to it. */
class Removal {
  readonly runs = new Set<KnownRun>();
  readonly traces = new Set<KnownTrace>();
  bytes = 0;
  readonly #references = new Map<string, number>();
  readonly #files: ReadonlyMap<string, KnownTrace>;
  readonly #known: readonly KnownRun[];

  constructor(runs: readonly KnownRun[], files: readonly KnownTrace[]) {
    this.#known = runs;
    this.#files = new Map(files.map((file) => [file.sha256, file]));
    for (const { bytes } of [...runs, ...files]) this.bytes += bytes;
    for (const { traces } of runs)
      for (const sha256 of traces) this.#references.set(sha256, (this.#references.get(sha256) ?? 0) + 1);
  }

  /** Oldest first. */
  byAge(): readonly Item[] {
    const runs = this.#known.map((run): Item => {
      const { createdAt: since, staysBecause } = run;
      return { since, title: `Run "${run.id}"`, staysBecause, remove: () => this.#removeRun(run) };
    });
    const lone = [...this.#files.values()].filter(({ sha256 }) => !this.#references.has(sha256));
    const files = lone.map((file): Item => {
      const { addedAt: since, title, staysBecause } = file;
      return { since, title: `File "${title}"`, staysBecause, remove: () => this.#removeTrace(file) };
    });
    return [...runs, ...files].sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
  }

  #removeRun(run: KnownRun): void {
    this.runs.add(run);
    this.bytes -= run.bytes;
    for (const sha256 of run.traces) {
      const left = (this.#references.get(sha256) ?? 0) - 1;
      this.#references.set(sha256, left);
      const file = this.#files.get(sha256);
      if (left === 0 && file?.pinned === false) this.#removeTrace(file);
    }
  }

  #removeTrace(file: KnownTrace): void {
    this.traces.add(file);
    this.bytes -= file.bytes;
  }
}

/** Sizes in octets: `length` of a text ends at a NUL. 24: about what a row of numbers takes. */
const runSizes = `
SELECT r.id, r.name, r.created_at, r.pinned, r.state,
  (SELECT coalesce(sum(octet_length(o.text) + octet_length(o.source) + 24), 0) FROM run_devices d
     JOIN observations o ON o.device = d.key WHERE d.run = r.key)
  + (SELECT coalesce(sum(octet_length(c.body) + coalesce(octet_length(a.body), 0)), 0) FROM cases c
     LEFT JOIN analyses a ON a.case_key = c.key WHERE c.run = r.key) AS bytes,
  (SELECT json_group_array(DISTINCT sha256) FROM (${caseRecordings}) WHERE run = r.key) AS traces,
  (SELECT json_group_array(json(d.body) -> '$.changes') FROM run_devices d WHERE d.run = r.key) AS changes
FROM runs r ORDER BY r.created_at, r.key`;

async function readRuns(session: SqlSession, isStoreFree: boolean): Promise<readonly KnownRun[]> {
  const rows = await session.all(runSizes);
  return rows.map((row) => ({
    id: row['id'] as string,
    name: row['name'] as string,
    createdAt: row['created_at'] as string,
    bytes: row['bytes'] as number,
    traces: JSON.parse(String(row['traces'])) as readonly string[],
    staysBecause: whyStays(row, isStoreFree),
  }));
}

function whyStays(row: SqlRow, isStoreFree: boolean): string | null {
  if (row['pinned'] === 1) return 'it is pinned';
  if (row['state'] === 'running' && !isStoreFree) return 'it is running';
  const changes = (JSON.parse(String(row['changes'])) as readonly (readonly DeviceChange[])[]).flat();
  return changes.some(({ state }) => state === 'outstanding') ? 'a device is not yet as it was' : null;
}

async function readFiles(session: SqlSession, isCaseUnreadable: boolean): Promise<readonly KnownTrace[]> {
  const rows = await session.all('SELECT sha256, kind, title, added_at, bytes, pinned FROM traces');
  return rows.map((row) => ({
    sha256: row['sha256'] as string,
    kind: row['kind'] as TraceToRemove['kind'],
    title: row['title'] as string,
    addedAt: row['added_at'] as string,
    bytes: row['bytes'] as number,
    pinned: row['pinned'] === 1,
    staysBecause:
      row['pinned'] === 1 ? 'it is pinned' : isCaseUnreadable ? 'a damaged case of a run may name it' : null,
  }));
}

/** Removes the rows that a plan names, unless they were pinned or begun since. Returns the files that nothing names any more. */
export async function removePlanned(
  session: SqlSession,
  planned: RetentionPlan,
): Promise<readonly Pick<TraceToRemove, 'sha256' | 'kind'>[]> {
  const ids = JSON.stringify(planned.runs.map(({ id }) => id));
  const names = JSON.stringify(planned.traces.map(({ sha256 }) => sha256));
  await session.run(
    `DELETE FROM runs WHERE id IN (SELECT value FROM json_each(?)) AND pinned = 0 AND state <> 'running'`,
    ids,
  );
  const removed = await session.all(
    `DELETE FROM traces WHERE sha256 IN (SELECT value FROM json_each(?)) AND pinned = 0
       AND sha256 NOT IN (SELECT sha256 FROM (${caseRecordings}))
     RETURNING sha256, kind`,
    names,
  );
  const files = removed.map((row) => ({
    sha256: row['sha256'] as string,
    kind: row['kind'] as TraceToRemove['kind'],
  }));
  await session.run(
    'DELETE FROM analyses WHERE case_key IS NULL AND trace IN (SELECT value FROM json_each(?))',
    JSON.stringify(files.map(({ sha256 }) => sha256)),
  );
  return files;
}
