/** What a handler answers, and the ways in which things go wrong, as values. */
import { fail, type Result } from '../../engine/result.js';
import type { ApiError } from './contract.js';
import type { StoreError } from '../lab/store/store-error.js';

export type Answer<T> = Promise<Result<T, ApiError>>;

/** Cannot be done; `text` says why and what to do. */
export const refused = (text: string): Result<never, ApiError> => fail({ kind: 'refused', text });
export const badRequest = (text: string): Result<never, ApiError> => fail({ kind: 'bad-request', text });
export const cancelled: Result<never, ApiError> = fail({ kind: 'cancelled', text: 'Cancelled.' });

/** The same result with the error of a room as one for the asker. */
export function orRefused<T>(result: Result<T, string>): Result<T, ApiError> {
  return result.ok ? result : refused(result.error);
}

export function orStoreRefused<T>(result: Result<T, StoreError>): Result<T, ApiError> {
  return result.ok ? result : refused(`${result.error.message} ${result.error.whatToDo}`);
}

/** For commands that answer nothing. */
export function done<E>(result: Result<unknown, E>): Result<null, E> {
  return result.ok ? { ok: true, value: null } : result;
}
