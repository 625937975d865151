/**
 * A `LabClient` over any wire. Calls that were under way when the wire broke fail with `refused` (what the lab did of them is
 * not known then); state streams are asked for again as soon as the wire is up; other streams end.
 *
 *     wire up ──► send what waits, ask for state streams again
 *     wire down ──► fail calls, end imports, tell listeners
 */
import type { ApiError, CallName, Input, LabClient, Output, StreamName } from '../contract.js';
import type { LabMessage } from '../protocol.js';
import { readLabMessage } from './read-lab-message.js';
import type { OpenWire, Wire } from './wire.js';

type CallAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ApiError };

interface PendingCall {
  readonly name: string;
  readonly input: unknown;
  readonly settle: (answer: CallAnswer) => void;
}

interface OpenStream {
  readonly name: StreamName;
  readonly input: unknown;
  readonly onItem: (item: unknown) => void;
  readonly end: (error: ApiError | null) => void;
}

/** Streams that begin with the present state: losing one's place in them loses nothing. */
const stateStreams: ReadonlySet<StreamName> = new Set<StreamName>(['fleet.watch', 'runs.watch', 'lab.watch']);

const lost: ApiError = {
  kind: 'refused',
  text: 'The connection to the lab was lost. What it did of this is not known; look, then try again.',
};
const cancelled: ApiError = { kind: 'cancelled', text: 'Cancelled.' };

/** How long a call waits for a lab that is not there, in milliseconds. */
const patienceMs = 15_000;

class ProtocolClient {
  readonly #wire: Wire;
  #isUp = false;
  #nextId = 1;
  readonly #calls = new Map<number, PendingCall>();
  /** Calls made while the wire was down. */
  readonly #waiting = new Map<number, PendingCall>();
  readonly #streams = new Map<number, OpenStream>();
  readonly #listeners = new Set<(state: 'connected' | 'lost') => void>();

  constructor(openWire: OpenWire) {
    this.#wire = openWire({
      onUp: () => this.#up(),
      onDown: () => this.#down(),
      onMessage: (message) => this.#take(readLabMessage(message)),
    });
  }

  readonly call = (name: string, input: unknown, signal?: AbortSignal): Promise<CallAnswer> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve({ ok: false, error: cancelled });
      const id = this.#nextId++;
      const onAbort = (): void => {
        if (this.#calls.has(id)) this.#send({ kind: 'cancel', id });
        settle({ ok: false, error: cancelled });
      };
      const settle = (answer: CallAnswer): void => {
        signal?.removeEventListener('abort', onAbort);
        this.#calls.delete(id);
        this.#waiting.delete(id);
        resolve(answer);
      };
      signal?.addEventListener('abort', onAbort);
      this.#begin(id, { name, input, settle });
    });

  readonly watch = (
    name: StreamName,
    input: unknown,
    signal: AbortSignal,
    onItem: (item: unknown) => void,
    onEnd: (error: ApiError | null) => void = () => undefined,
  ): void => {
    if (signal.aborted) return onEnd(cancelled);
    const id = this.#nextId++;
    const onAbort = (): void => {
      this.#send({ kind: 'cancel', id });
      end(cancelled);
    };
    const end = (error: ApiError | null): void => {
      signal.removeEventListener('abort', onAbort);
      this.#streams.delete(id);
      onEnd(error);
    };
    signal.addEventListener('abort', onAbort);
    this.#streams.set(id, { name, input, onItem, end });
    this.#send({ kind: 'watch', id, name, input });
  };

  readonly onConnection = (listener: (state: 'connected' | 'lost') => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#isUp) listener('connected');
    return () => this.#listeners.delete(listener);
  };

  readonly close = (): void => {
    this.#wire.close();
    this.#down();
    for (const { settle } of [...this.#waiting.values()]) settle({ ok: false, error: lost });
    for (const { end } of [...this.#streams.values()]) end(lost);
  };

  #begin(id: number, pending: PendingCall): void {
    if (this.#isUp) {
      this.#calls.set(id, pending);
      this.#send({ kind: 'call', id, name: pending.name, input: pending.input });
      return;
    }
    this.#waiting.set(id, pending);
    setTimeout(() => {
      if (this.#waiting.get(id) === pending)
        pending.settle({
          ok: false,
          error: { kind: 'refused', text: 'The lab does not answer. Is it still running?' },
        });
    }, patienceMs);
  }

  /** What is sent while the wire is down is said again, or has no meaning any more, once it is up. */
  #send(message: Parameters<Wire['send']>[0]): void {
    if (this.#isUp) this.#wire.send(message);
  }

  #up(): void {
    this.#isUp = true;
    for (const [id, { name, input }] of this.#streams) this.#send({ kind: 'watch', id, name, input });
    for (const [id, pending] of [...this.#waiting]) {
      this.#waiting.delete(id);
      this.#begin(id, pending);
    }
    for (const listener of this.#listeners) listener('connected');
  }

  #down(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    for (const { settle } of [...this.#calls.values()]) settle({ ok: false, error: lost });
    for (const { name, end } of [...this.#streams.values()]) if (!stateStreams.has(name)) end(lost);
    for (const listener of this.#listeners) listener('lost');
  }

  #take(message: LabMessage | null): void {
    switch (message?.kind) {
      case 'answer':
        this.#calls
          .get(message.id)
          ?.settle(message.ok ? { ok: true, value: message.value } : { ok: false, error: message.error });
        return;
      case 'item':
        this.#streams.get(message.id)?.onItem(message.item);
        this.#send({ kind: 'taken', id: message.id, count: message.number });
        return;
      case 'end':
        this.#streams.get(message.id)?.end(message.error);
        return;
      case undefined:
        return;
    }
  }
}

export type Upload = LabClient['upload'];

/** `close` ends the wire and everything that waits for it. */
export function clientOver(openWire: OpenWire, upload: Upload): LabClient & { readonly close: () => void } {
  const client = new ProtocolClient(openWire);
  return {
    // The lab made these values after the same contract; both ends come from one build.
    call: <N extends CallName>(name: N, input: Input<N>, signal?: AbortSignal) =>
      client.call(name, input, signal) as ReturnType<LabClient['call']> as Promise<
        { readonly ok: true; readonly value: Output<N> } | { readonly ok: false; readonly error: ApiError }
      >,
    watch: (name, input, signal, onItem, onEnd) =>
      client.watch(name, input, signal, onItem as (item: unknown) => void, onEnd),
    upload,
    onConnection: client.onConnection,
    close: client.close,
  };
}
