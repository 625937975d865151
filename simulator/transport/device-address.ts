import { AdbDaemon } from './adb-daemon.js';
import type { DeviceEnd } from './connection.js';
import type { LineFaults } from './line-faults.js';

/** One way to a device: a port, with faults of its own. */
export class DeviceAddress {
  readonly #daemon: AdbDaemon;
  #isPluggedIn = false;

  constructor(
    end: DeviceEnd,
    readonly faults: LineFaults,
  ) {
    this.#daemon = new AdbDaemon({
      banner: () => end.banner(),
      service: (name, peer) => end.service(name, peer),
      authorization: () => end.authorization(),
      knowsKey: (key) => end.knowsKey(key),
      knownKeys: () => end.knownKeys(),
      faults,
    });
  }

  get port(): number {
    return this.#daemon.port;
  }

  /** Listens; port 0 takes a free one. Rejects when it is taken. */
  async plugIn(port = this.port): Promise<void> {
    if (this.#isPluggedIn) await this.#daemon.stop();
    await this.#daemon.listen(port);
    this.#isPluggedIn = true;
  }

  async unplug(): Promise<void> {
    this.#isPluggedIn = false;
    await this.#daemon.stop();
  }

  /** The device restarts: the cable stays where it is. */
  async goDown(): Promise<void> {
    await this.#daemon.stop();
  }

  async comeUp(): Promise<void> {
    if (this.#isPluggedIn) await this.#daemon.listen();
  }

  dropConnections(): void {
    this.#daemon.dropConnections();
  }

  abandonConnections(): void {
    this.#daemon.abandonConnections();
  }

  reconsiderKeys(): void {
    this.#daemon.reconsiderKeys();
  }
}
