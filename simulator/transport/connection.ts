import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Socket } from 'node:net';
import { isSignedBy, parseAdbKey } from './adb-key.js';
import { DelayedLine } from './delayed-line.js';
import type { LineFaults } from './line-faults.js';
import {
  AuthKind,
  checksumOf,
  Command,
  encodePacket,
  FIRST_PAYLOAD,
  MAX_PAYLOAD,
  PacketReader,
  VERSION_WITHOUT_CHECKSUMS,
  type Packet,
} from './packet.js';
import { ServiceStream, type StreamWire } from './service-stream.js';

/** Serves one stream until it has nothing more to say; the stream is ended afterwards. */
export type Service = (stream: ServiceStream) => Promise<void>;

/** The computer at the other end, for services that call back to it. */
export interface Peer {
  /** Opens a service of the computer; undefined when it is refused. */
  readonly open: (name: string) => Promise<ServiceStream | undefined>;
  /** Settles when the connection is over. */
  readonly gone: Promise<void>;
}

/** What the transport needs of the device behind it. */
export interface DeviceEnd {
  /** `device::ro.product.name=…;…;features=…`; the first word is the state that the computer shows. */
  readonly banner: () => string;
  /** The service of that name; undefined is answered as adbd does: the stream is closed at once. */
  readonly service: (name: string, peer: Peer) => Service | undefined;
  /** `open`: no question is asked. Else the computer shows its key, which the device knows or not. */
  readonly authorization: () => 'open' | 'asks';
  readonly knowsKey: (key: KeyObject) => boolean;
  readonly knownKeys: () => readonly KeyObject[];
  readonly faults: LineFaults;
}

const MAX_STREAMS = 1024;

/** One computer that is connected: the handshake, then streams. */
export class Connection {
  readonly #reader = new PacketReader();
  readonly #streams = new Map<number, ServiceStream>();
  readonly #wire: StreamWire;
  #nextId = 1;
  #maxPayload = FIRST_PAYLOAD;
  #peerVersion = 0;
  #isOnline = false;
  #token = Buffer.alloc(0);
  #shownKey: KeyObject | undefined;
  /** Sent while the device was frozen. */
  #held: Buffer[] = [];
  #isAbandoned = false;
  readonly #line = new DelayedLine<Buffer>((packet) => this.#sendNow(packet));
  readonly #peer: Peer;
  /** Streams that the computer has not answered about yet, with who waits for that. */
  readonly #asked = new Map<ServiceStream, (isAccepted: boolean) => void>();

  constructor(
    private readonly socket: Socket,
    private readonly device: DeviceEnd,
  ) {
    this.#wire = {
      maxPayload: () => this.#maxPayload,
      sendOkay: ({ localId, remoteId }) => {
        if (!device.faults.neverAcknowledges) this.#send(Command.okay, localId, remoteId);
      },
      sendWrite: ({ localId, remoteId }, bytes) => this.#send(Command.write, localId, remoteId, bytes),
      sendClose: ({ localId, remoteId }) => {
        this.#streams.delete(localId);
        this.#send(Command.close, localId, remoteId);
      },
    };
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    this.#peer = { open: (name) => this.#ask(name), gone };
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    const callOff = device.faults.onFreeze(() => this.#freezeOrThaw());
    socket.on('close', () => {
      callOff();
      this.#line.stop();
      this.#closeStreams();
    });
    if (device.faults.isFrozen) socket.pause();
  }

  drop(): void {
    this.socket.destroy();
  }

