/**
 * The connector that Tango talks through, one for each call: it knows every socket of the call and destroys them all when the
 * call is over or its deadline passes. Tango itself waits for ever, and an aborted signal does not free its sockets
 * (spec adb-and-devices, section 3).
 */
import { connect, type Socket } from 'node:net';
import type { AdbServerClient } from '@yume-chan/adb';
import { MaybeConsumable, ReadableStream } from '@yume-chan/stream-extra';
import type { AdbFailure } from '../adb-port.js';
import type { ServerAddress } from './server-address.js';

/** Chunks that wait for a reader before the socket is held back. */
const WAITING_CHUNKS = 4;

export class CallSockets implements AdbServerClient.ServerConnector {
  readonly #sockets = new Set<Socket>();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #abort = (): void => this.#finish('ended');
  #over: 'late' | 'ended' | undefined;

  /** `deadlineMs`: for the whole call; null: it goes on until `end`. `signal`: the connection is over, and the call with it. */
  constructor(
    private readonly server: ServerAddress,
    private readonly deadlineMs: number | null,
    private readonly signal?: AbortSignal,
  ) {
    signal?.addEventListener('abort', this.#abort);
    if (signal?.aborted === true) this.#finish('ended');
    if (deadlineMs !== null) this.#timer = setTimeout(() => this.#finish('late'), deadlineMs);
  }

  async connect(): Promise<AdbServerClient.ServerConnection> {
    if (this.#over !== undefined) throw new Error('the call is over');
    const socket = connect({ ...this.server, noDelay: true });
    this.#sockets.add(socket);
    const closed = new Promise<undefined>((resolve) => {
      socket.once('close', () => {
        this.#sockets.delete(socket);
        resolve(undefined);
      });
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the connection was closed')));
    });
    const close = (): void => void socket.destroy();
    return { readable: readableOf(socket), writable: writableOf(socket), closed, close };
  }

  /** Nothing of the call remains. Safe to call again. */
  end(): void {
    this.#finish('ended');
  }

  /** What an error means that was thrown while the call was under way. */
  failureOf(error: unknown, reason: 'lost' | 'refused'): AdbFailure {
    const text = errorText(error);
    if (this.#over === 'late')
      return { reason: 'deadline', text: `no answer within ${(this.deadlineMs ?? 0) / 1000} s` };
    if (this.#over === 'ended') return { reason: 'lost', text: 'the connection is over' };
    return { reason, text: text === '' ? 'the connection was lost' : text };
  }

  #finish(how: 'late' | 'ended'): void {
    this.#over ??= how;
    this.signal?.removeEventListener('abort', this.#abort);
    clearTimeout(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  addReverseTunnel(): never {
    throw new Error('reverse tunnels are not used');
  }

  removeReverseTunnel(): never {
    throw new Error('reverse tunnels are not used');
  }

  clearReverseTunnels(): never {
    throw new Error('reverse tunnels are not used');
  }
}

/** Errors of several attempts to connect (IPv6, then IPv4) have no text of their own. */
function errorText(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(errorText).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** Ends with the socket's end; errs when the socket goes without one. A slow reader pauses the socket. */
function readableOf(socket: Socket): ReadableStream<Uint8Array> {
  let isOpen = true;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const settle = (act: () => void): void => {
          if (isOpen) act();
          isOpen = false;
        };
        socket.on('data', (chunk: Buffer) => {
          if (!isOpen) return;
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) socket.pause();
        });
        socket.on('end', () => settle(() => controller.close()));
        socket.on('error', (error) => settle(() => controller.error(error)));
        socket.on('close', () => settle(() => controller.error(new Error('the connection was lost'))));
      },
      pull: () => void socket.resume(),
      cancel: () => {
        isOpen = false;
        socket.destroy();
      },
    },
    { highWaterMark: WAITING_CHUNKS },
  );
}

function writableOf(socket: Socket): AdbServerClient.ServerConnection['writable'] {
  return new MaybeConsumable.WritableStream<Uint8Array>({
    write: (chunk) =>
      new Promise<void>((resolve, reject) => {
        socket.write(chunk, (error) => (error == null ? resolve() : reject(error)));
      }),
  });
}
