/**
 * What a client and the lab say to each other, whatever carries it: text frames of a WebSocket, or messages between the
 * processes of Electron. JSON; ids are the client's, counting from 1, one row of numbers for calls and streams.
 *
 *     call ──► answer                  one each
 *     watch ──► item, item, ... end    `taken` says how many items the client has dealt with: the lab never has more than
 *                                      `streamWindow` under way, and of what it holds back it keeps the latest only
 *     cancel                           ends a call or a stream early
 */
import type { ApiError } from './contract.js';

/** Name of the protocol; a client of another version is refused. */
export const protocolName = 'curfew.1';

/** Items of a stream that may be under way without having been taken. */
export const streamWindow = 16;

/** Bytes of one part of an upload. */
export const uploadPartBytes = 4 << 20;

export type ClientMessage =
  | { readonly kind: 'call' | 'watch'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'taken'; readonly id: number; readonly count: number }
  | { readonly kind: 'cancel'; readonly id: number };

export type LabMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: false; readonly error: ApiError }
  /** `number` counts the items of the stream from 1. */
  | { readonly kind: 'item'; readonly id: number; readonly number: number; readonly item: unknown }
  /** `error` is `null` when there is no more to tell. */
  | { readonly kind: 'end'; readonly id: number; readonly error: ApiError | null };
