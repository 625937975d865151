/** From a name and an input to a handler: checks the input first, and turns a mistake of ours into an answer. */
import { ok, type Result } from '../../engine/result.js';
import { fail } from '../../engine/result.js';
import type { Answer } from './answers.js';
import type { ApiError, CallName, Input, Output, StreamName } from './contract.js';
import { schemas } from './schemas.js';

export type CallHandler<N extends CallName> = (input: Input<N>, signal: AbortSignal) => Answer<Output<N>>;
export type CallHandlers = { readonly [N in CallName]: CallHandler<N> };

export interface StreamSink<T> {
  /** Of items with the same key, a slow reader gets the latest only. */
  readonly put: (key: string, item: T) => void;
  readonly signal: AbortSignal;
}

/** Settles when there is no more to tell; a stream of states goes on until the signal. */
export type StreamHandler<N extends StreamName> = (
  input: Input<N>,
  sink: StreamSink<Output<N>>,
) => Promise<Result<void, ApiError>>;
export type StreamHandlers = { readonly [N in StreamName]: StreamHandler<N> };

/** A mistake of ours, for the log of the host. */
export type TellBroken = (name: string, error: unknown) => void;

export interface Dispatcher {
  readonly call: (name: string, input: unknown, signal: AbortSignal) => Answer<unknown>;
  readonly watch: (name: string, input: unknown, sink: StreamSink<unknown>) => Promise<Result<void, ApiError>>;
}

type AnyCall = (input: unknown, signal: AbortSignal) => Answer<unknown>;
type AnyStream = (input: unknown, sink: StreamSink<unknown>) => Promise<Result<void, ApiError>>;

export function openDispatcher(calls: CallHandlers, streams: StreamHandlers, tellBroken: TellBroken): Dispatcher {
  // A name and its schema belong to its handler by the types of both tables; here the name is only known at run time.
  const callByName = new Map(Object.entries(calls) as [string, AnyCall][]);
  const streamByName = new Map(Object.entries(streams) as [string, AnyStream][]);

  const guarded = async <T>(name: string, act: () => Promise<Result<T, ApiError>>): Promise<Result<T, ApiError>> => {
    try {
      return await act();
    } catch (error) {
      tellBroken(name, error);
      return fail({ kind: 'broken', text: `${name} failed by a mistake of Curfew; its log says more.` });
    }
  };

  return {
    call: async (name, input, signal) => {
      const handler = callByName.get(name);
      if (handler === undefined) return unknownMethod(name);
      const checked = checkedInput(name, input);
      return checked.ok ? await guarded(name, () => handler(checked.value, signal)) : checked;
    },
    watch: async (name, input, sink) => {
      const handler = streamByName.get(name);
      if (handler === undefined) return unknownMethod(name);
      const checked = checkedInput(name, input);
      return checked.ok ? await guarded(name, () => handler(checked.value, sink)) : checked;
    },
  };
}

function unknownMethod(name: string): Result<never, ApiError> {
  return fail({ kind: 'unknown-method', text: `There is no "${name.slice(0, 100)}".` });
}

const maxTold = 5;

function checkedInput(name: string, input: unknown): Result<unknown, ApiError> {
  const read = schemas[name as CallName | StreamName].safeParse(input);
  if (read.success) return ok(read.data);
  const told = read.error.issues
    .slice(0, maxTold)
    .map(({ path, message }) => `${path.length === 0 ? 'input' : path.join('.')}: ${message}`);
  return fail({ kind: 'bad-request', text: `${name}: ${told.join('; ')}` });
}
