/**
 * Brings connections back: waits, reconnects, and never restarts a device, because what it did is evidence. Devices over the
 * network are asked for anew every few seconds; a cable is reset with a long pause in between.
 */
import { connectDevice, disconnectDevice, reconnectDevice } from '../adb/server-calls.js';
import type { ListedConnection } from '../adb/device-list.js';
import type { ServerAddress } from '../adb/server-address.js';
import type { Pace } from '../pace.js';
import type { LiveConnection } from '../tracking/live-connection.js';
import type { ServerLink } from '../tracking/server-link.js';

/** How long an address is asked for that nobody wants by name: the time in which a phone restarts, or somebody comes back. */
const PATIENCE_MS = 600_000;

/** After so many missed heartbeats the device is more than slow. */
const MISSES_BEFORE_RECONNECT = 4;

export class Reconnector {
  readonly #last = new Map<string, number>();
  readonly #busy = new Map<string, Promise<void>>();
  /** Server and address, since when: to be connected anew, because it was disconnected here for that, or its server went. */
  readonly #disconnected = new Map<string, number>();
  /** By server: what it had over the network when it was last asked. */
  readonly #overNetwork = new Map<string, readonly string[]>();
  #wokeAt = 0;
  readonly #closing = new AbortController();

  constructor(
    private readonly pace: Pace,
    private readonly clock: () => number,
  ) {}

  /** Reconnects what the list shows as offline, and asks for the wanted addresses that it does not show at all. */
  readList(link: ServerLink, listed: readonly ListedConnection[], wanted: ReadonlySet<string>): void {
    for (const line of listed) {
      if (line.state === 'offline') this.#reconnect(link.address, link.text, line);
      else this.#disconnected.delete(`${link.text} ${line.serial}`);
    }
    this.#overNetwork.set(
      link.text,
      listed.flatMap(({ via, serial }) => (via === 'tcp' ? [serial] : [])),
    );
    const present = new Set(listed.map(({ serial }) => serial));
    const missing = [...this.#missing(link.text), ...wanted].filter((address) => !present.has(address));
    for (const address of new Set(missing)) {
      this.#try(`${link.text} ${address}`, this.pace.reconnectMs, async () => {
        await connectDevice(link.address, address, this.#closing.signal);
        link.look();
      });
    }
  }

  /** The server is away. One that is started again knows nothing of the devices that it had over the network. */
  readAway(server: string): void {
    for (const serial of this.#overNetwork.get(server) ?? []) {
      const key = `${server} ${serial}`;
      if (!this.#disconnected.has(key)) this.#disconnected.set(key, this.clock());
    }
    this.#overNetwork.delete(server);
  }

  /** A person does not want the device any more. */
  giveUp(server: string, address: string): void {
    this.#disconnected.delete(`${server} ${address}`);
  }

  /** A device that is listed and does not answer. */
  readPulse(connection: LiveConnection): void {
    const { misses, listed, server, lastFailure } = connection;
    // One that says no is there: it may be starting.
    const isOfBeforeSleep = listed.via === 'tcp' && connection.lastAnswer < this.#wokeAt;
    const patience = isOfBeforeSleep ? 1 : MISSES_BEFORE_RECONNECT;
    const isSilent = misses >= patience && lastFailure?.reason !== 'refused';
    if (isSilent && listed.state === 'device') {
      this.#reconnect(server, connection.describe().server, listed);
    }
  }

  /** The computer slept: a connection over the network that does not answer now is one of those that did not outlive it. */
  readWake(): void {
    this.#wokeAt = this.clock();
  }

  /** Settles when nothing is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#busy.values());
  }

  #missing(server: string): readonly string[] {
    const now = this.clock();
    for (const [key, since] of this.#disconnected) if (now - since > PATIENCE_MS) this.#disconnected.delete(key);
    return [...this.#disconnected.keys()].flatMap((key) =>
      key.startsWith(`${server} `) ? [key.slice(server.length + 1)] : [],
    );
  }

  #reconnect(server: ServerAddress, text: string, { serial, via, transportId }: ListedConnection): void {
    const key = `${text} ${serial}`;
    if (via === 'tcp') {
      this.#try(key, this.pace.reconnectMs, async () => {
        // While the server keeps the lost connection it says "already connected" (spec adb-and-devices, section 4).
        if (!this.#disconnected.has(key)) this.#disconnected.set(key, this.clock());
        await disconnectDevice(server, serial);
        await connectDevice(server, serial, this.#closing.signal);
      });
    } else if (transportId !== null) {
      this.#try(key, this.pace.cableReconnectMs, async () => {
        await reconnectDevice(server, transportId);
      });
    }
  }

  /** One at a time, and not too often. Whether it helped is seen in the next list. */
  #try(key: string, everyMs: number, act: () => Promise<void>): void {
    if (
      this.#closing.signal.aborted ||
      this.#busy.has(key) ||
      this.clock() - (this.#last.get(key) ?? -Infinity) < everyMs
    )
      return;
    const done = act().finally(() => {
      this.#last.set(key, this.clock());
      this.#busy.delete(key);
    });
    this.#busy.set(key, done);
  }
}
