/** The lab behind the window, and whether it answers. */
import type { ApiError, CallName, Input, LabClient, Output } from '../../../app/api/contract.js';

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiError };

let client: LabClient | undefined;
let connection = $state<'connected' | 'lost'>('connected');

/** Called once, before anything is drawn. */
export function openLab(lab: LabClient): void {
  client = lab;
  lab.onConnection((state) => {
    connection = state;
  });
}

export function lab(): LabClient {
  if (client === undefined) throw new Error('the lab was not opened yet');
  return client;
}

export function isConnected(): boolean {
  return connection === 'connected';
}

/** `lab().call`, for short. */
export function ask<N extends CallName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Answer<Output<N>>> {
  return lab().call(name, input, signal);
}
