/** Handlers that need the store, or the runs in it; without one they say why. */
import type { Result } from '../../../engine/result.js';
import type { RunEngine } from '../../lab/runs/run-engine.js';
import type { Store } from '../../lab/store/store.js';
import { refused, type Answer } from '../answers.js';
import type { LabRooms } from '../lab-rooms.js';

type StoreRoomsOfLab = Pick<LabRooms, 'storeRooms'>;

export async function withStore<T>({ storeRooms }: StoreRoomsOfLab, use: (store: Store) => Answer<T>): Answer<T> {
  return storeRooms.ok ? await use(storeRooms.value.store) : refused(storeRooms.error.text);
}

export async function withRuns<T>({ storeRooms }: StoreRoomsOfLab, use: (runs: RunEngine) => Answer<T>): Answer<T> {
  return storeRooms.ok ? await use(storeRooms.value.runs) : refused(storeRooms.error.text);
}

/** For what is answered at once. */
export const soon = async <T, E>(result: Result<T, E>): Promise<Result<T, E>> => await Promise.resolve(result);
