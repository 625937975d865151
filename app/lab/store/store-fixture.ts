/** Stores in temporary folders for tests, and what such tests ask again and again. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Result } from '../../../engine/result.js';
import { openStore, type OpenedStore, type OpenOptions } from './open-store.js';
import type { Observation, Store } from './store.js';
import type { StoreError } from './store-error.js';

/** Folders that a test made; remove them when it is over. */
export class TemporaryFolders {
  readonly #made: string[] = [];

  make(): string {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-store-'));
    this.#made.push(folder);
    return folder;
  }

  removeOne(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
  }

  removeAll(): void {
    for (const folder of this.#made.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}

/** The value of a result that a test takes for granted. */
export function valueOf<T>(result: Result<T, StoreError>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code}: ${result.error.message}`);
}

export function errorOf<T>(result: Result<T, StoreError>): StoreError {
  if (!result.ok) return result.error;
  throw new Error('a failure was expected');
}

export async function opened(folder: string, options: Partial<OpenOptions> = {}): Promise<OpenedStore> {
  return valueOf(await openStore({ folder, program: 'test', ...options }));
}

/** Opens a store for `work` and closes it, whatever comes. */
export async function withStore<T>(
  folder: string,
  work: (store: Store, opening: OpenedStore) => Promise<T>,
  options: Partial<OpenOptions> = {},
): Promise<T> {
  const opening = await opened(folder, options);
  try {
    return await work(opening.store, opening);
  } finally {
    await opening.store.close();
  }
}

/** Observations `from` to `to - 1` of a device, each with a text of its own. */
export function observations(run: string, device: string, from: number, to: number): Observation[] {
  return Array.from({ length: to - from }, (_, index) => {
    const sequence = from + index;
    const text = `11-22 20:00:01.${String(sequence % 1_000).padStart(3, '0')}  1743  2107 I am_foreground_service_start: [0,com.example.sync/.SyncService,1,${sequence}]`;
    return { run, device, sequence, receivedMs: 1_795_377_600_000 + sequence, source: 'logcat', text };
  });
}
