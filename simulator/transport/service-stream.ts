import { BytePipe } from './byte-pipe.js';

/** What a stream needs of its connection. */
export interface StreamWire {
  readonly maxPayload: () => number;
  readonly sendOkay: (stream: ServiceStream) => void;
  readonly sendWrite: (stream: ServiceStream, bytes: Uint8Array) => void;
  readonly sendClose: (stream: ServiceStream) => void;
}

/**
 * One opened service. The protocol allows one `write` packet on the way in each direction; the next may come when `okay`
 * has answered it. So a slow reader slows the writer down, on both sides.
 */
export class ServiceStream {
  /** What the computer sends. */
  readonly input = new BytePipe();
  readonly closed: Promise<void>;
  readonly #wire: StreamWire;
  readonly #output: { readonly bytes: Uint8Array; readonly sent: (wasSent: boolean) => void }[] = [];
  #isOnTheWay = false;
  #isInputPending = false;
  #isEnding = false;
  #isClosed = false;
  #resolveClosed: () => void = () => undefined;
  #remoteId: number;

  /** `remoteId`: 0 for a stream that the device opens, until the computer has accepted it. */
  constructor(
    wire: StreamWire,
    readonly localId: number,
    remoteId: number,
  ) {
    this.#wire = wire;
    this.#remoteId = remoteId;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  get remoteId(): number {
    return this.#remoteId;
  }

  /** The computer has accepted it. */
  accept(remoteId: number): void {
    this.#remoteId = remoteId;
  }

  /** True when the computer has acknowledged the last of the bytes, false when the stream is closed. */
  async write(bytes: Uint8Array): Promise<boolean> {
    const size = this.#wire.maxPayload();
    let isSent = !this.#isClosed;
    for (let from = 0; from < bytes.length && isSent; from += size) {
      isSent = await this.#writeChunk(bytes.subarray(from, from + size));
    }
    return isSent;
  }

  /** Closes when everything that was written has been acknowledged. */
  end(): void {
    this.#isEnding = true;
    this.#pump();
  }

  /** `write` came. False when the computer did not wait for the `okay` of the one before. */
  receive(bytes: Uint8Array): boolean {
    if (this.#isInputPending) return false;
    this.#isInputPending = true;
    void this.input.write(bytes).then(() => {
      this.#isInputPending = false;
      if (!this.#isClosed) this.#wire.sendOkay(this);
    });
    return true;
  }

  /** `okay` came. */
  acknowledge(): void {
    if (!this.#isOnTheWay) return;
    this.#isOnTheWay = false;
    this.#output.shift()?.sent(true);
    this.#pump();
  }

  /** `close` came, or the connection is gone. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.input.end();
    for (const { sent } of this.#output.splice(0)) sent(false);
    this.#resolveClosed();
  }

  #writeChunk(bytes: Uint8Array): Promise<boolean> {
    if (this.#isClosed || this.#isEnding) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#output.push({ bytes, sent: resolve });
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#isOnTheWay || this.#isClosed) return;
    const [next] = this.#output;
    if (next !== undefined) {
      this.#isOnTheWay = true;
      this.#wire.sendWrite(this, next.bytes);
    } else if (this.#isEnding) {
      this.#wire.sendClose(this);
      this.close();
    }
  }
}
