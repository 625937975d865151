/** One client's conversation with the lab: its calls and streams, and what becomes of them when it goes. */
import { z } from 'zod';
import type { StreamName } from './contract.js';
import type { Dispatcher } from './dispatcher.js';
import { streamWindow, type ClientMessage, type LabMessage } from './protocol.js';
import { StreamWindow } from './stream-window.js';

/** Calls and streams of one client at a time. */
const maxOpen = 200;

const id = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const clientMessage: z.ZodType<ClientMessage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['call', 'watch']), id, name: z.string().max(100), input: z.unknown() }),
  z.strictObject({ kind: z.literal('taken'), id, count: z.int().min(0) }),
  z.strictObject({ kind: z.literal('cancel'), id }),
]);

/** What was begun is brought to its end although nobody listens any more: a log that is being kept is kept. */
const outlivesClient: ReadonlySet<string> = new Set<StreamName>(['traces.import']);

interface OpenRequest {
  readonly name: string;
  readonly abort: AbortController;
  readonly window: StreamWindow<unknown> | null;
}

export class ApiSession {
  readonly #open = new Map<number, OpenRequest>();
  #isClosed = false;

  constructor(
    readonly dispatcher: Dispatcher,
    readonly send: (message: LabMessage) => void,
  ) {}

  /** Takes a message as it came. False: it is none of the protocol, and whoever sent it should be turned away. */
  receive(raw: unknown): boolean {
    const read = clientMessage.safeParse(raw);
    if (!read.success || this.#isClosed) return false;
    const message = read.data;
    switch (message.kind) {
      case 'call':
      case 'watch':
        return this.#begin(message);
      case 'taken':
        this.#open.get(message.id)?.window?.taken(message.count);
        return true;
      case 'cancel':
        this.#open.get(message.id)?.abort.abort();
        return true;
    }
  }

  /** The client is gone. Nothing is sent any more. */
  close(): void {
    this.#isClosed = true;
    for (const { name, abort } of this.#open.values()) if (!outlivesClient.has(name)) abort.abort();
    this.#open.clear();
  }

  #begin(message: Extract<ClientMessage, { readonly kind: 'call' | 'watch' }>): boolean {
    if (this.#open.has(message.id)) return false;
    if (this.#open.size >= maxOpen) {
      const error = { kind: 'refused', text: 'Too much is asked at once. Try again in a moment.' } as const;
      if (message.kind === 'call') this.#tell({ kind: 'answer', id: message.id, ok: false, error });
      else this.#tell({ kind: 'end', id: message.id, error });
      return true;
    }
    if (message.kind === 'call') void this.#call(message);
    else void this.#watch(message);
    return true;
  }

  async #call({
    id,
    name,
    input,
  }: {
    readonly id: number;
    readonly name: string;
    readonly input: unknown;
  }): Promise<void> {
    const abort = new AbortController();
    this.#open.set(id, { name, abort, window: null });
    const answer = await this.dispatcher.call(name, input, abort.signal);
    this.#open.delete(id);
    this.#tell({ kind: 'answer', id, ...answer });
  }

  async #watch({
    id,
    name,
    input,
  }: {
    readonly id: number;
    readonly name: string;
    readonly input: unknown;
  }): Promise<void> {
    const abort = new AbortController();
    const window = new StreamWindow<unknown>(streamWindow, (number, item) =>
      this.#tell({ kind: 'item', id, number, item }),
    );
    this.#open.set(id, { name, abort, window });
    const put = (key: string, item: unknown): void => {
      if (!abort.signal.aborted) window.put(key, item);
    };
    const ended = await this.dispatcher.watch(name, input, { put, signal: abort.signal });
    this.#open.delete(id);
    window.flush();
    this.#tell({ kind: 'end', id, error: ended.ok ? null : ended.error });
  }

  #tell(message: LabMessage): void {
    if (!this.#isClosed) this.send(message);
  }
}
