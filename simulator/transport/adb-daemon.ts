import { createServer, type Server } from 'node:net';
import { Connection, type DeviceEnd } from './connection.js';

/** `adbd` with a TCP port: `adb connect 127.0.0.1:PORT` reaches the device behind it. */
export class AdbDaemon {
  readonly #connections = new Set<Connection>();
  #server: Server | undefined;
  #port = 0;

  constructor(private readonly device: DeviceEnd) {}

  get port(): number {
    return this.#port;
  }

  /** Listens on loopback; port 0 takes a free one. After `stop` the same port can be had again. */
  async listen(port = this.#port): Promise<number> {
    const server = createServer((socket) => {
      const connection = new Connection(socket, this.device);
      this.#connections.add(connection);
      socket.on('close', () => this.#connections.delete(connection));
      socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    this.#server = server;
    this.#port = address.port;
    return this.#port;
  }

  /** The cable is pulled out and put in again: connections end, new ones are accepted. */
  dropConnections(): void {
    for (const connection of this.#connections) connection.drop();
  }

  /** Connections that are there become half open; new ones are accepted. */
  abandonConnections(): void {
    for (const connection of this.#connections) connection.abandon();
  }

  /** Somebody touched "Allow USB debugging". */
  reconsiderKeys(): void {
    for (const connection of this.#connections) connection.reconsiderKey();
  }

  /** Nothing listens any more, as while a device restarts. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    this.dropConnections();
    await closed;
  }
}
