/** Ends a run whose store cannot be written: nothing more is played that could not be kept. */
import type { Result } from '../../../../engine/result.js';
import type { StoreError } from '../../store/store-error.js';

export class StoreTrouble extends Error {}

/** Of the store, or of the recorder, whose errors are sentences already. */
export function orTrouble<T>(result: Result<T, StoreError | string>): T {
  if (result.ok) return result.value;
  const { error } = result;
  throw new StoreTrouble(typeof error === 'string' ? error : `${error.message} ${error.whatToDo}`);
}
