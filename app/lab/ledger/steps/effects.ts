/**
 * The ledger's procedures are generators: they yield what is to be done next and are told what came of it. They hold no
 * connection, file or clock of their own, so a test can stop them between any two effects.
 */
import type { Result } from '../../../../engine/result.js';
import type { AdbFailure, ShellAnswer } from '../../devices/adb-port.js';
import type { EntryRecord } from '../change.js';

export type Effect =
  | { readonly do: 'shell'; readonly command: string }
  | { readonly do: 'push'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly do: 'pull'; readonly path: string; readonly maxBytes: number }
  /** Adds to the desktop's journal; done means that it survives a power cut. */
  | { readonly do: 'record'; readonly record: EntryRecord };

export type Answer =
  | { readonly of: 'shell'; readonly result: Result<ShellAnswer, AdbFailure> }
  | { readonly of: 'push'; readonly result: Result<void, AdbFailure> }
  | { readonly of: 'pull'; readonly result: Result<Uint8Array | null, AdbFailure> }
  | { readonly of: 'record'; readonly result: Result<void, string> };

export type Steps<T> = Generator<Effect, T, Answer>;

function mismatch(effect: Effect, answer: Answer): never {
  throw new Error(`${effect.do} was answered with ${answer.of}`);
}

export function* shell(command: string): Steps<Result<ShellAnswer, AdbFailure>> {
  const effect: Effect = { do: 'shell', command };
  const answer = yield effect;
  return answer.of === 'shell' ? answer.result : mismatch(effect, answer);
}

export function* push(path: string, bytes: Uint8Array): Steps<Result<void, AdbFailure>> {
  const effect: Effect = { do: 'push', path, bytes };
  const answer = yield effect;
  return answer.of === 'push' ? answer.result : mismatch(effect, answer);
}

export function* pull(path: string, maxBytes: number): Steps<Result<Uint8Array | null, AdbFailure>> {
  const effect: Effect = { do: 'pull', path, maxBytes };
  const answer = yield effect;
  return answer.of === 'pull' ? answer.result : mismatch(effect, answer);
}

export function* record(line: EntryRecord): Steps<Result<void, string>> {
  const effect: Effect = { do: 'record', record: line };
  const answer = yield effect;
  return answer.of === 'record' ? answer.result : mismatch(effect, answer);
}