  /** Half open: the other side believes that the connection stands, and nothing of it reaches anybody any more. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#closeStreams();
    this.socket.resume();
  }

  /** The key that the computer showed is accepted by now: it comes online without connecting again. */
  reconsiderKey(): void {
    if (this.#isOnline || this.#shownKey === undefined) return;
    if (this.device.knowsKey(this.#shownKey)) this.#goOnline();
  }

  #freezeOrThaw(): void {
    if (this.device.faults.isFrozen) {
      this.socket.pause();
      return;
    }
    for (const packet of this.#held.splice(0)) this.#line.send(packet, this.device.faults.delayMs);
    this.socket.resume();
  }

  #receive(chunk: Buffer): void {
    if (this.#isAbandoned) return;
    this.#reader.add(chunk);
    for (;;) {
      const packet = this.#reader.next();
      if (packet === undefined) return;
      if (packet === 'malformed' || !this.#isIntact(packet)) return this.drop();
      this.#handle(packet);
    }
  }

  #isIntact({ command, first, checksum, payload }: Packet): boolean {
    const version = command === Command.connect ? first : this.#peerVersion;
    return version >= VERSION_WITHOUT_CHECKSUMS || checksum === checksumOf(payload);
  }

  #handle(packet: Packet): void {
    switch (packet.command) {
      case Command.connect:
        return this.#handleConnect(packet);
      case Command.auth:
        return this.#handleAuth(packet);
      default:
        if (this.#isOnline) this.#handleStream(packet);
    }
  }

  #handleConnect({ first, second }: Packet): void {
    this.#closeStreams();
    this.#isOnline = false;
    this.#peerVersion = first;
    this.#maxPayload = Math.max(1, Math.min(second, MAX_PAYLOAD));
    if (this.device.authorization() === 'open') this.#goOnline();
    else this.#challenge();
  }

  #handleAuth({ first, payload }: Packet): void {
    if (this.#isOnline || this.#token.length === 0) return;
    if (first === AuthKind.signature) {
      const isKnown = this.device.knownKeys().some((key) => isSignedBy(key, this.#token, payload));
      if (isKnown) this.#goOnline();
      else this.#challenge();
    } else if (first === AuthKind.publicKey) {
      const line = payload.toString('utf8').replace(/\0.*$/s, '');
      const key = parseAdbKey(line);
      if (key === undefined) return this.drop();
      this.#shownKey = key;
      this.reconsiderKey();
    }
  }

  #challenge(): void {
    this.#token = randomBytes(20);
    this.#send(Command.auth, AuthKind.token, 0, this.#token);
  }

  #goOnline(): void {
    this.#isOnline = true;
    this.#send(Command.connect, VERSION_WITHOUT_CHECKSUMS, MAX_PAYLOAD, Buffer.from(this.device.banner()));
  }

  #handleStream({ command, first, second, payload }: Packet): void {
    if (command === Command.open) return this.#open(first, payload.toString('utf8').replace(/\0$/, ''));
    const stream = this.#streams.get(second);
    if (stream !== undefined && this.#asked.has(stream)) return this.#answered(stream, command, first);
    if (stream?.remoteId !== first) return;
    if (command === Command.okay) stream.acknowledge();
    else if (command === Command.write) {
      if (!stream.receive(payload)) this.drop();
    } else if (command === Command.close) {
      this.#streams.delete(second);
      stream.close();
      this.#send(Command.close, second, first);
    }
  }

  #open(remoteId: number, name: string): void {
    const isRefused = this.#streams.size >= MAX_STREAMS || this.device.faults.refuses(name);
    const service = isRefused ? undefined : this.device.service(name, this.#peer);
    if (service === undefined) return this.#send(Command.close, 0, remoteId);
    const stream = new ServiceStream(this.#wire, this.#nextId++, remoteId);
    this.#streams.set(stream.localId, stream);
    this.#send(Command.okay, stream.localId, remoteId);
    void service(stream).then(() => {
      stream.input.cancel();
      stream.end();
    });
  }

  /** The device opens a stream, as `adb reverse` has it do. */
  async #ask(name: string): Promise<ServiceStream | undefined> {
    if (this.#streams.size >= MAX_STREAMS || this.socket.destroyed || this.#isAbandoned) return undefined;
    const stream = new ServiceStream(this.#wire, this.#nextId++, 0);
    this.#streams.set(stream.localId, stream);
    const isAccepted = new Promise<boolean>((resolve) => this.#asked.set(stream, resolve));
    this.#send(Command.open, stream.localId, 0, Buffer.from(`${name}\0`));
    return (await isAccepted) ? stream : undefined;
  }

  #answered(stream: ServiceStream, command: number, remoteId: number): void {
    const tell = this.#asked.get(stream);
    this.#asked.delete(stream);
    const isAccepted = command === Command.okay;
    if (isAccepted) stream.accept(remoteId);
    else {
      this.#streams.delete(stream.localId);
      stream.close();
    }
    tell?.(isAccepted);
  }

  #send(command: number, first: number, second: number, payload: Uint8Array = new Uint8Array(0)): void {
    const withChecksum = this.#peerVersion < VERSION_WITHOUT_CHECKSUMS;
    const packet = encodePacket(command, first, second, payload, withChecksum);
    if (this.device.faults.isFrozen) this.#hold(packet);
    else this.#line.send(packet, this.device.faults.delayMs);
  }

  /** A stream sends no second packet before the first is acknowledged, so that what is held is bounded. */
  #hold(packet: Buffer): void {
    if (!this.socket.destroyed && !this.#isAbandoned) this.#held.push(packet);
  }

  #sendNow(bytes: Buffer): void {
    if (this.socket.destroyed || this.#isAbandoned) return;
    const { packet, allowed } = this.device.faults.pass(bytes);
    if (allowed < packet.length) {
      // The cable is gone in the middle of a packet: what went out before still arrives.
      this.socket.end(packet.subarray(0, allowed));
      this.#closeStreams();
      return;
    }
    this.socket.write(packet);
  }

  #closeStreams(): void {
    for (const stream of this.#streams.values()) stream.close();
    this.#streams.clear();
    for (const tell of this.#asked.values()) tell(false);
    this.#asked.clear();
  }
}
