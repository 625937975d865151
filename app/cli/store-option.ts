/** The store that a command works with: `--data`, else `CURFEW_DATA`, else the place of the system. */
import type { Result } from '../../engine/result.js';
import { dataFolder } from '../lab/store/data-folder.js';
import { openStore, openStoreToRead, type OpenedStore } from '../lab/store/open-store.js';
import type { RescueReport } from '../lab/store/rescue.js';
import type { StoreError } from '../lab/store/store-error.js';
import type { StoreReader } from '../lab/store/store.js';
import { visibleText } from '../lab/reports/visible-text.js';
import { unreadable, type CommandError } from './exit-codes.js';

export const dataHelp = `  --data DIR           folder of the store (default: CURFEW_DATA, else the data folder of
                       this system)`;

/** The value, or a `CommandError` that says what happened and what to do. */
export function orRefuse<T>(result: Result<T, StoreError>): T {
  if (result.ok) return result.value;
  throw refusal(result.error);
}

function refusal({ message, whatToDo }: StoreError): CommandError {
  return unreadable(visibleText(`${message} ${whatToDo}`));
}

/** Opens the store for looking, does `work`, closes it. */
export async function readingStore<T>(data: string | undefined, work: (store: StoreReader) => Promise<T>): Promise<T> {
  const store = orRefuse(await openStoreToRead(dataFolder(data)));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Opens the store that is there for writing, says what opening found, does `work`, closes it. */
export async function changingStore<T>(
  data: string | undefined,
  program: string,
  work: (opened: OpenedStore) => Promise<T>,
): Promise<T> {
  const opened = orRefuse(await openStore({ folder: dataFolder(data), program, mustExist: true }));
  try {
    for (const line of openingNotes(opened)) process.stderr.write(`${visibleText(line)}\n`);
    return await work(opened);
  } finally {
    await opened.store.close();
  }
}

/** What a person should know about how a store was found; one sentence each. */
export function openingNotes({ leftBy, migrated, rescues }: OpenedStore): readonly string[] {
  const notes: string[] = [];
  if (leftBy !== null)
    notes.push(
      `The store was not closed by ${leftBy.program} (process ${leftBy.pid} on ${leftBy.host}, since ${leftBy.since}); nothing is lost by that.`,
    );
  if (migrated !== null)
    notes.push(
      `The store was brought from schema ${migrated.from} to ${migrated.to}; the state from before is in ${migrated.backup}.`,
    );
  return [...notes, ...rescues.flatMap(rescueNotes)];
}

function rescueNotes({ folder, damage, rescued, losses, newestBackup }: RescueReport): readonly string[] {
  const rows = rescued.filter((table) => table.rows > 0).map((table) => `${table.rows} in ${table.table}`);
  return [
    `The store was damaged: ${damage[0] ?? 'unknown'}. It was set aside, as it was found, in ${folder}.`,
    `Rows in the new store: ${rows.length === 0 ? 'none' : rows.join(', ')}.`,
    ...losses.map((loss) => `Lost: ${loss}`),
    ...(newestBackup === null ? [] : [`The newest backup is ${newestBackup}.`]),
  ];
}
