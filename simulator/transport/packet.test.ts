import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Command, encodePacket, MAX_PAYLOAD, PacketReader, type Packet } from './packet.js';

function readAll(bytes: Buffer, pieces: readonly number[]): (Packet | 'malformed')[] {
  const reader = new PacketReader();
  const found: (Packet | 'malformed')[] = [];
  let at = 0;
  for (const piece of [...pieces, bytes.length]) {
    reader.add(bytes.subarray(at, Math.min(bytes.length, at + piece)));
    at = Math.min(bytes.length, at + piece);
    for (let packet = reader.next(); packet !== undefined; packet = reader.next()) {
      found.push(packet);
      if (packet === 'malformed') return found;
    }
  }
  return found;
}

it('reads the same packets however the bytes are cut', () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(payloads, fc.array(fc.nat(60), { maxLength: 30 }), (contents, pieces) => {
      const bytes = Buffer.concat(
        contents.map((payload, index) => encodePacket(Command.write, index, 7, payload, true)),
      );
      const packets = readAll(bytes, pieces);
      expect(packets.map((packet) => (packet === 'malformed' ? packet : [packet.first, ...packet.payload]))).toEqual(
        contents.map((payload, index) => [index, ...payload]),
      );
    }),
  );
});

it('calls bytes malformed whose last word does not invert the command', () => {
  const bytes = encodePacket(Command.open, 1, 0, Buffer.from('shell:'), false);
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  expect(readAll(bytes, [])).toEqual(['malformed']);
});

it('refuses a payload longer than was agreed, before it has come', () => {
  const bytes = encodePacket(Command.write, 1, 2, new Uint8Array(0), false);
  bytes.writeUInt32LE(MAX_PAYLOAD + 1, 12);
  expect(readAll(bytes, [])).toEqual(['malformed']);
});
