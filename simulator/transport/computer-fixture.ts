/** The computer's end of the transport, by hand: what a test sends goes out as it is. */
import { connect, type Socket } from 'node:net';
import { Command, encodePacket, PacketReader, VERSION_WITHOUT_CHECKSUMS, type Packet } from './packet.js';

export class Computer {
  readonly packets: Packet[] = [];
  isClosed = false;
  readonly #socket: Socket;
  readonly #reader = new PacketReader();
  #wake: () => void = () => undefined;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (chunk: Buffer) => {
      this.#reader.add(chunk);
      for (let packet = this.#reader.next(); packet !== undefined; packet = this.#reader.next()) {
        if (packet === 'malformed') throw new Error('the device sent no packet');
        this.packets.push(packet);
      }
      this.#wake();
    });
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  send(command: number, first: number, second: number, payload: string | Uint8Array = '', withChecksum = false): void {
    this.#socket.write(encodePacket(command, first, second, Buffer.from(payload), withChecksum));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  connect(maxPayload = 1 << 20, version = VERSION_WITHOUT_CHECKSUMS): void {
    this.send(Command.connect, version, maxPayload, 'host::features=shell_v2\0', version < VERSION_WITHOUT_CHECKSUMS);
  }

  /** The next packet that has not been asked for; undefined when the connection ends or nothing comes for a second. */
  async next(): Promise<Packet | undefined> {
    const end = Date.now() + 1_000;
    while (this.packets.length === 0 && !this.isClosed && Date.now() < end) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 100);
      });
    }
    return this.packets.shift();
  }

  /** Whether the connection ends within a second. */
  async isDropped(): Promise<boolean> {
    while ((await this.next()) !== undefined) continue;
    return this.isClosed;
  }

  close(): void {
    this.#socket.destroy();
  }
}
