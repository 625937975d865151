/** Shell protocol, version 2 (adb's shell_protocol.h): packets of an id, a length and bytes. */
export const ShellPacket = { stdin: 0, stdout: 1, stderr: 2, exit: 3, closeStdin: 4, windowSize: 5 } as const;

const HEADER_BYTES = 5;
/** Longer packets are cut, so that one fits into a packet of the transport. */
const MAX_BODY = 1 << 16;
/** What a computer may announce in one packet; adb itself sends up to 1 MiB. */
const MAX_INPUT = 1 << 21;

export function shellPackets(id: number, bytes: Uint8Array): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += MAX_BODY) {
    const body = bytes.subarray(from, from + MAX_BODY);
    const packet = Buffer.alloc(HEADER_BYTES + body.length);
    packet.writeUInt8(id, 0);
    packet.writeUInt32LE(body.length, 1);
    packet.set(body, HEADER_BYTES);
    packets.push(packet);
  }
  return packets;
}

/** Cuts what the computer sends into packets. */
export class ShellPacketReader {
  #bytes = Buffer.alloc(0);

  /** The whole packets so far; undefined when the bytes are no packets. */
  add(chunk: Uint8Array): readonly { readonly id: number; readonly body: Uint8Array }[] | undefined {
    this.#bytes = this.#bytes.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#bytes, chunk]);
    const packets: { id: number; body: Uint8Array }[] = [];
    while (this.#bytes.length >= HEADER_BYTES) {
      const length = this.#bytes.readUInt32LE(1);
      if (length > MAX_INPUT) return undefined;
      if (this.#bytes.length < HEADER_BYTES + length) break;
      packets.push({ id: this.#bytes.readUInt8(0), body: this.#bytes.subarray(HEADER_BYTES, HEADER_BYTES + length) });
      this.#bytes = this.#bytes.subarray(HEADER_BYTES + length);
    }
    return packets;
  }
}
