/**
 * Packets of the ADB transport (AOSP packages/modules/adb, protocol.txt and adb.h): six little-endian words (command, two
 * arguments, length, checksum, command inverted), then the payload.
 */
export const Command = {
  connect: 0x4e584e43,
  auth: 0x48545541,
  open: 0x4e45504f,
  okay: 0x59414b4f,
  write: 0x45545257,
  close: 0x45534c43,
} as const;

/** First and second argument of an `auth` packet. */
export const AuthKind = { token: 1, signature: 2, publicKey: 3 } as const;

/** From this version on nobody looks at checksums (A_VERSION_SKIP_CHECKSUM). */
export const VERSION_WITHOUT_CHECKSUMS = 0x01000001;
export const MAX_PAYLOAD = 1 << 20;
/** What both sides accept before they know each other (MAX_PAYLOAD_V1). */
export const FIRST_PAYLOAD = 4096;

const HEADER_BYTES = 24;

export interface Packet {
  readonly command: number;
  readonly first: number;
  readonly second: number;
  readonly checksum: number;
  readonly payload: Buffer;
}

export function checksumOf(payload: Uint8Array): number {
  let sum = 0;
  for (const byte of payload) sum = (sum + byte) >>> 0;
  return sum;
}

export function encodePacket(
  command: number,
  first: number,
  second: number,
  payload: Uint8Array,
  withChecksum: boolean,
): Buffer {
  const packet = Buffer.alloc(HEADER_BYTES + payload.length);
  const words = [command, first, second, payload.length, withChecksum ? checksumOf(payload) : 0, ~command];
  for (const [index, word] of words.entries()) packet.writeUInt32LE(word >>> 0, 4 * index);
  packet.set(payload, HEADER_BYTES);
  return packet;
}

/** Cuts the bytes of a connection into packets, in whatever pieces they come. Holds at most one packet and one piece. */
export class PacketReader {
  #chunks: Buffer[] = [];
  #length = 0;
  #header: Buffer | undefined;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next whole packet; undefined when bytes are missing; `malformed` when these are no packets: then nothing follows. */
  next(): Packet | 'malformed' | undefined {
    if (this.#header === undefined) {
      if (this.#length < HEADER_BYTES) return undefined;
      this.#header = this.#take(HEADER_BYTES);
    }
    const header = this.#header;
    const command = header.readUInt32LE(0);
    const length = header.readUInt32LE(12);
    if (header.readUInt32LE(20) !== ~command >>> 0 || length > MAX_PAYLOAD) return 'malformed';
    if (this.#length < length) return undefined;
    this.#header = undefined;
    const payload = this.#take(length);
    return {
      command,
      first: header.readUInt32LE(4),
      second: header.readUInt32LE(8),
      checksum: header.readUInt32LE(16),
      payload,
    };
  }

  #take(length: number): Buffer {
    const [first] = this.#chunks;
    const all = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    const rest = all.subarray(length);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length -= length;
    return all.subarray(0, length);
  }
}
